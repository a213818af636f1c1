// Reads the segments of a writer, as they lie, while it may be writing: batches in order, each record once. Says where numbers are missing.
// Never writes, never throws at what the bytes hold.
import { createHash } from 'node:crypto'
import { open, readdir } from 'node:fs/promises'
import path from 'node:path'
import { readBatch, type Batch, type BatchRecord, type ContextCache } from './access-batch.ts'
import { readFrames } from './segment-frames.ts'
import { readHead } from './writer-head.ts'

/** Where a record stood, to go on from there later; only a hint. */
export interface SegmentPlace {
  readonly file: string
  readonly at: number
}

export interface Missing {
  /** [from, to) of the writer's numbers */
  readonly from: number
  readonly to: number
  /** ms of the record before; null: there is none */
  readonly after: number | null
  /** ms of the record that follows, or what the writer last said */
  readonly before: number
}

export interface LiveInput {
  readonly name: string
  readonly sha256: string
  readonly rows: number
}

export interface LiveRead {
  /** Records from number `from` on, oldest first. */
  readonly batches: AsyncGenerator<{ readonly batch: Batch; readonly records: readonly BatchRecord[]; readonly place: SegmentPlace }>
  /** When the batches are at their end. */
  missing(): readonly Missing[]
  inputs(): readonly LiveInput[]
  /** number that comes next */
  next(): number
  /** ms of the last record; null: there was none, now or before */
  lastTime(): number | null
}

export function segmentFolder(folder: string, name: string): string {
  return path.join(folder, 'segments', name)
}

export function segmentFiles(names: readonly string[]): string[] {
  return names.filter((name) => /^\d{16}\.seg$/.test(name)).toSorted()
}

export async function listSegments(folder: string, name: string): Promise<string[]> {
  try {
    return segmentFiles(await readdir(segmentFolder(folder, name)))
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return []
    throw error
  }
}

/** Everything that ever wrote here, even when its folder is gone. */
export async function listWriters(folder: string): Promise<string[]> {
  const found = new Set<string>()
  for (const place of ['segments', 'heads']) {
    try {
      for (const name of await readdir(path.join(folder, place))) found.add(name)
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'ENOENT') throw error
    }
  }
  return [...found].toSorted()
}

/** The last record of a writer's segments; null: there is none that can be read. */
export async function lastRecord(folder: string, name: string): Promise<{ readonly seq: number; readonly time: number } | null> {
  for (const file of (await listSegments(folder, name)).toReversed()) {
    let last: BatchRecord | undefined
    const handle = await open(path.join(segmentFolder(folder, name), file), 'r')
    try {
      for await (const frame of readFrames(handle, 0, (await handle.stat()).size)) {
        last = readBatch(frame.payload, new Map())?.records.at(-1) ?? last
      }
    } finally {
      await handle.close()
    }
    if (last !== undefined) return { seq: last.seq, time: last.time }
  }
  return null
}

export interface LiveOptions {
  readonly folder: string
  readonly name: string
  /** first number wanted */
  readonly from: number
  /** ms of the record before it, when there is one */
  readonly lastTime: number | null
  readonly cache: ContextCache
  readonly place?: SegmentPlace | null
  /** hashes what is read */
  readonly hash?: boolean
  /** only what has been acknowledged, also when more is in the file */
  readonly acknowledged?: boolean
  /** without the last segment, which may be growing */
  readonly closed?: boolean
}

const SLICE_MS = 20

export function readLive(options: LiveOptions): LiveRead {
  const { folder, name, from, cache, place = null, hash = false, acknowledged = false, closed = false } = options
  let expected = from
  let lastTime = options.lastTime
  const missing: Missing[] = []
  const inputs: LiveInput[] = []
  async function* batches(): AsyncGenerator<{ batch: Batch; records: readonly BatchRecord[]; place: SegmentPlace }> {
    // The head before the segments: what it counts is in them.
    const head = await readHead(folder, name)
    const most = acknowledged && head !== null ? head.next : Infinity
    const all = await listSegments(folder, name)
    const files = closed ? all.slice(0, -1) : all
    // A segment can be passed over when the next one begins at or before the number wanted.
    let begin = files.findLastIndex((file) => Number(file.slice(0, 16)) <= from)
    if (begin < 0) begin = 0
    let slice = performance.now()
    for (const file of files.slice(begin)) {
      const digest = createHash('sha256')
      let rows = 0
      const handle = await open(path.join(segmentFolder(folder, name), file), 'r').catch((error: { code?: unknown }) => {
        if (error.code === 'ENOENT') return null // its numbers are missed by the next segment
        throw error
      })
      if (handle === null) continue
      try {
        const { size } = await handle.stat()
        const start = place !== null && place.file === file && place.at <= size ? place.at : 0
        for await (const frame of readFrames(handle, start, size)) {
          const batch = readBatch(frame.payload, cache)
          if (batch === null) continue
          if (hash) digest.update(frame.whole)
          const records = batch.records.filter((record) => record.seq >= expected && record.seq < most)
          const first = records[0]
          if (first === undefined) continue
          if (first.seq > expected) missing.push({ from: expected, to: first.seq, after: lastTime, before: first.time })
          expected = records.at(-1)!.seq + 1
          lastTime = records.at(-1)!.time
          rows += records.length
          yield { batch, records, place: { file, at: frame.at } }
          if (performance.now() - slice > SLICE_MS) {
            await new Promise((resolve) => setImmediate(resolve)) // others want the thread too
            slice = performance.now()
          }
        }
      } finally {
        await handle.close()
      }
      if (rows > 0) inputs.push({ name: `segments/${name}/${file}`, sha256: digest.digest('hex'), rows })
    }
    if (head !== null && head.next > expected && !closed) {
      missing.push({ from: expected, to: head.next, after: lastTime, before: Math.max(head.time, lastTime ?? head.time) + 1 })
      expected = head.next
    }
  }
  return {
    batches: batches(),
    missing: () => missing,
    inputs: () => inputs,
    next: () => expected,
    lastTime: () => lastTime,
  }
}
