// Reads a text through the sieve (kernel/sift.ts), which tells the places where a recogniser can find something: only there are recognisers asked, and words of
// context are looked up when one of them wants to know. What comes out is what the scanner says of the same text; of bytes, at byte positions. Owns the
// way from places to candidates; the tables are sift-tables.ts's, recognisers, context and the settling of overlaps are the scanner's.
import { readFileSync } from 'node:fs'
import { AT, DIGITS, WORD } from './anchors.ts'
import type { Compiled } from './compile.ts'
import { needsNormalising, normalise } from './normalise.ts'
import type { Hit, Recogniser } from './recognisers/recogniser.ts'
import { createMarks, isDigit, type Marks, type InHeader, type PhraseIndex, type ScanText } from './scan-text.ts'
import {
  bothSaid,
  fillFolds,
  fillIbans,
  fillLayouts,
  fillStarts,
  fillVats,
  fillWords,
  SAID_OF_PHONES,
  SAID_OF_VAT,
  saidOf,
  type Kernel,
  type Said,
} from './sift-tables.ts'

/** of what the kernel says of a text: something in it is beyond ASCII */
const WIDE = 8
/** of a word's place: somebody listens for the word, a literal beginning stands there */
const WOKEN = 256
const BEGUN = 512
/** A run of digits of a shape that nobody has been asked about yet. */
const UNKNOWN = 4
const GATES = {
  groups: 1,
  iban: 2,
  phone: 3,
  ipv4: 4,
  ipv6: 5,
  mac: 6,
  house: 7,
  pair: 8,
  named: 9,
  long: 10,
  vat: 11,
  base64: 12,
} as const
/** How the kernel turns away runs of digits for a recogniser, before anything else looks at them. */
export type DigitGate = keyof typeof GATES

/**
 * What must follow a word for it to wake a recogniser: a digit, anything that can be a value, another word of the same kind or a digit (a number
 * that is written out), a bracket or dot, or what an address has around it.
 */
export type WordGate = 'digits' | 'value' | 'spoken' | 'dot' | 'address'

/** Text at byte positions of the memory. */
export interface Sieve {
  /** what can be read at once */
  readonly room: number
  /** The memory to write the text into; what `read` and `lines` look at. */
  readonly memory: Buffer
  /** All hits of so many bytes, unsettled, positions in bytes; those of one window come together. */
  read(length: number, take: (hit: Hit, start: number, end: number) => void): void
  /** The same of one string, positions in it. undefined: it has to be read another way. */
  readString(string: string, header: string, inHeader: ScanText['inHeader'], alone: boolean): readonly Hit[] | undefined
  /** Lines with something in them in [from, to); `open`: the line goes on that had something before. */
  lines(from: number, to: number, open: boolean): { readonly count: number; readonly open: boolean }
  newlines(from: number, to: number): number
}

/** What the sieve needs of the scanner. */
export interface SieveParts {
  readonly recognisers: readonly Recogniser[]
  readonly phrases: PhraseIndex
  /** The recognisers that a run of digits wakes, by the character before, its length, and the character behind. */
  readonly onShape: (before: number, length: number, after: number) => readonly Recogniser[]
  /** Wakes what listens for the word at `place`; marks the phrases that begin there. */
  readonly wakened: (text: string, place: number, marks: Marks | undefined) => readonly Recogniser[] | undefined
  readonly startsAt: (text: string, place: number) => readonly Recogniser[] | undefined
  /** When all is found: without what a text so full of numbers has by chance. */
  readonly uncrowded: (hits: Hit[], scan: ScanText) => readonly Hit[]
  /** All hits of a text that has to be normalised first, of the types that are asked for; positions in the text given. */
  readonly hitsOf: (text: string, take: (hit: Hit, start: number, end: number) => void) => void
}

interface WasmGlobal {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown }
}
const wasm = (globalThis as unknown as { readonly WebAssembly: WasmGlobal }).WebAssembly
let compiled: object | null | undefined

function openKernel(): Kernel | undefined {
  try {
    compiled ??= new wasm.Module(new Uint8Array(readFileSync(new URL('../../../dist/kernel/sift.wasm', import.meta.url))))
    return new wasm.Instance(compiled, {}).exports as Kernel
  } catch {
    compiled ??= null
    return undefined
  }
}

/** A text as recognisers see it. Words of context are looked up when somebody asks for them. */
class Window implements ScanText {
  readonly text: string
  readonly phraseCount: number
  readonly header: string
  readonly inHeader: ScanText['inHeader']
  readonly alone: boolean
  readonly #fill: (window: Window) => Marks
  #marks: Marks | undefined = undefined

