// Checkpoints, C2SP tlog-checkpoint: origin, size and root of a log in a signed note. Pure. Vectors: test/vectors/tlog.json.
import { HASH_BYTES } from './merkle-tree.ts'
import { strictBase64 } from './signed-note.ts'

export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Buffer
}

export function formatCheckpoint(checkpoint: Checkpoint): string {
  return `${checkpoint.origin}\n${checkpoint.size}\n${checkpoint.root.toString('base64')}\n`
}

/** Null when the text is no checkpoint. Extension lines are accepted, as the specification asks, and left out. */
export function parseCheckpoint(text: string): Checkpoint | null {
  const lines = text.split('\n')
  if (lines.pop() !== '' || lines.length < 3 || lines.includes('')) return null
  const [origin, sizeText, rootText] = lines as [string, string, string]
  const size = parseDecimal(sizeText)
  const root = strictBase64(rootText)
  if (size === null || root === null || root.length !== HASH_BYTES) return null
  return { origin, size, root }
}

/** ASCII decimal without leading zeroes, below 2^53; else null. */
export function parseDecimal(text: string): number | null {
  if (!/^(0|[1-9][0-9]{0,15})$/.test(text)) return null
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : null
}
