// Scopes as they are kept: each computation is a new version, none is ever changed. Owns the tables `scope` and `scope_person`. A check
// computes again and compares; it writes nothing.
import { sql } from 'kysely'
import { instant } from '../../core/clock.ts'
import type { Json } from '../../core/canonical-json.ts'
import type { Grade, Scope } from '../../core/contract/response.ts'
import type { Actor } from '../../core/contract/roles.ts'
import type { StoreId } from '../../core/ids.ts'
import type { Monitor } from '../../monitor/contract.ts'
import { peopleOf, readPeople, type PeopleSet } from '../../platform/events/people-set.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Tx } from '../../platform/store/store.ts'
import { respondError } from '../errors.ts'
import type { Facts } from '../incidents/fact-rules.ts'
import { lockIncident, type IncidentActor } from '../incidents/incident-registry.ts'
import { computeScope, GRADES, type ComputedScope, type ScopeNeeds, type ScopeProgress, type ScopeQuestion } from './compute-scope.ts'

/** As it stands in scope.body: sets as base64 of portable Roaring bytes. */
export interface ScopeBody extends Omit<ComputedScope, 'people' | 'inputHash'> {
  readonly people: Readonly<Record<Grade, string>>
}

export interface KeptScope {
  readonly incident: string
  readonly version: number
  readonly computedAt: Date
  readonly inputHash: string
  readonly body: ScopeBody
}

export interface ScopeCheck {
  readonly version: number
  readonly same: boolean
  readonly sameInputs: boolean
  readonly sameResult: boolean
  readonly inputHash: string
  readonly nowInputHash: string
  readonly resultHash: string
  readonly nowResultHash: string
  readonly differences: readonly string[]
}

/** `run`: the row of scope_run that this is the work of; it ends in the same transaction. */
export interface ScopeWork {
  readonly progress?: ScopeProgress
  readonly run?: string
}

export interface ScopeRegistry {
  compute(actor: Actor, incident: string, signal: AbortSignal, work?: ScopeWork): Promise<KeptScope>
  read(incident: string, version: number | 'last'): Promise<KeptScope | null>
  versions(incident: string): Promise<readonly { readonly version: number; readonly computedAt: Date; readonly inputHash: string }[]>
  check(actor: Actor, incident: string, version: number, signal: AbortSignal, work?: ScopeWork): Promise<ScopeCheck>
}

/** Grades that get a row a person; who merely is in the store is in the set alone. */
const ROWS = ['excluded', 'exfiltrated', 'accessed'] as const
const PAGE = 50_000
/** share of the work that is done when writing begins, as measured by bench/scope.ts */
const WRITING = 0.8

export function createScopeRegistry(
  { store, ledger, clock }: Pick<Platform, 'store' | 'ledger' | 'clock'>,
  needs: Omit<ScopeNeeds, 'law'> & { readonly law: () => ScopeNeeds['law']; readonly monitor: Pick<Monitor, 'alert'> },
): ScopeRegistry {
  const question = async (incident: string): Promise<ScopeQuestion> => {
    const row = await store.db.selectFrom('incident').selectAll().where('id', '=', incident).executeTakeFirst()
    if (row === undefined) throw respondError('incident-unknown')
    const stores = new Set<StoreId>()
    for (const id of row.alerts) for (const one of (await needs.monitor.alert(id))?.query.stores ?? []) stores.add(one)
    return { actors: row.actors as IncidentActor[], facts: row.facts as Facts, stores: [...stores].toSorted() }
  }
  const now = async (incident: string, signal: AbortSignal, progress?: ScopeProgress): Promise<ComputedScope> =>
    await computeScope({ ...needs, law: needs.law() }, await question(incident), signal, progress)
  /** INVARIANT: a run ends once, together with what it made; whoever comes second, a killed process's successor or a stop, finds it ended. */
  const ended = async (tx: Tx, run: string | undefined, set: { version: number } | { outcome: string }): Promise<void> => {
    if (run === undefined) return
    const done = await tx
      .updateTable('scope_run')
      .set({ ...set, state: 'done', share: 1, stage: null, ended_at: clock.now() })
      .where('id', '=', run)
      .where('state', '=', 'running')
      .returning('id')
      .executeTakeFirst()
    if (done === undefined) throw respondError('scope-run-state', { state: 'ended' })
  }

  const read: ScopeRegistry['read'] = async (incident, version) => {
    let query = store.db.selectFrom('scope').selectAll().where('incident', '=', incident).orderBy('version', 'desc').limit(1)
    if (version !== 'last') query = query.where('version', '=', version)
    const row = await query.executeTakeFirst()
    if (row === undefined) return null
    return { incident, version: row.version, computedAt: row.computed_at, inputHash: row.input_hash, body: row.body as ScopeBody }
  }

  return {
    read,

    async versions(incident) {
      const rows = await store.db
        .selectFrom('scope')
        .select(['version', 'computed_at', 'input_hash'])
        .where('incident', '=', incident)
        .orderBy('version')
        .execute()
      return rows.map((row) => ({ version: row.version, computedAt: row.computed_at, inputHash: row.input_hash }))
    },

    async compute(actor, incident, signal, work = {}) {
      const { people, inputHash, ...rest } = await now(incident, signal, work.progress)
      work.progress?.('writing it down', WRITING)
      const body: ScopeBody = { ...rest, people: record((grade) => Buffer.from(people[grade].bytes()).toString('base64')) }
      const text = JSON.stringify(body)
      const version = await store.transaction(async (tx) => {
        await lockIncident(tx, incident)
        const next = await nextVersion(tx, incident)
        await tx
          .insertInto('scope')
          .values({ incident, version: next, body: text, input_hash: inputHash, computed_at: clock.now() })
          .execute()
        await writePeople(tx, incident, next, people, (share) => {
          signal.throwIfAborted()
          work.progress?.('writing it down', WRITING + (1 - WRITING) * share)
        })
        await ledger.append(tx, {
          actor,
          kind: 'scope.computed',
          entity: incident,
          body: {
            version: next,
            inputHash,
            resultHash: body.resultHash,
            totals: body.totals as unknown as Json,
            inputs: body.inputs as unknown as Json,
          },
        })
        signal.throwIfAborted()
        await ended(tx, work.run, { version: next })
        return next
      })
      return (await read(incident, version))!
    },

    async check(actor, incident, version, signal, work = {}) {
      const kept = await read(incident, version)
      if (kept === null) throw respondError('scope-unknown')
      const again = await now(incident, signal, work.progress)
      const sameInputs = again.inputHash === kept.inputHash
      const sameResult = again.resultHash === kept.body.resultHash
      const check: ScopeCheck = {
        version,
        same: sameInputs && sameResult,
        sameInputs,
        sameResult,
        inputHash: kept.inputHash,
        nowInputHash: again.inputHash,
        resultHash: kept.body.resultHash,
        nowResultHash: again.resultHash,
        differences: differences(kept.body, again),
      }
      const { same, inputHash, nowInputHash, resultHash, nowResultHash } = check
      await store.transaction(async (tx) => {
        await ledger.append(tx, {
          actor,
          kind: 'scope.checked',
          entity: incident,
          body: { version, same, inputHash, now: nowInputHash, resultHash, nowResult: nowResultHash },
        })
        await ended(tx, work.run, { outcome: JSON.stringify(check) })
      })
      return check
    },
  }
}

