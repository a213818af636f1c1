// VAT numbers: the prefix of a country and what stands behind it, grouped as anyone likes; or the number alone beside that country's own word for it.
import type { Compiled } from '../compile.ts'
import type { Part } from '../evidence.ts'
import { findContext, hasContextNear, isAlnum, isAsciiLetter, isDigit, REACH } from '../scan-text.ts'
import { VAT_FORMS } from '../vat-checks.ts'
import { HAS } from '../value-shape.ts'
import { contextPart, tokenStart } from './ids.ts'
import { RARITY_ODDS, type Recogniser } from './recogniser.ts'

const LONGEST = 15
const VAT_NEVER = HAS.at | HAS.colon | HAS.dollar | HAS.comma | HAS.bracket

interface Read {
  readonly end: number
  readonly country: string
  readonly compact: string
  readonly upper: boolean
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
        best = { end: at + 1, country, compact: n, upper: written === country }
    } else if ((unit === 32 || unit === 45 || unit === 46 || unit === 47) && gap === 0) gap++
    else break
  }
  return best
}

export function createVatRecogniser(type: Compiled): Recogniser {
  // Words of one country beside a number without its prefix.
  const byWord = new Map<string, string[]>()
  for (const [country, form] of Object.entries(VAT_FORMS))
    for (const word of form.words) byWord.set(word, [...(byWord.get(word) ?? []), country])
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
          (!read.upper || read.compact.length < 7 || (read.country === 'NO' && !read.compact.endsWith('MVA')))
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
      if (isAsciiLetter(text.charCodeAt(place - 1)) || !hasContextNear(scan, type.phrases.has, place, place + 9, 40)) return
      const context = findContext(scan, type.phrases, place, place + 9, 40)
      const countries = context?.at === undefined || context.at[0] > place ? undefined : byWord.get(context.word)
      if (
        countries === undefined ||
        !/^[\W_\d]{0,6}(?:(?:no|nr|number|nummer|numéro|n°)[\W_]{0,3})?(?:is |ist |est |è |es )?$/iu.test(
          text.slice(context!.at![1], place),
        )
      )
        return
      for (const country of countries) {
        const read = readAt(`${country}${text.slice(place, place + 24)}`, 0)
        if (read === undefined) continue
        const end = place + read.end - country.length
        hit({
          type,
          start: place,
          end,
          parts: [
            { rule: 'checksum', text: `the check digit of ${country} holds`, odds: Math.log(1 / type.chance) },
            contextPart(context!.word, context!.at),
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
  const gap = text.charCodeAt(at - 1)
  if ((gap === 32 || gap === 45 || gap === 46) && isAsciiLetter(text.charCodeAt(at - 2))) {
    const before = tokenStart(text, at - 2)
    if (at - 1 - before <= 3 && at - 1 - before >= 2) take(before)
  }
  return out
}
