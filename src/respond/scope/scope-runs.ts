// Computing a scope, and checking one, as work that somebody asked for: it waits, runs in a job, says how far it is, can be stopped, and ends in
// a version or an answer. Owns the table `scope_run`. A process that is killed leaves the run open; its job runs again from the beginning.
import { instant } from '../../core/clock.ts'
import type { Actor } from '../../core/contract/roles.ts'
import { toAppError } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import type { Platform } from '../../platform/platform.ts'
import { respondError } from '../errors.ts'
import { lockIncident } from '../incidents/incident-registry.ts'
import { progressView, type RunProgress } from './run-progress.ts'
import type { ScopeCheck, ScopeRegistry } from './scope-registry.ts'

export interface ScopeRun extends RunProgress {
  readonly id: string
  readonly incident: string
  readonly kind: 'compute' | 'check'
  /** compute: the version it became, once it is done; check: the version that is checked */
  readonly version: number | null
  readonly createdAt: string
  readonly endedAt: string | null
  /** of a check that is done */
  readonly check: ScopeCheck | null
  readonly problem: string | null
}

export interface ScopeRuns {
  /** A run that only waits answers everybody who asks for the same. */
  start(
    actor: Actor,
    incident: string,
    ask: { readonly kind: 'compute' } | { readonly kind: 'check'; readonly version: number },
  ): Promise<ScopeRun>
  find(incident: string, id: string): Promise<ScopeRun | null>
  /** the newest that computes, whatever came of it */
  last(incident: string): Promise<ScopeRun | null>
  stop(actor: Actor, incident: string, id: string): Promise<ScopeRun>
  /** the job */
  work(data: { readonly run: string }, signal: AbortSignal): Promise<void>
  /** Gives runs that are not at their end a job again. */
  resume(): Promise<void>
}

const BEAT_MS = 500
const OPEN = ['waiting', 'running', 'stopping'] as const
/** a run of a day is none */
const RUN_MS = 24 * 3_600_000

