// Which recognisers a value could belong to, by its shape alone: asked once for each rough shape of a column, then remembered. Owns no judgement.
import type { Recogniser } from './recognisers/recogniser.ts'
import type { ValueShape } from './value-shape.ts'

/** Powers of two: so many rough shapes of one column are remembered, each in one place; more when these do not do. */
const FEW = 32
const MANY = 512
const KEY = 3
const NONE: readonly Recogniser[] = []

export interface Fitting {
  /** Those that could be meant by a value of the shape, in their order. */
  of(shape: ValueShape): readonly Recogniser[]
}

interface Listed {
  readonly list: readonly Recogniser[]
  /** none of the list looks at every value's shape */
  readonly open: boolean
}

const NOTHING: Listed = { list: NONE, open: true }

/** `asked`: 1 for the types that are asked for, by their order; never changed. */
export function createFitting(recognisers: readonly Recogniser[], asked: Uint8Array): Fitting {
  const mine = recognisers.filter((one) => one.whole !== undefined && one.types.some((type) => asked[type.order] === 1))
  let kept = FEW
  let keys = new Int32Array(0)
  let lists: Listed[] = []
  let misses = 0
  const listed = (shape: ValueShape): Listed => {
    const list = mine.filter((one) => one.fits === undefined || one.fits(shape, asked))
    return { list: list.length === 0 ? NONE : list, open: list.length === 0 || list.some((one) => one.fitsGroups === undefined) }
  }
  const find = (shape: ValueShape): Listed => {
    const { mask, length, first } = shape
    if (misses > kept * 8 && kept < MANY) {
      kept = MANY
      lists = []
    }
    if (lists.length === 0) {
      keys = new Int32Array(kept * KEY).fill(-1)
      lists = Array.from({ length: kept }, () => NOTHING)
    }
    const hash = Math.imul(mask ^ (length << 14) ^ (first << 22), 0x9e3779b1)
    const place = (hash ^ (hash >>> 15)) & (kept - 1)
    const at = place * KEY
    if (keys[at] === mask && keys[at + 1] === length && keys[at + 2] === first) return lists[place]!
    misses++
    keys[at] = mask
    keys[at + 1] = length
    keys[at + 2] = first
    return (lists[place] = listed(shape))
  }
  return {
    of: (shape) => {
      const { list, open } = find(shape)
      if (open) return list
      for (let i = 0; i < list.length; i++) if (list[i]!.fitsGroups!(shape, asked)) return list
      return NONE
    },
  }
}
