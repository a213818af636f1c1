// The tables of the sieve (kernel/sift.ts), filled from the recognisers once for each set of types: words, literal beginnings, layouts of numbers,
// countries of IBAN. Owns what goes where in the kernel's memory; reads no text.
import { markTriggers, TRIGGER_BYTES } from './anchors.ts'
import type { Compiled } from './compile.ts'
import { addToLayout } from './layout.ts'
import type { Recogniser } from './recognisers/recogniser.ts'
import { VAT_FORMS } from './vat-checks.ts'
import { fold } from './words.ts'

/** What kernel/sift.ts exports. */
export interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer }
  readonly textRoom: { readonly value: number }
  readonly textAt: { readonly value: number }
  readonly shapesAt: { readonly value: number }
  readonly letterFirstAt: { readonly value: number }
  readonly pairsAt: { readonly value: number }
  readonly groupsAt: { readonly value: number }
  readonly startsAt: { readonly value: number }
  readonly gatesAt: { readonly value: number }
  readonly ibansAt: { readonly value: number }
  readonly foldsAt: { readonly value: number }
  readonly endsAt: { readonly value: number }
  readonly vatsAt: { readonly value: number }
  readonly triggersAt: { readonly value: number }
  readonly placesAt: { readonly value: number }
  readonly phrasesAt: { readonly value: number }
  addWord(length: number, flags: number, digits: number, any: number, single: number, id: number): void
  addPair(first: number, second: number, wakes: boolean): void
  addLayout(hash: number, flags: number, on: number, letters: number, digits: number): void
  ready(count: number): void
  sift(length: number, named: boolean, moments: number): number
  /** what the last text had that may be a character in code; its units */
  codes(): number
  units(): number
  /** places whose shape has not been asked about */
  unknowns(): number
  phraseCount(): number
  lines(from: number, to: number, open: number): number
  newlines(from: number, to: number): number
}

const WAKES = 1
const WAKES_CAPITAL = 2
const PHRASE = 4
const NEEDS_NOTHING = 8
const PHRASE_ALONE = 256
const MOST_WORDS = 12_000
const WAKES_ALONE = 512
const NEEDS = { digits: 16, value: 32, spoken: 64, dot: 128, address: 1024 } as const
const STREET_AHEAD = 2048
const STREET_BEHIND = 4096

export function fillIbans(kernel: Kernel, bytes: Uint8Array, type: Compiled): void {
  const { shape } = type.rule
  for (const country of Object.keys(shape.kind === 'iban' ? (shape.lengths ?? {}) : {}))
    bytes[kernel.ibansAt.value + (((country.charCodeAt(0) & 31) << 5) | (country.charCodeAt(1) & 31))] = 1
}

export function fillVats(kernel: Kernel, bytes: Uint8Array): void {
  for (const country of Object.keys(VAT_FORMS))
    bytes[kernel.vatsAt.value + (((country.charCodeAt(0) & 31) << 5) | (country.charCodeAt(1) & 31))] = 1
}

/** Of types that need no word near them: the others are told by what is said of them (`saidOf`). */
export function fillLayouts(kernel: Kernel, bytes: Uint8Array, types: readonly Compiled[]): void {
  for (const type of types) {
    if (type.rule.gate === 'context' || type.rule.gate === 'both') continue
    let letters = 0
    let digits = 0
    // for groups with letters in them: by the first of all; a type of nothing but digits is none of these
    const mixed = hasLetters(type)
    for (let i = 0; mixed && i < 26; i++) letters |= type.reach!.first[65 + i]! << i
    for (let i = 0; mixed && i < 10; i++) digits |= type.reach!.first[48 + i]! << i
    for (const groups of type.layouts.values()) {
      let hash = 7
      groups.forEach((length, i) => {
        hash = addToLayout(hash, length)
        if (i < groups.length - 1) kernel.addLayout(hash, 0, type.separatorBits, 0, 0)
        else kernel.addLayout(hash, (type.reach!.digits ? 4 : 0) | (mixed ? 8 : 0), 0, letters, digits)
      })
      if (groups[0]! < 8)
        for (let code = 65; code <= 90; code++)
          if (type.reach!.first[code] === 1) bytes[kernel.letterFirstAt.value + ((groups[0]! << 7) | code)] = 1
    }
  }
}

/**
 * How long a number may be that a word is said of, as bits by its length: of digits, with letters, and of digits that are written in one group. The
 * lowest bits have meanings of their own.
 */