export function createScopeRuns({ store, queue, ledger, clock, log }: Platform, scopes: ScopeRegistry): ScopeRuns {
  const find: ScopeRuns['find'] = async (incident, id) => {
    const row = await store.db.selectFrom('scope_run').selectAll().where('id', '=', id).where('incident', '=', incident).executeTakeFirst()
    return row === undefined ? null : runOf(row)
  }
  const runOf = (row: {
    id: string
    incident: string
    kind: ScopeRun['kind']
    version: number | null
    state: ScopeRun['state']
    stage: string | null
    share: number
    created_at: Date
    started_at: Date | null
    ended_at: Date | null
    outcome: unknown
    problem: string | null
  }): ScopeRun => ({
    id: row.id,
    incident: row.incident,
    kind: row.kind,
    version: row.version,
    createdAt: instant(row.created_at),
    endedAt: row.ended_at === null ? null : instant(row.ended_at),
    check: row.outcome as ScopeCheck | null,
    problem: row.problem,
    ...progressView(row, clock.now()),
  })

  const end = async (run: string, state: 'stopped' | 'failed', problem: string | null): Promise<void> => {
    await store.db
      .updateTable('scope_run')
      .set({ state, ended_at: clock.now(), stage: null, problem })
      .where('id', '=', run)
      .where('state', 'in', OPEN)
      .execute()
  }

  return {
    find,

    async last(incident) {
      const row = await store.db
        .selectFrom('scope_run')
        .selectAll()
        .where('incident', '=', incident)
        .where('kind', '=', 'compute')
        .orderBy('created_at', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row === undefined ? null : runOf(row)
    },

    async start(actor, incident, ask) {
      const version = ask.kind === 'check' ? ask.version : null
      const id = await store.transaction(async (tx) => {
        await lockIncident(tx, incident)
        // One that runs may have read facts and records that have changed since; one that waits has read nothing.
        const waiting = await tx
          .selectFrom('scope_run')
          .select('id')
          .where('incident', '=', incident)
          .where('kind', '=', ask.kind)
          .where('version', 'is not distinct from', version)
          .where('state', '=', 'waiting')
          .executeTakeFirst()
        const run = waiting?.id ?? newId(clock)
        const { kind } = ask
        if (waiting === undefined) {
          const by = JSON.stringify({ kind: actor.kind, id: actor.id, role: actor.role })
          await tx
            .insertInto('scope_run')
            .values({ id: run, incident, kind, version, state: 'waiting', started_by: by, created_at: clock.now(), outcome: null })
            .execute()
          await queue.send(tx, 'respond.scope', { run }, { key: run })
        }
        await ledger.append(tx, { actor, kind: 'scope.asked', entity: incident, body: { run, kind, version } })
        return run
      })
      return (await find(incident, id))!
    },

    async stop(actor, incident, id) {
      await store.transaction(async (tx) => {
        const row = await tx
          .selectFrom('scope_run')
          .select('state')
          .where('id', '=', id)
          .where('incident', '=', incident)
          .forUpdate()
          .executeTakeFirst()
        if (row === undefined) throw respondError('scope-run-unknown')
        if (row.state !== 'waiting' && row.state !== 'running') throw respondError('scope-run-state', { state: row.state })
        const set = row.state === 'waiting' ? { state: 'stopped' as const, ended_at: clock.now() } : { state: 'stopping' as const }
        await tx.updateTable('scope_run').set(set).where('id', '=', id).execute()
        await ledger.append(tx, { actor, kind: 'scope.stopped', entity: incident, body: { run: id } })
      })
      return (await find(incident, id))!
    },

    async work({ run }, signal) {
      const row = await store.db
        .updateTable('scope_run')
        .set({ state: 'running', started_at: clock.now(), share: 0, stage: 'beginning' })
        .where('id', '=', run)
        .where('state', 'in', ['waiting', 'running'])
        .returning(['incident', 'kind', 'version', 'started_by'])
        .executeTakeFirst()
      // asked to stop while its process was away: nothing of it is there
      if (row === undefined) return await end(run, 'stopped', null)
      const actor = row.started_by as Actor
      const stopped = new AbortController()
      let now = { stage: 'beginning', share: 0 }
      let shown = now
      const say = async (): Promise<void> => {
        const same = now === shown
        shown = now
        const found = same
          ? await store.db.selectFrom('scope_run').select('state').where('id', '=', run).executeTakeFirst()
          : await store.db
              .updateTable('scope_run')
              .set(now)
              .where('id', '=', run)
              .where('state', 'in', OPEN)
              .returning('state')
              .executeTakeFirst()
        if (found?.state === 'stopping') stopped.abort(new Error('stopped'))
      }
      // a beat that does not get through is followed by the next
      const beat = setInterval(() => void say().catch(() => {}), BEAT_MS)
      const progress = (stage: string, share: number): void => {
        now = { stage, share: Math.min(1, Math.max(now.share, share)) }
      }
      const both = AbortSignal.any([signal, stopped.signal, AbortSignal.timeout(RUN_MS)])
      try {
        if (row.kind === 'compute') await scopes.compute(actor, row.incident, both, { progress, run })
        else await scopes.check(actor, row.incident, row.version!, both, { progress, run })
      } catch (thrown) {
        if (signal.aborted) throw thrown
        const state = (await find(row.incident, run))?.state
        if (state === 'done') return
        if (state === 'stopping') return await end(run, 'stopped', null)
        const error = toAppError(thrown)
        // Holdfast's own store was away: the job runs again
        if (error.code.startsWith('store/')) throw thrown
        log.warn('scope.failed', { run, code: error.code })
        await end(run, 'failed', error.message)
      } finally {
        clearInterval(beat)
      }
    },

    async resume() {
      const open = await store.db
        .selectFrom('scope_run')
        .select('id')
        .where('state', 'in', OPEN)
        .orderBy('created_at')
        .limit(1000)
        .execute()
      for (const { id } of open) await store.transaction((tx) => queue.send(tx, 'respond.scope', { run: id }, { key: id }))
    },
  }
}
