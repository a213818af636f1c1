// What lies in a bundle, and in which order: decided by the size of the ledger alone, so that nothing can be left out, added or moved.
// Pure; writer and verifier both follow it. Form of the single files: tiles.ts, checkpoint.ts, tlog-proof.ts, and bodyFile here.
import { canonicalJson, type Json } from '../../core/canonical-json.ts'
import { entriesPath, TILE_WIDTH, tilePath, tilesOf } from './tiles.ts'
import { SALT_BYTES } from './leaf.ts'
import { strictBase64 } from './signed-note.ts'

export const CHECKPOINT_FILE = 'checkpoint'
export const KEY_FILE = 'log.vkey'
export const MANIFEST_FILE = 'manifest.json'
export const SUMS_FILE = 'SHA256SUMS'

/** A verifier keeps about 130 bytes of memory a leaf; a bundle that claims more leaves than this is refused. */
export const MAX_LEAVES = 20_000_000
export const MAX_TEXT_BYTES = 65_536
export const MAX_BODY_BYTES = 1 << 20

export interface EntryRange {
  readonly index: number
  readonly from: number
  readonly to: number
}

/** The bundles of entries of a ledger of that size. */
export function* entryRanges(size: number): Generator<EntryRange & { readonly name: string }> {
  for (let from = 0; from < size; from += TILE_WIDTH) {
    const to = Math.min(from + TILE_WIDTH, size)
    const index = from / TILE_WIDTH
    yield { index, from, to, name: entriesPath(index, to - from) }
  }
}

export function proofFileName(seq: number): string {
  return `proof/${seq}.tlog-proof`
}

export function bodyFileName(seq: number): string {
  return `body/${seq}.json`
}

/** Every name in order. */
export function* fileNames(size: number): Generator<string> {
  yield CHECKPOINT_FILE
  yield KEY_FILE
  for (const tile of tilesOf(size)) yield tilePath(tile)
  for (const range of entryRanges(size)) yield range.name
  for (let seq = 0; seq < size; seq++) yield proofFileName(seq)
  for (let seq = 0; seq < size; seq++) yield bodyFileName(seq)
  yield MANIFEST_FILE
  yield SUMS_FILE
}

export function fileCount(size: number): number {
  let tiles = 0
  for (let hashes = size; hashes > 0; hashes = Math.floor(hashes / TILE_WIDTH)) tiles += Math.ceil(hashes / TILE_WIDTH)
  return 4 + tiles + Math.ceil(size / TILE_WIDTH) + 2 * size
}

/** A body with its salt; null when it was erased: leaf and proof stay, what they commit to is gone. */
export type BodyContent = { readonly salt: Buffer; readonly body: Json } | null

export function formatBodyFile(seq: number, content: BodyContent): string {
  return canonicalJson(content === null ? { seq, erased: true } : { seq, salt: content.salt.toString('base64'), body: content.body })
}

/** Undefined when the text is not the one form that a body of this number has. */
export function parseBodyFile(seq: number, text: string): BodyContent | undefined {
  try {
    const value = JSON.parse(text) as { salt?: unknown; body?: Json }
    const salt = typeof value.salt === 'string' ? strictBase64(value.salt) : null
    // INVARIANT: salts have one length; with another, the end of one and the start of a number could change places unseen.
    const content = salt === null || salt.length !== SALT_BYTES || value.body === undefined ? null : { salt, body: value.body }
    return formatBodyFile(seq, content) === text ? content : undefined
  } catch {
    return undefined
  }
}

/** Holds nothing that the rest does not prove; for people and programs that want it at a glance. */
export function formatManifest(facts: {
  readonly origin: string
  readonly size: number
  readonly root: Buffer
  readonly erased: number
}): string {
  const { origin, size, root, erased } = facts
  return `${canonicalJson({ v: 1, kind: 'holdfast-ledger', origin, size, root: root.toString('base64'), erased })}\n`
}

/** One line of SHA256SUMS, as `sha256sum -c` reads it. */
export function sumsLine(name: string, digest: Buffer): string {
  return `${digest.toString('hex')}  ${name}\n`
}
