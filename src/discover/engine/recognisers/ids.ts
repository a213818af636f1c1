// Identifiers made of digits and capitals in groups: nearly all national numbers, cards, bank codes. One table by layout (the lengths of the
// groups) says which rules are worth asking, so that a number costs one look-up and not one pattern a rule.
import { addToLayout, separatorBit, type Compiled } from '../compile.ts'
import { checkHolds } from '../checks.ts'
import type { Part } from '../evidence.ts'
import { findContext, hasContextNear, isAlnum, isDigit, isAsciiLetter, REACH, type ScanText } from '../scan-text.ts'
import { HAS } from '../value-shape.ts'
import { RARITY_ODDS, type Fit, type Hit, type Recogniser } from './recogniser.ts'

const MOST_TOKENS = 10
const LONGEST_TOKEN = 34

/** The rules of one layout, or none where only longer ones begin like it: those that digits alone can satisfy, and all; each by whether they need a word beside them. */
interface Layout {
  readonly digits: { readonly free: Compiled[]; readonly bound: Compiled[] }
  readonly any: { readonly free: Compiled[]; readonly bound: Compiled[] }
  /** what may follow for a longer one, as separatorBit: of rules that need no word, and of all */
  freeOn: number
  allOn: number
  /** a rule without need for a word has this layout or begins so */
  free: boolean
}
const ID_NEVER = HAS.at | HAS.colon | HAS.dollar | HAS.plus | HAS.comma | HAS.bracket | HAS.other | HAS.wide
/** No rule's word stands further away. */
const FURTHEST = 120

