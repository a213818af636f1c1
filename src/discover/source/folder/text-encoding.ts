// Tells text from binary and names its encoding, from the first bytes of a file. Pure.

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

/** null: not text. `skip`: bytes of a byte order mark. */
export function detectEncoding(head: Uint8Array): { readonly encoding: Encoding; readonly skip: number } | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', skip: 3 }
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', skip: 2 }
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', skip: 2 }
  const zeros = [0, 0]
  let controls = 0
  for (let i = 0; i < head.length; i++) {
    const byte = head[i]!
    if (byte === 0) zeros[i & 1]!++
    else if ((byte < 0x20 && !(byte >= 0x08 && byte <= 0x0d) && byte !== 0x1b) || byte === 0x7f) controls++
  }
  const half = head.length >> 1
  // Western text in UTF-16 has a zero in nearly every other byte, always on the same side, and plain letters on the other.
  if (half >= 4) {
    if (zeros[1]! > half * 0.4 && zeros[0]! <= half * 0.05 && mostlyLetters(head, 0)) return { encoding: 'utf-16le', skip: 0 }
    if (zeros[0]! > half * 0.4 && zeros[1]! <= half * 0.05 && mostlyLetters(head, 1)) return { encoding: 'utf-16be', skip: 0 }
  }
  if (zeros[0]! + zeros[1]! > 0) return null
  if (controls > Math.max(2, head.length * 0.02)) return null
  if (isUtf8(head)) return { encoding: 'utf-8', skip: 0 }
  return { encoding: 'windows-1252', skip: 0 }
}

function mostlyLetters(bytes: Uint8Array, from: number): boolean {
  let letters = 0
  let all = 0
  for (let i = from; i < bytes.length; i += 2) {
    const byte = bytes[i]!
    all++
    if ((byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d) letters++
  }
  return letters > all * 0.4
}

function isUtf8(bytes: Uint8Array): boolean {
  // a character cut by the end of the piece is no fault: leave out an unfinished tail of up to 3 bytes
  let end = bytes.length
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) break
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      if (length > back) end = bytes.length - back
      break
    }
  }
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end))
    return true
  } catch {
    return false
  }
}
