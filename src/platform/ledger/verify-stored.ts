// Checks the ledger where it lies: every leaf, hash, body and checkpoint, against each other. For `holdfast doctor` and tests; the check that
// an outsider makes is verify-bundle.ts. What does not hold is a value.
import { err, ok, type Result } from '../../core/result.ts'
import { AppError } from '../../core/errors.ts'
import type { Keys } from '../keys/keys.ts'
import type { Db } from '../store/store.ts'
import { commitmentOf, parseLeaf, SALT_BYTES } from './leaf.ts'
import type { LedgerKey } from './ledger-key.ts'
import { readBodies, readEdge, readLeaves, type CheckpointRow } from './ledger-rows.ts'
import { edgeRoot, EMPTY_EDGE, extendEdge, hashLeaf } from './merkle-tree.ts'
import { edgeOf } from './sign-checkpoint.ts'

const SLICE = 1000

export interface StoredLedger {
  readonly size: number
  readonly erased: number
  readonly checkpoints: number
}

export async function verifyStored(db: Db, key: LedgerKey, keys: Keys): Promise<Result<StoredLedger, string>> {
  const checkpoints = await readCheckpoints(db)
  const end = await readEdge(db)
  const waiting = [...checkpoints]
  let edge = EMPTY_EDGE
  let erased = 0
  const checkpointFault = (): string | null => {
    while (waiting[0] !== undefined && waiting[0].size <= edge.size) {
      const row = waiting.shift()!
      const signed = signedEdge(row, key)
      if (!signed.ok) return signed.error
      if (!edgeRoot(edge).equals(signed.value)) return `the checkpoint of ${row.size} leaves signs another root than they have`
    }
    return null
  }
  for (let fault = checkpointFault(); edge.size < end.size;) {
    if (fault !== null) return err(fault)
    const from = edge.size
    const to = Math.min(from + SLICE, end.size)
    const rows = await readLeaves(db, from, to)
    const bodies = await openBodies(db, keys, from, to)
    if (!bodies.ok) return bodies
    for (const [i, row] of rows.entries()) {
      if (row.seq !== edge.size) return err(`leaf ${edge.size} is missing`)
      const leaf = parseLeaf(row.leaf)
      const hash = hashLeaf(row.leaf)
      if (leaf === null || leaf.seq !== row.seq || !hash.equals(row.hash)) return err(`leaf ${row.seq} was changed`)
      const body = bodies.value[i]!
      if (body === null) erased++
      else if (body.salt.length !== SALT_BYTES || commitmentOf(body.salt, body.body) !== leaf.commit)
        return err(`the body of leaf ${row.seq} is not what the leaf commits to`)
      edge = extendEdge(edge, hash)
      fault = checkpointFault()
      if (fault !== null) return err(fault)
    }
    if (edge.size !== to) return err(`leaf ${edge.size} is missing`)
  }
  const fault = checkpointFault()
  if (fault !== null) return err(fault)
  if (waiting[0] !== undefined) return err(`there are ${edge.size} leaves, but a checkpoint of ${waiting[0].size}`)
  if (!edgeRoot(edge).equals(edgeRoot(end))) return err('the edge does not follow from the leaves')
  return ok({ size: edge.size, erased, checkpoints: checkpoints.length })
}

async function readCheckpoints(db: Db): Promise<CheckpointRow[]> {
  const rows = await db.selectFrom('ledger_checkpoint').select(['size', 'note', 'peaks']).orderBy('size').execute()
  return rows.map((row) => ({ ...row, size: Number(row.size) }))
}

function signedEdge(row: CheckpointRow, key: LedgerKey): Result<Buffer, string> {
  try {
    return ok(edgeRoot(edgeOf(row, key)))
  } catch (error) {
    if (error instanceof AppError) return err(String(error.details['why']))
    throw error
  }
}

async function openBodies(db: Db, keys: Keys, from: number, to: number): Promise<Result<Awaited<ReturnType<typeof readBodies>>, string>> {
  try {
    return ok(await readBodies(db, keys, from, to))
  } catch (error) {
    if (error instanceof AppError && error.code === 'keys/cannot-open')
      return err(`a body between leaf ${from} and ${to - 1} does not open`)
    throw error
  }
}
