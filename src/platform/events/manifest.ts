// What has been compacted: one file that names all others, replaced as a whole. Whatever it does not name does not count, so a death while
// files are being written changes nothing. Owns its shape, reading and replacing.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { replaceFile } from './files.ts'
import type { AccessContext } from './access-batch.ts'
import { eventsError, eventsProblem } from './errors.ts'

export interface ParquetFile {
  /** within the event store's folder */
  readonly name: string
  readonly sha256: string
  readonly bytes: number
  readonly rows: number
  readonly store: string
  /** hours since 1970, of the records' time */
  readonly hour: number
  /** first and last number of each writer in it */
  readonly writers: Readonly<Record<string, readonly [number, number]>>
}

export interface RollUpFile {
  readonly name: string
  readonly sha256: string
  readonly bytes: number
  /** records counted in it */
  readonly rows: number
  readonly store: string
  readonly hour: number
}

/** An `open` whose `close` has not come: its bound counts by itself. */
export interface OpenRecord {
  readonly writer: string
  readonly seq: number
  readonly time: number
  readonly lower: number
  readonly upper: number
  readonly basis: string
  readonly context: AccessContext
}

export interface WriterState {
  /** number of the first record that is not compacted */
  readonly done: number
  readonly lastTime: number | null
  readonly stores: readonly string[]
  /** where the last compacted record lies, so that a reader goes on from there */
  readonly place: { readonly file: string; readonly at: number } | null
}

export interface KnownGap {
  readonly source: string
  readonly store: string | null
  readonly from: number
  readonly to: number
  readonly upper: number | null
  readonly reason: string
}

export interface Manifest {
  readonly version: 1
  readonly writers: Readonly<Record<string, WriterState>>
  readonly gaps: readonly KnownGap[]
  /** statements that may still run */
  readonly open: readonly OpenRecord[]
  /** statements that never said that they ended */
  readonly unfinished: readonly OpenRecord[]
  readonly parquet: readonly ParquetFile[]
  readonly rollUps: readonly RollUpFile[]
  /** ms; single records before it are removed, only counts are left */
  readonly retainedFrom: number | null
  /** people whose references may still lie in segments that are being written */
  readonly erasing: readonly number[]
}

export const EMPTY: Manifest = {
  version: 1,
  writers: {},
  gaps: [],
  open: [],
  unfinished: [],
  parquet: [],
  rollUps: [],
  retainedFrom: null,
  erasing: [],
}

function fileOf(folder: string): string {
  return path.join(folder, 'manifest.json')
}

/** Throws `events/manifest-unreadable`: without it compacted records would be counted as none. */
export async function readManifest(folder: string): Promise<Manifest> {
  const file = fileOf(folder)
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return EMPTY
    throw eventsProblem(folder, error)
  }
  try {
    const manifest = JSON.parse(text) as Manifest
    const lists = [manifest.gaps, manifest.open, manifest.unfinished, manifest.parquet, manifest.rollUps, manifest.erasing]
    if (manifest.version !== 1 || typeof manifest.writers !== 'object' || !lists.every(Array.isArray)) throw new Error('not a manifest')
    return manifest
  } catch (error) {
    throw eventsError('manifest-unreadable', { file }, error)
  }
}

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await replaceFile(fileOf(folder), Buffer.from(JSON.stringify(manifest)))
}

/** For a writer, which must not give a number again that is compacted; 0 where nothing can be read. */
export async function compactedTo(folder: string, name: string): Promise<number> {
  try {
    const manifest = await readManifest(folder)
    return Object.hasOwn(manifest.writers, name) ? manifest.writers[name]!.done : 0
  } catch {
    return 0
  }
}
