// Identifiers made of digits and capitals in groups: nearly all national numbers, cards, bank codes. One table by layout (the lengths of the
// groups) says which rules are worth asking, so that a number costs one look-up and not one pattern a rule.
import { addToLayout, separatorBit, type Compiled, type Phrases } from '../compile.ts'
import { checkHolds } from '../checks.ts'
import type { Part } from '../evidence.ts'
import { luckOf } from '../luck.ts'
import { findContext, isAlnum, isDigit, isAsciiLetter, REACH, type ContextHit, type ScanText } from '../scan-text.ts'
import { createNearTypes } from '../near-types.ts'
import { HAS, type ValueShape } from '../value-shape.ts'
import {
  closes,
  compactOf,
  continues,
  layoutText,
  leadStart,
  LONGEST_TOKEN,
  nextGroup,
  onlyLetters,
  opens,
  tokenEnd,
  tokenStart,
  touched,
  unspaced,
} from './id-text.ts'
import { contextPart, goesOn, landsOf, ofAnother, ownWord, unspacedContext } from './id-words.ts'
import { RARITY_ODDS, type Fit, type Hit, type Recogniser } from './recogniser.ts'

const MOST_TOKENS = 10

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
const ID_NEVER = HAS.at | HAS.colon | HAS.dollar | HAS.comma | HAS.other | HAS.wide
/** With a general word for it (`tax number`) and no country. */
const LUCK_GENERAL = 0.02
/** Behind the name of a country. */
const NUMBER_WORD = /(?<![\p{L}])(?:numbers?|codes?|ids?|identifiers?|no|nr|vat|tax|tin|registration|register|card)(?![\p{L}])/iu
/** A number by itself in running text, without groups: the same digits in a log or a table must not pass now and then. */
const LUCK_UNGROUPED = 0.004

