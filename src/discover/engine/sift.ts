// Reads UTF-8 bytes without making text of them: the sieve (kernel/sift.ts) tells the places where a recogniser can find something, and only small
// windows around these become strings. What comes out is what the scanner says of the same text, found at byte positions. Owns the
// windows; the tables are sift-tables.ts's, recognisers, context and the settling of overlaps are the scanner's.
import { readFileSync } from 'node:fs'
import { AT, DIGITS, WORD } from './anchors.ts'
import type { Compiled } from './compile.ts'
import type { Hit, Recogniser } from './recognisers/recogniser.ts'
import { createMarks, isDigit, LOOK_AHEAD, LOOK_BACK, type Marks, type PhraseIndex, type ScanText } from './scan-text.ts'
import { fillIbans, fillLayouts, fillStarts, fillWords, type Kernel } from './sift-tables.ts'

/** A place of the kernel whose bytes normalising may change. */
const CHANGE = 3
/** A run of digits of a shape that nobody has been asked about yet. */
const UNKNOWN = 4
const GATES = { groups: 1, iban: 2, phone: 3, ipv4: 4, ipv6: 5, mac: 6, house: 7, pair: 8 } as const
/** How the kernel turns away runs of digits for a recogniser, before anything else looks at them. */
export type DigitGate = keyof typeof GATES

/** What must follow a word for it to wake a recogniser: a digit, or anything that can be a value. */
export type WordGate = 'digits' | 'value'

/** Whose words beside a number are told apart by the kernel: telephone numbers, then so many groups of identifiers. */
const ID_CLASSES = 28
/** So far behind a run of digits or an `@` a recogniser may read. */
const AHEAD = 640
/** Places nearer than this to each other share a window. */
const TOGETHER = 320
const LONGEST_WINDOW = 1 << 14

/** Text at byte positions of the memory. */
export interface Sieve {
  /** what can be read at once */
  readonly room: number
  /** The memory to write the text into; what `read` and `lines` look at. */
  readonly memory: Buffer
  /** All hits of so many bytes, unsettled, positions in bytes; those of one window come together. */
  read(length: number, take: (hit: Hit, start: number, end: number) => void): void
  /** The same of one string, positions in it. False: it has to be read another way. */
  readString(string: string, header: string, inHeader: ScanText['inHeader'], take: (hit: Hit) => void): boolean
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
  /** What those that read all of it find in a text that has to be normalised first; positions in the text given. */
  readonly allHitsOf: (text: string, readers: readonly Recogniser[], take: (hit: Hit, start: number, end: number) => void) => void
  /** What the others find in one; positions in the text given. */
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

/** A piece of the text. Words of context are looked up when somebody asks for them. */
class Window implements ScanText {
  readonly text: string
  readonly from: number
  readonly firstPhrase: number
  readonly lastPhrase: number
  readonly header: string
  readonly inHeader: ScanText['inHeader']
  readonly #fill: (window: Window) => Marks
  #marks: Marks | undefined = undefined