  constructor(
    text: string,
    phraseCount: number,
    header: string,
    inHeader: ScanText['inHeader'],
    alone: boolean,
    fill: (window: Window) => Marks,
  ) {
    this.text = text
    this.phraseCount = phraseCount
    this.header = header
    this.inHeader = inHeader
    this.alone = alone
    this.#fill = fill
  }

  get marks(): Marks {
    this.#marks ??= this.#fill(this)
    return this.#marks
  }
}

/** undefined: the kernel has not been built, or this machine has no SIMD. */
export function createSieve(parts: SieveParts, only: ReadonlySet<string> | undefined): Sieve | undefined {
  const kernel = openKernel()
  if (kernel === undefined) return undefined
  const bytes = new Uint8Array(kernel.memory.buffer)
  const text = Buffer.from(kernel.memory.buffer, kernel.textAt.value, kernel.textRoom.value)
  const wantedType = (type: Compiled): boolean => only === undefined || only.has(type.rule.id)
  const wanted = parts.recognisers.filter((one) => one.types.some(wantedType))
  const asked = new Set(wanted)
  const onDigits = wanted.filter((one) => one.digits !== undefined)
  // One bit of the kernel each; more than there are bits for share the last, which has no gate.
  const bitOf = new Map(onDigits.map((one, i) => [one, Math.min(i, 14)]))
  onDigits.forEach((one, i) => (bytes[kernel.gatesAt.value + Math.min(i, 14)] = i >= 14 || one.gate === undefined ? 0 : GATES[one.gate]))
  const onAt = wanted.filter((one) => one.at === true)
  const readers = wanted.filter((one) => one.all !== undefined)

  const saidBy = new Map<Compiled, Said>()
  const alsoSaid = (type: Compiled, more: Said): void => void saidBy.set(type, bothSaid(saidBy.get(type), more))
  for (const one of wanted) {
    if (one.gate === 'phone') for (const type of one.types) alsoSaid(type, SAID_OF_PHONES)
    if (one.gate === 'iban') for (const type of one.types) fillIbans(kernel, bytes, type)
    if (one.gate === 'vat') {
      fillVats(kernel, bytes)
      for (const type of one.types) alsoSaid(type, SAID_OF_VAT)
    }
    if (one.houseWords !== undefined)
      for (let a = 97; a <= 122; a++)
        for (let b = 97; b <= 122; b++) if (one.houseWords.mayEnd(a, b)) bytes[kernel.endsAt.value + (((a & 31) << 5) | (b & 31))] = 1
    if (one.gate === 'groups') {
      for (const type of one.types) alsoSaid(type, saidOf(type))
      fillLayouts(kernel, bytes, one.types.filter(wantedType))
    }
  }
  fillFolds(kernel, bytes)
  const wordIds = fillWords(kernel, bytes, text, wanted, saidBy, wantedType)
  const onStarts = fillStarts(kernel, bytes, wanted)
  kernel.ready(Math.min(onDigits.length, 15))
  const momentBits = onDigits.reduce((bits, one) => (one.moments === true ? bits | (1 << bitOf.get(one)!) : bits), 0)

  const shapes = new Uint16Array(kernel.memory.buffer, kernel.shapesAt.value, 1 << 19)
  const places = new Uint32Array(kernel.memory.buffer, kernel.placesAt.value, kernel.textRoom.value * 4)
  const phrasesFound = new Int32Array(kernel.memory.buffer, kernel.phrasesAt.value)
  const room = text.length - 512
  const marks = createMarks()
  const inHeader: InHeader = { says: false, found: new Map() }

  /** Notes in the kernel which recognisers the run of digits at a byte of the memory wakes. */
  const askShape = (place: number): void => {
    const before = place === 0 ? 0 : Math.min(127, text[place - 1]!)
    let length = 1
    while (length < 31 && isDigit(text[place + length]!)) length++
    const after = Math.min(127, text[place + length]!)
    let bits = 0
    for (const one of parts.onShape(before, length, after)) if (asked.has(one)) bits |= 1 << bitOf.get(one)!
    shapes[(before << 12) | (length << 7) | after] = bits | 0x8000
  }

  /** How many places the kernel tells of so many bytes, once it knows all shapes in them. */
  const sifted = (length: number, named: boolean): number => {
    let count = kernel.sift(length, named, momentBits)
    while (kernel.unknowns() > 0) {
      for (let i = 0; i < count; i++) if ((places[i * 4 + 1]! & 255) === UNKNOWN) askShape(places[i * 4 + 2]!)
      count = kernel.sift(length, named, momentBits)
    }
    return count
  }

  const read = (length: number, take: (hit: Hit, start: number, end: number) => void): void => {
    const string = text.toString('utf8', 0, length)
    const count = sifted(length, false)
    const codes = kernel.codes()
    if (codes === 0) {
      for (const hit of readPlain(string, count, '', inHeader, false)) take(hit, hit.start, hit.end)
      return
    }
    // Hits come nearly in the order of the text: bytes are counted on from the one before.
    let units = 0
    let counted = 0
    const byteOf = (unit: number): number => {
      if (unit < units) units = counted = 0
      counted += Buffer.byteLength(string.slice(units, unit))
      units = unit
      return counted
    }
    const asIs = !needsNormalising(string)
    if (asIs && ((codes & WIDE) === 0 || string.length === kernel.units())) {
      for (const hit of readPlain(string, count, '', inHeader, false)) take(hit, byteOf(hit.start), byteOf(hit.end))
      return
    }
    const normal = normalise(string)
    if (Buffer.byteLength(normal.text) > room) {
      parts.hitsOf(string, (hit, start, end) => take(hit, byteOf(start), byteOf(end)))
      return
    }
    // What asks for lines later finds its own bytes again.
    const own = Buffer.from(text.subarray(0, length))
    const hits = readPlain(normal.text, sifted(text.write(normal.text, 0, 'utf8'), false), '', inHeader, false)
    text.set(own)
    for (const hit of hits) {
      const [start, end] = normal.origin(hit.start, hit.end)
      take(hit, byteOf(start), byteOf(end))
    }
  }

  /** A text without codes: the kernel's places are those of the string. */
  const readPlain = (string: string, count: number, header: string, known: ScanText['inHeader'], alone: boolean): readonly Hit[] => {
    if (count === 0 && readers.length === 0) return []
    const window = new Window(string, kernel.phraseCount(), header, known, alone, fill)
    const hits: Hit[] = []
    const hit = (found: Hit): void => {
      if (wantedType(found.type)) hits.push(found)
    }
    for (const one of readers) one.all!(window, hit)
    for (let i = 0; i < count; i++) {
      const place = places[i * 4]!
      const told = places[i * 4 + 1]!
      const kind = told & 255
      if (kind === WORD) {
        const woken = (told & WOKEN) === 0 ? undefined : parts.wakened(string, place, undefined)
        if (woken !== undefined) for (const one of woken) if (asked.has(one)) one.find(window, place, WORD, hit)
        const starting = (told & BEGUN) === 0 ? undefined : parts.startsAt(string, place)
        if (starting !== undefined) for (const one of starting) if (onStarts.has(one)) one.find(window, place, WORD, hit)
      } else if (kind === AT) for (const one of onAt) one.find(window, place, AT, hit)
      else {
        let bits = told >>> 8
        while (bits !== 0) {
          const bit = 31 - Math.clz32(bits & -bits)
          bits &= bits - 1
          if (bit < 14) onDigits[bit]!.find(window, place, DIGITS, hit)
          else for (let more = 14; more < onDigits.length; more++) onDigits[more]!.find(window, place, DIGITS, hit)
        }
      }
    }
    return parts.uncrowded(hits, window)
  }

  const fill = (window: Window): Marks => {
    marks.count = 0
    for (let i = 0; i < window.phraseCount; i++) {
      const place = phrasesFound[i * 8]!
      const told = phrasesFound[i * 8 + 3]!
      const length = told & 127
      const word = length === 0 ? undefined : wordIds[told >>> 8]
      if (word === undefined) parts.wakened(window.text, place, marks)
      else parts.phrases.mark(window.text, place, word, place + length, marks)
    }
    return marks
  }

  const readString: Sieve['readString'] = (string, header, known, alone) => {
    // As many bytes as units says that all was ASCII: what does not fit is cut beyond the length asked for.
    if (string.length > room || text.write(string, 0, 'utf8') !== string.length) return undefined
    const count = sifted(string.length, known.says || alone)
    if (kernel.codes() !== 0 && needsNormalising(string)) return undefined
    return readPlain(string, count, header, known, alone)
  }

  return {
    readString,
    room,
    memory: text,
    read,
    lines: (from, to, open) => {
      const answer = kernel.lines(from, to, open ? 1 : 0)
      return { count: answer >> 1, open: (answer & 1) === 1 }
    },
    newlines: (from, to) => kernel.newlines(from, to),
  }
}