export function createIdRecogniser(types: readonly Compiled[]): Recogniser {
  const byLayout = new Map<number, Layout>()
  const byLength = new Map<number, Compiled[]>()
  const single = new Uint8Array(LONGEST_TOKEN + 2)
  for (let length = 0; length <= LONGEST_TOKEN; length++)
    if (types.some((type) => type.layouts.has(addToLayout(7, length)))) single[length] = 1
  // A token of letters before the digits is looked at only when some rule begins with so many letters, the first of them this one.
  const letterFirst = new Uint8Array(1 << 14)
  for (const type of types) {
    const part = isBound(type) ? 'bound' : 'free'
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
    if (type.rule.check !== undefined || !type.reach!.digits) {
      for (const groups of type.layouts.values()) {
        const total = groups.reduce((a, b) => a + b, 0)
        const list = byLength.get(total) ?? []
        if (!list.includes(type)) byLength.set(total, [...list, type])
      }
    }
  }
  const near = createNearTypes(types)
  // Layouts that a number in any grouping is tried with: of as many characters, from the longest on.
  const lengths = [...byLength.keys()].sort((a, b) => a - b)
  const longest = lengths.at(-1) ?? 0
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
  const crowd: Crowd = { failed: new Map(), lands: landsOf(types) }

  const from = (scan: ScanText, start: number, hit: (hit: Hit) => void): void => {
    const text = scan.text
    if (!opens(text, start)) return
    let layout = 7
    let total = 0
    let place = start
    let separators = 0
    let letters = false
    let bracket = false
    let beside = -1 // not asked yet
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
      if (bracket) {
        if (text.charCodeAt(end) !== 41) return
        end++
      }
      layout = addToLayout(layout, length)
      const known = byLayout.get(layout)
      if (known === undefined) return
      if (beside < 0) beside = near.any(scan) || unspaced(text, start) ? 1 : 0
      if (beside === 0 && !known.free) return
      const lists = letters ? known.any : known.digits
      if ((lists.free.length > 0 || (beside === 1 && lists.bound.length > 0)) && closes(text, end)) {
        const value = text.slice(start, end)
        const compact: string = separators === 0 ? (letters ? value.toUpperCase() : value) : compactOf(value)
        const first = compact.charCodeAt(0)
        let whole = separators === 0
        const everyone = near.everyone(scan) || unspaced(text, start)
        for (let part = 0; part <= beside; part++) {
          for (const type of part === 0 ? lists.free : lists.bound) {
            if (part === 1 && !everyone && !near.has(type)) continue
            if (type.reach!.first[first] !== 1 || (separators & ~type.separatorBits) !== 0) continue
            if (!whole) {
              if (continues(text, start, end, value)) break
              whole = true
            }
            judge(scan, type, start, end, value, compact, hit, crowd)
          }
        }
      }
      if (bracket) return
      const bit = separatorBit(text.charCodeAt(end))
      if ((bit & (beside === 1 ? known.allOn : known.freeOn)) === 0 || !isAlnum(text.charCodeAt(end + 1))) return
      separators |= bit
      bracket = bit === 16
      place = end + 1
    }
  }

  /** With a word beside it a number may be grouped as its writer liked, even across a line's end: its check digit says whether it is one. */
  const loose = (scan: ScanText, start: number, hit: (hit: Hit) => void): void => {
    const { text } = scan
    if (!opens(text, start)) return
    const everyone = near.everyone(scan)
    let compact = ''
    let place = start
    for (let tokens = 0; tokens < MOST_TOKENS; tokens++) {
      const end = tokenEnd(text, place)
      compact += text.slice(place, end)
      if (end === place || compact.length > longest) return
      const known = tokens === 0 || !closes(text, end) ? undefined : byLength.get(compact.length)
      if (known !== undefined) {
        const upper = compact.toUpperCase()
        const written = text.slice(start, end)
        for (const type of known) {
          if (!everyone && !near.has(type)) continue
          if (type.rule.check === undefined && /[a-z]/.test(written)) continue
          if (type.reach!.first[upper.charCodeAt(0)] !== 1 || !looseFits(type, upper) || goesOn(text, end, type, upper)) continue
          if (
            findContext(scan, type.phrases, start, end, type.rule.reach ?? REACH) === undefined &&
            (type.rule.check === undefined ||
              findContext(scan, type.lands, start, end, REACH) === undefined ||
              findContext(scan, type.general, start, end, REACH) === undefined)
          )
            continue
          judge(scan, type, start, end, written, upper, hit, crowd, false)
        }
      }
      place = nextGroup(text, end)
      if (place < 0) return
    }
  }

  return {
    types,
    fits: (shape) => (shape.mask & ID_NEVER) === 0,
    fitsGroups: (shape, asked) => {
      const known = byLayout.get(shape.layout)
      return known !== undefined && askedOf(asked, known, (shape.mask & HAS.letter) !== 0).some((type) => reaches(type, shape))
    },
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
        crowd.failed.clear()
      }
      if (place < seenTo) return
      const start = tokenStart(text, place)
      seenTo = tokenEnd(text, place)
      near.look(scan, start)
      // A token of capitals before it may be its first group: `AB 12 34 56 C`, `X-1234567-L`.
      const gap = text.charCodeAt(start - 1)
      if ((gap === 32 || gap === 45) && isAsciiLetter(text.charCodeAt(start - 2))) {
        const before = tokenStart(text, start - 2)
        if (start - 1 - before <= 6 && onlyLetters(text, before, start - 1)) {
          if (letterFirst[((start - 1 - before) << 7) | (text.charCodeAt(before) & 95)] === 1) from(scan, before, hit)
          const first = tokenStart(text, before - 2)
          if (
            (text.charCodeAt(before - 1) === 32 || text.charCodeAt(before - 1) === 45) &&
            before - 1 - first <= 3 &&
            letterFirst[((before - 1 - first) << 7) | (text.charCodeAt(first) & 95)] === 1 &&
            isAsciiLetter(text.charCodeAt(before - 2)) &&
            onlyLetters(text, first, before - 1)
          )
            from(scan, first, hit)
        }
      }
      from(scan, start, hit)
      if (near.any(scan)) {
        loose(scan, start, hit)
        const lead = leadStart(text, start)
        if (lead >= 0) loose(scan, lead, hit)
      }
    },
    uncrowded: (hits, scan) =>
      scan === seenScan && hits.some((one) => one.named === false)
        ? hits.filter((one) => one.named !== false || !(named(one, hits) || (one.free === true && byChance(one, crowd, hits))))
        : hits,
    whole: (value, fit, asked, shape) => {
      const known = byLayout.get(shape.layout)
      if (known === undefined) return
      const { separators } = shape
      const letters = (shape.mask & HAS.letter) !== 0
      const mine = askedOf(asked, known, letters)
      let compact: string | undefined
      for (let i = 0; i < mine.length; i++) {
        const type = mine[i]!
        if (!reaches(type, shape)) continue
        compact ??= separators === 0 ? (letters ? value.toUpperCase() : value) : compactOf(value)
        fit(type, fitOf(type, compact))
      }
    },
  }
}

