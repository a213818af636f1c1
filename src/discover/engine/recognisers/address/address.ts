// Addresses in running text and in blocks of lines, in the spellings of many countries: a street with its number, and what stands around it. Woken by numbers beside
// names and by words for streets, flats and boxes; from there reads a bounded window as the grammar in this folder says. An address in a sentence is one
// value; one that stands on lines of its own is reported line by line, its postcode as a postcode.
import type { Compiled } from '../../compile.ts'
import type { ScanText } from '../../scan-text.ts'
import { fold } from '../../words.ts'
import { HAS } from '../../value-shape.ts'
import { RARITY_ODDS, type Hit, type Recogniser } from '../recogniser.ts'
import { createCoreReader, type Core } from './address-core.ts'
import { createAddressScales } from './address-evidence.ts'
import { codeBesidePlace, createTailReader } from './address-tail.ts'
import { afterSpace, standsAlone, trailing, windowStart } from './address-edges.ts'
import { easternAddress, isEastern } from './address-east.ts'
import { beginsAddress, FLATS, nearName } from './address-gate.ts'
import { tokensOf, type Token } from './address-tokens.ts'
import type { AddressWords } from './address-words.ts'

const AHEAD = 110
const TAIL = 240
const MILITARY =
  /(?:(?:PSC|CMR|UNIT|OMC)\s{1,2}\d{1,6},?\s{1,2}BOX\s{1,2}\d{1,6}|(?:USS|USNS|USNV|USCGC|USAV)\s{1,2}[\p{L}' -]{1,40})\s{0,3},?\s{1,4}(?:APO|FPO|DPO),?\s{1,2}(?:AA|AE|AP)\s{1,2}\d{5}(?:-\d{4})?/iu
const MILITARY_WORDS = ['psc', 'cmr', 'uss', 'usns', 'usnv', 'uscgc', 'usav', 'unit', 'omc']
const PREPOSITION = /(?:^|[^\p{L}])(?:on|at|in|to|from|near|along|off|via|opposite|of|enter|cross|over|down|up)\s+$/iu

export function createAddressRecogniser(type: Compiled, postcode: Compiled | undefined, words: AddressWords): Recogniser {
  const reader = createCoreReader(words)
  const tailOf = createTailReader(words, reader)
  // INVARIANT: what one address has taken is not read again. Anchors come in ascending order, one text after another.
  let last: ScanText | undefined
  let done = 0
  const prior = RARITY_ODDS[type.rule.rarity]
  const weighAll = createAddressScales(type, words, prior)

  /** Reports what has been read, as one value or in its parts. True: it was an address. */
  const report = (
    scan: ScanText,
    tokens: readonly Token[],
    core: Core,
    unitBefore: readonly [number, number] | undefined,
    given: boolean,
    hit: (hit: Hit) => void,
  ): boolean => {
    const final = tokens[core.next - 1]!
    const from = core.end + (final.dot ? 1 : 0)
    // written without capitals, there and in what follows
    const small = !/\p{Lu}/u.test(scan.text.slice(core.start, core.end)) && (given || !/\p{Lu}/u.test(scan.text.slice(from, from + 40)))
    const tail = tailOf(tokensOf(scan.text, from, Math.min(scan.text.length, from + TAIL)), small, core.number, final)
    const start = unitBefore?.[0] ?? core.start
    const parts = [...tail]
    const evidence = weighAll(scan, core, parts, start, unitBefore !== undefined)
    if (evidence === undefined) return false
    const { odds, what, context } = evidence
    const say = (from: number, to: number, more: number, of: Compiled = type): void => {
      const list = [{ rule: 'shape', text: what, odds: odds + more }]
      if (context !== undefined) list.push({ rule: 'context', text: `\`${context}\` beside it`, odds: 1.5 })
      hit({ type: of, start: from, end: to, parts: list, prior })
    }
    const lines = parts.some((one) => one.line)
    const firstLine = lines ? parts.findIndex((one) => one.line) : parts.length
    const inline = parts.slice(0, firstLine)
    const places = parts.filter((one) => one.kind !== 'unit')
    const lineEnds = unitBefore !== undefined && scan.text.charCodeAt(parts.at(-1)?.end ?? core.end) === 10
    if ((lines || lineEnds) && standsAlone(scan.text, start, unitBefore !== undefined)) {
      // On lines of its own: each part for itself. Towns and countries are other types.
      if (unitBefore !== undefined) say(unitBefore[0], unitBefore[1], 0)
      let streetStart = core.start
      if (core.lead !== undefined) {
        say(core.lead[0], core.lead[1], 0)
        streetStart = afterSpace(scan.text, core.lead[1])
      }
      say(streetStart, core.end, 1)
      for (const part of parts) {
        if (part.kind === 'unit') say(part.start, part.end, 0.5)
        else if (part.kind === 'region' && part.end - part.start < 4) say(part.start, part.end, 0)
        else if (part.kind === 'postcode') say(part.start, part.end, 0.5, postcode ?? type)
      }
      done = Math.max(done, parts.at(-1)?.end ?? core.end)
      return true
    }
    // A street and its town alone: the town is a place of its own.
    const onlyTown = places.length === 1 && places[0]!.kind === 'town' && places.length === parts.length && unitBefore === undefined
    const end = onlyTown ? core.end : (parts.at(-1)?.end ?? core.end)
    if (core.lead !== undefined && (onlyTown || (parts.length === 0 && context !== undefined)) && inline.length === parts.length) {
      say(core.lead[0], core.lead[1], 0)
      say(afterSpace(scan.text, core.lead[1]), end, 1)
    } else say(start, end, 0.3 + Math.min(1.2, parts.length * 0.3))
    done = Math.max(done, end)
    return true
  }

  const atNumber = (scan: ScanText, place: number, hit: (hit: Hit) => void, small: boolean): void => {
    const { text: all } = scan
    const from = windowStart(all, place)
    const tokens = tokensOf(all, from, Math.min(all.length, place + AHEAD))
    const at = tokens.findIndex((one) => one.start === place)
    if (at < 0 || tokens[at]!.kind !== 'num') return
    const before = tokens[at - 1]
    // A flat in front: `Flat 3, 12 High Street`.
    if (before !== undefined && before.kind === 'word') {
      const behind = reader.unit(tokens, at - 1)
      if (behind === at + 1) {
        const next = tokens[behind]?.text === ',' || tokens[behind]?.kind === 'line' ? behind + 1 : behind
        const core = reader.from(tokens, next, small)
        const joined = core?.number !== true && tokens[at]!.text.includes('/') ? reader.from(tokens, at, small) : undefined
        if (joined !== undefined && report(scan, tokens, joined, [before.start, before.end], small, hit)) return
        if (core !== undefined && core.number && report(scan, tokens, core, [before.start, tokens[at]!.end], small, hit)) return
      }
    }
    const first = before?.text === '#' ? undefined : reader.from(tokens, at, small)
    const ends = before === undefined || before.kind === 'line' ? undefined : reader.before(tokens, at, small)
    const rank = (core: Core | undefined): number =>
      core === undefined ? -1 : ['plain', 'weak', 'strong', 'box'].indexOf(core.strength) * 2 + (core === ends ? 1 : 0)
    const order = rank(first) >= rank(ends) ? [first, ends] : [ends, first]
    for (const core of order) if (core !== undefined && report(scan, tokens, core, undefined, small, hit)) return
    const code = postcode === undefined ? undefined : codeBesidePlace(words, tokens, at)
    if (code !== undefined)
      hit({
        type: postcode!,
        start: tokens[at]!.start,
        end: tokens[code - 1]!.end,
        parts: [{ rule: 'shape', text: 'a postcode beside its place', odds: 2.8 }],
        prior,
      })
  }

  const atWord = (scan: ScanText, place: number, hit: (hit: Hit) => void): void => {
    const { text: all } = scan
    const from = windowStart(all, place)
    const tokens = tokensOf(all, from, Math.min(all.length, place + AHEAD))
    const at = tokens.findIndex((one) => one.start === place)
    if (at < 0) return
    const token = tokens[at]!
    if (token.kind !== 'word') return
    const small = !token.cap
    if (MILITARY_WORDS.includes(token.fold)) {
      const match = MILITARY.exec(all.slice(place, place + 120))
      if (match !== null && match.index === 0) {
        hit({
          type,
          start: place,
          end: place + match[0].length,
          parts: [{ rule: 'shape', text: 'an address of the armed forces', odds: 6 }],
          prior,
        })
        done = place + match[0].length
        return
      }
    }
    // a box
    const boxed = reader.from(tokens, at, small)
    if (boxed !== undefined && boxed.strength === 'box') {
      const lead = tokens[at - 1]
      const led = lead?.kind === 'num' ? reader.from(tokens, at - 1, small) : undefined
      if (report(scan, tokens, led ?? boxed, undefined, small, hit)) return
    }
    // a flat: the street is before it, on its line or on the line above
    if (words.units.has(token.fold) && reader.unit(tokens, at) > 0) {
      if (beforeUnit(scan, tokens, at, hit)) return
    }
    if (small && words.after.has(token.fold) && smallStreet(scan, tokens, at, hit)) return
    if (words.before.has(token.fold)) {
      const core = reader.from(tokens, at, small)
      if (core !== undefined && core.strength === 'strong') {
        let behind = at - 1
        while (behind > at - 4 && behind > 0 && (tokens[behind]!.text === ',' || /^(?:bis|ter|quater|[a-d])$/i.test(tokens[behind]!.text)))
          behind--
        if (small && tokens[behind]?.kind === 'num') {
          const whole = reader.from(tokens, behind, true)
          if (whole !== undefined && report(scan, tokens, whole, undefined, true, hit)) return
        }
        if (core.number && report(scan, tokens, core, undefined, small, hit)) return
        if (!small && words.beforeAlone.has(token.fold) && !core.number) {
          lone(scan, tokens, core, hit)
          return
        }
      }
    }
    if (CORNERS.has(token.fold) && atCorner(scan, tokens, at, hit)) return
    if (words.after.has(token.fold)) {
      if (!small && (words.alone.has(token.fold) || (token.fold === 'st' && token.dot))) loneBehind(scan, tokens, at, hit)
    }
  }

  /** `the corner of Main Street and 5th Avenue` */
  const atCorner = (scan: ScanText, tokens: readonly Token[], at: number, hit: (hit: Hit) => void): boolean => {
    const small = !tokens.slice(at + 1, at + 12).some((one) => one.cap)
    const first = reader.from(tokens, at + 2, small)
    if (tokens[at + 1]?.kind !== 'word' || first === undefined) return false
    const and = tokens[first.next]
    if (and === undefined || !JOINS.has(and.fold)) return false
    const second = reader.from(tokens, tokens[first.next + 1]?.fold === 'the' ? first.next + 2 : first.next + 1, small)
    if (second === undefined || (first.strength === 'plain' && second.strength === 'plain')) return false
    const start = tokens[at - 1]?.fold === 'the' ? tokens[at - 1]!.start : tokens[at]!.start
    const { end } = second
    hit({ type, start, end, parts: [{ rule: 'shape', text: 'the corner of two streets', odds: 3.6 }], prior })
    done = end
    return true
  }

  /** `baker street 221b`, `12 main street`: without capitals only beside a number and a word for a street. */
  const smallStreet = (scan: ScanText, tokens: readonly Token[], at: number, hit: (hit: Hit) => void): boolean => {
    for (let i = at - 1; i >= Math.max(0, at - 5); i--) {
      const token = tokens[i]!
      if (token.kind === 'num') {
        const lead = tokens[i - 1]?.kind === 'num' ? i - 1 : i
        const core = reader.from(tokens, lead, true) ?? reader.from(tokens, i, true)
        return (
          core?.strength === 'strong' &&
          !tokens.slice(i + 1, Math.max(at, core.next - 1)).some((one) => MEASURES.has(one.fold)) &&
          report(scan, tokens, core, undefined, true, hit)
        )
      }
      if (token.kind !== 'word' || token.cap) break
    }
    const number = tokens[at + 1]
    const name = tokens[at - 1]
    if (number?.kind !== 'num' || name?.kind !== 'word' || name.cap || MEASURES.has(name.fold)) return false
    const core = reader.from(tokens, at - 1, true)
    return core !== undefined && core.number && core.strength === 'strong' && report(scan, tokens, core, undefined, true, hit)
  }

  const loneBehind = (scan: ScanText, tokens: readonly Token[], at: number, hit: (hit: Hit) => void): void => {
    const next = tokens[at + 1]
    // `Wall Street Journal`
    if (
      next?.kind === 'word' &&
      next.cap &&
      !tokens[at]!.dot &&
      next.fold !== tokens[at]!.fold &&
      !words.directions.has(next.fold) &&
      !words.units.has(next.fold)
    )
      return
    let first = at
    while (first > 0 && at - first < 4) {
      const token = tokens[first - 1]!
      if (token.kind !== 'word' && !(token.kind === 'num' && /^\d{1,3}(?:st|nd|rd|th)$/i.test(token.text))) break
      if (token.kind === 'word' && ((!token.cap && !words.particles.has(token.fold)) || (token.dot && token.fold.length > 3))) break
      first--
    }
    while (
      first < at &&
      ((tokens[first]!.kind === 'word' && !tokens[first]!.cap) || tokens[first]!.fold === 'the' || NOT_LONE.has(tokens[first]!.fold))
    )
      first++
    if (first === at) return
    const core = reader.from(tokens, first, false)
    if (core === undefined || core.strength !== 'strong' || core.next <= at) return
    if (tokens[at]!.fold === 'st' && !PREPOSITION.test(scan.text.slice(Math.max(0, core.start - 14), core.start))) return
    lone(scan, tokens, core, hit)
  }

  const lone = (scan: ScanText, tokens: readonly Token[], core: Core, hit: (hit: Hit) => void): void => {
    if (report(scan, tokens, core, undefined, false, hit)) return
    const { text: all } = scan
    const placed = PREPOSITION.test(all.slice(Math.max(0, core.start - 14), core.start))
    if (!placed && words.after.has(fold(/[\p{L}\p{M}]+$/u.exec(all.slice(core.start, core.end))?.[0] ?? ''))) return
    hit({
      type,
      start: core.start,
      end: core.end,
      parts: [{ rule: 'shape', text: placed ? 'a street, with a word of place before it' : 'a street', odds: placed ? 2.36 : 2.1 }],
      prior,
    })
    done = Math.max(done, core.end)
  }

  /** `19 delannoyplaats 211 apt. 98`: what stands before a flat is a street, whatever its words. */
  const beforeUnit = (scan: ScanText, tokens: readonly Token[], at: number, hit: (hit: Hit) => void): boolean => {
    const own = scan.text.slice(tokens[at]!.start, tokens[at]!.end)
    const small = own === own.toLowerCase()
    let lineStart = at
    while (lineStart > 0 && tokens[lineStart - 1]!.kind !== 'line') lineStart--
    let use = tokens
    let last = at - 1
    if (lineStart === at) {
      // the line above
      const from = windowStart(scan.text, Math.max(0, tokens[at]!.start - 1 - trailing(scan.text, tokens[at]!.start)))
      if (from >= tokens[at]!.start) return false
      use = tokensOf(scan.text, from, Math.min(scan.text.length, tokens[at]!.start + 40))
      last = use.findIndex((one) => one.start === tokens[at]!.start) - 1
      if (last >= 0 && use[last]!.kind === 'line') last--
      lineStart = 0
    }
    if (use[last]?.text === ',') last--
    let first = -1
    for (let i = last; i >= Math.max(lineStart, last - 7) && i >= 0; i--) {
      const token = use[i]!
      if (token.kind === 'line' || token.kind === 'sign' || token.kind === 'other') break
      if (
        token.kind === 'word' &&
        small &&
        (token.cap || (token.fold.length < 4 && !words.particles.has(token.fold)) || NOT_LONE.has(token.fold))
      )
        break
      if (token.kind === 'word' && !small && !token.cap && !words.particles.has(token.fold)) break
      if (token.start < done) break
      first = i
    }
    if (first < 0) return false
    for (let i = first; i <= last; i++) {
      const core = reader.from(use, i, small)
      if (core === undefined || !core.number || core.end < use[last]!.end) continue
      return report(scan, use, core, undefined, small, hit)
    }
    return false
  }

  /** The whole value is a street with its number. */
  const isStreet = (value: string): boolean => {
    if (!/[ ,./\u0100-\uffff]/.test(value)) return false
    const tokens = tokensOf(value, 0, value.length)
    const number = tokens.findIndex((one) => one.kind === 'num')
    if (number < 0) return false
    const first = reader.from(tokens, 0, false)
    const good = (core: Core | undefined): boolean =>
      core !== undefined && core.number && (core.strength === 'strong' || core.strength === 'box')
    return good(first) || (number > 0 && good(reader.before(tokens, number, false)))
  }

  return {
    types: postcode === undefined ? [type] : [type, postcode],
    words: [
      ...FLATS,
      ...words.beforeAlone,
      ...words.alone,
      ...CORNERS,
      'st',
      'p',
      'po',
      'pobox',
      'box',
      'postfach',
      'postbus',
      'postboks',
      'apartado',
      'casilla',
      'casella',
      'caixa',
      'skrytka',
      'skr',
      'bp',
      'via',
      ...MILITARY_WORDS,
    ].filter((word) => word.length > 1 || word === 'p'),
    wordGate: (word) => (UNGATED.test(word) ? undefined : 'address'),
    gate: 'house',
    houseWords: { ahead: [...words.before, 'bis', 'ter'], behind: words.afterSmall, mayEnd: words.mayEnd },
    digits: (before, length, after) =>
      length <= 5 &&
      !(after === 45 && length > 2) &&
      (before === 0 ||
        before === 9 ||
        before === 10 ||
        before === 13 ||
        before === 32 ||
        before === 34 ||
        before === 35 ||
        before === 39 ||
        before === 40 ||
        before === 44 ||
        before === 58 ||
        before === 62 ||
        before === 63 ||
        before === 127) &&
      after !== 37 &&
      after !== 58 &&
      after !== 95 &&
      after !== 61 &&
      after !== 43 &&
      after !== 91 &&
      after !== 123,
    find: (scan, place, kind, hit) => {
      if (scan !== last) {
        last = scan
        done = 0
      }
      if (place < done) return
      const { text } = scan
      if (kind === 0) {
        if (isEastern(text.charCodeAt(place - 1)) || (isEastern(text.charCodeAt(place - 2)) && text.charCodeAt(place - 1) === 32)) {
          const eastern = easternAddress(text, place)
          if (eastern === undefined) return
          hit({
            type,
            start: eastern[0],
            end: eastern[1],
            parts: [{ rule: 'shape', text: 'a place, a street and a number', odds: 3 }],
            prior,
          })
          done = eastern[1]
          return
        }
        const near = nearName(text, place, words)
        if (near !== 0) atNumber(scan, place, hit, near === 2)
        return
      }
      if (beginsAddress(text, place)) atWord(scan, place, hit)
    },
    fits: (shape) =>
      (shape.mask & HAS.digit) !== 0 && (shape.mask & HAS.at) === 0 && (shape.mask & HAS.letter) !== 0 && shape.length <= 120,
    whole: (value, fit) => {
      if (value.length > 120) return
      if (isStreet(value)) fit(type, 'passed')
      else if (/\p{L}{2}/u.test(value) && /\d/.test(value) && /^[\p{L}\p{M}\d][\p{L}\p{M}\d .,'/#°º&()-]{3,}$/u.test(value))
        fit(type, 'shaped')
    },
  }
}

/** Words that begin an address whatever stands around them (address-gate.ts), and those with letters beyond ASCII. */
const UNGATED = /^(?:rue|calle|rua|ul|skr|skrytka|casella|caixa|apartado|corner|intersection|junction|us(?:s|n[sv]|cgc|av))|[^a-z]/

const CORNERS = new Set(['corner', 'intersection', 'junction', 'crossroads', 'ecke', 'angle', 'esquina', 'rog', 'rogu', 'hoek', 'angolo'])
const JOINS = new Set(['and', '&', 'und', 'et', 'y', 'e', 'i', 'en', 'og', 'och', 'with', 'at'])
const MEASURES = new Set(
  'lane hour hours minute minutes min mile miles km kilometre kilometer metre meter metres meters foot feet ft day days week weeks month year years lane lanes star way one two other more new people cars side the a an of on and or in to point line stage step percent'.split(
    ' ',
  ),
)
const NOT_LONE = new Set(
  'the a an in on at to of from and or but is are was were my our his her their this that these those some any every no der die das el la il'.split(
    ' ',
  ),
)
