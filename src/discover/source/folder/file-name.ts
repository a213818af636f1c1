// File names are bytes. They become text that loses nothing: UTF-8 stays as it is, a byte that is no UTF-8 becomes `\xE4`, and a
// backslash before an x becomes `\x5C`, so that every text has exactly one name. Pure.

export function nameToText(name: Uint8Array): string {
  const bytes = Buffer.from(name.buffer, name.byteOffset, name.byteLength)
  const text = bytes.toString('utf8')
  if (!text.includes('\uFFFD') || Buffer.from(text, 'utf8').equals(bytes)) return text.replaceAll('\\x', '\\x5Cx')
  let out = ''
  for (let i = 0; i < bytes.length;) {
    const length = characterAt(bytes, i)
    out += length === 0 ? escaped(bytes[i]!) : bytes.toString('utf8', i, i + length).replace('\\', bytes[i + 1] === 0x78 ? '\\x5C' : '\\')
    i += length || 1
  }
  return out
}

export function textToName(text: string): Buffer {
  const parts: Buffer[] = []
  let from = 0
  for (const match of text.matchAll(/\\x([0-9A-F]{2})/g)) {
    parts.push(Buffer.from(text.slice(from, match.index), 'utf8'), Buffer.from([Number.parseInt(match[1]!, 16)]))
    from = match.index + 4
  }
  parts.push(Buffer.from(text.slice(from), 'utf8'))
  return Buffer.concat(parts)
}

function escaped(byte: number): string {
  return `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`
}

// How many bytes the UTF-8 character at `i` has; 0: it is none.
function characterAt(bytes: Buffer, i: number): number {
  const first = bytes[i]!
  const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0
  if (length === 0 || i + length > bytes.length) return 0
  return bytes.toString('utf8', i, i + length).includes('\uFFFD') && !bytes.subarray(i, i + length).equals(Buffer.from('\uFFFD'))
    ? 0
    : length
}
