// The one pass over the text: marks where a recogniser might begin: the start of each run of digits, each `@`, and each word (or part of a camelCase word) whose first three
// letters begin a word that some rule listens for. Everything else is never looked at again. The WASM kernel (kernel/scan.ts) does the same
// with SIMD; both give identical results, and a property test holds them to it.
import { readFileSync } from 'node:fs'

export const DIGITS = 0
export const AT = 1
export const WORD = 2

/** Each entry is position * 4 + kind, ascending. Valid until the next call. */
export interface Anchors {
  readonly list: Int32Array
  readonly count: number
}
export type FindAnchors = (text: string) => Anchors

/** 5 bits a letter: a-z are 1-26, other letters 31, no letter 0. */
export const TRIGGER_BYTES = 32 * 32 * 32

/** Marks words for a trigger table: bit 1 any case, bit 2 only with a capital first letter. */
export function markTriggers(table: Uint8Array, words: Iterable<string>, capital: boolean): void {
  const bit = capital ? 2 : 1
  const done = new Set<number>()
  for (const word of words) {
    const a = code5(word.charCodeAt(0))
    const b = code5(word.charCodeAt(1))
    const c = code5(word.charCodeAt(2))
    // Many words begin alike.
    const key = (a << 10) | (b << 5) | c | (word.length === 1 ? 1 << 15 : 0)
    if (done.has(key)) continue
    done.add(key)
    // Words are folded; in the text each of the letters may carry an accent.
    for (let accents = 0; accents < 8; accents++) {
      const first = (accents & 1) !== 0 && a !== 0 ? 31 : a
      const second = (accents & 2) !== 0 && b !== 0 ? 31 : b
      const third = (accents & 4) !== 0 && c !== 0 ? 31 : c
      table[(first << 10) | (second << 5) | third]! |= bit
      // A word of one letter: whatever comes behind the sign that follows it.
      if (word.length === 1) for (let any = 1; any < 32; any++) table[(first << 10) | any]! |= bit
    }
  }
}

// CLASS: 1 digit, 2 letter (every character beyond ASCII counts as one), 4 `@`
const LETTER5 = new Uint8Array(256)
const CLASS = new Uint8Array(256)
for (let c = 0; c < 256; c++) {
  const lower = c | 32
  if (c >= 48 && c <= 57) CLASS[c] = 1
  else if (c === 64) CLASS[c] = 4
  else if (c >= 128) {
    CLASS[c] = 2
    LETTER5[c] = 31
  } else if (lower >= 97 && lower <= 122) {
    CLASS[c] = 2
    LETTER5[c] = lower - 96
  }
}

function isLower(unit: number): boolean {
  return unit >= 97 && unit <= 122
}

function code5(unit: number): number {
  return unit !== unit ? 0 : LETTER5[unit > 255 ? 255 : unit]!
}

export function createJsAnchors(triggers: Uint8Array): FindAnchors {
  let list = new Int32Array(1024)
  return (text) => {
    let count = 0
    let before = 0
    const length = text.length
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i)
      const kind = CLASS[unit > 255 ? 255 : unit]!
      if (kind !== 0 && (kind !== before || kind === 4 || (unit < 91 && i > 0 && isLower(text.charCodeAt(i - 1))))) {
        let found = -1
        if (kind === 1) found = DIGITS
        else if (kind === 4) found = AT
        else {
          const first = LETTER5[unit > 255 ? 255 : unit]!
          const mark = triggers[(first << 10) | (code5(text.charCodeAt(i + 1)) << 5) | code5(text.charCodeAt(i + 2))]!
          if ((mark & 1) !== 0 || ((mark & 2) !== 0 && (unit > 127 || unit < 97))) found = WORD
        }
        if (found >= 0) {
          if (count === list.length) list = grown(list)
          list[count++] = i * 4 + found
        }
      }
      before = kind
    }
    return { list, count }
  }
}

function grown(list: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const next = new Int32Array(list.length * 2)
  next.set(list)
  return next
}

// The part of the global that is used here; its full types belong to browsers.
interface WasmGlobal {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown }
}
const wasm = (globalThis as unknown as { readonly WebAssembly: WasmGlobal }).WebAssembly

interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer }
  /** bytes from which the text lies, and room for it in UTF-16 units */
  readonly textAt: { readonly value: number }
  readonly textRoom: { readonly value: number }
  readonly triggersAt: { readonly value: number }
  readonly anchorsAt: { readonly value: number }
  scan(length: number): number
}

/** Text shorter than this is quicker in JavaScript than copied into the kernel. */
const KERNEL_LEAST = 400

/** The kernel when it has been built and this machine has SIMD; undefined otherwise. */
export function createKernelAnchors(
  triggers: Uint8Array,
  bytes: Uint8Array<ArrayBuffer> | undefined = readKernel(),
): FindAnchors | undefined {
  if (bytes === undefined) return undefined
  let kernel: KernelExports
  try {
    kernel = new wasm.Instance(new wasm.Module(bytes), {}).exports as KernelExports
  } catch {
    return undefined
  }
  const memory = Buffer.from(kernel.memory.buffer)
  const at = Number(kernel.textAt.value)
  const room = Number(kernel.textRoom.value)
  memory.set(triggers, Number(kernel.triggersAt.value))
  const list = new Int32Array(kernel.memory.buffer, Number(kernel.anchorsAt.value))
  const plain = createJsAnchors(triggers)
  return (text) => {
    if (text.length > room) return plain(text)
    memory.write(text, at, 'utf16le')
    return { list, count: kernel.scan(text.length) }
  }
}

/** The quickest there is here. */
export function createAnchors(triggers: Uint8Array): FindAnchors {
  const plain = createJsAnchors(triggers)
  const kernel = createKernelAnchors(triggers)
  return kernel === undefined ? plain : (text) => (text.length < KERNEL_LEAST ? plain(text) : kernel(text))
}

function readKernel(): Uint8Array<ArrayBuffer> | undefined {
  try {
    return new Uint8Array(readFileSync(new URL('../../../dist/kernel/scan.wasm', import.meta.url)))
  } catch {
    return undefined
  }
}
