// Reads the small pieces of an address: a flat, a floor, a staircase; a phrase of a list. Owns no order of pieces.
import type { Token } from './address-tokens.ts'
import type { AddressWords, Phrases } from './address-words.ts'

export interface PieceReader {
  /** The token behind a flat, a floor, a staircase that begins at `at`; -1: none does. */
  unit(tokens: readonly Token[], at: number): number
  /** The token behind one of the phrases, which begins at `at`; -1: none does. */
  phrase(phrases: Phrases, tokens: readonly Token[], at: number): number
}

const FLOORS = new Set('floor fl og stock etage etaj et pietro em emelet kerros patro pl piso andar piano krs vaning sal th tv'.split(' '))

export function createPieceReader(words: AddressWords): PieceReader {
  const unit = (tokens: readonly Token[], at: number): number => {
    const token = tokens[at]
    if (token === undefined) return -1
    if (token.kind === 'sign' && token.text === '#') return isNumberish(tokens[at + 1]) && tokens[at + 1]!.text.length < 5 ? at + 2 : -1
    if (token.kind === 'num') {
      // `3rd Floor`, `2. OG`, `5 piętro`, `2º B`
      const next = tokens[at + 1]
      if (/^\d{1,2}[oaoª]$/.test(token.text))
        return next?.kind === 'word' && /^(?:[A-Z]|izq|izda|dcha|dto|esq|dt|int|ext)$/i.test(next.text) ? at + 2 : at + 1
      if (next?.kind === 'word' && FLOORS.has(next.fold) && token.text.length <= 4) {
        const door = tokens[at + 2]
        return next.fold === 'og' || door === undefined || door.kind !== 'word' || door.text.length > 1 || !door.cap ? at + 2 : at + 3
      }
      return -1
    }
    if (token.kind !== 'word' || !words.units.has(token.fold)) return -1
    if (token.fold.length <= 2 && !token.dot && token.fold !== 'no' && token.fold !== 'ap' && token.fold !== 'fl' && token.cap) return -1
    let next = at + 1
    while (tokens[next]?.kind === 'sign' && '#:°'.includes(tokens[next]!.text) && next < at + 3) next++
    const value = tokens[next]
    if (value !== undefined && /^(?:no|nr|n|num|number|nummer)$/.test(value.fold) && isNumberish(tokens[next + 1])) return next + 2
    return isNumberish(value) ? next + 1 : -1
  }

  const phrase = (phrases: Phrases, tokens: readonly Token[], at: number): number => {
    const first = tokens[at]
    if (first === undefined || first.kind !== 'word') return -1
    const own = first.fold.split('-')
    const list = phrases.get(own[0]!)
    if (list === undefined) return -1
    for (const one of list) {
      let token = at
      let parts = own
      let part = 0
      let matched = 0
      while (matched < one.length) {
        if (part === parts.length) {
          token++
          while (tokens[token]?.kind === 'sign' && (tokens[token]!.text === '&' || tokens[token]!.text === '-')) token++
          const next = tokens[token]
          if (next === undefined || next.kind !== 'word') break
          parts = next.fold.split('-')
          part = 0
        }
        if (parts[part] !== one[matched]) break
        part++
        matched++
      }
      if (matched === one.length && part === parts.length) return token + 1
    }
    return -1
  }

  return { unit, phrase }
}

/** `3`, `12B`, `B`, `IV`, `3-A` */
function isNumberish(token: Token | undefined): boolean {
  if (token === undefined) return false
  if (token.kind === 'num') return token.text.length <= 8
  if (token.kind === 'code') return token.text.length <= 6
  return token.kind === 'word' && token.cap && (token.text.length === 1 || /^[IVX]{1,4}$/.test(token.text))
}
