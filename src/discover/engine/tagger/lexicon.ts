// Which words are known as what: given and family names, places, common words. A table of fingerprints, read as it lies in the file: no word can
// be read out of it, and about one unknown word in ten thousand is taken for a known one. Made by scripts/tagger/build-lexicon.ts.
export const GIVEN = 1
export const GIVEN_RARE = 2
export const FAMILY = 4
export const FAMILY_RARE = 8
export const CITY = 16
export const TOWN = 32
/** stands in the name of a place of several words */
export const PLACE_PART = 64
/** a country, a part of the world, a state or province */
export const COUNTRY = 128
/** common: stands for itself in the features */
export const VOCABULARY = 256
/** written small far more often than not, in any of the languages */
export const COMMON = 512
/** Ltd, University, Hotel: what organisations are called */
export const ORGANISATION = 1024
/** first word of a place's or organisation's name of several words */
export const BEGINS_PHRASE = 2048
/** a name is likely to follow: `name`, `Mr` */
export const LEADS = 4096
/** a company, newspaper or authority that everyone knows */
export const WELL_KNOWN = 8192

export const ANY_NAME = GIVEN | GIVEN_RARE | FAMILY | FAMILY_RARE
export const ANY_PLACE = CITY | TOWN | COUNTRY

const MAGIC = 0x31584c48 // HLX1
const HEAD = 16
const LITTLE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

export interface Lexicon {
  /** what is known of the word of this hash, 0: nothing */
  flags(hash: number): number
  /** its tables as they lie: 2^bits places each */
  readonly tables: { readonly bits: number; readonly prints: Uint16Array; readonly kinds: Uint8Array; readonly flagsOf: Uint16Array }
}

export function readLexicon(bytes: Uint8Array): Lexicon {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < HEAD || view.getUint32(0, true) !== MAGIC) throw new Error('the lexicon has another form')
  const bits = view.getUint32(4, true)
  const classes = view.getUint32(8, true)
  const size = 1 << bits
  if (bytes.length !== HEAD + classes * 2 + size * 3) throw new Error('the lexicon has another length')
  const flagsOf = new Uint16Array(256)
  for (let i = 0; i < classes; i++) flagsOf[i] = view.getUint16(HEAD + i * 2, true)
  // As it lies in the file, little end first, where this machine has it so too: threads share it.
  const from = bytes.byteOffset + HEAD + classes * 2
  const prints = LITTLE && from % 2 === 0 ? new Uint16Array(bytes.buffer, from, size) : swapped(view, HEAD + classes * 2, size)
  const kinds = bytes.subarray(HEAD + classes * 2 + size * 2)
  const mask = size - 1
  return {
    tables: { bits, prints, kinds, flagsOf },
    flags: (hash) => {
      let slot = hash & mask
      const print = hash >>> 16
      for (let kind = kinds[slot]!; kind !== 0; kind = kinds[(slot = (slot + 1) & mask)]!) if (prints[slot] === print) return flagsOf[kind]!
      return 0
    },
  }
}

function swapped(view: DataView, from: number, size: number): Uint16Array {
  return Uint16Array.from({ length: size }, (_, i) => view.getUint16(from + i * 2, true))
}

/** The file's bytes for these words: hash → flags. */
export function writeLexicon(words: ReadonlyMap<number, number>, bits: number): Uint8Array {
  const size = 1 << bits
  if (words.size > size * 0.75) throw new Error(`${words.size} words are too many for ${size} places`)
  const classOf = new Map<number, number>()
  const flagsOf = [0]
  for (const flags of [...words.values()].sort((a, b) => a - b)) {
    if (flags === 0 || classOf.has(flags)) continue
    classOf.set(flags, flagsOf.length)
    flagsOf.push(flags)
  }
  if (flagsOf.length > 256) throw new Error(`${flagsOf.length} combinations of flags`)
  const out = new Uint8Array(HEAD + flagsOf.length * 2 + size * 3)
  const view = new DataView(out.buffer)
  view.setUint32(0, MAGIC, true)
  view.setUint32(4, bits, true)
  view.setUint32(8, flagsOf.length, true)
  flagsOf.forEach((flags, i) => view.setUint16(HEAD + i * 2, flags, true))
  const prints = HEAD + flagsOf.length * 2
  const kinds = prints + size * 2
  for (const [hash, flags] of [...words].sort(([a], [b]) => a - b)) {
    if (flags === 0) continue
    let slot = hash & (size - 1)
    while (out[kinds + slot] !== 0) slot = (slot + 1) & (size - 1)
    out[kinds + slot] = classOf.get(flags)!
    view.setUint16(prints + slot * 2, hash >>> 16, true)
  }
  return out
}