export interface Said {
  readonly digits: number
  readonly any: number
  readonly single: number
}
const NOTHING: Said = { digits: 0, any: 0, single: 0 }
/** The lowest bit of digits: a telephone number may stand by the word; of those with letters: a VAT number. */
export const SAID_OF_PHONES: Said = { digits: 1, any: 0, single: 0 }
export const SAID_OF_VAT: Said = { digits: 0, any: 1, single: 0 }
const LONG = 31

export function bothSaid(a: Said | undefined, b: Said): Said {
  return a === undefined ? b : { digits: a.digits | b.digits, any: a.any | b.any, single: a.single | b.single }
}

export function saidOf(type: Compiled): Said {
  let digits = 0
  let any = 0
  let single = 0
  const mixed = hasLetters(type)
  for (const groups of type.layouts.values()) {
    const length = groups.reduce((sum, one) => sum + one, 0)
    const bit = 1 << Math.min(length, LONG)
    // Without a check digit nothing says that groups belong together but their own lengths.
    if (type.reach!.digits && type.rule.check === undefined && groups.length === 1) single |= bit
    else if (type.reach!.digits) digits |= bit
    if (mixed) any |= bit
  }
  return { digits, any, single }
}

/** May a letter stand in it? */
function hasLetters(type: Compiled): boolean {
  const { shape } = type.rule
  return shape.kind !== 'id' || /[A-Za-z.]/.test(shape.compact.replaceAll('\\d', ''))
}

/** Letters of Latin-1 and Latin Extended-A as they are compared. */
export function fillFolds(kernel: Kernel, bytes: Uint8Array): void {
  for (let code = 0xc0; code < 0x180; code++) {
    const letter = fold(String.fromCharCode(code))
    const two = ['ss', 'ae', 'oe'].indexOf(letter)
    bytes[kernel.foldsAt.value + (((code >> 6) - 3) << 6) + (code & 63)] = /^[a-z]$/.test(letter)
      ? letter.charCodeAt(0)
      : two < 0
        ? 0
        : 128 + two
  }
}

/** Puts all words that anyone listens for into the kernel; returns them by their number. */
export function fillWords(
  kernel: Kernel,
  bytes: Uint8Array,
  text: Buffer,
  wanted: readonly Recogniser[],
  saidBy: ReadonlyMap<Compiled, Said>,
  wantedType: (type: Compiled) => boolean,
): (string | undefined)[] {
  const entries = new Map<string, WordEntry>()
  const entryOf = (word: string): WordEntry => {
    let entry = entries.get(word)
    if (entry === undefined) entries.set(word, (entry = { flags: 0, said: NOTHING, next: new Set(), wakesBefore: new Set() }))
    return entry
  }
  for (const one of wanted)
    for (const [words, flag] of [
      [one.words ?? [], WAKES],
      [one.capitalWords ?? [], WAKES_CAPITAL],
    ] as const)
      for (const word of words)
        for (const form of formsOf(word)) {
          const entry = entryOf(firstWord(form))
          const gate = typeof one.wordGate === 'function' ? one.wordGate(word) : one.wordGate
          entry.flags |= flag | (gate === undefined ? NEEDS_NOTHING : NEEDS[gate])
          const next = secondWord(form, firstWord(form))
          if (next === undefined) entry.flags |= WAKES_ALONE
          else entry.wakesBefore.add(next)
        }
  for (const one of wanted)
    for (const [words, flag] of [
      [one.houseWords?.ahead ?? [], STREET_AHEAD],
      [one.houseWords?.behind ?? [], STREET_BEHIND],
    ] as const)
      for (const word of words) entryOf(word).flags |= flag
  // A phrase counts when some type that is asked for has it, as context or against it.
  const texts = wanted.find((one) => one.types.length > 0)?.types[0]?.phrases.texts ?? []
  const said: Said[] = texts.map(() => NOTHING)
  const used = new Uint8Array(texts.length)
  for (const one of wanted)
    for (const type of one.types) {
      if (!wantedType(type)) continue
      const own = saidBy.get(type) ?? NOTHING
      // A word for its kind of number, or its country, counts only beside a check digit.
      const general = type.rule.check !== undefined || type.reach?.digits !== true ? own : NOTHING
      for (const [phrases, its] of [
        [type.against, NOTHING],
        [type.lands, general],
        [type.general, general],
        [type.phrases, own],
      ] as const)
        for (const i of phrases.numbers) {
          said[i] = bothSaid(said[i], its)
          used[i] = 1
        }
    }
  texts.forEach((phrase, i) => {
    if (used[i] === 0) return
    const first = phrase.split(' ')[0]!
    const entry = entryOf(first)
    const next = secondWord(phrase, first)
    if (next === undefined) entry.flags |= PHRASE_ALONE
    else entry.next.add(next)
    entry.flags |= PHRASE
    entry.said = bothSaid(entry.said, said[i]!)
  })
  // The kernel's table has 16,384 slots and looks on until it finds a free one.
  if (entries.size > MOST_WORDS) throw new Error('more words than the kernel has room for')
  const byId: (string | undefined)[] = [undefined]
  const waking: string[] = []
  const wakingCapital: string[] = []
  const beginning: string[] = []
  const triggers = new Uint8Array(TRIGGER_BYTES)
  const phraseTriggers = new Uint8Array(TRIGGER_BYTES)
  for (const [word, { flags, said: of, next, wakesBefore }] of entries) {
    if ((flags & WAKES) !== 0) waking.push(word)
    if ((flags & WAKES_CAPITAL) !== 0) wakingCapital.push(word)
    if ((flags & PHRASE) !== 0) beginning.push(word)
    if (!/^[a-z]{1,40}$/.test(word)) continue
    text.write(word.padEnd(8, '\0'), 0, 'latin1')
    // A longer word is told from others that begin alike by looking at it.
    kernel.addWord(word.length, flags, of.digits, of.any, of.single, word.length > 8 ? 0 : byId.length)
    for (const [seconds, wakes] of [
      [next, false],
      [wakesBefore, true],
    ] as const)
      for (const second of seconds) {
        text.write(second.padEnd(8, '\0'), 64, 'latin1')
        kernel.addPair(word.length, second.length, wakes)
      }
    byId.push(word)
  }
  markTriggers(triggers, waking, false)
  markTriggers(triggers, wakingCapital, true)
  markTriggers(phraseTriggers, beginning, false)
  for (let i = 0; i < TRIGGER_BYTES; i++) bytes[kernel.triggersAt.value + i] = triggers[i]! | (phraseTriggers[i] === 0 ? 0 : 4)
  return byId
}