/** Could a value of the shape be of the type's form, by where its digits and letters stand? */
function reaches({ reach, separatorBits }: Compiled, { first, separators, count, digitPlaces, letterPlaces }: ValueShape): boolean {
  // the first character as it would be in the compact form: no separator comes first
  if (reach!.first[first > 96 ? first - 32 : first] !== 1 || (separators & ~separatorBits) !== 0) return false
  const places = reach!.places[count]
  return places !== undefined && (digitPlaces & ~places.digit) === 0 && (letterPlaces & ~places.letter) === 0
}

export function fitOf(type: Compiled, compact: string): Fit {
  if (type.pattern !== undefined && !type.pattern.test(compact)) return 'none'
  if (type.ranges.length > 0 && !type.ranges.some(([length, low, high]) => within(Number(compact.slice(0, length)), low, high)))
    return 'none'
  return type.rule.check === undefined || checkHolds(type.rule.check, compact) ? 'passed' : 'shaped'
}

/** Its check digit says that torn groups belong together; a form with letters in it, a word beside it. */
function looseFits(type: Compiled, compact: string): boolean {
  const fit = fitOf(type, compact)
  return fit === 'passed' || (fit === 'shaped' && !type.reach!.digits && (type.rule.gate === 'context' || type.rule.gate === 'either'))
}

interface Crowd {
  /** names of all countries that rules have */
  readonly lands: Phrases
  /** how many of the type's form failed its check, where no word stood beside them */
  readonly failed: Map<Compiled, number>
}

/** A text full of numbers of the form has some that pass: those say nothing. */
function byChance(one: Hit, crowd: Crowd, hits: readonly Hit[]): boolean {
  const failed = crowd.failed.get(one.type) ?? 0
  if (failed < 3) return false
  let passed = 0
  for (const other of hits) if (other.type === one.type && other.free === true) passed++
  return passed < (passed + failed) * Math.min(0.5, one.type.chance * 4)
}

/** Without a word: small letters are a word or a piece of a hash, a path or a name with dashes goes on before it, a long row of digits is a counter. */
function unlikelyAlone(text: string, type: Compiled, start: number, value: string, compact: string, grouped: boolean): boolean {
  if (/[a-z]/.test(value)) return true
  const before = text.charCodeAt(start - 1)
  if (before === 47 || before === 46 || before === 45) return true
  return type.rule.id === 'card_number' && !grouped && compact.length !== 16 && compact.length !== 15
}

/** A word beside the same characters says what they are: no other type has them for their check digit alone. */
function named(one: Hit, hits: readonly Hit[]): boolean {
  return hits.some((other) => other.named === true && other.start < one.end && other.end > one.start)
}

function isBound(type: Compiled): boolean {
  return type.rule.gate === 'context' || type.rule.gate === 'both'
}

