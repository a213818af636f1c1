// The layout of a number or code: the lengths of its groups and what stands between them, as numbers that are quickly compared.

/** The signs that may stand between the groups of a number, ` -./(+`; 0 for all others. */
export function separatorBit(unit: number): number {
  return unit === 32 ? 1 : unit === 45 ? 2 : unit === 46 ? 4 : unit === 47 ? 8 : unit === 40 ? 16 : unit === 43 ? 32 : 0
}

/** Within 30 bits: V8 keeps larger numbers as objects, and looking one up in a Map costs more than all else about a value. */
export function addToLayout(hash: number, length: number): number {
  return (Math.imul(hash, 67) + length + 1) & 0x3fffffff
}

export function layoutHash(lengths: readonly number[]): number {
  return lengths.reduce(addToLayout, 7)
}
