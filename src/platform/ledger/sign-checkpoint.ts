// Signs the ledger's state, once for each size. Refuses to sign what does not continue the last checkpoint: for that it takes the edge kept with
// it, adds the leaves since, hashed anew from their text, and compares. Reads only those leaves, never the whole ledger.
import type { Clock } from '../../core/clock.ts'
import type { Db } from '../store/store.ts'
import { formatCheckpoint, parseCheckpoint } from './checkpoint.ts'
import { ledgerError } from './errors.ts'
import type { LedgerKey } from './ledger-key.ts'
import { readEdge, readLastCheckpoint, readLeaves, type CheckpointRow } from './ledger-rows.ts'
import { edgeFromBytes, edgeRoot, edgeToBytes, EMPTY_EDGE, extendEdge, hashLeaf, type Edge } from './merkle-tree.ts'
import { openNote, signNote } from './signed-note.ts'

const SLICE = 2000

/** The signed note of the current size. Throws `ledger/not-consistent`, and then signs nothing. */
export async function signCheckpoint(db: Db, key: LedgerKey, clock: Clock): Promise<string> {
  // INVARIANT: the checkpoint is read before the edge, so the edge cannot be the shorter one unless the ledger was cut.
  const last = await readLastCheckpoint(db)
  const edge = await readEdge(db)
  const start = last === null ? EMPTY_EDGE : edgeOf(last, key)
  if (start.size > edge.size) throw inconsistent(`it has ${edge.size} leaves, the checkpoint ${start.size}`)
  const grown = await extendOver(db, start, edge.size)
  if (!edgeRoot(grown).equals(edgeRoot(edge))) throw inconsistent('its edge does not follow from its leaves')
  if (last?.size === edge.size) return last.note
  const note = signNote(formatCheckpoint({ origin: key.origin, size: edge.size, root: edgeRoot(edge) }), key.origin, key.privateKey)
  await db
    .insertInto('ledger_checkpoint')
    .values({ size: edge.size, note, at: clock.now(), peaks: edgeToBytes(edge) })
    .onConflict((conflict) => conflict.column('size').doNothing())
    .execute()
  return note
}

function inconsistent(why: string): Error {
  return ledgerError('not-consistent', { why })
}

/** The edge of a stored checkpoint, when its signature and root hold. */
export function edgeOf(row: CheckpointRow, key: LedgerKey): Edge {
  const text = openNote(row.note, key.verifier)
  const checkpoint = text.ok ? parseCheckpoint(text.value) : null
  if (checkpoint === null) throw inconsistent(`the checkpoint of ${row.size} leaves is not signed with its key`)
  let edge: Edge
  try {
    edge = edgeFromBytes(row.size, row.peaks)
  } catch (error) {
    throw ledgerError('not-consistent', { why: `the checkpoint of ${row.size} leaves has another edge` }, error)
  }
  if (checkpoint.size !== row.size || !edgeRoot(edge).equals(checkpoint.root)) {
    throw inconsistent(`the checkpoint of ${row.size} leaves signs another root`)
  }
  return edge
}

async function extendOver(db: Db, start: Edge, size: number): Promise<Edge> {
  let edge = start
  while (edge.size < size) {
    const rows = await readLeaves(db, edge.size, Math.min(edge.size + SLICE, size))
    if (rows.length === 0) throw inconsistent(`leaf ${edge.size} is missing`)
    for (const row of rows) {
      if (row.seq !== edge.size) throw inconsistent(`leaf ${edge.size} is missing`)
      const hash = hashLeaf(row.leaf)
      if (!hash.equals(row.hash)) throw inconsistent(`leaf ${row.seq} was changed`)
      edge = extendEdge(edge, hash)
    }
  }
  return edge
}
