// The job behind a build of the directory: reads the stores one after the other into a stage, decides who is one person, and settles it in one
// transaction. Owns the states of subject_build from the start on. Runs again from the beginning when its process was killed: until the
// commit nothing of it is visible.
import { toAppError } from '../../core/errors.ts'
import type { FieldId, ObjectId, StoreId } from '../../core/ids.ts'
import type { KnownStore, Landscape, StoreConnections } from '../../landscape/contract.ts'
import type { Platform } from '../../platform/platform.ts'
import type { SubjectProblem } from '../../platform/store/tables.ts'
import { openSource } from '../source/open-source.ts'
import { scanTarget, storeProbe } from '../store-probe.ts'
import type { BuildTools } from './build-tools.ts'
import { EMAIL_SPACE, formOfSpace, identifies, PHONE_SPACE } from './identity-types.ts'
import { mergePeople } from './merge-people.ts'
import { personParts } from './person-parts.ts'
import { personRecord, residenceOf, sealNative } from './person-record.ts'
import { openSnapshot, postgresProbe, readPostgresPeople, type ReadObject, type ReadPath } from './postgres-people.ts'
import { settlePeople } from './settle-people.ts'
import { readSourcePeople } from './source-people.ts'
import { copyInto, openStage, PHONE_NO } from './stage.ts'
import { foundFields, readShape } from './store-shape.ts'
import { count, planSubjects, type PlannedKey } from './subject-plan.ts'
import { subjectRef } from './subject-ref.ts'

export interface BuildNeeds {
  readonly platform: Pick<Platform, 'store' | 'clock' | 'keys' | 'log' | 'ledger'>
  readonly landscape: Pick<Landscape, 'stores'>
  readonly connections: StoreConnections
  readonly national: ReadonlySet<string>
}

const BEAT_MS = 1000
const MOST_PROBLEMS = 1000

