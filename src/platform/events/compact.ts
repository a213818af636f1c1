// Turns segments into Parquet and the roll-up. Owns the order of steps: new files first, each synced; then the manifest that names them,
// replaced as a whole; then what it no longer names is removed. A death anywhere leaves either the old state or the new one, and files that
// nobody names, which the next run removes. A writer's `done` in the manifest is what keeps a record from counting twice.
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { createHash, randomBytes } from 'node:crypto'
import path from 'node:path'
import { REF_BYTES, type BatchRecord, type ContextCache } from './access-batch.ts'
import { boundsOf } from './access-tally.ts'
import type { Duck } from './duck.ts'
import { eventsProblem } from './errors.ts'
import { sha256Of, sha256OfFile, syncFile, syncFolder } from './files.ts'
import { HOUR_MS } from './hours.ts'
import { writerGaps } from './writer-gaps.ts'
import type { Gate } from './gate.ts'
import {
  readManifest,
  writeManifest,
  type KnownGap,
  type Manifest,
  type ParquetFile,
  type RollUpFile,
  type WriterState,
} from './manifest.ts'
import { createOpenStatements } from './open-statements.ts'
import { mergeParquet, writeParquet, type ParquetRow } from './parquet-rows.ts'
import { readFileOf } from './compacted-files.ts'
import { listSegments, listWriters, readLive, segmentFolder } from './read-segments.ts'
import { createRefNumbers, NOBODY, type PackedNumbers, type RefNumbers } from './resolve-refs.ts'
import { createRollUpBuilder, readRollUp, writeRollUp } from './roll-up.ts'

export interface CompactOptions {
  readonly folder: string
  readonly gate: Pick<Gate, 'exclusive'>
  readonly numbers: PackedNumbers
  readonly cache: ContextCache
  /** leaves each writer's last segment, which it may be writing */
  readonly closedOnly: boolean
  readonly duck: () => Promise<Duck>
  /** records of one step; a step is what is redone after a death */
  readonly step?: number
}

/** files of one store, hour and size, before they are made one */
const MERGE_AT = 8
/** records of a file beyond which it is left as it is */
const MERGED_MOST = 5_000_000
const STEP = 100_000
const STEP_REF_BYTES = 32 * 2 ** 20

export async function compact(options: CompactOptions): Promise<void> {
  const { folder, gate, cache, closedOnly, duck, step = STEP } = options
  const numbers = createRefNumbers(options.numbers)
  try {
    let manifest = await readManifest(folder)
    await gate.exclusive(() => removeUnnamed(folder, manifest))
    for (const name of new Set([...(await listWriters(folder)), ...Object.keys(manifest.writers)])) {
      const before = manifest.writers[name]
      const live = readLive({
        folder,
        name,
        from: before?.done ?? 0,
        lastTime: before?.lastTime ?? null,
        place: before?.place ?? null,
        cache,
        closed: closedOnly,
      })
      let records: BatchRecord[] = []
      let observed: number[] = []
      let size = 0
      const stores = new Set(before?.stores)
      let seenGaps = 0
      let place = before?.place ?? null
      const commit = async (): Promise<void> => {
        const missing = live.missing().slice(seenGaps)
        seenGaps += missing.length
        const state = { done: live.next(), lastTime: live.lastTime(), stores: [...stores].toSorted(), place }
        manifest = await commitStep({
          folder,
          gate,
          numbers,
          duck: await duck(),
          manifest,
          name,
          state,
          gaps: writerGaps(name, missing, stores),
          records,
          observed,
        })
        records = []
        observed = []
        size = 0
      }
      for await (const { batch, records: some, place: there } of live.batches) {
        place = there
        for (const record of some) {
          // Its references stay where they were read: what was read is little more than them.
          records.push(record)
          observed.push(batch.observed)
          size += record.refs.length
          stores.add(record.context.store)
        }
        if (records.length >= step || size >= STEP_REF_BYTES) await commit()
      }
      if (records.length > 0 || live.missing().length > seenGaps) await commit()
      await removeCompacted(folder, name, manifest.writers[name]?.done ?? 0, gate)
    }
    const named = manifest
    await gate.exclusive(() => removeUnnamed(folder, named))
  } catch (error) {
    throw eventsProblem(folder, error)
  }
}

