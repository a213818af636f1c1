// Streams a bundle: everything an outsider needs to check the ledger without Holdfast's database. Knows no database: leaves and bodies come
// from the caller in slices. Memory: 64 bytes a leaf for the tree, 96 a leaf for the list of checksums.
import { hash } from 'node:crypto'
import {
  bodyFileName,
  CHECKPOINT_FILE,
  entryRanges,
  formatBodyFile,
  formatManifest,
  KEY_FILE,
  MANIFEST_FILE,
  proofFileName,
  sumsLine,
  SUMS_FILE,
  type BodyContent,
} from './bundle-layout.ts'
import type { Checkpoint } from './checkpoint.ts'
import { inclusionProof, type Tree } from './merkle-tree.ts'
import { writeZip, type ZipFile } from './stored-zip.ts'
import { encodeEntries, tileBytes, tilePath, tilesOf } from './tiles.ts'
import { formatProof } from './tlog-proof.ts'

const SUMS_BLOCK = 1 << 16

export interface BundleInput {
  readonly checkpoint: Checkpoint
  /** the signed note of it */
  readonly note: string
  /** verifier key line, without newline */
  readonly vkey: string
  /** of exactly the checkpoint's size */
  readonly tree: Tree
  /** the texts of the leaves from `from` (included) to `to` (not) */
  leaves(from: number, to: number): Promise<readonly string[]>
  bodies(from: number, to: number): Promise<readonly BodyContent[]>
}

export function writeBundle(input: BundleInput): AsyncGenerator<Buffer> {
  return writeZip(withSums(bundleFiles(input)))
}

async function* withSums(files: AsyncIterable<ZipFile>): AsyncGenerator<ZipFile> {
  const blocks: Buffer[] = []
  let lines = ''
  for await (const file of files) {
    lines += sumsLine(file.name, hash('sha256', file.content, 'buffer'))
    if (lines.length > SUMS_BLOCK) {
      blocks.push(Buffer.from(lines, 'utf8'))
      lines = ''
    }
    yield file
  }
  yield { name: SUMS_FILE, content: Buffer.concat([...blocks, Buffer.from(lines, 'utf8')]) }
}

async function* bundleFiles(input: BundleInput): AsyncGenerator<ZipFile> {
  const { checkpoint, note, vkey, tree } = input
  const { size } = checkpoint
  yield { name: CHECKPOINT_FILE, content: Buffer.from(note, 'utf8') }
  yield { name: KEY_FILE, content: Buffer.from(`${vkey}\n`, 'utf8') }
  for (const tile of tilesOf(size)) yield { name: tilePath(tile), content: tileBytes(tree, tile) }
  for (const { name, from, to } of entryRanges(size)) yield { name, content: encodeEntries(await input.leaves(from, to)) }
  for (let seq = 0; seq < size; seq++) {
    const text = formatProof({ index: seq, path: inclusionProof(tree.node, seq, size), checkpoint: note })
    yield { name: proofFileName(seq), content: Buffer.from(text, 'utf8') }
  }
  let erased = 0
  for (const { from, to } of entryRanges(size)) {
    for (const [i, body] of (await input.bodies(from, to)).entries()) {
      if (body === null) erased++
      yield { name: bodyFileName(from + i), content: Buffer.from(formatBodyFile(from + i, body), 'utf8') }
    }
  }
  yield { name: MANIFEST_FILE, content: Buffer.from(formatManifest({ ...checkpoint, erased }), 'utf8') }
}
