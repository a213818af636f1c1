// Street addresses in text (a house number beside a word for a street) and coordinates that a word names. Modest on purpose: an address without
// a word for its street is told only by its column.
import type { Compiled } from '../compile.ts'
import { findContext, isAlnum, isDigit, isWordUnit } from '../scan-text.ts'
import { HAS } from '../value-shape.ts'
import { RARITY_ODDS, type Recogniser } from './recogniser.ts'

// Each word as it is written: in small letters, with a capital, in capitals.
const written = (words: string): string =>
  words
    .split('|')
    .flatMap((word) => [word, word.charAt(0).toUpperCase() + word.slice(1), word.toUpperCase()])
    .join('|')
const STREET_AFTER = written(
  'street|st|avenue|ave|av|road|rd|lane|ln|drive|dr|boulevard|blvd|court|ct|place|pl|square|sq|terrace|ter|parkway|pkwy|circle|cir|highway|hwy|way|close|crescent|cres|gardens|grove|mews|trail|trl|row|walk|quay|alley|loop',
)
const STREET_BEFORE = written(
  'rue|avenue|boulevard|bd|allée|allee|impasse|chemin|quai|calle|c/|avenida|avda|paseo|plaza|carrer|camino|via|viale|corso|piazza|largo|vicolo|ulica|ul|aleja|al|rua|travessa|praça|praca|estrada',
)
const STREET_ENDS =
  '[sS]tra(?:ß|ss)e|[sS]tr\\.|STRASSE|STRAẞE|[wW]eg|[pP]latz|[gG]asse|[aA]llee|[rR]ing|[dD]amm|[uU]fer|[sS]teig|[sS]traat|[lL]aan|[gG]racht|[pP]lein|[kK]ade|[dD]reef|[sS]ingel|gatan|vägen|vagen|gade|vej|veien|gata|katu|tie'

