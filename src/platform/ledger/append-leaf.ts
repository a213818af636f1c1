// Appends one leaf in the caller's transaction. Owns the sequencer: the row of ledger_edge, locked from here to the end of the transaction, so
// numbers have no gap, commit in order, and a rollback takes its number back. Two round trips, O(log n) hashes.
//
// A row lock and not an advisory one: it reads size and edge in the same trip, waits for whoever holds it and then sees what they committed,
// and a transaction of stricter isolation gets a serialisation failure (which the store repeats) instead of an old edge.
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { canonicalJson, type Json } from '../../core/canonical-json.ts'
import { instant, type Clock } from '../../core/clock.ts'
import type { Keys } from '../keys/keys.ts'
import type { Tx } from '../store/store.ts'
import { MAX_BODY_BYTES } from './bundle-layout.ts'
import { ledgerError } from './errors.ts'
import { actorText, commitmentOf, formatLeaf, isKind, SALT_BYTES } from './leaf.ts'
import type { LedgerEntry } from './ledger.ts'
import { bodyPlace } from './ledger-rows.ts'
import { edgeFromBytes, edgeToBytes, extendEdge, hashLeaf } from './merkle-tree.ts'

export async function appendLeaf(tx: Tx, entry: LedgerEntry, keys: Keys, clock: Clock): Promise<number> {
  const actor = actorText(entry.actor)
  if (!isKind(entry.kind)) throw ledgerError('entry-unusable', { why: `\`${entry.kind.slice(0, 100)}\` is not of the form noun.verb` })
  if (!isPlain(entry.entity) || !isPlain(entry.actor.id))
    throw ledgerError('entry-unusable', { why: 'an id is too long or has control characters' })
  const body = wellFormed(entry.body)
  const bodyText = canonicalJson(body)
  if (Buffer.byteLength(bodyText) > MAX_BODY_BYTES) throw ledgerError('entry-unusable', { why: 'its body is larger than 1 MB' })
  const salt = randomBytes(SALT_BYTES)
  const commit = commitmentOf(salt, body)

  const row = await tx.selectFrom('ledger_edge').select(['size', 'peaks']).forUpdate().executeTakeFirst()
  if (row === undefined) throw ledgerError('not-migrated')
  const seq = Number(row.size)
  // the time is read while the sequencer is held, so that times of one clock follow the numbers
  const leaf = formatLeaf({ v: 1, seq, time: instant(clock.now()), actor, kind: entry.kind, entity: entry.entity, commit })
  const hash = hashLeaf(leaf)
  const edge = extendEdge(edgeFromBytes(seq, row.peaks), hash)
  const sealed = keys.seal('ledger-body', bodyText, bodyPlace(seq))
  await sql`
    with leaf as (insert into ledger_leaf (seq, leaf, hash) values (${seq}, ${leaf}, ${hash})),
         body as (insert into ledger_body (seq, salt, body_enc) values (${seq}, ${salt}, ${sealed}))
    update ledger_edge set size = ${edge.size}, peaks = ${edgeToBytes(edge)}`.execute(tx)
  return seq
}

function isPlain(id: string): boolean {
  return id.length <= 200 && id.isWellFormed() && !/[\u0000-\u001f\u007f]/.test(id)
}

/** Half a surrogate pair, which a browser may send, has no canonical form: it becomes U+FFFD rather than stopping the action. */
function wellFormed(value: Json): Json {
  if (typeof value === 'string') return value.toWellFormed()
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) return value.map(wellFormed)
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(members.map(([name, member]) => [name.toWellFormed(), wellFormed(member!)]))
}

function isList(value: object): value is readonly Json[] {
  return Array.isArray(value)
}
