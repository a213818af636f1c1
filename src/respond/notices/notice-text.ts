// The words of a notice: approved blocks of a language, filled with the facts of the incident, in the order that the law row asks for. Pure.
// What is missing, and what must not stand in a notice, comes back as a list: nothing is sent until it is empty.
import { readdirSync, readFileSync } from 'node:fs'
import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'
import { respondError } from '../errors.ts'
import type { Facts } from '../incidents/fact-rules.ts'
import type { LawRule } from '../law/law-rule.ts'

const Words = Type.String({ minLength: 1, maxLength: 2000 })
const BlocksSchema = Type.Object(
  {
    lang: Type.String({ pattern: '^[a-z]{2}$' }),
    version: Type.Integer(),
    subject: Words,
    greeting: Words,
    greetingWithoutName: Words,
    /** of nobody: what a preview greets */
    exampleName: Words,
    headings: Type.Array(Words, { minItems: 5, maxItems: 5 }),
    nature: Words,
    onDay: Words,
    betweenDays: Words,
    data: Words,
    partial: Words,
    measures: Words,
    consequences: Words,
    whatYouCanDo: Words,
    contact: Words,
    and: Words,
    other: Words,
    types: Type.Record(Type.String(), Words),
  },
  { additionalProperties: false },
)
export type Blocks = Static<typeof BlocksSchema>

export interface NoticeFacts {
  readonly facts: Facts
  readonly from: Date
  readonly to: Date
  /** when the way in was closed and tried again; null: not yet */
  readonly containedAt: Date | null
  readonly shown: readonly { readonly type: string; readonly how: string }[]
}

export interface NoticeText {
  readonly lang: string
  readonly subject: string
  /** with `{greeting}` in its place */
  readonly text: string
}

const FOLDER = new URL('../../../rules/law/blocks/', import.meta.url)

/** By language. Throws `respond/law-broken`. */
export function readBlocks(folder: URL = FOLDER): ReadonlyMap<string, Blocks> {
  const all = new Map<string, Blocks>()
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()) {
    const value: unknown = JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
    if (!Value.Check(BlocksSchema, value) || `${value.lang}.json` !== file)
      throw respondError('law-broken', { file, why: 'not of the form of blocks' })
    all.set(value.lang, value)
  }
  return all
}

/** What no notice may say, in any language there is: each with what is wrong about it. */
const NEVER: readonly { readonly pattern: RegExp; readonly why: string }[] = [
  {
    pattern: /https?:|www\.|\b[a-z0-9-]+\.(com|net|org|info|io|de|eu)\/\S/iu,
    why: 'holds a link: a notice has none, so that a forged one stands out',
  },
  {
    pattern:
      /\b(enter|confirm|send|reply with|type|provide|log ?in|sign in)\b[^.\n]{0,60}\b(password|passcode|pin|code|card number|credentials)\b/iu,
    why: 'asks for a secret',
  },
  {
    pattern:
      /(geben sie|bestätigen sie|senden sie|schicken sie|nennen sie|melden sie sich)[^.\n]{0,60}(passwort|kennwort|pin|code|kartennummer|zugangsdaten)/iu,
    why: 'asks for a secret',
  },
  {
    pattern: /\bno (evidence|indication|sign|reason to believe)\b|keine (hinweise|anzeichen|anhaltspunkte|belege)\b/iu,
    why: 'reassures without proof',
  },
  {
    pattern: /\b(only|merely|just) (a )?(few|small|minor|limited)\b|\b(lediglich|geringfügig\w*|nur wenige)\b/iu,
    why: 'makes it smaller than it may be',
  },
]