const WORD = "[\\p{Lu}\\d][\\p{L}\\p{M}\\d'.-]{0,24}"
const SMALL = "(?:(?:de la|de los|de las|de|du|des|la|le|les|del|della|dei|da|do|dos|van de|van den|van der)[ ]|(?:l|d|dell)')?"
// 12B Main Street · 5, rue de la Paix
const NUMBER_FIRST = new RegExp(
  `^\\d{1,5}[A-Za-z]?(?:[-/]\\d{1,4})?,? (?:(?:(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\\.? )?(?:${WORD} ){1,4}(?:${STREET_AFTER})(?![\\p{L}\\d])\\.?|(?:bis |ter )?(?:${STREET_BEFORE})\\.? ${SMALL}${WORD}(?: ${WORD}){0,3})`,
  'u',
)
// Hauptstraße 5a · Calle Mayor 12 · ul. Długa 5/7 · Via Roma, 10
const NUMBER_LAST = new RegExp(
  `(?:(?:(?:${WORD}[ -]){0,3}(?:\\p{Lu}[\\p{L}\\p{M}-]{0,30})?(?:${STREET_ENDS})|(?<![\\p{L}\\d])(?:${STREET_BEFORE})\\.? ${SMALL}(?:św\\. |sw\\. )?${WORD}(?: ${WORD}){0,3}),? ?(?:n[°º.]? ?|nr\\.? ?|Nr\\.? ?)?)$`,
  'u',
)
const HOUSE = /^\d{1,4}(?:(?:[a-zA-Z]| [A-Z])(?![\p{L}\d]))?(?:[/-]\d{1,4})?(?![\d:.]\d|[\d%])/u
const CAPITAL = /^\p{Lu}/u
// What may follow: a flat, a postcode with its place, a state.
const MORE =
  /^(?:,? ?(?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor)\.? ?#?[\w-]{1,6})?(?:(?:,\s?|\s{1,2}|,\n)(?:\p{Lu}[\p{L}\p{M}'.-]{1,24}[ ,-]{1,2}){0,4}(?:[A-Z]{2}[ ,]{1,2})?(?:\d{2}-\d{3}|\d{4} ?[A-Z]{2}\b|\d{4,5}(?:-\d{3,4})?|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})(?! ?[\p{Ll}\d])(?:,? \p{Lu}[\p{L}\p{M}'.-]{1,24}(?:[ -]\p{Lu}[\p{L}\p{M}'.-]{1,24}){0,2})?)?/u

export function createAddressRecogniser(type: Compiled): Recogniser {
  return {
    types: [type],
    fits: (shape) => (shape.mask & HAS.digit) !== 0 && (shape.mask & HAS.letter) !== 0 && shape.length <= 120,
    gate: 'house',
    digits: (before, length) =>
      length <= 5 && (before === 0 || before === 32 || before === 10 || before === 34 || before === 40 || before === 44 || before === 58),
    find: (scan, place, _kind, hit) => {
      const { text } = scan
      const before = text.charCodeAt(place - 1)
      if (place > 0 && before !== 32 && before !== 10 && before !== 34 && before !== 40 && before !== 44 && before !== 58) return
      if (isDigit(text.charCodeAt(place + 4)) && isDigit(text.charCodeAt(place + 5))) return
      if (!nearStreet(text, place)) return
      const ahead = text.slice(place, place + 90)
      const first =
        CAPITAL.test(ahead.replace(/^\d{1,5}[A-Za-z]?(?:[-/]\d{1,4})?,? /, '')) ||
        /^\d{1,4},? (?:rue|calle|via|avenue|boulevard|chemin|quai)/.test(ahead)
          ? NUMBER_FIRST.exec(ahead)
          : null
      if (first !== null) {
        const end = place + first[0].length
        if (
          /\b(?:st|dr|way|row|place|court|walk|close|loop|drive|trail|circle|square)\.?$/i.test(first[0]) &&
          !/\p{Lu}[\p{L}.]*$/u.test(first[0])
        )
          return
        report(text, place, end, 'a number and a street')
        return
      }
      const house = HOUSE.exec(text.slice(place, place + 14))
      if (house === null) return
      const behind = text.slice(Math.max(0, place - 70), place)
      // The last words on this line only, and only when one of them names a street.
      const line = behind.slice(behind.lastIndexOf('\n') + 1)
      const last = NUMBER_LAST.exec(line)
      if (last === null) return
      const lead = /^[\s,;:("]+/.exec(last[0])?.[0].length ?? 0
      const start = place - last[0].length + lead
      if (!CAPITAL.test(text.slice(start, start + 2)) && !/^(?:ul|al|rue|calle|via|c\/)/.test(text.slice(start, start + 5))) return
      report(text, start, place + house[0].length, 'a street and a number')

      return
      function report(source: string, start: number, end: number, what: string): void {
        const more = MORE.exec(source.slice(end, end + 90))?.[0].length ?? 0
        const parts = [{ rule: 'shape', text: more > 6 ? `${what}, with postcode or place` : what, odds: more > 6 ? 3.4 : 2.6 }]
        const context = findContext(scan, type.phrases, start, end, 40)
        if (context !== undefined) parts.push({ rule: 'context', text: `\`${context.word}\` beside it`, odds: 1.5 })
        hit({ type, start, end: end + more, parts, prior: RARITY_ODDS[type.rule.rarity] })
      }
    },
    whole: (value, fit) => {
      if (value.length > 120) return
      if (NUMBER_FIRST.test(value) || isStreetLast(value)) fit(type, 'passed')
      else if (/\p{L}{2}/u.test(value) && /\d/.test(value) && /^[\p{L}\p{M}\d][\p{L}\p{M}\d .,'/#°º&()-]{3,}$/u.test(value))
        fit(type, 'shaped')
    },
  }
}

/** The word before the number begins with a capital, or a word behind it does: cheap, and true of every street. */
function nearStreet(text: string, place: number): boolean {
  let at = place - 1
  while (at > place - 8 && at >= 0 && isBetween(text.charCodeAt(at))) at--
  while (at > place - 48 && at > 0) {
    const unit = text.charCodeAt(at - 1)
    if (!isWordUnit(unit) && unit !== 45 && unit !== 39) break
    at--
  }
  if (at >= 0) {
    const unit = text.charCodeAt(at)
    if (unit < 128 ? unit >= 65 && unit <= 90 : CAPITAL.test(text.slice(at, at + 2))) return true
  }
  let end = place
  while (end < place + 10 && isAlnum(text.charCodeAt(end))) end++
  if (text.charCodeAt(end) === 44) end++
  return (
    text.charCodeAt(end) === 32 && /^ (?:\p{Lu}|\d|rue|calle|via|avenue|boulevard|chemin|quai|bis|ter)/u.test(text.slice(end, end + 12))
  )
}

/** May stand between a street and its number: ` ,.°ºrRnN` */
function isBetween(unit: number): boolean {
  return unit === 32 || unit === 44 || unit === 46 || unit === 176 || unit === 186 || (unit | 32) === 114 || (unit | 32) === 110
}

function isStreetLast(value: string): boolean {
  const match = /\d{1,4}/.exec(value)
  return match !== null && match.index > 3 && match.index < 70 && NUMBER_LAST.test(value.slice(0, match.index))
}

const PAIR = /^[-+]?(?:[0-8]?\d|90)\.\d{3,15}°? ?[NS]?[ ,;/]{1,3}[-+]?(?:1[0-7]\d|\d{1,2}|180)\.\d{3,15}(?!\d)°? ?[EW]?/

export function createCoordinatesRecogniser(type: Compiled): Recogniser {
  return {
    types: [type],
    fits: (shape) => (shape.mask & HAS.digit) !== 0 && (shape.mask & HAS.point) !== 0,
    gate: 'pair',
    digits: (before, length, after) => length <= 3 && after === 46 && before !== 46 && before !== 95,
    find: (scan, place, _kind, hit) => {
      const { text } = scan
      const sign = text[place - 1] === '-' || text[place - 1] === '+' ? 1 : 0
      const start = place - sign
      const before = text.charCodeAt(start - 1)
      if (start > 0 && (before === 46 || isDigit(before) || before === 95)) return
      // Three places behind the point at least, and another number behind the gap: most decimals end here.
      let point = place + 1
      while (text.charCodeAt(point) !== 46) if (++point > place + 3) return
      let end1 = point + 1
      while (end1 < point + 17 && isDigit(text.charCodeAt(end1))) end1++
      if (end1 - point < 4 || end1 - point > 16) return
      const match = PAIR.exec(text.slice(start, start + 52))
      if (match === null) return
      const end = start + match[0].trimEnd().length
      const context = findContext(scan, type.phrases, start, end, 40)
      if (context === undefined) return
      hit({
        type,
        start,
        end,
        parts: [
          { rule: 'shape', text: 'a latitude and a longitude', odds: 1 },
          { rule: 'context', text: `\`${context.word}\` beside it`, odds: 3, ...(context.at === undefined ? {} : { at: context.at }) },
        ],
        prior: RARITY_ODDS[type.rule.rarity],
      })
    },
    whole: (value, fit) => {
      if (/^[-+]?(?:\d{1,2}|1[0-7]\d|180)\.\d{3,15}$/.test(value) || PAIR.exec(value)?.[0].length === value.length) fit(type, 'shaped')
    },
  }
}