export function createBuildJob(needs: BuildNeeds): (data: { readonly build: string }, signal: AbortSignal) => Promise<void> {
  const { platform, landscape, connections, national } = needs
  const { store: own, clock, keys, log, ledger } = platform
  const refKey = keys.derive('subject-ref')

  return async ({ build }, signal) => {
    const begun = await own.transaction(async (tx) => {
      const row = await tx
        .selectFrom('subject_build')
        .select(['state', 'stores', 'all_stores', 'started_at'])
        .where('id', '=', build)
        .forUpdate()
        .executeTakeFirst()
      if (row === undefined || (row.state !== 'waiting' && row.state !== 'running')) return null
      await tx
        .updateTable('subject_build')
        .set({ state: 'running', started_at: row.started_at ?? clock.now(), rows_read: 0 })
        .where('id', '=', build)
        .execute()
      return row
    })
    if (begun === null) return
    const problems: SubjectProblem[] = []
    const stage = await openStage(own, signal)
    try {
      const at = clock.now()
      const spaces = new Map<string, number>([
        [PHONE_SPACE, PHONE_NO],
        [EMAIL_SPACE, PHONE_NO + 1],
      ])
      const complete = new Set<string>()
      const places = new Map<ObjectId, number>()
      const progress = { rows: 0, doing: '', written: 0 }
      let current: KnownStore | null = null
      let whole = begun.all_stores
      const number = <K>(map: Map<K, number>, key: K): number => {
        const known = map.get(key)
        if (known !== undefined) return known
        map.set(key, map.size + 1)
        return map.size
      }
      const tools: BuildTools = {
        stage,
        signal,
        ref: (space, form, value) => subjectRef(refKey, space, form, value),
        refIn: (space, value) =>
          space.startsWith('fi_') || identifies(space, value) ? subjectRef(refKey, space, formOfSpace(space), value) : null,
        seal: (space, ref, value) => sealNative(keys, space, ref, value),
        record: (text) => personRecord(refKey, text, at),
        residence: residenceOf,
        parts: (table) => personParts(table.columns, national),
        space: (space) => number(spaces, space),
        complete: (space) => void complete.add(space),
        place: (object) => number(places, object),
        problem: (object, text) => {
          if (problems.length < MOST_PROBLEMS) problems.push({ store: current?.id ?? '', object, text })
          if (/could not be read|no right to read it:|not wholly read|not there any more/.test(text)) whole = false
        },
        read: (rows, doing) => {
          progress.rows += rows
          progress.doing = doing
        },
      }
      const beat = setInterval(() => void writeProgress(build, progress), BEAT_MS)
      const paths: ReadPath[] = []
      const planned: PlannedKey[] = []
      const objects: ReadObject[] = []
      const keyed: FieldId[] = []
      const read: StoreId[] = []
      let failure: unknown = null
      try {
        for (const id of begun.stores as StoreId[]) {
          signal.throwIfAborted()
          const store = await landscape.stores.find(id)
          if (store === null) continue
          current = store
          try {
            const found = await foundFields(own.db, store.id)
            if (found.length === 0) {
              tools.problem(null, 'not scanned yet: what is in it is not known')
              whole = false
              continue
            }
            const result = store.kind === 'postgres' ? await readPostgres(store, found, tools) : await readSource(store, found, tools)
            paths.push(...result.paths)
            objects.push(...result.objects)
            planned.push(...result.keys)
            keyed.push(...result.keyed)
            read.push(store.id)
          } catch (thrown) {
            signal.throwIfAborted()
            const error = toAppError(thrown)
            if (error.code.startsWith('store/')) throw thrown
            failure = thrown
            whole = false
            log.warn('subjects.store-failed', { build, store: store.id, code: error.code })
            tools.problem(null, `could not be read: ${error.message}`)
          }
        }
      } finally {
        clearInterval(beat)
      }
      current = null
      if (read.length === 0 && failure !== null) return await fail(build, toAppError(failure).message, problems)
      await stage.flush()
      const strengths = [...spaces].map(([space, no]) => ({
        space,
        no,
        strength: space.startsWith('fi_') ? 0 : space === PHONE_SPACE ? 3 : space === EMAIL_SPACE ? 2 : 1,
      }))
      const lines = strengths.map(
        ({ space, no, strength }) =>
          `${no}\t${space}\t${strength}\t${space.startsWith('fi_') ? complete.has(space) || keyed.includes(space as FieldId) : whole}`,
      )
      await copyInto(stage.client, 's_space', `${lines.join('\n')}\n`)
      const merged = await mergePeople(
        stage,
        strengths.filter((each) => each.strength === 1).map((each) => each.no),
        spaces.get(EMAIL_SPACE) ?? null,
      )
      if (merged.conflicts > 0)
        tools.problem(
          null,
          `${count(merged.conflicts, 'group')} of rows share an e-mail address or telephone and have different national numbers: counted as several people`,
        )
      if (merged.shared > 0)
        tools.problem(
          null,
          `${count(merged.shared, 'e-mail address')}${merged.shared === 1 ? ' is' : 'es are'} shared by more than 20 people and make nobody one person`
            .replace('addresss', 'address')
            .replace('addresseses', 'addresses'),
        )
      signal.throwIfAborted()
      const settled = await settlePeople(stage, {
        build,
        at: clock.now(),
        stores: read,
        whole,
        paths,
        keys: planned,
        objects,
        keyed: keyed.map((field) => spaces.get(field)!).filter((no) => no !== undefined),
        problems,
      })
      await own.transaction(async (tx) => {
        await ledger.append(tx, {
          actor: { kind: 'system', id: 'subjects', role: 'analyst' },
          kind: 'subjects.built',
          entity: build,
          body: { people: settled.people, references: settled.refs, digest: settled.digest, stores: read, problems: problems.length },
        })
      })
      log.info('subjects.built', { build, people: settled.people, refs: settled.refs, problems: problems.length })
    } finally {
      await stage.close()
    }
  }

  async function readPostgres(store: KnownStore, found: Awaited<ReturnType<typeof foundFields>>, tools: BuildTools) {
    const session = await connections.postgres(store.id, null, tools.signal)
    try {
      await openSnapshot(session)
      const known = new Set(found.map((each) => each.object))
      const shape = await readShape(session, store.id, found)
      for (const table of shape) {
        if ('rp'.includes(table.relkind) && !known.has(table.object))
          tools.problem(
            table.path.join('.'),
            table.columns.some((column) => column.may)
              ? 'not scanned yet: it is left out'
              : 'no right to read it: who is in it is not known',
          )
      }
      const plan = await planSubjects(
        shape.filter((table) => known.has(table.object)),
        national,
        postgresProbe(session),
      )
      for (const { table, text } of plan.problems) tools.problem(table.path.join('.'), text)
      const read = await readPostgresPeople(session, plan, tools)
      return { ...read, keys: plan.keys, keyed: plan.keyed.map(({ key }) => key.field) }
    } finally {
      await session.close()
    }
  }

  async function readSource(store: KnownStore, found: Awaited<ReturnType<typeof foundFields>>, tools: BuildTools) {
    const { secret } = await landscape.stores.credentials(store.id)
    const source = await openSource(scanTarget(storeProbe.known(store, secret)), {
      signal: tools.signal,
      exclude: landscape.stores.ownPlaces(),
    })
    try {
      return { ...(await readSourcePeople(source, store.id, found, national, tools)), keyed: [] }
    } finally {
      await source.close()
    }
  }

  async function writeProgress(build: string, progress: { rows: number; doing: string; written: number }): Promise<void> {
    if (progress.written === progress.rows) return
    progress.written = progress.rows
    await own.db
      .updateTable('subject_build')
      .set({ rows_read: progress.rows, doing: progress.doing.slice(0, 500) })
      .where('id', '=', build)
      .where('state', '=', 'running')
      .execute()
      .catch(() => {})
  }

  async function fail(build: string, text: string, problems: readonly SubjectProblem[]): Promise<void> {
    await own.transaction(async (tx) => {
      await tx
        .updateTable('subject_build')
        .set({ state: 'failed', ended_at: clock.now(), doing: null, problems: JSON.stringify(problems) })
        .where('id', '=', build)
        .where('state', '=', 'running')
        .execute()
      await ledger.append(tx, {
        actor: { kind: 'system', id: 'subjects', role: 'analyst' },
        kind: 'subjects.built',
        entity: build,
        body: { failed: text },
      })
    })
  }
}