export function writeNotice(rule: LawRule, blocks: Blocks, given: NoticeFacts): { readonly text: NoticeText; readonly missing: string[] } {
  const { lang } = blocks
  const missing: string[] = []
  const own = (name: string): string | null => {
    const value = given.facts[name]?.value
    if (typeof value === 'string') return clean(value)
    if (typeof value !== 'object' || value === null) return null
    const one = (value as Record<string, unknown>)[lang]
    if (typeof one === 'string') return clean(one)
    missing.push(`fact \`${name}\` has no text in \`${lang}\``)
    return null
  }
  const day = (at: Date): string => new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeZone: 'UTC' }).format(at)
  const organisation = own('organisation')
  const contact = own('contact')
  if (organisation === null) missing.push('fact `organisation`: who writes')
  if (contact === null) missing.push('fact `contact`: the data protection officer or another contact point')
  const from = day(given.from)
  const to = day(given.to)
  const between = fill(from === to ? blocks.onDay : blocks.betweenDays, { from, to })
  const nature = own('what-happened') ?? fill(blocks.nature, { between, organisation: organisation ?? '…' })
  const measuresFact = own('measures')
  if (measuresFact === null && given.containedAt === null) {
    missing.push('fact `measures`, or a containment that was verified: what is being done')
  }
  const measures = measuresFact ?? fill(blocks.measures, { contained: given.containedAt === null ? '…' : day(given.containedAt) })
  const data = own('data') ?? dataWords(blocks, given.shown)
  if (data === '') missing.push('fact `data`: the records do not say which data were shown')
  const consequences = own('consequences') ?? blocks.consequences
  const advice = own('what-you-can-do') ?? blocks.whatYouCanDo
  const sections = [
    nature,
    data,
    measures,
    `${consequences}\n${advice}`,
    fill(blocks.contact, { organisation: organisation ?? '…', contact: contact ?? '…' }),
  ]
  // The law's own headings are in its language.
  const headings = rule.content.headings.length === sections.length && lang === 'en' ? rule.content.headings : blocks.headings
  const subject = rule.content.title !== null && lang === 'en' ? rule.content.title : blocks.subject
  const body = sections.map((section, index) => `${headings[index]}\n\n${section}`).join('\n\n')
  const text = `{greeting}\n\n${body}\n`
  for (const { pattern, why } of NEVER) if (pattern.test(body)) missing.push(`the text in \`${lang}\` ${why}`)
  for (const { pattern, text: why } of rule.content.mustNot) {
    if (new RegExp(pattern, 'iu').test(body)) missing.push(`the text in \`${lang}\` must not stand there under this law: ${why}`)
  }
  return { text: { lang, subject, text }, missing: [...new Set(missing)].map((line) => line.slice(0, 500)) }
}

/** For one person: nothing but the greeting differs. */
export function greet(text: string, blocks: Pick<Blocks, 'greeting' | 'greetingWithoutName'>, name: string): string {
  const greeting = name === '' ? blocks.greetingWithoutName : fill(blocks.greeting, { name })
  return text.replace('{greeting}', () => greeting)
}

export interface NoticePreview {
  readonly lang: string
  readonly subject: string
  /** as a person gets it; the person is made up */
  readonly text: string
  /** what stands in the text for the made-up person, so that it can be shown as an example */
  readonly example: string
  /** to those whose name is not known */
  readonly withoutName: string
}

/** `blocks` undefined: the texts of that language are gone; the place of the greeting stays to be seen. */
export function previewOf({ lang, subject, text }: NoticeText, blocks: Blocks | undefined): NoticePreview {
  if (blocks === undefined) return { lang, subject, text, example: '{greeting}', withoutName: '' }
  const example = fill(blocks.greeting, { name: blocks.exampleName })
  return { lang, subject, text: greet(text, blocks, blocks.exampleName), example, withoutName: blocks.greetingWithoutName }
}

function dataWords(blocks: Blocks, shown: NoticeFacts['shown']): string {
  const words = (how: string): string[] => [
    ...new Set(shown.filter((one) => one.how === how).map(({ type }) => blocks.types[type] ?? blocks.other)),
  ]
  const clear = words('clear')
  const partial = words('partial').filter((word) => !clear.includes(word))
  return [
    ...(clear.length === 0 ? [] : [fill(blocks.data, { types: list(clear, blocks) })]),
    ...(partial.length === 0 ? [] : [fill(blocks.partial, { types: list(partial, blocks) })]),
  ].join(' ')
}

/** The vague one last. */
function list(words: readonly string[], blocks: Blocks): string {
  const sorted = [...words.filter((word) => word !== blocks.other), ...words.filter((word) => word === blocks.other)]
  return sorted.length < 2 ? sorted.join('') : `${sorted.slice(0, -1).join(', ')}${blocks.and}${sorted.at(-1)}`
}

function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
}

/** Facts are typed by people: lines stay, everything invisible goes. */
function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{C}\n]/gu, '')
    .trim()
}
