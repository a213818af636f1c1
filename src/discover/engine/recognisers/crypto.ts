// Addresses of blockchains: Bitcoin and Litecoin (Base58Check, Bech32), Ethereum (hexadecimal, with capitals as its check). Woken by the digit that each begins
// with or near.
import { checkHolds } from '../checks.ts'
import type { Compiled } from '../compile.ts'
import type { Part } from '../evidence.ts'
import { findContext, isAlnum, REACH } from '../scan-text.ts'
import { HAS } from '../value-shape.ts'
import { contextPart } from './id-words.ts'
import { RARITY_ODDS, type Recogniser } from './recogniser.ts'

const FORMS: Readonly<Record<string, RegExp>> = {
  btc_address: /^(?:[13LM][1-9A-HJ-NP-Za-km-z]{25,34}|(?:bc1|ltc1)[02-9ac-hj-np-z]{11,71}|(?:BC1|LTC1)[02-9AC-HJ-NP-Z]{11,71})$/,
  eth_address: /^0x[0-9a-fA-F]{40}$/,
}
const LONGEST = 90

export function createCryptoRecogniser(types: readonly Compiled[]): Recogniser {
  const wordAt = (text: string, place: number): readonly [number, number] => {
    let start = place
    while (start > 0 && place - start < LONGEST && isAlnum(text.charCodeAt(start - 1))) start--
    let end = place
    while (end < text.length && end - place < LONGEST && isAlnum(text.charCodeAt(end))) end++
    return [start, end]
  }
  return {
    types,
    fits: (shape) => shape.length >= 26 && (shape.mask & HAS.digit) !== 0 && (shape.mask & HAS.letter) !== 0,
    gate: 'long',
    digits: (before, length, after) =>
      (length <= 4 && isAlnum(after) && !isAlnum(before)) ||
      (length <= 3 && ((before | 32) === 99 || ((before | 32) >= 97 && (before | 32) <= 122 && isAlnum(after)))),
    find: (scan, place, _kind, hit) => {
      const { text } = scan
      // The first digits of the word, at its beginning or behind `bc`, `ltc`, `L`, `M`.
      let letters = 0
      while (letters < 5 && isAlnum(text.charCodeAt(place - 1 - letters))) letters++
      if (letters > 4) {
        // Litecoin's addresses may begin with several letters before a digit.
        return
      }
      const [start, end] = wordAt(text, place)
      if (end - start < 26 || text.charCodeAt(start - 1) === 95 || text.charCodeAt(start - 1) === 47 || text.charCodeAt(end) === 95) return
      const value = text.slice(start, end)
      for (const type of types) {
        const name = type.rule.check!.name
        if (FORMS[name]?.test(value) !== true) continue
        if (!checkHolds(type.rule.check!, value)) continue
        const context = findContext(scan, type.phrases, start, end, REACH)
        const weak =
          name === 'eth_address' && (value.slice(2) === value.slice(2).toLowerCase() || value.slice(2) === value.slice(2).toUpperCase())
        if (weak && context === undefined) continue
        const parts: Part[] = [{ rule: 'checksum', text: weak ? 'the form of an address' : `${name} holds`, odds: weak ? 0.3 : 4 }]
        if (context !== undefined) parts.push(contextPart(context.word, context.at))
        hit({ type, start, end, parts, prior: RARITY_ODDS[type.rule.rarity] - 1 })
      }
    },
    whole: (value, fit, asked) => {
      for (const type of types) {
        const name = type.rule.check!.name
        if (asked[type.order] === 1 && FORMS[name]?.test(value) === true)
          fit(type, checkHolds(type.rule.check!, value) ? 'passed' : 'shaped')
      }
    },
  }
}
