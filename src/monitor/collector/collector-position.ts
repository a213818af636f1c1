// How far a collector has read, so that each line becomes a record once whenever the process dies. Owns the protocol:
//
// Before a batch is appended, the row of the collector holds both the position before it and the one after it, with the number that the writer
// will give its first record. Whoever starts again asks the writer for its next number: it tells whether the batch is on disk (go on after it),
// is not (go on before it), or in part (go on before it, and leave out that many records). No batch is ever appended without that row.
import type { Store } from '../../platform/store/store.ts'
import { monitorError } from '../errors.ts'
import type { FilePosition } from './log-folder.ts'
import type { LogMemory } from './log-memory.ts'
import { emptyMemory } from './log-memory.ts'

export interface Counts {
  readonly lines: number
  readonly records: number
  readonly unread: number
  readonly reasons: Readonly<Record<string, number>>
  /** ms; 0: nothing yet */
  readonly readTo: number
}

export interface Position {
  readonly files: readonly FilePosition[]
  readonly memory: LogMemory
  readonly counts: Counts
}

interface Kept {
  readonly at: Position
  readonly batch: { readonly from: string; readonly count: number; readonly after: Position } | null
}

export const BEGINNING: Position = {
  files: [],
  memory: emptyMemory(),
  counts: { lines: 0, records: 0, unread: 0, reasons: {}, readTo: 0 },
}

export interface PositionKeeper {
  readonly position: Position
  /** records of the next batch that are on disk already */
  readonly skip: number
  /** records that the writer once had and has no more */
  readonly lost: boolean
  /** Before a batch is appended. */
  intend(after: Position, from: bigint, count: number): Promise<void>
  /** When all is appended. `problem` is shown to people. */
  settle(at: Position, problem: string | null, lookedAt: Date): Promise<void>
}

export async function openPosition(store: Store, id: string, next: bigint): Promise<PositionKeeper> {
  const row = await store.db.selectFrom('collector').select(['position', 'version']).where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw monitorError('collector-unknown')
  const kept = row.position as Kept | null
  let { version } = row
  let position = kept?.at ?? BEGINNING
  let skip = 0
  let lost = false
  if (kept !== null && kept.batch !== null) {
    const { from, count, after } = kept.batch
    const done = next - BigInt(from)
    lost = done < 0n
    if (done >= BigInt(count) || lost) position = after
    else skip = Number(done)
  }
  const write = async (value: Kept, shown: Position, also: { problem: string | null; looked_at: Date } | null): Promise<void> => {
    const { counts } = shown
    await store.transaction(async (tx) => {
      const written = await tx
        .updateTable('collector')
        .set({
          position: JSON.stringify(value),
          version: version + 1,
          lines: counts.lines,
          records: counts.records,
          unread: counts.unread,
          unread_reasons: JSON.stringify(counts.reasons),
          read_to: counts.readTo === 0 ? null : new Date(counts.readTo),
          ...also,
        })
        .where('id', '=', id)
        .where('version', '=', version)
        .where('removed_at', 'is', null)
        .executeTakeFirst()
      if (written.numUpdatedRows !== 1n) throw monitorError('read-elsewhere')
    })
    version++
  }
  return {
    position,
    skip,
    lost,
    async intend(after, from, count) {
      await write({ at: position, batch: { from: String(from), count, after } }, after, null)
      position = after
    },
    async settle(at, problem, lookedAt) {
      position = at
      await write({ at, batch: null }, at, { problem, looked_at: lookedAt })
    },
  }
}
