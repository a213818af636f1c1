// Which recognisers a value could belong to, by its rough shape alone: asked once for each shape of a column, then remembered. Owns no judgement.
import type { Recogniser, RoughShape } from './recognisers/recogniser.ts'

/** A power of two: so many shapes of one column are remembered, each in one place. */
const KEPT = 128
const KEY = 5
const NONE: readonly Recogniser[] = []

export interface Fitting {
  /** Those that could be meant by a value of the shape, in their order. */
  of(shape: RoughShape): readonly Recogniser[]
}

/** `asked`: 1 for the types that are asked for, by their order. */
export function createFitting(recognisers: readonly Recogniser[], asked: Uint8Array): Fitting {
  const mine = recognisers.filter((one) => one.whole !== undefined && one.types.some((type) => asked[type.order] === 1))
  let keys: Int32Array | undefined
  const lists: (readonly Recogniser[])[] = []
  return {
    of: (shape) => {
      const { mask, length, first, layout, separators } = shape
      keys ??= new Int32Array(KEPT * KEY)
      let hash = Math.imul(mask ^ (length << 16) ^ (first << 24), 0x9e3779b1) ^ Math.imul(layout ^ (separators << 26), 0x85ebca6b)
      hash = (hash ^ (hash >>> 15)) & (KEPT - 1)
      const at = hash * KEY
      const known = lists[hash]
      if (
        known !== undefined &&
        keys[at] === mask &&
        keys[at + 1] === length &&
        keys[at + 2] === first &&
        keys[at + 3] === layout &&
        keys[at + 4] === separators
      )
        return known
      let list: Recogniser[] | undefined
      for (const one of mine) if (one.fits === undefined || one.fits(shape, asked)) (list ??= []).push(one)
      keys[at] = mask
      keys[at + 1] = length
      keys[at + 2] = first
      keys[at + 3] = layout
      keys[at + 4] = separators
      return (lists[hash] = list ?? NONE)
    },
  }
}