/** The next word of a phrase; undefined: there is none, or none that the kernel can tell. */
function secondWord(phrase: string, first: string): string | undefined {
  return /^[^\p{L}\p{N}]{1,3}([a-z]{1,39})(?![\p{L}\p{N}\p{M}])/u.exec(phrase.slice(first.length))?.[1]
}

interface WordEntry {
  flags: number
  said: Said
  /** words behind it of phrases, of names that wake */
  next: Set<string>
  wakesBefore: Set<string>
}

/** As words are compared: in small letters, with accents and without. */
export function formsOf(word: string): readonly string[] {
  const lower = word.toLowerCase()
  const folded = fold(word)
  return lower === folded ? [lower] : [lower, folded]
}

const PLAIN = /^[a-z]+$/

/** As the scanner keys its words. */
export function firstWord(word: string): string {
  if (PLAIN.test(word)) return word
  return /^[\p{L}\p{M}]+/u.exec(word)?.[0] ?? word
}

/** Literal beginnings, told by up to eight characters. Returns the recognisers that have some. */
export function fillStarts(kernel: Kernel, bytes: Uint8Array, wanted: readonly Recogniser[]): ReadonlySet<Recogniser> {
  const groups = new Map<number, string[]>()
  const having = new Set<Recogniser>()
  for (const one of wanted)
    for (const start of one.starts ?? []) {
      having.add(one)
      const pair = (start.charCodeAt(0) << 7) | start.charCodeAt(1)
      groups.set(pair, [...(groups.get(pair) ?? []), start.slice(0, 8)])
    }
  const view = new DataView(kernel.memory.buffer)
  let entry = 0
  let group = 1
  for (const [pair, starts] of groups) {
    bytes[kernel.pairsAt.value + pair] = group
    view.setUint16(kernel.groupsAt.value + group * 2, entry, true)
    for (const start of new Set(starts)) {
      for (let i = 0; i < 8; i++) {
        view.setUint8(kernel.startsAt.value + entry * 16 + i, i < start.length ? start.charCodeAt(i) : 0)
        view.setUint8(kernel.startsAt.value + entry * 16 + 8 + i, i < start.length ? 255 : 0)
      }
      entry++
    }
    group++
    view.setUint16(kernel.groupsAt.value + group * 2, entry, true)
  }
  if (kernel.startsAt.value + entry * 16 > kernel.gatesAt.value || group > 255)
    throw new Error('more literal beginnings than the kernel has room for')
  return having
}
