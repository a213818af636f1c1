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
  readonly vatsAt: { readonly value: number }
  readonly triggersAt: { readonly value: number }
  readonly placesAt: { readonly value: number }
  readonly phrasesAt: { readonly value: number }
  addWord(length: number, flags: number, classes: number, id: number, follow: number, wakeFollow: number): void
  addLayout(hash: number, flags: number, on: number, digitClasses: number, anyClasses: number, letters: number, digits: number): void
  ready(): void
  sift(length: number, named: boolean): number
  phraseCount(): number
  lines(from: number, to: number, open: number): number
  newlines(from: number, to: number): number
}

const WAKES = 1
const WAKES_CAPITAL = 2
const PHRASE = 4
const NEEDS_NOTHING = 8
const NEEDS_DIGIT = 16
const NEEDS_VALUE = 32

export function fillIbans(kernel: Kernel, bytes: Uint8Array, type: Compiled): void {
  const { shape } = type.rule
  for (const country of Object.keys(shape.kind === 'iban' ? (shape.lengths ?? {}) : {}))
    bytes[kernel.ibansAt.value + (((country.charCodeAt(0) & 31) << 5) | (country.charCodeAt(1) & 31))] = 1
}

export function fillVats(kernel: Kernel, bytes: Uint8Array): void {
  for (const country of Object.keys(VAT_FORMS))
    bytes[kernel.vatsAt.value + (((country.charCodeAt(0) & 31) << 5) | (country.charCodeAt(1) & 31))] = 1
}

export function fillLayouts(kernel: Kernel, bytes: Uint8Array, types: readonly Compiled[], classOf: ReadonlyMap<Compiled, number>): void {
  for (const type of types) {
    const bound = type.rule.gate === 'context' || type.rule.gate === 'both' ? classOf.get(type)! : 0
    let letters = 0
    let digits = 0
    // for groups with letters in them: by the first of all; a type of nothing but digits is none of these
    const { shape } = type.rule
    const mixed = shape.kind !== 'id' || /[A-Za-z.]/.test(shape.compact.replaceAll('\\d', ''))
    for (let i = 0; mixed && i < 26; i++) letters |= type.reach!.first[65 + i]! << i
    for (let i = 0; mixed && i < 10; i++) digits |= type.reach!.first[48 + i]! << i
    for (const groups of type.layouts.values()) {
      let hash = 7
      groups.forEach((length, i) => {
        hash = addToLayout(hash, length)
        if (i < groups.length - 1) kernel.addLayout(hash, 0, type.separatorBits, 0, 0, 0, 0)
        else if (bound !== 0) kernel.addLayout(hash, 0, 0, type.reach!.digits ? bound : 0, mixed ? bound : 0, 0, 0)
        else kernel.addLayout(hash, type.reach!.digits ? 4 : 0, 0, 0, 0, letters, digits)
      })
      if (groups[0]! < 8)
        for (let code = 65; code <= 90; code++)
          if (type.reach!.first[code] === 1) bytes[kernel.letterFirstAt.value + ((groups[0]! << 7) | code)] = 1
    }
  }
}

/** Puts all words that anyone listens for into the kernel; returns them by their number. */
export function fillWords(
  kernel: Kernel,
  bytes: Uint8Array,
  text: Buffer,
  wanted: readonly Recogniser[],
  classOf: ReadonlyMap<Compiled, number>,
  wantedType: (type: Compiled) => boolean,
): (string | undefined)[] {
  const entries = new Map<string, WordEntry>()
  const entryOf = (word: string): WordEntry => {
    let entry = entries.get(word)
    if (entry === undefined) entries.set(word, (entry = { flags: 0, classes: 0, follow: 0, wakeFollow: 0 }))
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
          entry.flags |= flag | (one.wordGate === undefined ? NEEDS_NOTHING : one.wordGate === 'digits' ? NEEDS_DIGIT : NEEDS_VALUE)
          entry.wakeFollow |= followBits(form)
        }
  // A phrase counts when some type that is asked for has it, as context or against it.
  const texts = wanted.find((one) => one.types.length > 0)?.types[0]?.phrases.texts ?? []
  const classes = new Int32Array(texts.length)
  const used = new Uint8Array(texts.length)
  for (const one of wanted)
    for (const type of one.types) {
      if (!wantedType(type)) continue
      const own = classOf.get(type) ?? 0
      // by index: this runs once, before anything has been compiled
      for (const { numbers } of [type.phrases, type.general, type.lands])
        for (let i = 0; i < numbers.length; i++) {
          classes[numbers[i]!]! |= own
          used[numbers[i]!] = 1
        }
      const against = type.against.numbers
      for (let i = 0; i < against.length; i++) used[against[i]!] = 1
    }
  texts.forEach((phrase, i) => {
    if (used[i] === 0) return
    const space = phrase.indexOf(' ')
    const entry = entryOf(space < 0 ? phrase : phrase.slice(0, space))
    entry.flags |= PHRASE
    entry.classes |= classes[i]!
    entry.follow |= followBits(phrase)
  })
  const byId: (string | undefined)[] = [undefined]
  const waking: string[] = []
  const wakingCapital: string[] = []
  const beginning: string[] = []
  const triggers = new Uint8Array(TRIGGER_BYTES)
  const phraseTriggers = new Uint8Array(TRIGGER_BYTES)
  for (const [word, { flags, classes: own, follow, wakeFollow }] of entries) {
    if ((flags & WAKES) !== 0) waking.push(word)
    if ((flags & WAKES_CAPITAL) !== 0) wakingCapital.push(word)
    if ((flags & PHRASE) !== 0) beginning.push(word)
    if (!/^[a-z]{1,40}$/.test(word)) continue
    text.write(word.padEnd(8, '\0'), 0, 'latin1')
    // A longer word is told from others that begin alike by looking at it.
    kernel.addWord(word.length, flags, own, word.length > 8 ? 0 : byId.length, follow, wakeFollow)
    byId.push(word)
  }
  markTriggers(triggers, waking, false)
  markTriggers(triggers, wakingCapital, true)
  markTriggers(phraseTriggers, beginning, false)
  for (let i = 0; i < TRIGGER_BYTES; i++) bytes[kernel.triggersAt.value + i] = triggers[i]! | (phraseTriggers[i] === 0 ? 0 : 4)
  return byId
}

/** With which letters the second word may begin, as the kernel tells letters apart: all when there need not be one. */
function followBits(phrase: string): number {
  const space = phrase.indexOf(' ')
  if (space < 0) return -1
  const code = phrase.charCodeAt(space + 1)
  // behind signs beyond ASCII, or too many, the next letter is not known
  return (1 << 30) | (code >= 97 && code <= 122 ? 1 << (code - 96) : code > 127 ? 1 << 31 : 1)
}

interface WordEntry {
  flags: number
  classes: number
  follow: number
  wakeFollow: number
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
  return having
}