export function peopleIn(scope: KeptScope, grade: Grade): PeopleSet {
  return readPeople(Buffer.from(scope.body.people[grade], 'base64'))
}

export function scopeOf(kept: KeptScope): Scope {
  const { queries, inputs, counts, gaps } = kept.body
  const people = record((grade) => new Uint8Array(Buffer.from(kept.body.people[grade], 'base64')))
  return { incident: kept.incident, version: kept.version, queries, inputs, people, counts, gaps }
}

export function scopeView(kept: KeptScope) {
  const { people: _people, ...body } = kept.body
  return { incident: kept.incident, version: kept.version, computedAt: instant(kept.computedAt), inputHash: kept.inputHash, ...body }
}

function record<T>(of: (grade: Grade) => T): Record<Grade, T> {
  return Object.fromEntries(GRADES.map((grade) => [grade, of(grade)])) as Record<Grade, T>
}

async function nextVersion(tx: Tx, incident: string): Promise<number> {
  const row = await tx
    .selectFrom('scope')
    .select((eb) => eb.fn.max('version').as('version'))
    .where('incident', '=', incident)
    .executeTakeFirst()
  return (row?.version ?? 0) + 1
}

/** One row a person, with the highest grade. */
async function writePeople(
  tx: Tx,
  incident: string,
  version: number,
  people: Readonly<Record<Grade, PeopleSet>>,
  written: (share: number) => void,
): Promise<void> {
  const all = Math.max(1, ROWS.map((grade) => people[grade]).reduce((set, more) => set.union(more)).size)
  let count = 0
  let done = peopleOf([])
  for (const grade of ROWS) {
    const rest = people[grade].minus(done)
    done = done.union(rest)
    let page: number[] = []
    const write = async (): Promise<void> => {
      if (page.length === 0) return
      // The directory may have lost a number since: the set keeps it, the row would have nobody to point at.
      await sql`
        insert into scope_person (incident, version, n, grade)
        select ${incident}::uuid, ${version}::integer, s.n, ${grade}
        from unnest(${page}::integer[]) as asked(n) join subject s using (n)`.execute(tx)
      count += page.length
      page = []
      written(count / all)
    }
    for (const n of rest) {
      page.push(n)
      if (page.length >= PAGE) await write()
    }
    await write()
  }
}

function differences(kept: ScopeBody, now: ComputedScope): string[] {
  const out: string[] = []
  const before = new Map(kept.inputs.filter(({ name }) => !name.startsWith('event file ')).map((input) => [input.name, input]))
  for (const input of now.inputs) {
    const was = before.get(input.name)
    if (was === undefined || was.sha256 === input.sha256) continue
    out.push(`${input.name} changed: ${was.rows} rows then, ${input.rows} now`)
  }
  for (const grade of GRADES) {
    const was = kept.totals[grade]
    const is = now.totals[grade]
    if (was.lower !== is.lower || was.upper !== is.upper)
      out.push(`${grade}: ${was.lower} to ${was.upper} people then, ${is.lower} to ${is.upper} now`)
  }
  return out
}