interface Step {
  readonly folder: string
  readonly gate: Pick<Gate, 'exclusive'>
  readonly numbers: RefNumbers
  readonly duck: Duck
  readonly manifest: Manifest
  readonly name: string
  readonly state: WriterState
  readonly gaps: readonly KnownGap[]
  readonly records: readonly BatchRecord[]
  /** ms, of the record at the same place */
  readonly observed: readonly number[]
}

async function commitStep(step: Step): Promise<Manifest> {
  const { folder, gate, duck, manifest, name, state, records, observed } = step
  const numbers = await step.numbers.of(records.map((record) => record.refs))
  const bytes = new Uint8Array(numbers.buffer)
  const erasing = new Set(manifest.erasing)
  const statements = createOpenStatements(manifest.open, manifest.unfinished)
  const hours = new Map<string, HourRows>()
  let at = 0
  let one: HourRows | undefined
  for (let index = 0; index < records.length; index++) {
    const record = records[index]!
    const hour = Math.floor(record.time / HOUR_MS)
    const { store } = record.context
    if (one === undefined || one.hour !== hour || one.store !== store) {
      const key = `${hour} ${store}`
      one = hours.get(key)
      if (one === undefined) hours.set(key, (one = { store, hour, rows: [], counts: [] }))
    }
    const end = at + record.refs.length / REF_BYTES
    const row: ParquetRow = { writer: name, observed: observed[index]!, record, numbers: bytes.subarray(at * 4, end * 4) }
    at = end
    one.counts.push(statements.see(name, record))
    one.rows.push(erasing.size === 0 ? row : withoutErased(row, erasing))
  }
  let parquet = [...manifest.parquet]
  let rollUps = [...manifest.rollUps]
  for (const one of hours.values()) {
    const fresh = await writeHour(folder, duck, one.store, one.hour, one.rows)
    const old = toMerge(
      parquet.filter((file) => file.store === one.store && file.hour === one.hour),
      fresh.rows,
    )
    const files = await Promise.all(old.map((file) => readFileOf(folder, file)))
    // A damaged one stays named, so that it is seen as damaged.
    if (old.length > 0 && files.every((file) => file !== null)) {
      parquet = parquet.filter((file) => !old.includes(file))
      parquet.push(await mergeHour(folder, duck, [...old, fresh]))
      await rm(path.join(folder, fresh.name), { force: true })
    } else parquet.push(fresh)
    const rollUp = rollUps.find((file) => file.store === one.store && file.hour === one.hour)
    const merged = await rollUpHour(folder, one, rollUp)
    if (merged.replaces) rollUps = rollUps.filter((file) => file !== rollUp)
    rollUps.push(merged.file)
  }
  const next: Manifest = {
    ...manifest,
    writers: { ...manifest.writers, [name]: state },
    gaps: [...manifest.gaps, ...step.gaps],
    open: statements.open(),
    unfinished: statements.unfinished(),
    parquet,
    rollUps,
  }
  await replaceManifest(folder, gate, manifest, next)
  return next
}

/** New files to disk, then the manifest that names them, then what it no longer names. */
export async function replaceManifest(folder: string, gate: Pick<Gate, 'exclusive'>, before: Manifest, next: Manifest): Promise<void> {
  const old = new Set([...before.parquet, ...before.rollUps].map((file) => file.name))
  const all = [...next.parquet, ...next.rollUps].map((file) => file.name)
  const fresh = all.filter((name) => !old.has(name)).map((name) => path.join(folder, name))
  for (let at = 0; at < fresh.length; at += 16) await Promise.all(fresh.slice(at, at + 16).map(syncFile))
  const folders = new Set(fresh.flatMap((file) => [path.dirname(file), path.dirname(path.dirname(file)), folder]))
  await Promise.all([...folders].map(syncFolder))
  for (const name of all) old.delete(name)
  await gate.exclusive(async () => {
    await writeManifest(folder, next)
    for (const name of old) await rm(path.join(folder, name), { force: true })
  })
}

