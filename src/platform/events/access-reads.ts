// Answers over access records. Owns how answers, groups, single records and the tail are put together; what is read is gather.ts.
import { instant, type Instant } from '../../core/clock.ts'
import type { SubjectCount } from '../../core/contract/people.ts'
import type { FieldId, ObjectId, StoreId } from '../../core/ids.ts'
import type { BatchRecord } from './access-batch.ts'
import { createTally, type AccessTally } from './access-tally.ts'
import { eventsError } from './errors.ts'
import type { AccessGroup, AccessRow, EventStore, Gap, Survey } from './events.ts'
import type { PeopleSet } from './people-set.ts'
import { gather, type Sources } from './gather.ts'
import { HOUR_MS } from './hours.ts'
import type { GapLedger } from './gap-ledger.ts'
import type { ParquetFile } from './manifest.ts'
import { readFileOf } from './compacted-files.ts'
import { literal } from './duck.ts'
import { readParquet, whereOf } from './parquet-rows.ts'
import { matchQuery, type MatchParts } from './match-query.ts'
import { createRefResolver } from './resolve-refs.ts'
import { listWriters, readLive, type SegmentPlace } from './read-segments.ts'

export interface AccessReadsOptions {
  readonly folder: string
  readonly ledger: GapLedger
  readonly sources: () => Promise<Sources>
}

type Reads = Pick<EventStore, 'answer' | 'people' | 'groups' | 'records' | 'tail' | 'gaps'> & Pick<Survey, 'each' | 'peopleBy'>

/** records, or bytes of their references, that wait to be resolved together */
const TOGETHER = { records: 1000, bytes: 2 ** 20 }