  constructor(
    text: string,
    from: number,
    firstPhrase: number,
    lastPhrase: number,
    inHeader: ScanText['inHeader'],
    fill: (window: Window) => Marks,
    header = '',
  ) {
    this.header = header
    this.text = text
    this.from = from
    this.firstPhrase = firstPhrase
    this.lastPhrase = lastPhrase
    this.inHeader = inHeader
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

  const classOf = new Map<Compiled, number>()
  for (const one of wanted) {
    if (one.gate === 'phone') for (const type of one.types) classOf.set(type, 1)
    if (one.gate === 'iban') for (const type of one.types) fillIbans(kernel, bytes, type)
    if (one.gate === 'groups') {
      one.types.filter(wantedType).forEach((type, i) => classOf.set(type, 2 << (i % ID_CLASSES)))
      fillLayouts(kernel, bytes, one.types.filter(wantedType), classOf)
    }
  }
  const wordIds = fillWords(kernel, bytes, text, wanted, classOf, wantedType)
  const onStarts = fillStarts(kernel, bytes, wanted)
  kernel.ready()

  const shapes = new Uint16Array(kernel.memory.buffer, kernel.shapesAt.value, 1 << 19)
  const places = new Uint32Array(kernel.memory.buffer, kernel.placesAt.value, kernel.textRoom.value * 4)
  const phrasesFound = new Int32Array(kernel.memory.buffer, kernel.phrasesAt.value, kernel.textRoom.value * 4)
  const marks = createMarks()
  const inHeader: ScanText['inHeader'] = new Map()

  /** The bits of the recognisers that the run of digits at a place of the memory wakes; remembered in the kernel. */
  const askShape = (place: number): number => {
    const before = place === 0 ? 0 : Math.min(127, text[place - 1]!)
    let length = 1
    while (length < 31 && isDigit(text[place + length]!)) length++
    const after = Math.min(127, text[place + length]!)
    let bits = 0
    for (const one of parts.onShape(before, length, after)) if (asked.has(one)) bits |= 1 << bitOf.get(one)!
    shapes[(before << 12) | (length << 7) | after] = bits | 0x8000
    return bits
  }

  const read = (length: number, take: (hit: Hit, start: number, end: number) => void): void => {
    const count = kernel.sift(length, false)
    const phraseCount = kernel.phraseCount()
    if (readers.length > 0) readAll(length, phraseCount, take)
    let phrase = 0 // the first that is not before the window
    for (let i = 0; i < count;) {
      const firstPlace = places[i * 4]!
      let last = firstPlace
      let j = i
      let far = false
      let change = false
      let begin = false
      do {
        const kind = places[j * 4 + 1]! & 255
        last = places[j * 4]!
        if (kind === WORD) {
          far = true
          // the lines of a key in PEM follow
          begin ||= text[last - 1] === 45 && text[last] === 66
        } else if (kind === CHANGE) change = true
        j++
      } while (j < count && places[j * 4]! - last <= TOGETHER && places[j * 4]! - firstPlace < LONGEST_WINDOW)
      let from = Math.max(0, firstPlace - LOOK_BACK)
      while (from > 0 && (text[from]! & 0xc0) === 0x80) from--
      let to = Math.min(length, last + AHEAD)
      // What a word or a literal begins may be long, but has no gap.
      if (far) {
        const most = Math.min(length, last + LOOK_AHEAD)
        while (to < most && text[to]! > 32) to++
        if (begin && to < most) to = most
      }
      while (to < length && (text[to]! & 0xc0) === 0x80) to++
      const string = text.toString('utf8', from, to)
      if (change || string.length !== to - from) readWide(string, from, i, j, take)
      else {
        while (phrase < phraseCount && phrasesFound[phrase * 4]! < from) phrase++
        readPlain(new Window(string, from, phrase, phraseCount, inHeader, fill), i, j, take)
      }
      i = j
    }
  }

  /** A window of ASCII: the kernel's places are those of the string. */
  const readPlain = (window: Window, first: number, end: number, take: (hit: Hit, start: number, end: number) => void): void => {
    const { text: string, from } = window
    const hit = (found: Hit): void => {
      if (wantedType(found.type)) take(found, from + found.start, from + found.end)
    }
    for (let i = first; i < end; i++) {
      const place = places[i * 4]! - from
      const told = places[i * 4 + 1]!
      const kind = told & 255
      if (kind === WORD) {
        const woken = parts.wakened(string, place, undefined)
        if (woken !== undefined) for (const one of woken) if (asked.has(one)) one.find(window, place, WORD, hit)
        const starting = parts.startsAt(string, place)
        if (starting !== undefined) for (const one of starting) if (onStarts.has(one)) one.find(window, place, WORD, hit)
      } else if (kind === AT) for (const one of onAt) one.find(window, place, AT, hit)
      else {
        let bits = kind === UNKNOWN ? askShape(places[i * 4]!) : told >>> 8
        while (bits !== 0) {
          const bit = 31 - Math.clz32(bits & -bits)
          bits &= bits - 1
          if (bit < 14) onDigits[bit]!.find(window, place, DIGITS, hit)
          else for (let more = 14; more < onDigits.length; more++) onDigits[more]!.find(window, place, DIGITS, hit)
        }
      }
    }
  }

  /** A window with characters beyond ASCII is read as any text; what begins and ends away from all places belongs to another window. */
  const readWide = (
    string: string,
    from: number,
    first: number,
    end: number,
    take: (hit: Hit, start: number, end: number) => void,
  ): void => {
    const low = places[first * 4]! - 128
    const high = places[(end - 1) * 4]! + 200
    parts.hitsOf(string, (found, startUnit, endUnit) => {
      if (!wantedType(found.type)) return
      const start = from + Buffer.byteLength(string.slice(0, startUnit))
      if (start < low || start > high) return
      take(found, start, start + Buffer.byteLength(string.slice(startUnit, endUnit)))
    })
  }

  /** Those that read the whole of a text get it as text, piece by piece. */
  const readAll = (length: number, phraseCount: number, take: (hit: Hit, start: number, end: number) => void): void => {
    const string = text.toString('utf8', 0, length)
    const wide = string.length !== length
    const window = wide ? undefined : new Window(string, 0, 0, phraseCount, inHeader, fill)
    // Hits come in the order of the text as good as always: bytes are counted from the one before.
    let units = 0
    let counted = 0
    const byteOf = (unit: number): number => {
      if (unit < units) units = counted = 0
      counted += Buffer.byteLength(string.slice(units, unit))
      units = unit
      return counted
    }
    const put = (hit: Hit, start: number, end: number): void => {
      if (wantedType(hit.type)) take(hit, wide ? byteOf(start) : start, wide ? byteOf(end) : end)
    }
    if (window === undefined) parts.allHitsOf(string, readers, put)
    else for (const one of readers) one.all!(window, (hit) => put(hit, hit.start, hit.end))
  }

  const fill = (window: Window): Marks => {
    marks.count = 0
    const to = window.from + window.text.length
    for (let i = window.firstPhrase; i < window.lastPhrase; i++) {
      const place = phrasesFound[i * 4]!
      if (place >= to) break
      const at = place - window.from
      const word = wordIds[phrasesFound[i * 4 + 2]!]
      const length = phrasesFound[i * 4 + 3]!
      if (word === undefined) parts.wakened(window.text, at, marks)
      else parts.phrases.mark(window.text, at, word, at + length, marks)
    }
    return marks
  }

  const readString: Sieve['readString'] = (string, header, inHeaderOf, take) => {
    // As many bytes as units says that all was ASCII: what does not fit is cut beyond the length asked for.
    if (string.length > text.length - 512 || text.write(string, 0, 'utf8') !== string.length) return false
    const count = kernel.sift(string.length, header !== '')
    if (count > 0) readPlain(new Window(string, 0, 0, kernel.phraseCount(), inHeaderOf, fill, header), 0, count, (hit) => take(hit))
    return true
  }

  return {
    readString,
    room: text.length - 512,
    memory: text,
    read,
    lines: (from, to, open) => {
      const answer = kernel.lines(from, to, open ? 1 : 0)
      return { count: answer >> 1, open: (answer & 1) === 1 }
    },
    newlines: (from, to) => kernel.newlines(from, to),
  }
}