export function createIdRecogniser(types: readonly Compiled[]): Recogniser {
  const byLayout = new Map<number, Layout>()
  const single = new Uint8Array(LONGEST_TOKEN + 2)
  for (let length = 0; length <= LONGEST_TOKEN; length++)
    if (types.some((type) => type.layouts.has(addToLayout(7, length)))) single[length] = 1
  // A token of letters before the digits is looked at only when some rule begins with so many letters, the first of them this one.
  const letterFirst = new Uint8Array(1 << 14)
  const words = new Uint8Array(types[0]?.phrases.has.length ?? 0)
  for (const type of types) {
    const part = type.rule.gate === 'context' || type.rule.gate === 'both' ? 'bound' : 'free'
    for (const groups of type.layouts.values()) {
      let hash = 7
      groups.forEach((length, i) => {
        hash = addToLayout(hash, length)
        let layout = byLayout.get(hash)
        if (layout === undefined) {
          layout = { digits: { free: [], bound: [] }, any: { free: [], bound: [] }, freeOn: 0, allOn: 0, free: false }
          byLayout.set(hash, layout)
        }
        if (part === 'free') layout.free = true
        if (i < groups.length - 1) {
          layout.allOn |= type.separatorBits
          if (part === 'free') layout.freeOn |= type.separatorBits
          return
        }
        layout.any[part].push(type)
        if (type.reach!.digits) layout.digits[part].push(type)
      })
      for (let code = 65; code <= 90; code++) if (type.reach!.first[code] === 1) letterFirst[(groups[0]! << 7) | code] = 1
    }
    if (part === 'bound') type.phrases.has.forEach((one, i) => (words[i]! |= one))
  }
  let seenScan: ScanText | undefined
  let seenTo = 0
  // Which of a layout's rules one column asks for: a column asks of all its values with the same `asked`.
  const askedLists = new WeakMap<Uint8Array, Map<Layout['any'], readonly Compiled[]>>()
  let lastAsked: Uint8Array | undefined
  let lastLists = new Map<Layout['any'], readonly Compiled[]>()
  const askedOf = (asked: Uint8Array, layout: Layout, letters: boolean): readonly Compiled[] => {
    if (asked !== lastAsked) {
      lastAsked = asked
      lastLists = askedLists.get(asked) ?? new Map<Layout['any'], readonly Compiled[]>()
      askedLists.set(asked, lastLists)
    }
    const lists = letters ? layout.any : layout.digits
    let mine = lastLists.get(lists)
    if (mine === undefined) lastLists.set(lists, (mine = [...lists.free, ...lists.bound].filter((type) => asked[type.order] === 1)))
    return mine
  }

  const from = (scan: ScanText, start: number, hit: (hit: Hit) => void): void => {
    const text = scan.text
    if (!opens(text, start)) return
    let layout = 7
    let total = 0
    let place = start
    let separators = 0
    let letters = false
    let near = -1 // not asked yet
    for (let tokens = 0; tokens < MOST_TOKENS; tokens++) {
      let end = place
      const most = place + LONGEST_TOKEN + 1
      for (; end < most; end++) {
        const unit = text.charCodeAt(end)
        if (isDigit(unit)) continue
        if (!isAsciiLetter(unit)) break
        letters = true
      }
      const length = end - place
      total += length
      if (total > LONGEST_TOKEN) return
      layout = addToLayout(layout, length)
      const known = byLayout.get(layout)
      if (known === undefined) return
      if (near < 0) near = hasContextNear(scan, words, start, start + 50, FURTHEST) ? 1 : 0
      if (near === 0 && !known.free) return
      const lists = letters ? known.any : known.digits
      if ((lists.free.length > 0 || (near === 1 && lists.bound.length > 0)) && closes(text, end)) {
        const value = text.slice(start, end)
        const compact: string = separators === 0 ? (letters ? value.toUpperCase() : value) : compactOf(value)
        const first = compact.charCodeAt(0)
        let whole = separators === 0
        for (let part = 0; part <= near; part++) {
          for (const type of part === 0 ? lists.free : lists.bound) {
            if (type.reach!.first[first] !== 1 || (separators & ~type.separatorBits) !== 0) continue
            if (!whole) {
              if (continues(text, start, end, value)) break
              whole = true
            }
            judge(scan, type, start, end, value, compact, hit)
          }
        }
      }
      const bit = separatorBit(text.charCodeAt(end))
      if ((bit & (near === 1 ? known.allOn : known.freeOn)) === 0 || !isAlnum(text.charCodeAt(end + 1))) return
      separators |= bit
      place = end + 1
    }
  }

  return {
    types,
    fits: (shape) => (shape.mask & ID_NEVER) === 0,
    gate: 'groups',
    digits: (before, length, after) =>
      isAlnum(before) ||
      before === 32 ||
      before === 45 ||
      (before !== 95 &&
        before !== 37 &&
        before !== 36 &&
        before !== 43 &&
        (isAlnum(after) || separatorBit(after) !== 0 || (after !== 95 && after !== 37 && after !== 64 && single[length] === 1))),
    find: (scan, place, _kind, hit) => {
      const text = scan.text
      if (scan !== seenScan) {
        seenScan = scan
        seenTo = 0
      }
      if (place < seenTo) return
      const start = tokenStart(text, place)
      seenTo = tokenEnd(text, place)
      // A token of capitals before it may be its first group: `AB 12 34 56 C`, `X-1234567-L`.
      const gap = text.charCodeAt(start - 1)
      if ((gap === 32 || gap === 45) && isAsciiLetter(text.charCodeAt(start - 2))) {
        const before = tokenStart(text, start - 2)
        if (start - 1 - before <= 6 && onlyLetters(text, before, start - 1)) {
          if (letterFirst[((start - 1 - before) << 7) | (text.charCodeAt(before) & 95)] === 1) from(scan, before, hit)
          const first = tokenStart(text, before - 2)
          if (
            text.charCodeAt(before - 1) === 32 &&
            isAsciiLetter(text.charCodeAt(before - 2)) &&
            before - 1 - first === 3 &&
            onlyLetters(text, first, before - 1)
          )
            from(scan, first, hit)
        }
      }
      from(scan, start, hit)
    },
    whole: (value, fit, asked, shape) => {
      const { separators, count } = shape
      const known = shape.layout < 0 ? undefined : byLayout.get(shape.layout)
      if (known === undefined) return
      const letters = (shape.mask & HAS.letter) !== 0
      const mine = askedOf(asked, known, letters)
      // the first character as it would be in the compact form: no separator comes first
      const first = shape.first > 96 ? shape.first - 32 : shape.first
      let compact: string | undefined
      for (let i = 0; i < mine.length; i++) {
        const type = mine[i]!
        const { reach } = type
        if (reach!.first[first] !== 1 || (separators & ~type.separatorBits) !== 0) continue
        const places = reach!.places[count]
        if (places === undefined || (shape.digitPlaces & ~places.digit) !== 0 || (shape.letterPlaces & ~places.letter) !== 0) continue
        compact ??= separators === 0 ? (letters ? value.toUpperCase() : value) : compactOf(value)
        fit(type, fitOf(type, compact))
      }
    },
  }
}

export function fitOf(type: Compiled, compact: string): Fit {
  if (type.pattern !== undefined && !type.pattern.test(compact)) return 'none'
  if (type.ranges.length > 0 && !type.ranges.some(([length, low, high]) => within(Number(compact.slice(0, length)), low, high)))
    return 'none'
  return type.rule.check === undefined || checkHolds(type.rule.check, compact) ? 'passed' : 'shaped'
}

