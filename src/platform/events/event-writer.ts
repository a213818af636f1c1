// One writer of access records: a folder of segments that only it writes. Needs no database, so it runs in any process (the gateway's child).
// Owns numbering, group commit, rotation, and cutting back a torn end. `folder` is that of the event store (`<data>/events`); the writer's is
// `segments/<name>` in it. A segment is named by the number of its first record.
import { mkdir, open, readdir, rm, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import type { Clock } from '../../core/clock.ts'
import { tryDataLock } from '../store/data-lock.ts'
import { prepare, writeBatches, type Pending, type PreparedContexts } from './access-batch.ts'
import { eventsError, eventsProblem } from './errors.ts'
import type { Ack, EventWriter, NewAccess } from './events.ts'
import { compactedTo } from './manifest.ts'
import { lastRecord, segmentFiles, segmentFolder } from './read-segments.ts'
import { readFrames } from './segment-frames.ts'
import { headFile, readHead, writeHead } from './writer-head.ts'

export interface EventWriterOptions {
  /** of the event store */
  readonly folder: string
  /** small letters, digits, dot, dash, underscore */
  readonly name: string
  readonly clock: Clock
  /** a segment is closed when it is larger or older; for tests */
  readonly segmentBytes?: number
  readonly segmentMs?: number
}

/** A file of this name in a writer's folder asks for a new segment; the writer removes it when that is done. */
export const ROTATE = 'rotate'
const ASKED_EVERY_MS = 500
const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/
/** records of one write; the rest waits for the next */
const GROUP = 50_000

interface Waiting {
  readonly pending: readonly Pending[]
  readonly resolve: (ack: Ack) => void
  readonly reject: (error: Error) => void
}

export async function openEventWriter(options: EventWriterOptions): Promise<EventWriter> {
  const { folder, name, clock, segmentBytes = 16 * 2 ** 20, segmentMs = 300_000 } = options
  if (!NAME.test(name)) throw eventsError('writer-name', { name: name.slice(0, 80) })
  const own = segmentFolder(folder, name)
  try {
    await mkdir(own, { recursive: true, mode: 0o700 })
    await mkdir(path.join(folder, 'heads'), { recursive: true, mode: 0o700 })
  } catch (error) {
    throw eventsProblem(own, error)
  }
  const lock = tryDataLock(own, clock)
  if (lock === null) throw eventsError('writer-busy', { name })
  const handles: FileHandle[] = []
  try {
    await cutTornEnd(own)
    const last = await lastRecord(folder, name)
    const head = await readHead(folder, name)
    // INVARIANT: a number is never given twice. What is missing between the last record found and these is a gap that readers see.
    let next = Math.max(last === null ? 0 : last.seq + 1, head?.next ?? 0, await compactedTo(folder, name))
    const headHandle = await openHead(headFile(folder, name))
    handles.push(headHandle)
    let segment = await newSegment(own, next)
    handles.push(segment)
    let size = (await segment.stat()).size
    let begun = clock.now().getTime()
    const queue: Waiting[] = []
    const contexts: PreparedContexts = new Map()
    let closed: string | null = null
    let working: Promise<void> | null = null

    const rotate = async (): Promise<void> => {
      const old = segment
      segment = await newSegment(own, next)
      handles[1] = segment
      await old.close()
      size = 0
      begun = clock.now().getTime()
    }

    const group = (): Waiting[] => {
      let records = 0
      let count = 0
      while (count < queue.length && (count === 0 || records + queue[count]!.pending.length <= GROUP))
        records += queue[count++]!.pending.length
      return queue.splice(0, count)
    }

    const work = async (): Promise<void> => {
      await new Promise((resolve) => setImmediate(resolve)) // what is appended meanwhile joins the same fsync
      while (queue.length > 0) {
        const taken = group()
        try {
          const observed = clock.now().getTime()
          if (size > 0 && (size >= segmentBytes || observed - begun >= segmentMs)) await rotate()
          const all = taken.length === 1 ? taken[0]!.pending : taken.flatMap((one) => one.pending)
          for (const frame of writeBatches(next, observed, all)) {
            let written = 0
            while (written < frame.length) written += (await segment.write(frame, written, frame.length - written)).bytesWritten
            size += frame.length
          }
          await segment.datasync()
          await writeHead(headHandle, { next: next + all.length, time: all.at(-1)!.time, observed })
          for (const { pending, resolve } of taken) {
            resolve({ writer: name, from: BigInt(next), to: BigInt(next + pending.length) })
            next += pending.length
          }
        } catch (error) {
          const problem = eventsProblem(own, error)
          closed = 'message' in problem ? problem.message : 'it cannot write'
          clearInterval(asked)
          for (const { reject } of [...taken, ...queue.splice(0)]) reject(problem)
          await release()
        }
      }
    }
    const kick = (): void => {
      working ??= work().finally(() => {
        working = null
        if (queue.length > 0) kick()
      })
    }
    const release = async (): Promise<void> => {
      for (const handle of handles.splice(0)) await handle.close().catch(() => {})
      lock.release()
    }

    const lookForRotation = async (): Promise<void> => {
      const marker = path.join(own, ROTATE)
      const there = await open(marker, 'r').catch(() => null)
      if (there === null) return
      await there.close()
      if (closed !== null || working !== null) return // the next look
      working = (async () => {
        if (size > 0) await rotate()
        await rm(marker, { force: true })
      })()
        .catch(() => {}) // asked again by the marker that stands; a full disk shows at the next record
        .finally(() => {
          working = null
          if (queue.length > 0) kick()
        })
    }
    const asked = setInterval(() => void lookForRotation(), ASKED_EVERY_MS)
    asked.unref()

    return {
      name,
      append: (batch: readonly NewAccess[]) =>
        new Promise((resolve, reject) => {
          if (closed !== null) {
            reject(eventsError('writer-closed', { name, why: closed }))
            return
          }
          const pending: Pending[] = []
          try {
            for (const record of batch) pending.push(prepare(record, contexts))
          } catch (error) {
            reject(error as Error)
            return
          }
          queue.push({ pending, resolve, reject })
          if (pending.length === 0 && queue.length === 1 && working === null) {
            queue.pop()
            resolve({ writer: name, from: BigInt(next), to: BigInt(next) })
            return
          }
          kick()
        }),
      async close() {
        if (closed !== null) return
        closed = 'it was closed'
        clearInterval(asked)
        while (working !== null) await working
        await release()
      },
    }
  } catch (error) {
    for (const handle of handles) await handle.close().catch(() => {})
    lock.release()
    throw eventsProblem(own, error)
  }
}

async function newSegment(own: string, first: number): Promise<FileHandle> {
  const handle = await open(path.join(own, `${String(first).padStart(16, '0')}.seg`), 'a', 0o600)
  const parent = await open(own, 'r')
  try {
    await parent.sync() // the file's name, before anything in it counts
  } finally {
    await parent.close()
  }
  return handle
}

async function openHead(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'r+')
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ENOENT') throw error
    return await open(file, 'w+', 0o600)
  }
}

/** Only the last segment can be torn by a death; what a later frame follows is left as it is, and shows as a gap. */
async function cutTornEnd(own: string): Promise<void> {
  const file = segmentFiles(await readdir(own)).at(-1)
  if (file === undefined) return
  const handle = await open(path.join(own, file), 'r+')
  try {
    const { size } = await handle.stat()
    const end = await endOfFrames(handle, size)
    if (end === size) return
    await handle.truncate(end)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function endOfFrames(handle: FileHandle, size: number): Promise<number> {
  let end = 0
  for await (const frame of readFrames(handle, 0, size)) end = frame.end
  return end
}
