// One training text after another: a few expanded templates of one language put together, written as people write (small, in capitals, without a
// full stop), and between them prose in which there is nothing to find.
import type { Dice, Filler } from './fillers.ts'
import { expand, readTemplates, type Part, type Sample } from './templates.ts'

/** How much of each language, English being the rest. */
const SHARE: Readonly<Record<string, number>> = { de: 0.12, fr: 0.08, es: 0.08, it: 0.08, pl: 0.09, nl: 0.08, pt: 0.08 }
const PLAIN_TEXT = 0.15
const PLAIN_TEMPLATE = 0.3
const PLAIN_ELSEWHERE = 0.42
/** how often a template is one of those that any other language than English is filled into */
const ANY = 0.45
const ANY_PLAIN = 0.6

export function createSampler(fillers: Readonly<Record<string, Filler>>, files: readonly string[], plain: string): (dice: Dice) => Sample {
  const templates = new Map<string, readonly (readonly Part[])[]>(
    files.map((file) => [file.replace('.txt', ''), readTemplates(file.replace('.txt', ''))]),
  )
  const paragraphs = plain.split('\n\n')
  const languages = Object.keys(SHARE).filter((language) => templates.has(language))
  const one = (dice: Dice, language: string): Sample => {
    const other = language !== 'en'
    const list = dice.chance(other ? PLAIN_ELSEWHERE : PLAIN_TEMPLATE)
      ? templates.get(other && dice.chance(ANY_PLAIN) ? 'any-plain' : `${language}-plain`)!
      : templates.get(other && dice.chance(ANY) ? 'any' : language)!
    return expand(dice.pick(list), fillers, dice, language)
  }
  return (dice) => {
    if (dice.chance(PLAIN_TEXT)) return { text: dice.pick(paragraphs), spans: [] }
    let roll = dice.next()
    let language = 'en'
    for (const candidate of languages) {
      if (roll < SHARE[candidate]!) {
        language = candidate
        break
      }
      roll -= SHARE[candidate]!
    }
    const sample: Sample = { text: '', spans: [] }
    const times = dice.chance(0.6) ? 1 : dice.int(2, 4)
    for (let i = 0; i < times; i++) {
      let next = one(dice, language)
      if (next.text.includes('undefined')) continue
      next = styled(dice, next)
      if (sample.text !== '')
        sample.text +=
          dice.chance(0.6) && !next.text.includes('\n')
            ? /[.!?]$/.test(sample.text)
              ? ' '
              : dice.chance(0.7)
                ? '. '
                : ' '
            : dice.chance(0.8)
              ? '\n'
              : '\n\n'
      const base = sample.text.length
      sample.text += next.text
      for (const span of next.spans) sample.spans.push({ ...span, start: span.start + base, end: span.end + base })
    }
    // Given and family name put beside each other by the template are one name.
    sample.spans = sample.spans.reduce<Sample['spans']>((out, span) => {
      const last = out.at(-1)
      if (last !== undefined && last.label === 'PER' && span.label === 'PER' && sample.text.slice(last.end, span.start) === ' ')
        last.end = span.end
      else out.push({ ...span })
      return out
    }, [])
    const roll2 = dice.next()
    if (roll2 < 0.11) return cased(sample, (text) => text.toLowerCase())
    if (roll2 < 0.13) return cased(sample, (text) => text.toUpperCase())
    return sample
  }
}

function styled(dice: Dice, sample: Sample): Sample {
  let { text } = sample
  let shift = 0
  if (/[\p{L}\d]$/u.test(text) && dice.chance(0.35)) text += dice.pick(['.', '.', '.', '!', '?'])
  else if (text.endsWith('.') && dice.chance(0.1) && sample.spans.every((span) => span.end < text.length)) text = text.slice(0, -1)
  const first = text.charAt(0)
  if (first.toLowerCase() !== first && dice.chance(0.03) && sample.spans.every((span) => span.start > 0))
    text = first.toLowerCase() + text.slice(1)
  else if (first.toUpperCase() !== first && dice.chance(0.5)) text = first.toUpperCase() + text.slice(1)
  if (dice.chance(0.03)) {
    const lead = dice.pick(['- ', '* ', '> ', '"', '  ', '??? ', '// ', '# ', '1. '])
    text = lead + text.replaceAll('\n', `\n${lead.trim() === '"' ? '' : lead}`)
    if (text.includes('\n') && lead !== '"') {
      // Each line moved by as much.
      const spans = sample.spans.map((span) => {
        const before = sample.text.slice(0, span.start).split('\n').length
        const until = sample.text.slice(0, span.end).split('\n').length
        return { ...span, start: span.start + before * lead.length, end: span.end + until * lead.length }
      })
      return { text, spans }
    }
    shift = lead.length
  }
  return { text, spans: sample.spans.map((span) => ({ ...span, start: span.start + shift, end: span.end + shift })) }
}

function cased(sample: Sample, change: (text: string) => string): Sample {
  const text = change(sample.text)
  return text.length === sample.text.length ? { ...sample, text } : sample
}
