// Which words are ordinary ones in which of the languages besides English: a Bloom filter of their first letters, read as it lies in the file (rules/names/words.bin, made
// by scripts/tagger/build-words.ts). No word can be read out of it; about one unknown word in thirty is taken for a known one.
import type { Lexicon } from './lexicon.ts'
import { finish } from './units.ts'

/** So many letters of a word are looked at: what follows is an ending, or the rest of a compound. */
export const LETTERS = 7
/** German words that are written with a capital, without their first letter; four at least. */
export const GERMAN_TAILS = 8
const MAGIC = 0x31574c48 // HLW1
const HEAD = 8
const PLACES = 4

/** What is known of words: of names and places, and of other languages than English. */
export interface Known {
  readonly lexicon: Lexicon
  readonly words: Words
}

export interface Words {
  /** Is it an ordinary word of this language (1 and up)? `hash`: of its first letters. */
  has(language: number, hash: number): boolean
}

export function readWords(bytes: Uint8Array): Words {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < HEAD || view.getUint32(0, true) !== MAGIC) throw new Error('the words have another form')
  const bits = view.getUint32(4, true)
  if (bits > 30 || bytes.length !== HEAD + (1 << bits) / 8) throw new Error('the words have another length')
  const table = bytes.subarray(HEAD)
  const mask = (1 << bits) - 1
  return {
    has: (language, hash) => {
      let at = salted(language, hash)
      const step = finish(at) | 1
      for (let i = 0; i < PLACES; i++) {
        const place = at & mask
        if ((table[place >> 3]! & (1 << (place & 7))) === 0) return false
        at = (at + step) | 0
      }
      return true
    },
  }
}

/** The file's bytes for these words: pairs of a language and a hash. */
export function writeWords(words: Iterable<readonly [language: number, hash: number]>, bits: number): Uint8Array {
  const out = new Uint8Array(HEAD + (1 << bits) / 8)
  const view = new DataView(out.buffer)
  view.setUint32(0, MAGIC, true)
  view.setUint32(4, bits, true)
  const mask = (1 << bits) - 1
  for (const [language, hash] of words) {
    let at = salted(language, hash)
    const step = finish(at) | 1
    for (let i = 0; i < PLACES; i++) {
      const place = at & mask
      out[HEAD + (place >> 3)]! |= 1 << (place & 7)
      at = (at + step) | 0
    }
  }
  return out
}

function salted(language: number, hash: number): number {
  return finish(hash ^ Math.imul(language, 0x9e3779b1))
}
