// A batch of cells as bytes, with what is known of each without making a string of it: what sources hand to columns where the cell kernel
// (kernel/cells.ts) has been built. Owns the kernel's instances and the layout of what it tells; knows neither files nor databases.
import { readFileSync } from 'node:fs'
import { separatorBit } from './layout.ts'
import { HAS, kindOf, type ValueShape } from './value-shape.ts'

/** Numbers of a cell, each 32 bits wide. */
export const CELL = 16
export const AT = {
  /** without white space around it: where its text lies, how long it is in bytes */
  start: 0,
  length: 1,
  /** HAS, and FORM in the upper half */
  mask: 2,
  digits: 3,
  first: 4,
  /** as in ValueShape */
  hash: 5,
  /** of the whole value: with `hash` it says which value it is */
  other: 6,
  layout: 7,
  separators: 8,
  count: 9,
  digitPlaces: 10,
  letterPlaces: 11,
  /** as it was given; -1: NULL */
  rawStart: 12,
  rawLength: 13,
  /** pieces between white space; a whole number has its value here instead, as 64 bits */
  words: 14,
} as const

export const FORM = { numeric: 1 << 16, integer: 1 << 17, uuid: 1 << 18, hexLike: 1 << 19, dateTime: 1 << 20 } as const

/** Good until whoever is given it has returned. */
export interface CellBatch {
  readonly rows: number
  /** by row: its first cell; one more ends the last row */
  readonly starts: Int32Array
  /** CELL numbers of each cell */
  readonly table: Int32Array
  /** the same memory, for the values of whole numbers */
  readonly numbers: Float64Array
  /** Copies the cell's value out, as it was given. */
  text(cell: number): string
  /** The same; null: NULL. */
  value(cell: number): string | null
  isNull(cell: number): boolean
  /** how much text there is */
  readonly chars: number
}

interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer }
  readonly textAt: { readonly value: number }
  readonly textRoom: { readonly value: number }
  readonly cellsAt: { readonly value: number }
  readonly mostCells: { readonly value: number }
  readonly rowsAt: { readonly value: number }
  readonly mostRows: { readonly value: number }
  readonly classesAt: { readonly value: number }
  readonly separatorsAt: { readonly value: number }
  csv(from: number, to: number, delimiter: number): number
  messages(from: number, to: number): number
  end(): number
  cells(): number
  widest(): number
  reason(): number
}

export const STOPPED = { more: 0, full: 1, other: 2, broken: 3 } as const

export interface Cutting {
  readonly batch: CellBatch
  /** how far it came */
  readonly end: number
  /** the most cells of one row */
  readonly widest: number
  readonly stopped: number
}

export interface CellKernel {
  /** To be filled with text from its beginning. */
  readonly text: Buffer
  /** Whole records of delimited text in [from, to). */
  csv(from: number, to: number, delimiter: number): Cutting
  /** Whole DataRow messages in [from, to). */
  messages(from: number, to: number): Cutting
  /** Gives it back; its batches are no more. */
  release(): void
}

interface WasmGlobal {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown }
}
const wasm = (globalThis as unknown as { readonly WebAssembly: WasmGlobal }).WebAssembly
const KERNEL = new URL('../../../dist/kernel/cells.wasm', import.meta.url)
let compiled: object | null | undefined
const idle: CellKernel[] = []
const MOST_IDLE = 2

/** undefined: the kernel has not been built, or this machine has no SIMD. */
export function takeCellKernel(): CellKernel | undefined {
  const waiting = idle.pop()
  if (waiting !== undefined) return waiting
  if (compiled === null) return undefined
  try {
    compiled ??= new wasm.Module(new Uint8Array(readFileSync(KERNEL)))
    return wrap(new wasm.Instance(compiled, {}).exports as Kernel)
  } catch {
    compiled = null
    return undefined
  }
}

function wrap(kernel: Kernel): CellKernel {
  const { buffer } = kernel.memory
  const memory = Buffer.from(buffer)
  const textAt = kernel.textAt.value
  const kinds = new Uint16Array(buffer, kernel.classesAt.value, 256)
  const separators = new Uint8Array(buffer, kernel.separatorsAt.value, 256)
  for (let byte = 0; byte < 256; byte++) {
    kinds[byte] = kindOf(byte)
    separators[byte] = separatorBit(byte)
  }
  const table = new Int32Array(buffer, kernel.cellsAt.value, kernel.mostCells.value * CELL)
  const numbers = new Float64Array(buffer, kernel.cellsAt.value, (kernel.mostCells.value * CELL) / 2)
  const starts = new Int32Array(buffer, kernel.rowsAt.value, kernel.mostRows.value + 1)
  const text = (cell: number): string => {
    const at = table[cell * CELL + AT.rawStart]!
    const to = at + table[cell * CELL + AT.rawLength]!
    return (table[cell * CELL + AT.mask]! & HAS.wide) === 0 ? memory.toString('latin1', at, to) : memory.toString('utf8', at, to)
  }
  const isNull = (cell: number): boolean => table[cell * CELL + AT.rawLength]! < 0
  const value = (cell: number): string | null => (isNull(cell) ? null : text(cell))
  const cut = (rows: number, from: number): Cutting => {
    const end = kernel.end() - textAt
    return {
      batch: { rows, starts, table, numbers, text, value, isNull, chars: end - from },
      end,
      widest: kernel.widest(),
      stopped: kernel.reason(),
    }
  }
  const own: CellKernel = {
    text: memory.subarray(textAt, textAt + kernel.textRoom.value),
    csv: (from, to, delimiter) => cut(kernel.csv(textAt + from, textAt + to, delimiter), from),
    messages: (from, to) => cut(kernel.messages(textAt + from, textAt + to), from),
    release: () => {
      if (idle.length < MOST_IDLE) idle.push(own)
    },
  }
  return own
}

/** Writes into `shape` what readShape would of the cell's value without the space around it; not of one with bytes beyond ASCII. */
export function cellShape(table: Int32Array, cell: number, shape: ValueShape): void {
  const at = cell * CELL
  shape.length = table[at + AT.length]!
  shape.mask = table[at + AT.mask]! & 0xffff
  shape.digits = table[at + AT.digits]!
  shape.first = table[at + AT.first]!
  shape.hash = table[at + AT.hash]! >>> 0
  shape.layout = table[at + AT.layout]!
  shape.separators = table[at + AT.separators]!
  shape.count = table[at + AT.count]!
  shape.digitPlaces = table[at + AT.digitPlaces]!
  shape.letterPlaces = table[at + AT.letterPlaces]!
}