export function createAccessReads({ folder, ledger, sources }: AccessReadsOptions): Reads {
  const answer: EventStore['answer'] = async (query) => {
    const match = matchQuery(query)
    const tally = createTally()
    const gathered = await gather(await sources(), query, () => tally)
    const reported = await ledger.read(new Date(match.from), new Date(match.to))
    const gaps = sortGaps([...gathered.gaps, ...reported].filter((gap) => gap.store === null || match.store(gap.store)))
    const bounds = tally.bounds()
    const unseen = gaps.reduce((sum, gap) => sum + (gap.upper ?? 0), 0)
    const subjects: SubjectCount = { ...bounds, upper: bounds.upper + unseen }
    return { ...pick(tally), people: tally.known(), unresolved: tally.nobodys().size, subjects, gaps, inputs: gathered.inputs }
  }
  return {
    answer,
    people: async (query) => {
      const tally = createTally()
      await gather(await sources(), query, () => tally)
      return tally.known()
    },
    async groups(query, by) {
      const groups = new Map<string, Group>()
      const wanted = new Set(by)
      await gather(await sources(), query, (parts, hour) => groupOf(groups, wanted, parts, hour).tally)
      const named = [...groups.values()].map(toAccessGroup).map((group) => ({ group, name: nameOf(group) }))
      return named.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)).map((one) => one.group)
    },
    async records(query, limit) {
      if (!Number.isInteger(limit) || limit < 1 || limit > 10_000) {
        throw eventsError('query-invalid', { what: 'the number of records', help: 'ask for 1 to 10,000' })
      }
      const match = matchQuery(query)
      const { manifest, numbersOf, cache, duck } = await sources()
      let kept: RecordOf[] = []
      const trim = (): void => {
        kept = kept.toSorted(oldestFirst).slice(0, limit)
      }
      const files = await filesOf(
        folder,
        manifest.parquet.filter(
          (file) => match.store(file.store) && file.hour * HOUR_MS < match.to && (file.hour + 1) * HOUR_MS > match.from,
        ),
      )
      if (files.length > 0) {
        const ask = { files, where: whereOf(query), order: 'time, writer, seq', limit }
        for await (const rows of readParquet(await duck(), ask, cache)) kept.push(...rows)
      }
      for (const name of new Set([...(await listWriters(folder)), ...Object.keys(manifest.writers)])) {
        const state = manifest.writers[name]
        const live = readLive({
          folder,
          name,
          from: state?.done ?? 0,
          lastTime: state?.lastTime ?? null,
          place: state?.place ?? null,
          cache,
        })
        for await (const { batch, records } of live.batches) {
          for (const record of records) {
            if (record.time < match.from || record.time >= match.to || !match.context(record.context)) continue
            kept.push({ writer: name, observed: batch.observed, record: { ...record, refs: record.refs.slice() } })
          }
          if (kept.length > limit * 2) trim()
        }
      }
      trim()
      const resolver = createRefResolver(numbersOf)
      await resolver.learn(kept.map((one) => one.record.refs))
      return kept.map((one) => {
        const { numbers, unresolved } = resolver.resolve(one.record.refs)
        return toRow(one, numbers.length + unresolved.length)
      })
    },
    async each(query, take) {
      const match = matchQuery(query)
      const { manifest, numbersOf, cache, duck } = await sources()
      const resolver = createRefResolver(numbersOf)
      let waiting: RecordOf[] = []
      let size = 0
      const flush = async (): Promise<void> => {
        await resolver.learn(waiting.map((one) => one.record.refs))
        take(
          waiting.map((one) => {
            const { numbers, unresolved } = resolver.resolve(one.record.refs)
            return toRow(one, numbers.length + unresolved.length)
          }),
        )
        waiting = []
        size = 0
      }
      const add = async (one: RecordOf): Promise<void> => {
        waiting.push(one)
        size += one.record.refs.length
        if (waiting.length >= TOGETHER.records || size >= TOGETHER.bytes) await flush()
      }
      const touched = manifest.parquet.filter(
        (file) => match.store(file.store) && file.hour * HOUR_MS < match.to && (file.hour + 1) * HOUR_MS > match.from,
      )
      const ask = { files: await filesOf(folder, touched), where: whereOf(query) }
      if (ask.files.length > 0) for await (const rows of readParquet(await duck(), ask, cache)) for (const row of rows) await add(row)
      for (const name of new Set([...(await listWriters(folder)), ...Object.keys(manifest.writers)])) {
        const { done: from = 0, lastTime = null, place = null } = manifest.writers[name] ?? {}
        for await (const { batch, records } of readLive({ folder, name, from, lastTime, place, cache }).batches) {
          for (const record of records) {
            if (record.time < match.from || record.time >= match.to || !match.context(record.context)) continue
            await add({ writer: name, observed: batch.observed, record: { ...record, refs: record.refs.slice() } })
          }
        }
      }
      await flush()
    },
    async peopleBy(query, keyOf) {
      const groups = new Map<string, AccessTally>()
      const others = createTally()
      await gather(await sources(), query, (parts) => {
        const key = keyOf(parts)
        if (key === null) return others
        let tally = groups.get(key)
        if (tally === undefined) groups.set(key, (tally = createTally()))
        return tally
      })
      return new Map<string, PeopleSet>([...groups].map(([key, tally]) => [key, tally.known()]))
    },
    async tail(cursor, limit) {
      if (!Number.isInteger(limit) || limit < 1)
        throw eventsError('query-invalid', { what: 'the number of records', help: 'ask for 1 or more' })
      const { manifest, numbersOf, cache, duck } = await sources()
      const at = readCursor(cursor)
      const found: RecordOf[] = []
      for (const name of new Set([...(await listWriters(folder)), ...Object.keys(manifest.writers)])) {
        if (found.length >= limit) break
        let [next, place] = at[name] ?? [0, null]
        const done = manifest.writers[name]?.done ?? 0
        if (next < done) {
          const files = await filesOf(
            folder,
            manifest.parquet.filter((file) => (file.writers[name]?.[1] ?? -1) >= next),
          )
          const ask = { files, where: `writer = ${literal(name)} and seq >= ${next}`, order: 'seq', limit: limit - found.length }
          if (files.length > 0) for await (const rows of readParquet(await duck(), ask, cache)) found.push(...rows)
          next = found.length >= limit ? found.at(-1)!.record.seq + 1 : done
          place = manifest.writers[name]?.place ?? null
          at[name] = [next, place]
          if (found.length >= limit) break
        }
        const live = readLive({ folder, name, from: next, lastTime: null, cache, place, acknowledged: true })
        for await (const { batch, records, place: there } of live.batches) {
          const taken = records.slice(0, limit - found.length)
          for (const record of taken)
            found.push({ writer: name, observed: batch.observed, record: { ...record, refs: record.refs.slice() } })
          at[name] = [taken.at(-1)!.seq + 1, there]
          if (found.length >= limit) break
        }
      }
      const resolver = createRefResolver(numbersOf)
      await resolver.learn(found.map((one) => one.record.refs))
      const rows = found.map((one) => {
        const { numbers, unresolved } = resolver.resolve(one.record.refs)
        return { ...toRow(one, numbers.length + unresolved.length), refs: one.record.refs }
      })
      return { rows, cursor: writeCursor(at) }
    },
    async gaps(from, to) {
      return (await answer({ from, to })).gaps
    },
  }
}