function judge(scan: ScanText, type: Compiled, start: number, end: number, value: string, compact: string, hit: (hit: Hit) => void): void {
  const { rule } = type
  // A needed word is cheaper to look for than the check; one that merely helps is not.
  const bound = rule.gate === 'context' || rule.gate === 'both'
  let context = bound && type.phrases.set.size > 0 ? findContext(scan, type.phrases, start, end, rule.reach ?? REACH) : undefined
  if (context === undefined && bound) return
  const fit = fitOf(type, compact)
  if (fit === 'none' || (fit === 'shaped' && rule.gate !== 'context')) return
  if (!bound && type.phrases.set.size > 0) context = findContext(scan, type.phrases, start, end, rule.reach ?? REACH)
  const parts: Part[] = []
  if (rule.check !== undefined) {
    if (fit === 'passed') parts.push({ rule: 'checksum', text: `${rule.check.name} holds`, odds: Math.log(1 / type.chance) })
    else parts.push({ rule: 'lowered', text: `${rule.check.name} does not hold; the word beside it carries it`, odds: -1.2 })
  }
  if (context !== undefined) parts.push(contextPart(context.word, context.at))
  const grouped = value.length !== compact.length
  parts.push({ rule: 'shape', text: grouped ? `grouped as ${layoutText(value)}` : `${compact.length} characters`, odds: grouped ? 1 : 0.3 })
  if (context === undefined) {
    const against = findContext(scan, type.against, start, end, 30)
    if (against !== undefined)
      parts.push({
        rule: 'lowered',
        text: `\`${against.word}\` beside it`,
        odds: -4,
        ...(against.at === undefined ? {} : { at: against.at }),
      })
  }
  hit({ type, start, end, parts, prior: RARITY_ODDS[rule.rarity] })
}

export function contextPart(word: string, at: readonly [number, number] | undefined): Part {
  return {
    rule: 'context',
    text: at === undefined ? `\`${word}\` in the name` : `\`${word}\` beside it`,
    odds: 3,
    ...(at === undefined ? {} : { at }),
  }
}

function layoutText(value: string): string {
  return value
    .split(/[-. /]/)
    .map((group) => group.length)
    .join('-')
}

export function compactOf(value: string): string {
  return /[-. /]/.test(value) ? value.replace(/[-. /]/g, '').toUpperCase() : value.toUpperCase()
}

export function tokenStart(text: string, place: number): number {
  let start = place
  const least = Math.max(0, place - LONGEST_TOKEN - 1)
  while (start > least && isAlnum(text.charCodeAt(start - 1))) start--
  return start
}

export function tokenEnd(text: string, place: number): number {
  let end = place
  const most = Math.min(text.length, place + LONGEST_TOKEN + 1)
  while (end < most && isAlnum(text.charCodeAt(end))) end++
  return end
}

function onlyLetters(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!isAsciiLetter(text.charCodeAt(i))) return false
  return true
}

function within(value: number, low: number, high: number): boolean {
  return value >= low && value <= high
}

/** Nothing before it makes it the tail of something longer: a decimal, a time, a UUID, an amount, a name with _. */
function opens(text: string, start: number): boolean {
  if (start === 0) return true
  const unit = text.charCodeAt(start - 1)
  if (unit === 95 || unit === 37 || unit === 36 || unit === 0x20ac || unit === 0xa3 || isAlnum(unit)) return false
  if (unit === 43) return false
  const before = text.charCodeAt(start - 2)
  if (unit === 46 || unit === 47 || unit === 58) return !isDigit(before)
  if (unit === 45) {
    if (!isAlnum(before)) return true
    const token = tokenStart(text, start - 1)
    return onlyLetters(text, token, start - 1) && text.charCodeAt(token - 1) !== 45
  }
  return true
}

function closes(text: string, end: number): boolean {
  if (end >= text.length) return true
  const unit = text.charCodeAt(end)
  if (isAlnum(unit) || unit === 95 || unit === 37 || unit === 64) return false
  const next = text.charCodeAt(end + 1)
  if (unit === 46 || unit === 58) return !isDigit(next)
  if (unit === 45 || unit === 47) return !isAlnum(next)
  return true
}

/** Groups of the same length go on before or after it: a row of numbers, not one. */
function continues(text: string, start: number, end: number, value: string): boolean {
  const separator = /[-. /]/.exec(value)?.[0]
  if (separator === undefined) return false
  const first = value.indexOf(separator)
  const last = value.length - 1 - value.lastIndexOf(separator)
  if (text[start - 1] === separator) {
    const before = tokenStart(text, start - 1)
    if (start - 1 - before === first && first > 2 && allDigits(text, before, start - 1)) return true
  }
  if (text[end] === separator) {
    const after = tokenEnd(text, end + 1)
    if (after - end - 1 === last && last > 2 && allDigits(text, end + 1, after)) return true
  }
  return false
}

function allDigits(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!isDigit(text.charCodeAt(i))) return false
  return to > from
}
