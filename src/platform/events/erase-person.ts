// Takes a person out of everything that is kept: number and references, in roll-ups and Parquet; segments are compacted first. What cannot be
// closed yet (a writer of another process that does not answer) is remembered, and the person is left out when it is compacted. Distinct
// counts no longer hold the person afterwards; scopes and proofs made before stand for themselves. Call it while the directory still knows
// whose the references are: those that it has forgotten are nobody's and stay.
import path from 'node:path'
import { REF_BYTES, type ContextCache } from './access-batch.ts'
import { replaceManifest, writeHour, writeRollUpFile } from './compact.ts'
import { readFileOf } from './compacted-files.ts'
import type { Duck } from './duck.ts'
import { eventsError } from './errors.ts'
import type { Gate } from './gate.ts'
import { readManifest, type Manifest, type ParquetFile, type RollUpFile } from './manifest.ts'
import { readParquet, type ParquetRow } from './parquet-rows.ts'
import { peopleOf, readPeople } from './people-set.ts'
import { createRefResolver, NOBODY, type NumbersOf } from './resolve-refs.ts'
import { readRollUp, writeRollUp, type RollUpEntry } from './roll-up.ts'

export interface EraseOptions {
  readonly folder: string
  readonly gate: Gate
  readonly numbersOf: NumbersOf
  readonly cache: ContextCache
  readonly duck: () => Promise<Duck>
  /** segments that hold records which are not compacted are left */
  readonly pending: boolean
}

/** After compaction. */
export async function erasePerson(n: number, options: EraseOptions): Promise<void> {
  const { folder, gate, numbersOf, cache, duck, pending } = options
  const manifest = await readManifest(folder)
  const alone = peopleOf([n])
  const rollUps: RollUpFile[] = []
  const parquet: ParquetFile[] = []
  for (const file of manifest.rollUps) {
    const bytes = await readFileOf(folder, file, 'bytes')
    const entries = bytes === null ? [] : [...readRollUp(bytes, () => true)]
    const resolver = createRefResolver(numbersOf)
    await resolver.learn(entries.map((entry) => entry.unresolved))
    let found = false
    const kept = entries.map((entry): RollUpEntry => {
      const people = entry.people.length === 0 ? alone.minus(alone) : readPeople(entry.people)
      const unresolved = without(entry.unresolved, (ref) => resolver.numberOf(ref) === n)
      if (!people.has(n) && unresolved.length === entry.unresolved.length) return entry
      found = true
      const rest = people.minus(alone)
      return { ...entry, people: rest.size === 0 ? new Uint8Array(0) : rest.bytes(), unresolved }
    })
    rollUps.push(found ? await writeRollUpFile(folder, file.store, file.hour, writeRollUp(file.store, kept), file.rows) : file)
  }
  for (const file of manifest.parquet) parquet.push(await eraseFromParquet(n, folder, file, await duck(), numbersOf, cache))
  const erasing = pending ? [...new Set([...manifest.erasing, n])] : manifest.erasing.filter((one) => one !== n)
  const next: Manifest = { ...manifest, rollUps, parquet, erasing }
  await replaceManifest(folder, gate, manifest, next)
}

async function eraseFromParquet(
  n: number,
  folder: string,
  file: ParquetFile,
  duck: Duck,
  numbersOf: NumbersOf,
  cache: ContextCache,
): Promise<ParquetFile> {
  const at = await readFileOf(folder, file)
  if (at === null) throw eventsError('file-damaged', { file: path.join(folder, file.name) })
  const rows: ParquetRow[] = []
  let found = false
  for await (const some of readParquet(duck, { files: [at], where: 'true' }, cache)) {
    const resolver = createRefResolver(numbersOf)
    await resolver.learn(some.map((row) => nobodysOf(row)))
    for (const row of some) {
      const kept = withoutPerson(n, row, (ref) => resolver.numberOf(ref) === n)
      if (kept !== row) found = true
      rows.push(kept)
    }
  }
  return found ? await writeHour(folder, duck, file.store, file.hour, rows) : file
}

function nobodysOf({ record, numbers }: ParquetRow): Uint8Array {
  return without(record.refs, (_, at) => Buffer.from(numbers.buffer, numbers.byteOffset).readUInt32LE(at * 4) !== NOBODY)
}

function withoutPerson(n: number, row: ParquetRow, theirs: (ref: Uint8Array) => boolean): ParquetRow {
  const numbers = Buffer.from(row.numbers.buffer, row.numbers.byteOffset, row.numbers.byteLength)
  const kept: number[] = []
  const refs = without(row.record.refs, (ref, at) => {
    const its = numbers.readUInt32LE(at * 4)
    const gone = its === n || (its === NOBODY && theirs(ref))
    if (!gone) kept.push(its)
    return gone
  })
  if (refs.length === row.record.refs.length) return row
  const { lower, upper } = row.record
  const fewer = (row.record.refs.length - refs.length) / REF_BYTES
  const record = { ...row.record, refs, lower: Math.max(0, lower - fewer), upper: Math.max(0, upper - fewer) }
  return { ...row, record, numbers: new Uint8Array(Uint32Array.from(kept).buffer) }
}

/** References but those that are to go. */
function without(refs: Uint8Array, gone: (ref: Uint8Array, at: number) => boolean): Uint8Array {
  const kept: Uint8Array[] = []
  for (let at = 0; at * REF_BYTES < refs.length; at++) {
    const ref = refs.subarray(at * REF_BYTES, (at + 1) * REF_BYTES)
    if (!gone(ref, at)) kept.push(ref)
  }
  return kept.length * REF_BYTES === refs.length ? refs : Buffer.concat(kept)
}