async function filesOf(folder: string, files: readonly ParquetFile[]): Promise<string[]> {
  const found = await Promise.all(files.map((file) => readFileOf(folder, file)))
  return found.filter((file) => file !== null)
}

function pick(tally: AccessTally): { records: number; rows: number; bytes: number } {
  const { records, rows, bytes } = tally.totals()
  return { records, rows, bytes }
}

function sortGaps(gaps: readonly Gap[]): Gap[] {
  return gaps.toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.source < b.source ? -1 : 1))
}

interface RecordOf {
  readonly writer: string
  readonly observed: number
  readonly record: BatchRecord
}

function oldestFirst(a: RecordOf, b: RecordOf): number {
  return a.record.time - b.record.time || (a.writer < b.writer ? -1 : a.writer > b.writer ? 1 : a.record.seq - b.record.seq)
}

function toRow({ writer, observed, record }: RecordOf, people: number): AccessRow {
  const { context, seq, time, rows, bytes, lower, upper, basis } = record
  return {
    ...context,
    writer,
    seq: BigInt(seq),
    time: at(time),
    observed: at(observed),
    rows,
    bytes,
    subjects: { lower, upper, basis },
    people,
  }
}

function at(ms: number): Instant {
  return instant(new Date(ms))
}

interface Group {
  readonly by: ReadonlySet<string>
  readonly parts: MatchParts
  readonly fields: Set<string>
  readonly tally: AccessTally
  hour: number
}

function groupOf(groups: Map<string, Group>, wanted: ReadonlySet<string>, parts: MatchParts, hour: number): Group {
  const { principal, session, object } = parts
  // Lengths first: names may hold anything.
  const words = [parts.store]
  if (wanted.has('principal')) words.push(principal === null ? '' : `=${principal}`)
  if (wanted.has('session')) words.push(session)
  if (wanted.has('object')) words.push(object)
  if (wanted.has('fields')) words.push(parts.fields.toSorted().join())
  if (wanted.has('hour')) words.push(String(hour))
  const key = words.length === 1 ? words[0]! : `${words.map((word) => word.length).join()} ${words.join('')}`
  let group = groups.get(key)
  if (group === undefined) groups.set(key, (group = { by: wanted, parts, fields: new Set(), tally: createTally(), hour }))
  group.hour = Math.min(group.hour, hour)
  for (const field of parts.fields) group.fields.add(field)
  return group
}

function toAccessGroup({ by, parts, fields, tally, hour }: Group): AccessGroup {
  return {
    principal: by.has('principal') ? parts.principal : null,
    session: by.has('session') ? parts.session : null,
    store: parts.store as StoreId,
    object: by.has('object') ? (parts.object as ObjectId) : null,
    fields: [...fields].toSorted() as FieldId[],
    hour: at(hour * HOUR_MS),
    ...tally.totals(),
    people: tally.known().size + tally.nobodys().size,
  }
}

function nameOf(group: AccessGroup): string {
  return JSON.stringify([group.hour, group.store, group.principal, group.session, group.object, group.fields])
}

type Cursor = Record<string, [number, SegmentPlace | null]>

function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url')
}

/** A cursor that is none begins anew: detection sees a record twice rather than never. */
function readCursor(text: string | null): Cursor {
  const cursor: Cursor = {}
  if (text === null) return cursor
  try {
    const value = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Cursor
    for (const [name, [next, place]] of Object.entries(value)) {
      if (!Number.isSafeInteger(next) || next < 0) continue
      cursor[name] = [
        next,
        place !== null && typeof place.file === 'string' && Number.isSafeInteger(place.at) && place.at >= 0 ? place : null,
      ]
    }
  } catch {
    return {}
  }
  return cursor
}
