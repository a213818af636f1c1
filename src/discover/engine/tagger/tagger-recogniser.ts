// What the tagger finds becomes spans of the types: edges tidied, lines kept apart, confidence from the model's own chance and from what is known of
// the words, with reasons a person can read. Owns no model and no text.
import type { Compiled } from '../compile.ts'
import type { Part } from '../evidence.ts'
import { languageOf } from './foreign.ts'
import { isBelieved, type Evidence } from './belief.ts'
import { createGate, type Gate } from './gate.ts'
import type { Hit, Recogniser } from '../recognisers/recogniser.ts'
import {
  ANY_NAME,
  ANY_PLACE,
  CITY,
  COMMON,
  COUNTRY,
  FAMILY,
  FAMILY_RARE,
  GIVEN,
  GIVEN_RARE,
  LEADS,
  ORGANISATION,
  VOCABULARY,
  WELL_KNOWN,
} from './lexicon.ts'
import { createTagger, LOC, ORG, PER, type Model, type Tagger } from './tagger.ts'
import { CODE, PHRASE_FIRST, PHRASE_ORGANISATION, POINT, SHAPE, SPACED, standsFree } from './tokens.ts'
import { hashWord } from './units.ts'
import type { Known } from './words.ts'

/** In a column a short value is judged as a whole, by its column. */
const SHORT = 32
/** Shorter text is read as quickly as it is sifted. */
const GATE_LEAST = 400
const MOST_TOKENS = 16
/** The model is surer than it may be: an address with its number and postcode goes before the place in it. */
const MOST_OF_A_PLACE = 1.3
const MOST_OF_A_NAME = 3
const SMALL_O = hashWord('o')
const SMALL_Z = hashWord('z')
const STREETS = new Set(['road', 'lane', 'street', 'avenue', 'drive'].map(hashWord))
/** Before a name of people, and of nothing else. */
const TITLES = new Set(
  'herr herrn frau madame monsieur mme mlle maître señor señora señorita sra srta dña doña signor signora sig dott avv pan pani panu pana panią panem mevrouw meneer mevr dhr heer senhor senhora dona'
    .split(' ')
    .map(hashWord),
)
/** Those that are written with full stops. */
const LEGAL_FORM = / (?:S\.p\.A|S\.r\.l|S\.n\.c|S\.a\.s|S\.A|S\.L|B\.V|N\.V|e\.K|e\.V|[Ss]p\. ?z|[Ss]p\. ?[jk])(?!\p{L})/u
const STREETS_ELSEWHERE = new Set(
  'straße strasse str weg platz allee gasse ring damm ufer straat laan plein gracht weg kade'.split(' ').map(hashWord),
)
const KINDS = { [PER]: 'a person’s name', [LOC]: 'a place', [ORG]: 'an organisation' } as const

export interface TaggedTypes {
  readonly person: Compiled | undefined
  readonly location: Compiled | undefined
  readonly organisation: Compiled | undefined
}

/** Does the tagger read this text, or is it a column's short value? */
export function isTagged(text: string, header: string): boolean {
  return header === '' || text.length >= SHORT
}

/** The tagger and its gate: made once, used by every scanner, never by two at a time. */
export interface Reader {
  readonly tagger: Tagger
  readonly gate: Gate | undefined
  languageOf(text: string): number
}

export function createReader(known: Known, model: Model): Reader {
  let gate: Gate | null | undefined
  return {
    tagger: createTagger(known, model),
    // made when the first long text comes
    get gate() {
      if (gate === undefined) gate = createGate(known.lexicon) ?? null
      return gate ?? undefined
    },
    languageOf: (text) => languageOf(text, known),
  }
}

