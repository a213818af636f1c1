// Reads everything that bears on a question and hands it to tallies: roll-ups for whole hours, Parquet for the hours that it cuts, segments
// for what is not compacted yet, statements that never ended. Owns the way through the sources and what is missing between them.
import { instant } from '../../core/clock.ts'
import type { AccessQuery } from '../../core/contract/access.ts'
import type { StoreId } from '../../core/ids.ts'
import type { BatchRecord, ContextCache } from './access-batch.ts'
import { boundsOf, type AccessTally } from './access-tally.ts'
import type { Duck } from './duck.ts'
import type { AccessAnswer, Gap } from './events.ts'
import { gatherCompacted } from './gather-compacted.ts'
import { HOUR_MS } from './hours.ts'
import { matchQuery, type MatchParts } from './match-query.ts'
import type { KnownGap, Manifest } from './manifest.ts'
import { createOpenStatements } from './open-statements.ts'
import { listWriters, readLive } from './read-segments.ts'
import { writerGaps } from './writer-gaps.ts'
import { createRefResolver, type NumbersOf, type RefResolver } from './resolve-refs.ts'

export interface Sources {
  readonly folder: string
  readonly duck: () => Promise<Duck>
  readonly manifest: Manifest
  readonly numbersOf: NumbersOf
  readonly cache: ContextCache
}

export type TallyFor = (parts: MatchParts, hour: number) => AccessTally

export interface Gathered {
  readonly inputs: AccessAnswer['inputs']
  readonly gaps: readonly Gap[]
}

export interface RecordSink {
  add(record: BatchRecord): Promise<void>
  /** References that were nobody's: a person may have been added since. */
  refs(tally: AccessTally, refs: Uint8Array): Promise<void>
  end(): Promise<void>
}

/** refs of records that wait to be resolved together, in bytes */
const TOGETHER = 2 ** 20

/** Buffers records until their references are worth a question to the directory. */
export function createRecordSink(resolver: RefResolver, tallyFor: TallyFor): RecordSink {
  let waiting: { readonly tally: AccessTally; readonly refs: Uint8Array }[] = []
  let size = 0
  const end = async (): Promise<void> => {
    await resolver.learn(waiting.map((one) => one.refs))
    for (const { tally, refs } of waiting) tally.refs(resolver.resolve(refs))
    waiting = []
    size = 0
  }
  const later = async (tally: AccessTally, refs: Uint8Array): Promise<void> => {
    if (refs.length === 0) return
    waiting.push({ tally, refs: refs.slice() })
    size += refs.length
    if (size >= TOGETHER) await end()
  }
  return {
    async add(record) {
      const { context, refs } = record
      const tally = tallyFor(context, Math.floor(record.time / HOUR_MS))
      tally.add({
        object: context.object,
        records: 1,
        rows: record.rows ?? 0,
        bytes: record.bytes ?? 0,
        denied: context.outcome === 'denied' ? 1 : 0,
        bounds: boundsOf(record.upper, refs.length / 16, record.basis),
      })
      await later(tally, refs)
    },
    refs: later,
    end,
  }
}

export async function gather(sources: Sources, query: AccessQuery, tallyFor: TallyFor): Promise<Gathered> {
  const { folder, manifest, numbersOf, cache } = sources
  const match = matchQuery(query)
  const inputs: { name: string; sha256: string; rows: number }[] = []
  const resolver = createRefResolver(numbersOf)
  const sink = createRecordSink(resolver, tallyFor)
  const statements = createOpenStatements(manifest.open, manifest.unfinished)
  const gaps: KnownGap[] = [...manifest.gaps]
  const compacted = await gatherCompacted(sources, query, match, sink, tallyFor)
  inputs.push(...compacted.inputs)
  gaps.push(...compacted.gaps)
  for (const name of new Set([...(await listWriters(folder)), ...Object.keys(manifest.writers)])) {
    const state = manifest.writers[name]
    const live = readLive({
      folder,
      name,
      from: state?.done ?? 0,
      lastTime: state?.lastTime ?? null,
      place: state?.place ?? null,
      cache,
      hash: true,
    })
    const stores = new Set(state?.stores)
    for await (const { records } of live.batches) {
      for (const record of records) {
        stores.add(record.context.store)
        if (!statements.see(name, record)) continue
        if (record.time >= match.from && record.time < match.to && match.context(record.context)) await sink.add(record)
      }
    }
    inputs.push(...live.inputs())
    gaps.push(...writerGaps(name, live.missing(), stores))
  }
  await sink.end()
  for (const one of [...statements.open(), ...statements.unfinished()]) {
    if (one.time < match.from || one.time >= match.to || !match.context(one.context)) continue
    const tally = tallyFor(one.context, Math.floor(one.time / HOUR_MS))
    const denied = one.context.outcome === 'denied' ? 1 : 0
    tally.add({
      object: one.context.object,
      records: 1,
      rows: 0,
      bytes: 0,
      denied,
      bounds: boundsOf(one.upper, 0, one.basis),
    })
  }
  return { inputs, gaps: gaps.filter((gap) => gap.from < match.to && gap.to > match.from).map(gapOf) }
}

export function gapOf(gap: KnownGap): Gap {
  return { ...gap, store: gap.store as StoreId | null, from: instant(new Date(gap.from)), to: instant(new Date(gap.to)) }
}
