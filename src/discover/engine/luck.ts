// How often a value made of the same kinds of characters passes a type's form and check by chance: asked of the type itself, with values from a
// fixed seed, and remembered. What a check digit is worth depends on it: a date and a digit among eleven say much, a digit among eight little.
import type { Compiled } from './compile.ts'
import { checkHolds } from './checks.ts'

const TRIES = 1024
const known = new Map<string, number>()

/** Between 1 / 1024 and 1. */
export function luckOf(type: Compiled, compact: string): number {
  let classes = ''
  for (let i = 0; i < compact.length; i++) classes += compact.charCodeAt(i) <= 57 ? '0' : 'A'
  const key = `${type.rule.id} ${classes}`
  const before = known.get(key)
  if (before !== undefined) return before
  let state = 20_261_130
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  let passed = 0
  for (let n = 0; n < TRIES; n++) {
    let value = ''
    for (const one of classes) value += one === '0' ? String.fromCharCode(48 + next(10)) : String.fromCharCode(65 + next(26))
    if (type.pattern?.test(value) === true && (type.rule.check === undefined || checkHolds(type.rule.check, value))) passed++
  }
  const luck = Math.max(1, passed) / TRIES
  // Few types and lengths there are; a hostile text cannot make more.
  if (known.size < 4096) known.set(key, luck)
  return luck
}
