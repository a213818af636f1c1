// Reads and expands the training templates: one a line, `{slot}` filled by fillers.ts, `<a|b|>` one of them, `\n` a line end, `#` a remark. Gives text
// with the spans that are known because they were put there.
import { readFileSync } from 'node:fs'
import type { Dice, Filler, Piece } from './fillers.ts'

export type Part = string | { readonly slot: string } | { readonly choice: readonly (readonly Part[])[] }

export function readTemplates(name: string): readonly (readonly Part[])[] {
  return readFileSync(new URL(`templates/${name}.txt`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('# '))
    .map((line) => parse(line.replaceAll('\\n', '\n').replaceAll('\\t', '\t')))
}

function parse(text: string): Part[] {
  let at = 0
  const parts = (inside: boolean): Part[] => {
    const out: Part[] = []
    let plain = ''
    const end = (): void => {
      if (plain !== '') out.push(plain)
      plain = ''
    }
    while (at < text.length) {
      const char = text[at]!
      if (inside && (char === '|' || char === '>')) break
      const slot = /^\{([A-Za-z]+|\$)\}/.exec(text.slice(at, at + 8))
      if (slot !== null) {
        end()
        out.push({ slot: slot[1]! })
        at += slot[0].length
      } else if (char === '<') {
        const from = at++
        const choice: Part[][] = [parts(true)]
        while (text[at] === '|') {
          at++
          choice.push(parts(true))
        }
        at++
        if (choice.length > 1) {
          end()
          out.push({ choice })
        } else {
          // One only: it means the signs themselves.
          plain += '<'
          at = from + 1
          const rest = parts(true)
          for (const one of rest) {
            if (typeof one === 'string') plain += one
            else {
              end()
              out.push(one)
            }
          }
          plain += '>'
          at++
        }
      } else {
        plain += char
        at++
      }
    }
    end()
    return out
  }
  return parts(false)
}

/** All words that stand in the templates themselves. */
export function wordsOfTemplates(templates: readonly (readonly Part[])[]): string[] {
  const words = (parts: readonly Part[]): string[] =>
    parts.flatMap((part) =>
      typeof part === 'string' ? (part.match(/[\p{L}\p{M}]+/gu) ?? []) : 'choice' in part ? part.choice.flatMap(words) : [],
    )
  return templates.flatMap(words)
}

export interface Sample {
  text: string
  spans: { start: number; end: number; label: NonNullable<Piece['label']> }[]
}

export function expand(template: readonly Part[], fillers: Readonly<Record<string, Filler>>, dice: Dice, language: string): Sample {
  const sample: Sample = { text: '', spans: [] }
  const add = (piece: Piece): void => {
    if (piece.label !== undefined)
      sample.spans.push({ start: sample.text.length, end: sample.text.length + piece.text.length, label: piece.label })
    sample.text += piece.text
  }
  const walk = (parts: readonly Part[]): void => {
    for (const part of parts) {
      if (typeof part === 'string') sample.text += part
      else if ('choice' in part) walk(dice.pick(part.choice))
      else if (part.slot === 'gt') sample.text += '>'
      else {
        const filler = fillers[part.slot]
        if (filler === undefined) throw new Error(`no filler {${part.slot}}`)
        const made = filler(dice, language)
        if (Array.isArray(made)) for (const one of made as readonly Piece[]) add(one)
        else add(made as Piece)
      }
    }
  }
  walk(template)
  return sample
}