function judge(
  scan: ScanText,
  type: Compiled,
  start: number,
  end: number,
  value: string,
  compact: string,
  hit: (hit: Hit) => void,
  crowd: Crowd,
  /** its groups are those of the rule */
  own = true,
): void {
  const { rule } = type
  // A needed word is cheaper to look for than the check; one that merely helps is not.
  const bound = isBound(type)
  const reach = rule.reach ?? REACH
  let context =
    bound && type.phrases.set.size > 0
      ? (findContext(scan, type.phrases, start, end, reach) ?? unspacedContext(scan.text, type, start))
      : undefined
  if (context === undefined && bound && (rule.check === undefined || rule.kind === undefined)) return
  // `CVE-2021-22884`: the number goes on before it.
  if (value.includes('-') && scan.text.charCodeAt(start - 1) === 45 && isDigit(value.charCodeAt(0))) return
  // A short word that digits touch (`03CC`) is a piece of a code.
  if (
    context?.at !== undefined &&
    context.word.length <= 3 &&
    (touched(scan.text, context.at) || (context.word.length <= 2 && Math.max(start - context.at[1], context.at[0] - end) > 12))
  )
    context = undefined
  context = ownWord(scan, type, crowd.lands, context)
  if (context === undefined && bound && (rule.check === undefined || rule.kind === undefined)) return
  const fit = fitOf(type, compact)
  if (fit === 'none') return
  // Without a check digit small letters are a piece of a hash or a name of a program, unless a message is typed so.
  if (
    rule.check === undefined &&
    value !== compact &&
    /[a-z]/.test(value) &&
    (scan.alone !== true || (/[A-Z]/.test(value) && !/^[a-z]?[^a-z]*[a-z]?$/.test(value)))
  )
    return
  if (!bound && type.phrases.set.size > 0) {
    const near = findContext(scan, type.phrases, start, end, reach) ?? unspacedContext(scan.text, type, start)
    context = ownWord(scan, type, crowd.lands, near)
  }
  if (fit === 'shaped' && !(rule.gate === 'context' || (rule.gate === 'either' && context !== undefined))) {
    if (context === undefined && !bound) crowd.failed.set(type, (crowd.failed.get(type) ?? 0) + 1)
    return
  }
  const grouped = value.length !== compact.length
  let general: ContextHit | undefined
  let land: ContextHit | undefined
  if (context === undefined && rule.check !== undefined) {
    if (fit !== 'passed') return
    general = type.general.set.size > 0 ? findContext(scan, type.general, start, end, REACH) : undefined
    land = type.lands.set.size > 0 ? findContext(scan, type.lands, start, end, REACH) : undefined
    // `Slovak VAT number`: the country and any word for a number.
    const said =
      general !== undefined || (land?.at !== undefined && land.at[1] <= start && NUMBER_WORD.test(scan.text.slice(land.at[1], start)))
    if (bound && !said) return
    if (land === undefined && general?.at !== undefined && ofAnother(scan, type, crowd.lands, general.at)) return
    if (general === undefined && !said) land = undefined
    if (!said && unlikelyAlone(scan.text, type, start, value, compact, grouped)) return
    if (general !== undefined) {
      if (land === undefined && scan.alone !== true && luckOf(type, compact) > LUCK_GENERAL) return
    } else if (
      land === undefined &&
      (rule.gate === 'either' || rule.rarity === 'low') &&
      !grouped &&
      luckOf(type, compact) > LUCK_UNGROUPED
    )
      return
  }
  const parts: Part[] = []
  if (rule.check !== undefined) {
    if (fit === 'passed') parts.push({ rule: 'checksum', text: `${rule.check.name} holds`, odds: Math.log(1 / type.chance) })
    else parts.push({ rule: 'lowered', text: 'the check digit does not fit; the word beside it carries it', odds: -1.2 })
  }
  // A word before it says more than one behind it, which may belong to the next. More words say more: `adoption taxpayer number` and `taxpayer number`.
  if (context !== undefined)
    parts.push({
      ...contextPart(context.word, context.at),
      odds: 3 + 0.05 * context.word.split(' ').length - (context.at !== undefined && context.at[0] >= end ? 1 : 0),
    })
  if (general !== undefined) parts.push({ ...contextPart(general.word, general.at), odds: 0.5 })
  if (land !== undefined) parts.push({ ...contextPart(land.word, land.at), odds: 1 })
  parts.push({
    rule: 'shape',
    text: grouped ? `grouped as ${layoutText(value)}` : `${compact.length} characters`,
    odds: grouped && own ? 1 : 0.3,
  })
  if (context === undefined && general === undefined && land === undefined) {
    const against = findContext(scan, type.against, start, end, 30)
    if (against !== undefined)
      parts.push({
        rule: 'lowered',
        text: `\`${against.word}\` beside it`,
        odds: -4,
        ...(against.at === undefined ? {} : { at: against.at }),
      })
  }
  hit({
    type,
    start,
    end,
    parts,
    // Without its check digit a rare form is no longer one.
    prior: fit === 'shaped' ? Math.min(-0.6, RARITY_ODDS[rule.rarity]) : RARITY_ODDS[rule.rarity],
    ...(context === undefined && general === undefined && land === undefined ? { free: true } : {}),
    named: context !== undefined,
  })
}

function within(value: number, low: number, high: number): boolean {
  return value >= low && value <= high
}
