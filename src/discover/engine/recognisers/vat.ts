// VAT numbers: the prefix of a country and what stands behind it, grouped as anyone likes; or the number alone beside that country's own word for it.
import type { Compiled } from '../compile.ts'
import type { Part } from '../evidence.ts'
import { COUNTRY_WORDS } from '../general-words.ts'
import { findContext, hasContextNear, isAlnum, isAsciiLetter, isDigit, REACH } from '../scan-text.ts'
import { phrase } from '../words.ts'
import { VAT_FORMS } from '../vat-checks.ts'
import { HAS } from '../value-shape.ts'
import { tokenStart } from './id-text.ts'
import { contextPart } from './id-words.ts'
import { RARITY_ODDS, type Recogniser } from './recogniser.ts'

const LONGEST = 15
/** What may stand between a country's word and its number without the prefix. */
const BETWEEN =
  /^[\W_\d]{0,6}(?:(?:no|nr|reg|id|idnr|number|nummer|numéro|numurs|номер|kodas|mokėtojo|szám|broj|n°)[^\p{L}\p{N}]{1,3}){0,3}(?:is |ist |est |è |es )?$/iu
const VAT_NEVER = HAS.at | HAS.dollar | HAS.comma | HAS.bracket

interface Read {
  readonly end: number
  readonly country: string
  readonly compact: string
  readonly upper: boolean
  /** more than one sign stands behind the prefix: `DE - 1…`, `DK: 2…` */
  readonly apart: boolean
}

/** The longest VAT number that begins at `start`, over single signs between its groups. */
function readAt(text: string, start: number): Read | undefined {
  const prefix = text.slice(start, start + 3).toUpperCase()
  const country = prefix === 'CHE' ? 'CHE' : prefix.slice(0, 2)
  const form = VAT_FORMS[country]
  if (form === undefined) return undefined
  const written = text.slice(start, start + country.length)
  let compact = ''
  let best: Read | undefined
  let gap = 0
  let apart = false
  for (let at = start + country.length; compact.length <= LONGEST && at < start + 32; at++) {
    const unit = text.charCodeAt(at)
    if (isAlnum(unit) || ((unit === 43 || unit === 42) && country === 'IE')) {
      compact += text[at]!
      gap = 0
      const next = text.charCodeAt(at + 1)
      if (isAlnum(next) || next === 95) continue
      const n = compact.toUpperCase()
      if (
        n.length <= form.longest &&
        form.form.test(n) &&
        form.holds(n) &&
        !((next === 46 || next === 45 || next === 47) && isDigit(text.charCodeAt(at + 2)))
      )
        best = { end: at + 1, country, compact: n, upper: written === country, apart }
    } else if ((unit === 32 || unit === 45 || unit === 46 || unit === 47 || unit === 58) && gap < (compact === '' ? 3 : 1)) {
      if (unit === 58 && compact !== '') break
      gap++
      if (gap > 1 || unit === 58) apart = true
    } else break
  }
  return best
}