/** Files of about one size: each record is written anew a few times only, however many steps an hour has. */
function toMerge(here: readonly ParquetFile[], fresh: number): readonly ParquetFile[] {
  const size = (rows: number): number => Math.floor(Math.log(Math.max(1, rows)) / Math.log(MERGE_AT))
  const chosen = new Set<ParquetFile>()
  for (let rows = fresh; rows <= MERGED_MOST;) {
    const same = here.filter((file) => !chosen.has(file) && size(file.rows) <= size(rows))
    if (same.length + 1 < MERGE_AT) break
    for (const file of same) chosen.add(file)
    rows += same.reduce((sum, file) => sum + file.rows, 0)
  }
  return [...chosen]
}

/** Durable only after syncNamed. */
async function mergeHour(folder: string, duck: Duck, files: readonly ParquetFile[]): Promise<ParquetFile> {
  const { store, hour } = files[0]!
  const name = await newName(folder, 'parquet', store, hour)
  const file = path.join(folder, name)
  await mergeParquet(
    duck,
    file,
    files.map((one) => path.join(folder, one.name)),
  )
  const writers: Record<string, [number, number]> = {}
  for (const one of files) {
    for (const [writer, [from, to]] of Object.entries(one.writers)) {
      const span = (writers[writer] ??= [from, to])
      span[0] = Math.min(span[0], from)
      span[1] = Math.max(span[1], to)
    }
  }
  const rows = files.reduce((sum, one) => sum + one.rows, 0)
  return { name, sha256: await sha256OfFile(file), bytes: (await stat(file)).size, rows, store, hour, writers }
}

interface HourRows {
  readonly store: string
  readonly hour: number
  readonly rows: ParquetRow[]
  /** whether the row at the same place counts by itself (open-statements.ts) */
  readonly counts: boolean[]
}

/** References of people that are being erased are left out. */
function withoutErased(row: ParquetRow, erasing: ReadonlySet<number>): ParquetRow {
  const { refs } = row.record
  const numbers = new DataView(row.numbers.buffer, row.numbers.byteOffset, row.numbers.byteLength)
  const kept = Array.from({ length: refs.length / REF_BYTES }, (_, at) => at).filter((at) => !erasing.has(numbers.getUint32(at * 4, true)))
  if (kept.length * REF_BYTES === refs.length) return row
  return {
    ...row,
    record: { ...row.record, refs: Buffer.concat(kept.map((at) => refs.subarray(at * REF_BYTES, (at + 1) * REF_BYTES))) },
    numbers: Buffer.concat(kept.map((at) => row.numbers.subarray(at * 4, at * 4 + 4))),
  }
}

/** Durable only after syncNamed. */
export async function writeHour(
  folder: string,
  duck: Duck,
  store: string,
  hour: number,
  rows: readonly ParquetRow[],
): Promise<ParquetFile> {
  const name = await newName(folder, 'parquet', store, hour)
  const file = path.join(folder, name)
  await writeParquet(duck, file, rows)
  const writers: Record<string, [number, number]> = {}
  for (const { writer, record } of rows) {
    const span = (writers[writer] ??= [record.seq, record.seq])
    span[0] = Math.min(span[0], record.seq)
    span[1] = Math.max(span[1], record.seq)
  }
  return { name, sha256: await sha256OfFile(file), bytes: (await stat(file)).size, rows: rows.length, store, hour, writers }
}

