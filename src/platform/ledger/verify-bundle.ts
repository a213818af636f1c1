// Checks a bundle offline: needs no database, no key of the install, no network. What does not hold is a value with a reason, not an
// exception; only an unreadable file throws. Without a key and a former checkpoint kept outside it can say that the bundle agrees with
// itself, not that it is the ledger one knows: then it says so.
import { hash } from 'node:crypto'
import { err, ok, type Result } from '../../core/result.ts'
import {
  bodyFileName,
  CHECKPOINT_FILE,
  entryRanges,
  fileCount,
  fileNames,
  formatManifest,
  KEY_FILE,
  MANIFEST_FILE,
  MAX_BODY_BYTES,
  MAX_LEAVES,
  MAX_TEXT_BYTES,
  parseBodyFile,
  proofFileName,
  sumsLine,
  SUMS_FILE,
} from './bundle-layout.ts'
import { parseCheckpoint, type Checkpoint } from './checkpoint.ts'
import { commitmentOf, parseLeaf } from './leaf.ts'
import { createTree, HASH_BYTES, hashLeaf, inclusionProof, rootOf, type Tree } from './merkle-tree.ts'
import { formatVerifierKey, openNote, parseVerifierKey, type NoteFault, type VerifierKey } from './signed-note.ts'
import { openStrictZip, ZipFault, type ByteSource } from './strict-zip-reader.ts'
import { decodeEntries, tileBytes, tilePath, tilesOf } from './tiles.ts'
import { formatProof } from './tlog-proof.ts'

export interface VerifyOptions {
  /** the ledger's public key, kept outside the bundle */
  readonly key?: VerifierKey
  /** the signed note of a former checkpoint, kept outside the bundle */
  readonly since?: string
}

export interface Verified {
  readonly checkpoint: Checkpoint
  /** verifier key line of the bundle */
  readonly vkey: string
  /** bodies erased: their leaves still stand and hold */
  readonly erased: number
  /** times that the first and the last leaf claim; null in an empty ledger */
  readonly first: string | null
  readonly last: string | null
  /** size of the former checkpoint that the ledger continues; null when none was given */
  readonly since: number | null
  /** whether the key was compared with one kept outside */
  readonly keyKnown: boolean
}

class Fault extends Error {}

/** The error is the reason, lower case, in words for people. */
export async function verifyBundle(source: ByteSource, options: VerifyOptions = {}): Promise<Result<Verified, string>> {
  try {
    return ok(await checkAll(source, options))
  } catch (thrown) {
    if (thrown instanceof Fault || thrown instanceof ZipFault) return err(thrown.message)
    throw thrown
  }
}

async function checkAll(source: ByteSource, options: VerifyOptions): Promise<Verified> {
  const zip = await openStrictZip(source)
  // one buffer: a million leaves are two million files. The count is bounded by the size of the file itself
  const digests = Buffer.alloc(zip.count * HASH_BYTES)
  let read = 0
  const next = async (name: string, maxBytes: number): Promise<Buffer> => {
    const content = await zip.next(name, maxBytes)
    digests.set(hash('sha256', content, 'buffer'), read++ * HASH_BYTES)
    return content
  }

  const note = textOf(CHECKPOINT_FILE, await next(CHECKPOINT_FILE, MAX_TEXT_BYTES))
  const vkey = textOf(KEY_FILE, await next(KEY_FILE, MAX_TEXT_BYTES))
  const key = checkKey(vkey, options.key)
  const checkpoint = openCheckpoint(note, key, 'the checkpoint')
  const { size, root } = checkpoint
  if (size > MAX_LEAVES) throw new Fault(`the checkpoint claims ${size} leaves, more than can be checked`)
  if (zip.count !== fileCount(size)) {
    throw new Fault(`a ledger of ${size} leaves has ${fileCount(size)} files, the bundle ${zip.count}: some were removed or added`)
  }

  const tree = await readTiles(size, next)
  if (!rootOf(tree.node, size).equals(root)) throw new Fault('the tree does not have the root that the checkpoint signs')
  const { commits, first, last } = await readLeaves(size, tree, next)
  for (let seq = 0; seq < size; seq++) {
    const name = proofFileName(seq)
    const expected = formatProof({ index: seq, path: inclusionProof(tree.node, seq, size), checkpoint: note })
    if (!(await next(name, MAX_TEXT_BYTES)).equals(Buffer.from(expected, 'utf8'))) throw new Fault(`${name} does not prove leaf ${seq}`)
  }
  const erased = await readBodies(size, commits, next)
  const manifest = textOf(MANIFEST_FILE, await next(MANIFEST_FILE, MAX_TEXT_BYTES))
  if (manifest !== formatManifest({ ...checkpoint, erased })) throw new Fault(`${MANIFEST_FILE} does not say what the bundle holds`)
  checkSums(size, digests, await zip.next(SUMS_FILE, zip.count * 200))
  zip.end()

  const since = options.since === undefined ? null : checkSince(options.since, key, checkpoint, tree)
  return { checkpoint, vkey: formatVerifierKey(key), erased, first, last, since, keyKnown: options.key !== undefined }
}

type Next = (name: string, maxBytes: number) => Promise<Buffer>

function textOf(name: string, bytes: Buffer): string {
  const text = bytes.toString('utf8')
  if (!Buffer.from(text, 'utf8').equals(bytes)) throw new Fault(`${name} is no UTF-8`)
  return text
}