export function createVatRecogniser(type: Compiled): Recogniser {
  // Words of one country beside a number without its prefix.
  const byWord = new Map<string, string[]>()
  for (const [country, form] of Object.entries(VAT_FORMS))
    for (const word of form.words) byWord.set(word, [...(byWord.get(word) ?? []), country])
  const byLand = new Map<string, string>()
  for (const country of type.rule.countries)
    for (const word of COUNTRY_WORDS[country] ?? []) byLand.set(phrase(word), country === 'CH' ? 'CHE' : country)
  return {
    types: [type],
    fits: ({ mask, length, first }) =>
      length >= 8 &&
      length <= 24 &&
      (mask & HAS.digit) !== 0 &&
      (mask & HAS.letter) !== 0 &&
      (mask & VAT_NEVER) === 0 &&
      isAsciiLetter(first),
    gate: 'vat',
    digits: (before, length) =>
      isAlnum(before) || before === 32 || before === 45 || before === 46 || before === 58 || before === 10 || before === 0 || length >= 8,
    find: (scan, place, _kind, hit) => {
      const { text } = scan
      if (isDigit(text.charCodeAt(place - 1))) return
      for (const start of startsBefore(text, place)) {
        const read = readAt(text, start)
        if (read === undefined) continue
        const context = findContext(scan, type.phrases, start, read.end, REACH)
        // Two letters and digits with one check digit: written small, or as a word of the sentence, they are something else.
        const all = start === 0 && read.end === text.length
        if (
          context === undefined &&
          !all &&
          (!read.upper || read.apart || read.compact.length < 7 || (read.country === 'NO' && !read.compact.endsWith('MVA')))
        )
          continue
        const against = context === undefined ? findContext(scan, type.against, start, read.end, 30) : undefined
        const parts: Part[] = [
          { rule: 'checksum', text: `the check digit of ${read.country} holds`, odds: Math.log(1 / type.chance) },
          { rule: 'shape', text: `${read.country} and ${read.compact.length} characters`, odds: 1 },
        ]
        if (context !== undefined) parts.push(contextPart(context.word, context.at))
        if (against !== undefined) parts.push({ rule: 'lowered', text: `\`${against.word}\` beside it`, odds: -4 })
        hit({ type, start, end: read.end, parts, prior: RARITY_ODDS[type.rule.rarity] + 0.5 })
        return
      }
      // Without its prefix a number may begin with a letter or two: `U1…`, `K7…`, `GD1…`.
      const from = tokenStart(text, place)
      if (place - from > 2 || !hasContextNear(scan, type.phrases.has, from, place + 9, 40)) return
      const context = findContext(scan, type.phrases, from, place + 9, 40)
      if (context?.at === undefined || context.at[0] > from) return
      const land = findContext(scan, type.lands, context.at[0], context.at[0], 24)
      const said =
        /^(?:eu )?vat/.test(context.word) && land?.at !== undefined && land.at[1] <= context.at[0] && context.at[0] - land.at[1] <= 2
          ? byLand.get(land.word)
          : undefined
      const countries = said === undefined ? byWord.get(context.word) : [said]
      if (countries === undefined || !BETWEEN.test(text.slice(context.at[1], from))) return
      for (const country of countries) {
        const read = readAt(`${country}${text.slice(from, from + 24)}`, 0)
        if (read === undefined) continue
        const end = from + read.end - country.length
        hit({
          type,
          start: from,
          end,
          parts: [
            { rule: 'checksum', text: `the check digit of ${country} holds`, odds: Math.log(1 / type.chance) },
            contextPart(context.word, context.at),
            { rule: 'shape', text: `${read.compact.length} characters`, odds: 0.3 },
          ],
          // A rule for the same number by its own name goes before this one.
          prior: RARITY_ODDS[type.rule.rarity] - 1,
        })
        return
      }
    },
    whole: (value, fit) => {
      const read = readAt(value, 0)
      if (read !== undefined && read.end === value.length) fit(type, 'passed')
      else if (/^[A-Z]{2,3}[-. ]?[0-9A-Z][-. 0-9A-Z]{6,18}$/.test(value) && VAT_FORMS[value.slice(0, 2)] !== undefined) {
        const compact = value.slice(2).replace(/[-. ]/g, '')
        if (VAT_FORMS[value.slice(0, 2)]!.form.test(compact)) fit(type, 'shaped')
      }
    },
  }
}

/** Where the prefix of a number could stand whose first digits are at `place`: `DE1…`, `DE 1…`, `ATU1…`, `ESX1…`, `FR K7 …`, `ATU 1…`. */
function startsBefore(text: string, place: number): number[] {
  const out: number[] = []
  const take = (start: number): void => {
    if (start >= 0 && !isAlnum(text.charCodeAt(start - 1)) && text.charCodeAt(start - 1) !== 95) out.push(start)
  }
  let at = place
  const own = tokenStart(text, place)
  if (own < place) {
    if (place - own > 4) return out
    take(own)
    at = own
  }
  let end = at
  while (end > at - 3 && ' -.:'.includes(text.charAt(end - 1)) && end > 0) end--
  if (end < at && isAsciiLetter(text.charCodeAt(end - 1))) {
    let before = tokenStart(text, end - 1)
    // `FR K 7399859412`
    if (end - before === 1 && text.charCodeAt(before - 1) === 32 && isAsciiLetter(text.charCodeAt(before - 2))) {
      end = before - 1
      before = tokenStart(text, end - 1)
    }
    if (end - before <= 3 && end - before >= 2) take(before)
  }
  return out
}
