// Rounds of control tests: one at a time, each control once in it. A run, its leaf and its alarm commit together, so that a killed process
// leaves either all of them or none, and the next one goes on with the controls that are missing. Owns control_round and control_run.
import type { Actor } from '../../core/contract/roles.ts'
import type { Topic, Topics } from '../../core/contract/topics.ts'
import { newId } from '../../core/ids.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Tx } from '../../platform/store/store.ts'
import type { TestContext } from './control-test.ts'
import { runControl, type Finished, type Probe } from './run-control.ts'

const FAILED = 'control.failed' satisfies Topic
export const SYSTEM: Actor = { kind: 'system', id: 'controls', role: 'analyst' }

export interface Rounds {
  /** Starts one, or joins the one that runs; its id. `controls` left out: all of them. */
  start(actor: Actor, controls?: readonly string[]): Promise<{ readonly run: string; readonly joined: boolean }>
  /** The job: runs what is missing in the round. */
  run(round: string, signal: AbortSignal): Promise<void>
  /** Gives a round that is open a job again; one that has one keeps it. */
  resume(): Promise<number>
  /** Controls that were run once and whose evidence ends by then. Those never run wait for a person. */
  due(at: Date): Promise<readonly string[]>
}

export interface RoundsNeeds {
  readonly platform: Platform
  readonly probes: ReadonlyMap<string, Probe>
  /** what the tests of one round get; `params` is each rule's own */
  readonly context: (signal: AbortSignal) => Omit<TestContext, 'params'>
}

export function createRounds({ platform, probes, context }: RoundsNeeds): Rounds {
  const { store, ledger, queue, clock, log } = platform

  const keep = async (round: string, run: Finished): Promise<void> => {
    await store.transaction(async (tx) => {
      // the round's row: two processes that hold the same job take turns here
      const open = await tx.selectFrom('control_round').select('ended_at').where('id', '=', round).forUpdate().executeTakeFirst()
      if (open === undefined || open.ended_at !== null) return
      const id = newId(clock)
      const kept = await tx
        .insertInto('control_run')
        .values({
          id,
          round,
          control: run.control,
          test: run.test,
          code_sha: run.codeSha,
          params: JSON.stringify(run.params),
          target: run.target,
          from_at: new Date(run.from),
          to_at: new Date(run.to),
          population: JSON.stringify(run.population),
          valid_until: new Date(run.validUntil),
          results: run.results,
          state: run.state,
          body: run.body,
        })
        .onConflict((conflict) => conflict.columns(['round', 'control']).doNothing())
        .returning('id')
        .executeTakeFirst()
      if (kept === undefined) return
      await ledger.append(tx, { actor: SYSTEM, kind: 'control.tested', entity: id, body: leafBody(round, run) })
      if (run.state === 'fail') await publishFailed(tx, { control: run.control, run: id })
    })
  }

  const publishFailed = async (tx: Tx, payload: Topics[typeof FAILED]): Promise<void> => {
    await tx
      .insertInto('outbox')
      .values({ topic: FAILED, payload: JSON.stringify(payload), at: clock.now() })
      .execute()
  }

  return {
    async start(actor, controls) {
      const wanted = controls === undefined ? [...probes.keys()] : controls.filter((id) => probes.has(id))
      const id = newId(clock)
      return await store.transaction(async (tx) => {
        const made = await tx
          .insertInto('control_round')
          .values({ id, controls: [...wanted], started_by: actor.id, asked_at: clock.now() })
          .onConflict((conflict) => conflict.doNothing())
          .returning('id')
          .executeTakeFirst()
        const open =
          made ?? (await tx.selectFrom('control_round').select('id').where('ended_at', 'is', null).forUpdate().executeTakeFirstOrThrow())
        if (made === undefined) {
          // what is asked for joins what runs already
          const row = await tx.selectFrom('control_round').select('controls').where('id', '=', open.id).executeTakeFirstOrThrow()
          const all = [...new Set([...row.controls, ...wanted])]
          await tx.updateTable('control_round').set({ controls: all }).where('id', '=', open.id).execute()
        }
        await queue.send(tx, 'improve.run-controls', { run: open.id }, { key: open.id })
        await ledger.append(tx, {
          actor,
          kind: 'controls.run',
          entity: open.id,
          body: { controls: [...wanted], joined: made === undefined },
        })
        return { run: open.id, joined: made === undefined }
      })
    },

    async run(round, signal) {
      const asked = context(signal)
      for (;;) {
        signal.throwIfAborted()
        const next = await store.transaction(async (tx) => {
          const row = await tx
            .selectFrom('control_round')
            .select(['controls', 'ended_at'])
            .where('id', '=', round)
            .forUpdate()
            .executeTakeFirst()
          if (row === undefined || row.ended_at !== null) return null
          const done = await tx.selectFrom('control_run').select('control').where('round', '=', round).execute()
          const have = new Set(done.map((each) => each.control))
          // a control that this version no longer knows is not waited for
          const missing = row.controls.find((control) => !have.has(control) && probes.has(control))
          if (missing !== undefined) return missing
          await tx.updateTable('control_round').set({ ended_at: clock.now() }).where('id', '=', round).execute()
          return null
        })
        if (next === null) return
        const run = await runControl(probes.get(next)!, { ...asked, params: {} }, log)
        log.info('control.tested', { control: next, state: run.state })
        await keep(round, run)
      }
    },

    async resume() {
      const open = await store.db.selectFrom('control_round').select('id').where('ended_at', 'is', null).execute()
      for (const { id } of open) {
        await store.transaction(async (tx) => await queue.send(tx, 'improve.run-controls', { run: id }, { key: id }))
      }
      return open.length
    },

    async due(at) {
      const rows = await store.db
        .selectFrom('control_run')
        .distinctOn('control')
        .select(['control', 'valid_until', 'to_at'])
        .orderBy('control')
        .orderBy('seq', 'desc')
        .execute()
      const ahead = at.getTime() + 60_000
      return rows
        .filter((row) => probes.has(row.control) && (row.valid_until <= at || row.to_at.getTime() > ahead))
        .map((row) => row.control)
    },
  }
}

/** Digests and numbers: the leaf's body goes to outsiders with the bundle. */
function leafBody(round: string, run: Finished): { readonly [key: string]: string | number | { readonly [key: string]: string | number } } {
  return {
    round,
    control: run.control,
    test: run.test,
    state: run.state,
    code: run.codeSha,
    query: run.querySha,
    target: run.target,
    from: run.from,
    to: run.to,
    validUntil: run.validUntil,
    population: { n: run.population.n, digest: run.population.digest },
    counts: { ...run.counts },
    excluded: run.excluded,
    results: run.results,
  }
}