export function createTaggerRecogniser(types: TaggedTypes, reader: Reader): Recogniser {
  const { tagger, languageOf: tell } = reader
  const { tokens } = tagger
  const typeOf = (kind: number): Compiled | undefined =>
    kind === PER ? types.person : kind === LOC ? types.location : kind === ORG ? types.organisation : undefined
  const isSign = (i: number): boolean => tokens.shape[i] === SHAPE.sign

  const report = (
    text: string,
    type: Compiled,
    kind: 1 | 3 | 5,
    first: number,
    last: number,
    chance: number,
    foreign: boolean,
    hit: (hit: Hit) => void,
  ): void => {
    let from = first
    let to = last
    if (foreign && kind !== PER && types.person !== undefined && isAddressed(from, to)) {
      report(text, types.person, PER, first, last, chance, foreign, hit)
      return
    }
    // A title is no part of the name, nor is what stands before it.
    if (kind === PER)
      for (let i = Math.min(from + 2, to - 2); i >= from; i--)
        if ((tokens.flags[i]! & (LEADS | GIVEN | FAMILY)) === LEADS) {
          from = i + 1
          break
        }
    while (from < to && isSign(from)) from++
    // `la Mairie de …`, `hôpital de …`: in other languages the name begins with the capital; of the second only the place is one.
    if (foreign && kind === ORG && tokens.shape[from] === SHAPE.small) {
      let first = from
      while (first < to && tokens.shape[first] === SHAPE.small) first++
      if (first === to - 1 && types.location !== undefined && (tokens.flags[first]! & ANY_PLACE) !== 0) {
        report(text, types.location, LOC, first, to, chance, foreign, hit)
        return
      }
      if (first < to) from = first
    }
    while (to > from && isSign(to - 1)) {
      // The point of `Jr.`, `Ltd.` and `St.` belongs to the name, one that ends a sentence does not.
      const before = to - 2
      const short = before > from && tokens.end[before]! - tokens.start[before]! <= (kind === ORG ? 4 : 2)
      if (short && tokens.hash[to - 1] === POINT && tokens.start[to - 1] === tokens.end[before]) break
      to--
    }
    // A name written with capitals does not end in a small word.
    if (kind !== ORG && to > from && tokens.shape[from]! !== SHAPE.small)
      while (to > from && (tokens.shape[to - 1] === SHAPE.small || isSign(to - 1))) to--
    if (to <= from || to - from > MOST_TOKENS) return
    if (kind === ORG) to = formEnd(to)
    const start = tokens.start[from]!
    const end = tokens.end[to - 1]!
    if (!standsFree(text, start, end)) return
    let words = 0
    let given = false
    let family = false
    let place = false
    let strong = false
    let organised = false
    let common = 0
    let capitals = 0
    let frequent = false
    let single = false
    let other = false
    for (let i = from; i < to; i++) {
      const shape = tokens.shape[i]!
      const flags = tokens.flags[i]!
      if (shape === SHAPE.number && kind !== ORG) return
      if (shape > SHAPE.mixed && shape !== SHAPE.camel) continue
      if (tokens.end[i]! - tokens.start[i]! > 1) words++
      if ((flags & (GIVEN | CITY | COUNTRY | WELL_KNOWN)) !== 0) strong = true
      if (shape !== SHAPE.small) capitals++
      if (shape === SHAPE.capital) single = true
      else if (shape !== SHAPE.small && shape !== SHAPE.initial && (flags & ANY_NAME) === 0) other = true
      if ((flags & (GIVEN | CITY | COUNTRY)) !== 0 && (flags & (COMMON | VOCABULARY)) === 0) frequent = true
      if ((flags & (GIVEN | GIVEN_RARE)) !== 0) given = true
      else if ((flags & (FAMILY | FAMILY_RARE)) !== 0) family = true
      if ((flags & ANY_PLACE) !== 0 || (tokens.marks[i]! & PHRASE_FIRST) !== 0) place = true
      if ((flags & (ORGANISATION | WELL_KNOWN)) !== 0 || (tokens.marks[i]! & PHRASE_ORGANISATION) !== 0) organised = true
      if ((flags & (COMMON | VOCABULARY)) !== 0) common++
    }
    if (words === 0) return
    if (kind === ORG && foreign && LEGAL_FORM.test(text.slice(start, end + 8))) organised = true
    const small = tokens.shape[from] === SHAPE.small && words === 1
    const about = tokens.line[from]!
    const sure = Math.log(chance / (1 - chance + 1e-4))
    const parts: Part[] = [
      {
        rule: 'tagger',
        text: `reads like ${KINDS[kind]}`,
        odds: Math.min(kind === LOC ? MOST_OF_A_PLACE : MOST_OF_A_NAME, Math.max(0.1, 0.5 * sure - 0.2)),
      },
    ]
    const say = (rule: string, what: string, odds: number): void => {
      parts.push({ rule, text: what, odds })
    }
    const known = kind === PER ? given || family : kind === LOC ? place : organised
    if (kind === PER && given && family) say('value', 'a known given name and a known family name', 0.8)
    else if (kind === PER && given) say('value', 'a known given name', 0.3)
    else if (kind === PER && family) say('value', 'a known family name', 0.2)
    else if (kind === LOC && place) say('value', 'a known place', 0.6)
    else if (kind === ORG && organised) say('value', 'a known organisation, or a word that organisations are named with', 0.5)
    else if (kind === PER && words > 1) say('value', 'words with a capital side by side', 0.1)
    const lead = kind === ORG ? undefined : leadBefore(from)
    if (foreign) {
      // `Karl-Liebknecht-Straße 29` is nobody.
      if (to - from > 1 && STREETS_ELSEWHERE.has(tokens.hash[to - 1]!)) return
      if (to + 1 < tokens.count && isSign(to) && (tokens.marks[to]! & SPACED) === 0 && STREETS_ELSEWHERE.has(tokens.hash[to + 1]!)) return
      const evidence: Evidence = {
        kind,
        chance,
        words,
        common,
        capitals,
        given,
        family,
        place,
        organised,
        frequent,
        led: lead !== undefined,
        begins: begins(from),
        plain: tokens.shape[from] === SHAPE.capital,
        compound: isCompound(from, to),
        odd: single && other,
      }
      if (!isBelieved(evidence)) return
    }
    if (lead !== undefined) say('context', `follows \`${text.slice(tokens.start[lead]!, tokens.end[lead]!)}\``, 0.4)
    if (!known && words === 1 && lead === undefined) say('lowered', 'a single word that is not known as one', -0.6)
    if (small) say('lowered', 'written small', known && strong ? -0.8 : -2.2)
    else if (words === 1 && common === 1) say('lowered', 'a common word too', kind === ORG ? -1.5 : -0.5)
    if (kind === ORG && words === 1 && !organised && tokens.shape[from] === SHAPE.mixed)
      say('lowered', 'written as identifiers of programs are', -0.7)
    if (kind === ORG && words > 1 && STREETS.has(tokens.hash[to - 1]!)) say('lowered', 'its last word is one of streets', -1.5)
    if (kind === LOC && to < tokens.count && tokens.shape[to] === SHAPE.number) say('lowered', 'a number behind it, as behind a street', -1)
    if ((about & CODE) !== 0) say('lowered', 'among signs of code', -1)
    hit({ type, start, end, parts, prior: 0 })
  }
  /** Behind `Sp.` and `S.`: the rest of a legal form (`z o.o.`, `A.`), as far as it is written without spaces. */
  const formEnd = (to: number): number => {
    let end = to
    while (end < tokens.count && end < to + 6) {
      const before = tokens.end[end - 1]! - tokens.start[end - 1]!
      const length = tokens.end[end]! - tokens.start[end]!
      const spaced = (tokens.marks[end]! & SPACED) !== 0
      const joins =
        tokens.hash[end] === POINT
          ? !spaced && before <= 4 && !isSign(end - 1)
          : length <= 2 &&
            tokens.shape[end]! <= SHAPE.initial &&
            (spaced ? tokens.hash[end] === SMALL_O && tokens.hash[end - 1] === SMALL_Z : tokens.hash[end - 1] === POINT)
      if (!joins) break
      end++
    }
    return end
  }
  /** A title stands right before it or begins it, and it is no firm's name. */
  const isAddressed = (from: number, to: number): boolean => {
    for (let i = from; i < to; i++) if ((tokens.flags[i]! & (ORGANISATION | WELL_KNOWN)) !== 0) return false
    const before = from > 1 && tokens.hash[from - 1] === POINT ? from - 2 : from - 1
    return TITLES.has(tokens.hash[from]!) ? to - from > 1 : before >= 0 && TITLES.has(tokens.hash[before]!)
  }
  const isCompound = (from: number, to: number): boolean => {
    if (to - from < 3 || (tokens.shape[to - 1] !== SHAPE.small && (tokens.flags[to - 1]! & (COMMON | VOCABULARY)) === 0)) return false
    for (let i = from + 1; i < to; i++) if ((tokens.marks[i]! & SPACED) !== 0) return false
    return true
  }
  /** Does a line or sentence, or what stands in quotes, begin here? Any word may have a capital there. */
  const begins = (from: number): boolean => {
    const before = from === 0 ? SHAPE.line : tokens.shape[from - 1]!
    return before === SHAPE.line || before === SHAPE.blank || before === SHAPE.sign
  }
  const leadBefore = (from: number): number | undefined => {
    for (let i = from - 1; i >= 0 && i >= from - 3; i--) {
      if (tokens.shape[i] === SHAPE.line || tokens.shape[i] === SHAPE.blank) continue
      if ((tokens.flags[i]! & LEADS) !== 0) return i
      if (tokens.shape[i] !== SHAPE.sign && tokens.shape[i] !== SHAPE.small) return undefined
    }
    return undefined
  }

  /** Tags a part of the text that begins at `base`. */
  const read = (text: string, base: number, language: number, hit: (hit: Hit) => void): void => {
    const take = base === 0 ? hit : (one: Hit): void => hit({ ...one, start: one.start + base, end: one.end + base })
    tagger.tag(text, language, (kind, first, last, chance) => {
      const type = typeOf(kind)
      if (type === undefined) return
      // What stands on several lines is several.
      let from = first
      for (let i = first; i <= last; i++) {
        if (i < last && tokens.shape[i] !== SHAPE.line && tokens.shape[i] !== SHAPE.blank) continue
        if (i > from) report(text, type, kind as 1 | 3 | 5, from, i, chance, language !== 0, take)
        from = i + 1
      }
    })
  }

  return {
    types: [types.person, types.location, types.organisation].filter((type) => type !== undefined),
    all: ({ text, header }, hit) => {
      if (!isTagged(text, header)) return
      const language = tell(text)
      const gate = text.length < GATE_LEAST ? undefined : reader.gate
      if (gate === undefined || text.length * 3 > gate.room) {
        read(text, 0, language, hit)
        return
      }
      const length = gate.memory.write(text)
      const count = gate.open(length)
      if (count < 0) {
        read(text, 0, language, hit)
        return
      }
      // The windows are told in bytes.
      const windows = gate.windows.slice(0, count * 2)
      const plain = length === text.length
      let bytes = 0
      let units = 0
      for (let i = 0; i < windows.length; i += 2) {
        units += plain ? windows[i]! - bytes : gate.memory.toString('utf8', bytes, windows[i]).length
        const from = units
        units += plain ? windows[i + 1]! - windows[i]! : gate.memory.toString('utf8', windows[i], windows[i + 1]).length
        bytes = windows[i + 1]!
        read(text.slice(from, units), from, language, hit)
      }
    },
    find: () => undefined,
  }
}
