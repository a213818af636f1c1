// What came of one value of a column, to be counted again when the value comes again. Most values of a column come to the same, so one object
// stands for all of these. Owns no value.
import type { TypeTally } from './column-tally.ts'

export interface Outcome {
  length: number
  numeric: boolean
  /** its value is what rises or does not: kept with the value */
  integer: boolean
  uuid: boolean
  hexLike: boolean
  dateTime: boolean
  prose: boolean
  /** ends like the name of a company */
  firm: boolean
  digits: number
  readonly shaped: TypeTally[]
  readonly passed: TypeTally[]
  readonly encoded: TypeTally[]
  readonly inside: TypeTally[]
  /** how many of each list are meant: lists that are used again are not made anew */
  shapedCount: number
  passedCount: number
  encodedCount: number
  insideCount: number
}

export function emptyOutcome(): Outcome {
  return {
    length: 0,
    numeric: false,
    integer: false,
    uuid: false,
    hexLike: false,
    dateTime: false,
    prose: false,
    firm: false,
    digits: 0,
    shaped: [],
    passed: [],
    encoded: [],
    inside: [],
    shapedCount: 0,
    passedCount: 0,
    encodedCount: 0,
    insideCount: 0,
  }
}

export function cleared(out: Outcome): Outcome {
  out.length = out.digits = 0
  out.integer = out.numeric = out.uuid = out.hexLike = out.dateTime = out.prose = out.firm = false
  out.shapedCount = out.passedCount = out.encodedCount = out.insideCount = 0
  return out
}

export interface OutcomeKeeper {
  /** An outcome like it that stays as it is. */
  keep(outcome: Outcome): Outcome
  clear(): void
}

export function createOutcomeKeeper(): OutcomeKeeper {
  const kept = new Map<number, Outcome>()
  return {
    keep: (outcome) => {
      const key = keyOf(outcome)
      const known = kept.get(key)
      if (known !== undefined && isSame(known, outcome)) return known
      const copy = {
        ...outcome,
        shaped: outcome.shaped.slice(0, outcome.shapedCount),
        passed: outcome.passed.slice(0, outcome.passedCount),
        encoded: outcome.encoded.slice(0, outcome.encodedCount),
        inside: outcome.inside.slice(0, outcome.insideCount),
      }
      kept.set(key, copy)
      return copy
    },
    clear: () => kept.clear(),
  }
}

function flagsOf(one: Outcome): number {
  return (
    (one.numeric ? 1 : 0) |
    (one.integer ? 2 : 0) |
    (one.uuid ? 4 : 0) |
    (one.hexLike ? 8 : 0) |
    (one.dateTime ? 16 : 0) |
    (one.prose ? 32 : 0) |
    (one.firm ? 64 : 0)
  )
}

// Within 30 bits, as V8 keeps small numbers.
function keyOf(one: Outcome): number {
  let key = Math.imul(one.length, 0x9e3b) ^ (flagsOf(one) << 16) ^ (one.digits << 8)
  key = addAll(key, one.shaped, one.shapedCount)
  key = addAll(key, one.passed, one.passedCount)
  key = addAll(key, one.encoded, one.encodedCount)
  return addAll(key, one.inside, one.insideCount) & 0x3fffffff
}

function addAll(key: number, list: readonly TypeTally[], count: number): number {
  let sum = Math.imul(key, 31) + count
  for (let i = 0; i < count; i++) sum = Math.imul(sum, 67) + list[i]!.type.order
  return sum
}

function isSame(a: Outcome, b: Outcome): boolean {
  return (
    a.length === b.length &&
    a.digits === b.digits &&
    flagsOf(a) === flagsOf(b) &&
    sameLists(a.shaped, a.shapedCount, b.shaped, b.shapedCount) &&
    sameLists(a.passed, a.passedCount, b.passed, b.passedCount) &&
    sameLists(a.encoded, a.encodedCount, b.encoded, b.encodedCount) &&
    sameLists(a.inside, a.insideCount, b.inside, b.insideCount)
  )
}

function sameLists(a: readonly TypeTally[], aCount: number, b: readonly TypeTally[], bCount: number): boolean {
  if (aCount !== bCount) return false
  for (let i = 0; i < aCount; i++) if (a[i] !== b[i]) return false
  return true
}