async function rollUpHour(
  folder: string,
  hour: HourRows,
  before: RollUpFile | undefined,
): Promise<{ file: RollUpFile; replaces: boolean }> {
  const builder = createRollUpBuilder()
  const people: number[] = []
  let rows = 0
  let replaces = false
  if (before !== undefined) {
    const bytes = await readFileOf(folder, before, 'bytes')
    // A damaged one stays named, so that it is seen as damaged; the new one stands beside it.
    if (bytes !== null) {
      for (const entry of readRollUp(bytes, () => true)) builder.entry(entry)
      rows = before.rows
      replaces = true
    }
  }
  hour.rows.forEach((row, at) => {
    if (!hour.counts[at]!) return
    const { record } = row
    rows++
    const counts = {
      rows: record.rows ?? 0,
      bytes: record.bytes ?? 0,
      denied: record.context.outcome === 'denied',
      bounds: boundsOf(record.upper, record.refs.length / REF_BYTES, record.basis),
    }
    const { numbers } = row
    let nobodys: string[] | null = null
    for (let to = 0; to < numbers.length; to += 4) {
      const n = (numbers[to]! | (numbers[to + 1]! << 8) | (numbers[to + 2]! << 16) | (numbers[to + 3]! << 24)) >>> 0
      if (n !== NOBODY) people.push(n)
      else (nobodys ??= []).push(hexOf(record.refs, to * 4))
    }
    builder.record(record.context, { ...counts, numbers: people, unresolved: nobodys ?? NONE })
    people.length = 0
  })
  return { file: await writeRollUpFile(folder, hour.store, hour.hour, writeRollUp(hour.store, builder.entries()), rows), replaces }
}

const NONE: readonly string[] = []

function hexOf(refs: Uint8Array, at: number): string {
  return Buffer.from(refs.buffer, refs.byteOffset + at, REF_BYTES).toString('hex')
}

/** Durable only after syncNamed. */
export async function writeRollUpFile(folder: string, store: string, hour: number, bytes: Buffer, rows: number): Promise<RollUpFile> {
  const name = await newName(folder, 'rollup', store, hour)
  await writeFile(path.join(folder, name), bytes, { mode: 0o600 })
  return { name, sha256: sha256Of(bytes), bytes: bytes.length, rows, store, hour }
}

/** A folder a store; a store's id comes from records, so that what is not one does not name a folder. */
async function newName(folder: string, kind: 'parquet' | 'rollup', store: string, hour: number): Promise<string> {
  const safe = /^st_[a-z2-7]{20}$/.test(store) ? store : `x_${createHash('sha256').update(store).digest('hex').slice(0, 20)}`
  await mkdir(path.join(folder, kind, safe), { recursive: true, mode: 0o700 })
  const at = new Date(hour * HOUR_MS).toISOString().slice(0, 13).replace('+', '')
  return `${kind}/${safe}/${at}-${randomBytes(6).toString('hex')}.${kind === 'parquet' ? 'parquet' : 'roll'}`
}

/** What a death left behind. */
export async function removeUnnamed(folder: string, manifest: Manifest): Promise<void> {
  const named = new Set([...manifest.parquet, ...manifest.rollUps].map((file) => file.name))
  for (const kind of ['parquet', 'rollup']) {
    for (const store of await namesIn(path.join(folder, kind))) {
      for (const file of await namesIn(path.join(folder, kind, store))) {
        if (!named.has(`${kind}/${store}/${file}`)) await rm(path.join(folder, kind, store, file), { force: true })
      }
    }
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return []
    throw error
  }
}

/** Segments that a later one follows, and that hold nothing from `done` on. */
async function removeCompacted(folder: string, name: string, done: number, gate: Pick<Gate, 'exclusive'>): Promise<void> {
  const files = await listSegments(folder, name)
  const over = files.filter((_, at) => at + 1 < files.length && Number(files[at + 1]!.slice(0, 16)) <= done)
  if (over.length === 0) return
  await gate.exclusive(async () => {
    for (const file of over) await rm(path.join(segmentFolder(folder, name), file), { force: true })
  })
}
