// A text that is one value and nothing else: no word can stand beside it, so its check digit alone must say what it is, and it may be a number of
// several countries. All that it could be are told, the less likely by chance the surer.
import type { Compiled } from '../compile.ts'
import type { Part } from '../evidence.ts'
import { luckOf } from '../luck.ts'
import { addToLayout } from '../compile.ts'
import { separatorBit } from '../layout.ts'
import { VAT_FORMS } from '../vat-checks.ts'
import { compactOf } from './id-text.ts'
import { fitOf } from './ids.ts'
import type { Hit } from './recogniser.ts'

const LONGEST = 48
/** A number that one in so many passes is told. */
const MOST_LUCK = 0.26
const FORM = /^[A-Za-z0-9](?:[A-Za-z0-9]|[-./ ,+()_·](?=[-./ ]?[A-Za-z0-9])|\)$| - ){4,46}$/
/** Digits of these lengths are told only with a word: short, and every second of them is some order's number. */
const LEAST_CHARACTERS = 7

/** In capitals without a digit a word is easily one of these where all countries count. */
const BIC_COUNTRIES = new Set(
  'AD AE AR AT AU BE BG BR BY CA CH CL CN CO CY CZ DE DK EE EG ES FI FR GB GE GR HK HR HU ID IE IL IN IS IT JO JP KE KR KW KZ LI LT LU LV MC MD MK MT MX MY NG NL NO NZ PE PH PK PL PT QA RO RS RU SA SE SG SI SK TH TR TW UA US UY VN ZA'.split(
    ' ',
  ),
)
/** Countries whose VAT number is no other number of theirs, and how often one passes by chance: told without the prefix too. */
const VAT_LUCK: Readonly<Record<string, number>> = { DE: 0.1, EE: 0.1, FR: 0.002, GB: 0.03, LT: 0.01, LU: 0.012, NL: 0.1, SE: 0.001 }

export function createBare(types: readonly Compiled[]): (text: string) => Hit[] {
  const ids = types.filter((type) => type.rule.shape.kind === 'id')
  // Four letters, a country, two to five characters: in capitals it says enough when nothing else stands there.
  const bic = types.find((type) => type.rule.id === 'bic')
  const bicForm = bic?.rule.shape.kind === 'assigned' ? new RegExp(`^(?:${bic.rule.shape.value})$`) : undefined
  const vat = types.find((type) => type.rule.shape.kind === 'vat')
  return (text) => {
    const value = text.trim()
    if (
      bic !== undefined &&
      (value.length === 8 || value.length === 11) &&
      bicForm!.test(value) &&
      (/\d/.test(value) || BIC_COUNTRIES.has(value.slice(4, 6)))
    ) {
      const start = text.indexOf(value)
      return [
        {
          type: bic,
          start,
          end: start + value.length,
          parts: [{ rule: 'shape', text: 'the whole text, with a country at its place', odds: 0.4 }],
          prior: 0,
        },
      ]
    }
    if (value.length < LEAST_CHARACTERS || value.length > LONGEST || !FORM.test(value) || (value.match(/\d/g)?.length ?? 0) < 4) return []
    // Days, addresses of machines and versions.
    if (
      /^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d\d|(?:\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])(?:\.(?:\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])){3})$/.test(
        value,
      )
    )
      return []
    // Words are no groups of a number.
    if (/[a-z]{4}/.test(value) && /[ ]/.test(value)) return []
    const start = text.indexOf(value)
    const end = start + value.length
    const compact = compactOf(value.replace(/[,_·]/g, ''))
    const layout = value
      .split(/[-./ ,+()_·]+/)
      .filter((group) => group !== '')
      .map((group) => group.length)
    const hash = layout.reduce(addToLayout, 7)
    let odd = 0 // signs that only some numbers are written with
    for (const sign of value.match(/[/+]/g) ?? []) odd |= separatorBit(sign.charCodeAt(0))
    const out: Hit[] = []
    for (const [country, luck] of vat === undefined ? [] : Object.entries(VAT_LUCK)) {
      const form = VAT_FORMS[country]!
      if (odd !== 0 || compact.length > form.longest || !form.form.test(compact) || !form.holds(compact)) continue
      out.push({
        type: vat!,
        start,
        end,
        parts: [
          { rule: 'checksum', text: `the check digit of ${country} holds`, odds: Math.log(1 / luck) },
          { rule: 'shape', text: 'the whole text', odds: 0.5 },
        ],
        prior: -1.8,
      })
      break
    }
    for (const type of ids) {
      if ((odd & ~type.separatorBits) !== 0) continue
      const fit = type.reach!.first[compact.charCodeAt(0)] === 1 ? fitOf(type, compact) : 'none'
      if (fit !== 'passed' && !(fit === 'shaped' && type.rule.gate === 'either' && type.rule.rarity === 'high')) continue
      const { rule } = type
      const grouped = layout.length > 1 && type.layouts.has(hash)
      const whole = layout.length === 1
      const parts: Part[] = [{ rule: 'shape', text: 'the whole text', odds: 0.5 }]
      if (grouped) parts.push({ rule: 'shape', text: `grouped as ${layout.join('-')}`, odds: 0.7 })
      // Many such numbers are in use whose check digit does not fit.
      if (fit === 'shaped') {
        out.push({ type, start, end, parts: [...parts, { rule: 'lowered', text: 'the check digit does not fit', odds: -0.3 }], prior: 0 })
        continue
      }
      const luck = luckOf(type, compact)
      if (rule.check === undefined || type.chance === 1) {
        if (!whole && !grouped) continue
        // Without a check digit only a form that says something by itself: letters or a date in their places, or groups of its own.
        if (luck > (grouped ? 0.2 : 0.1) && !(rule.rarity === 'medium' && (grouped || (whole && /[A-Z]/.test(compact))))) continue
        out.push({ type, start, end, parts, prior: 0 })
        continue
      }
      if (luck > MOST_LUCK) continue
      parts.unshift({ rule: 'checksum', text: `${rule.check.name} holds`, odds: Math.log(1 / luck) })
      out.push({ type, start, end, parts, prior: -1.8 })
    }
    return out
  }
}
