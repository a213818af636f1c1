// The gate in WebAssembly (kernel/names.ts): which lines of UTF-8 bytes are worth reading for names. Fills its tables from the lexicon and the tables of
// units, once. Owns no rule; without the kernel everything is read.
import { readFileSync } from 'node:fs'
import type { Lexicon } from './lexicon.ts'
import { SIGNS } from './tokens.ts'
import { BASE, KIND } from './units.ts'

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer }
  readonly printsAt: { readonly value: number }
  readonly kindsAt: { readonly value: number }
  readonly flagsAt: { readonly value: number }
  readonly unitKindsAt: { readonly value: number }
  readonly basesAt: { readonly value: number }
  readonly signsAt: { readonly value: number }
  readonly textAt: { readonly value: number }
  readonly textRoom: { readonly value: number }
  readonly windowsAt: { readonly value: number }
  gate(length: number): number
}

export interface Gate {
  /** most bytes at once */
  readonly room: number
  /** where the bytes are written */
  readonly memory: Buffer
  /** Windows of whole lines in which the gate opens, with a line before and behind each: start, end, start, end … -1: read it all. */
  open(length: number): number
  readonly windows: Int32Array
}

const BITS = 19
interface WasmGlobal {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown }
}
const wasm = (globalThis as unknown as { readonly WebAssembly: WasmGlobal }).WebAssembly

/** undefined: the kernel has not been built, or the lexicon has another size than it was built for. */
export function createGate(lexicon: Lexicon, bytes: Uint8Array<ArrayBuffer> | undefined = readKernel()): Gate | undefined {
  const { bits, prints, kinds, flagsOf } = lexicon.tables
  if (bytes === undefined || bits !== BITS) return undefined
  let kernel: Exports
  try {
    kernel = new wasm.Instance(new wasm.Module(bytes), {}).exports as Exports
  } catch {
    return undefined
  }
  const { buffer } = kernel.memory
  new Uint16Array(buffer, Number(kernel.printsAt.value), prints.length).set(prints)
  new Uint8Array(buffer, Number(kernel.kindsAt.value), kinds.length).set(kinds)
  new Uint16Array(buffer, Number(kernel.flagsAt.value), flagsOf.length).set(flagsOf)
  new Uint8Array(buffer, Number(kernel.unitKindsAt.value), KIND.length).set(KIND)
  new Uint16Array(buffer, Number(kernel.basesAt.value), BASE.length).set(BASE)
  new Uint8Array(buffer, Number(kernel.signsAt.value), SIGNS.length).set(SIGNS)
  const room = Number(kernel.textRoom.value) - 16
  return {
    room,
    memory: Buffer.from(buffer, Number(kernel.textAt.value), room),
    windows: new Int32Array(buffer, Number(kernel.windowsAt.value)),
    open: (length) => kernel.gate(length),
  }
}

function readKernel(): Uint8Array<ArrayBuffer> | undefined {
  try {
    return new Uint8Array(readFileSync(new URL('../../../../dist/kernel/names.wasm', import.meta.url)))
  } catch {
    return undefined
  }
}