function checkKey(text: string, known: VerifierKey | undefined): VerifierKey {
  const key = text.endsWith('\n') ? parseVerifierKey(text.slice(0, -1)) : null
  if (key === null) throw new Fault(`${KEY_FILE} holds no key`)
  if (known !== undefined && formatVerifierKey(known) !== formatVerifierKey(key)) {
    throw new Fault(`the bundle is signed with another key than the one given: ${shortKey(key)}, not ${shortKey(known)}`)
  }
  return key
}

function shortKey(key: VerifierKey): string {
  return `${key.name}+${key.id.toString('hex')}`
}

const NOTE_FAULTS: Record<NoteFault, string> = {
  malformed: 'is no signed note',
  'unknown-key': 'is not signed with the ledger’s key',
  'bad-signature': 'has a false signature: its text was changed or it was made by another',
}

function openCheckpoint(note: string, key: VerifierKey, what: string): Checkpoint {
  const text = openNote(note, key)
  if (!text.ok) throw new Fault(`${what} ${NOTE_FAULTS[text.error]}`)
  const checkpoint = parseCheckpoint(text.value)
  if (checkpoint === null) throw new Fault(`${what} is no checkpoint`)
  if (checkpoint.origin !== key.name) throw new Fault(`${what} is of another ledger than its key`)
  return checkpoint
}

// INVARIANT: the tiles above the lowest are compared with those computed from it, so the tree returned is what all tiles say.
async function readTiles(size: number, next: Next): Promise<Tree> {
  const hashes = Buffer.alloc(size * HASH_BYTES)
  let at = 0
  let tree: Tree | undefined
  for (const tile of tilesOf(size)) {
    const name = tilePath(tile)
    const content = await next(name, tile.width * HASH_BYTES)
    if (content.length !== tile.width * HASH_BYTES) throw new Fault(`${name} is shorter than ${tile.width} hashes`)
    if (tile.level === 0) {
      content.copy(hashes, at)
      at += content.length
    } else {
      tree ??= createTree(hashes)
      if (!content.equals(tileBytes(tree, tile))) throw new Fault(`${name} does not follow from the tiles below it`)
    }
  }
  return tree ?? createTree(hashes)
}

interface Leaves {
  /** 32 bytes a leaf */
  readonly commits: Buffer
  readonly first: string | null
  readonly last: string | null
}

async function readLeaves(size: number, tree: Tree, next: Next): Promise<Leaves> {
  const commits = Buffer.alloc(size * HASH_BYTES)
  let first: string | null = null
  let last: string | null = null
  for (const { name, from, to } of entryRanges(size)) {
    const entries = decodeEntries(await next(name, (to - from) * (2 + 0xffff)), to - from)
    if (entries === null) throw new Fault(`${name} does not hold ${to - from} entries`)
    for (const [i, entry] of entries.entries()) {
      const seq = from + i
      if (!hashLeaf(entry).equals(tree.node(0, seq))) throw new Fault(`leaf ${seq} is not the one in the tree: changed, moved or replaced`)
      const leaf = parseLeaf(textOf(name, entry))
      if (leaf === null) throw new Fault(`leaf ${seq} is not in the form of a leaf`)
      if (leaf.seq !== seq) throw new Fault(`leaf ${seq} says that it is number ${leaf.seq}`)
      commits.write(leaf.commit, seq * HASH_BYTES, 'hex')
      first ??= leaf.time
      last = leaf.time
    }
  }
  return { commits, first, last }
}

async function readBodies(size: number, commits: Buffer, next: Next): Promise<number> {
  let erased = 0
  for (let seq = 0; seq < size; seq++) {
    const name = bodyFileName(seq)
    const content = parseBodyFile(seq, textOf(name, await next(name, 2 * MAX_BODY_BYTES)))
    if (content === undefined) throw new Fault(`${name} is not in the form of a body`)
    if (content === null) {
      erased++
    } else if (commitmentOf(content.salt, content.body) !== commits.toString('hex', seq * HASH_BYTES, (seq + 1) * HASH_BYTES)) {
      throw new Fault(`${name} is not what leaf ${seq} commits to`)
    }
  }
  return erased
}

function checkSums(size: number, digests: Buffer, sums: Buffer): void {
  let at = 0
  let i = 0
  for (const name of fileNames(size)) {
    if (name === SUMS_FILE) break
    const line = Buffer.from(sumsLine(name, digests.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES)), 'utf8')
    i++
    if (!sums.subarray(at, at + line.length).equals(line)) throw new Fault(`${SUMS_FILE} does not have the checksum of ${name}`)
    at += line.length
  }
  if (at !== sums.length) throw new Fault(`${SUMS_FILE} lists more than the bundle holds`)
}

function checkSince(note: string, key: VerifierKey, now: Checkpoint, tree: Tree): number {
  const former = openCheckpoint(note, key, 'the checkpoint given with --since')
  if (former.size > now.size) {
    throw new Fault(`the ledger had ${former.size} leaves at the checkpoint given with --since and has only ${now.size} now`)
  }
  if (!rootOf(tree.node, former.size).equals(former.root)) {
    throw new Fault(`the first ${former.size} leaves are not those of the checkpoint given with --since: history was rewritten`)
  }
  return former.size
}
