// The place where a page ended, as one opaque text: base64url of a JSON list. Comes back from outside, so it is checked.
import { scanError } from './scans/scan-errors.ts'

type Kind = 'string' | 'number'
type Of<K extends readonly Kind[]> = { [I in keyof K]: K[I] extends 'number' ? number : string }

export function writeCursor(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts), 'utf8').toString('base64url')
}

/** Throws `discover/cursor-invalid`. */
export function readCursor<const K extends readonly Kind[]>(text: string, kinds: K): Of<K> {
  let parts: unknown
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch (error) {
    throw scanError('cursor-invalid', {}, error)
  }
  if (!Array.isArray(parts) || parts.length !== kinds.length || !kinds.every((kind, i) => usable(kind, parts[i]))) {
    throw scanError('cursor-invalid')
  }
  return parts as Of<K>
}

function usable(kind: Kind, part: unknown): boolean {
  if (kind === 'number') return typeof part === 'number' && Number.isSafeInteger(part)
  return typeof part === 'string' && part.isWellFormed() && !part.includes('\0')
}
