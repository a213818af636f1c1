// A text that is one value and nothing else: no word can stand beside it, so its check digit alone must say what it is, and it may be a number of
// several countries. All that it could be are told, the less likely by chance the surer.
import type { Compiled } from '../compile.ts'
import type { Part } from '../evidence.ts'
import { luckOf } from '../luck.ts'
import { addToLayout } from '../compile.ts'
import { compactOf, fitOf } from './ids.ts'
import type { Hit } from './recogniser.ts'

const LONGEST = 48
/** A number that one in so many passes is told. */
const MOST_LUCK = 0.26
const FORM = /^[A-Za-z0-9](?:[A-Za-z0-9]|[-./ ,+()_·](?=[-./ ]?[A-Za-z0-9])|\)$| - ){4,46}$/
/** Digits of these lengths are told only with a word: short, and every second of them is some order's number. */
const LEAST_CHARACTERS = 7

export function createBare(types: readonly Compiled[]): (text: string) => Hit[] {
  const ids = types.filter((type) => type.rule.shape.kind === 'id')
  // Four letters, a country, two to five characters: in capitals it says enough when nothing else stands there.
  const bic = types.find((type) => type.rule.id === 'bic')
  const bicForm = bic?.rule.shape.kind === 'assigned' ? new RegExp(`^(?:${bic.rule.shape.value})$`) : undefined
  return (text) => {
    const value = text.trim()
    if (bic !== undefined && (value.length === 8 || value.length === 11) && bicForm!.test(value)) {
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
    if (/^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d\d|\d{1,3}(?:\.\d{1,3}){3})$/.test(value)) return []
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
    const out: Hit[] = []
    for (const type of ids) {
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
