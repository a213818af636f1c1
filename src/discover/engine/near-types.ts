// Which types have a word near a place, told at once for all of them from the marks of a text: of the many types whose numbers are equally long only
// those few are tried. Owns no context of a value: findContext says which word counts.
import type { Compiled } from './compile.ts'
import { firstFrom, type ScanText } from './scan-text.ts'

/** No rule's word stands further away. */
const FURTHEST = 120

/** Which types have a word near a place: asked once, so that of the many whose numbers are as long only these are tried. */
export interface NearTypes {
  look(scan: ScanText, start: number): void
  /** Something else than a word near it says what the numbers are. */
  everyone(scan: ScanText): boolean
  any(scan: ScanText): boolean
  /** a word of its own */
  hasOwn(type: Compiled): boolean
  /** a word of its own, for its kind of number, or its country */
  has(type: Compiled): boolean
}

/** More than the letters before a number that may belong to it. */
const LEAD = 40

export function createNearTypes(types: readonly Compiled[]): NearTypes {
  const own: number[][] = []
  const other: number[][] = []
  for (const type of types) {
    for (const phrase of type.phrases.numbers) (own[phrase] ??= []).push(type.order)
    if (type.rule.check === undefined && type.reach?.digits === true) continue
    for (const phrases of [type.general, type.lands])
      for (const phrase of phrases.numbers) if (other[phrase]?.at(-1) !== type.order) (other[phrase] ??= []).push(type.order)
  }
  const most = types.reduce((highest, type) => Math.max(highest, type.order), 0) + 1
  const ownIn = new Int32Array(most)
  const anyIn = new Int32Array(most)
  let look = 0
  let found = false
  return {
    look: (scan, start) => {
      look = (look + 1) | 0
      found = false
      const { marks } = scan
      const { list } = marks
      const from = start - FURTHEST - LEAD
      const to = start + FURTHEST
      for (let i = firstFrom(marks, from) * 3; i < marks.count * 3 && list[i]! <= to; i += 3) {
        const phrase = list[i + 2]!
        const its = own[phrase]
        if (its !== undefined) for (const order of its) ownIn[order] = anyIn[order] = look
        const others = other[phrase]
        if (others !== undefined) for (const order of others) anyIn[order] = look
        found ||= its !== undefined || others !== undefined
      }
    },
    everyone: (scan) => scan.inHeader.says || scan.alone === true,
    any: (scan) => found || scan.inHeader.says || scan.alone === true,
    hasOwn: (type) => ownIn[type.order] === look,
    has: (type) => anyIn[type.order] === look,
  }
}
