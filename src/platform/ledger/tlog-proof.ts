// The proof that one entry is in a log, C2SP tlog-proof: index, inclusion proof and checkpoint in one text. Pure.
import { parseDecimal } from './checkpoint.ts'
import { HASH_BYTES } from './merkle-tree.ts'
import { strictBase64 } from './signed-note.ts'

const HEADER = 'c2sp.org/tlog-proof@v1'

export interface TlogProof {
  readonly index: number
  readonly path: readonly Buffer[]
  /** the signed note, verbatim */
  readonly checkpoint: string
}

export function formatProof(proof: TlogProof): string {
  const path = proof.path.map((hash) => `${hash.toString('base64')}\n`).join('')
  return `${HEADER}\nindex ${proof.index}\n${path}\n${proof.checkpoint}`
}

/** Null when the text is no proof. An `extra` line is accepted and left out: nothing authenticates it. */
export function parseProof(text: string): TlogProof | null {
  const split = text.indexOf('\n\n')
  if (split < 0) return null
  const lines = text.slice(0, split).split('\n')
  if (lines.shift() !== HEADER) return null
  if (lines[0]?.startsWith('extra ') === true && strictBase64(lines.shift()!.slice(6)) === null) return null
  const match = /^index ([0-9]+)$/.exec(lines.shift() ?? '')
  const index = match === null ? null : parseDecimal(match[1]!)
  if (index === null || lines.length > 63) return null
  const path: Buffer[] = []
  for (const line of lines) {
    const hash = strictBase64(line)
    if (hash === null || hash.length !== HASH_BYTES) return null
    path.push(hash)
  }
  return { index, path, checkpoint: text.slice(split + 2) }
}
