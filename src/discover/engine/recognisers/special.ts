// What Art. 9 and 10 GDPR protect, said in words: an illness, a faith, a party, a union, whom one loves, a conviction. A term alone says nothing (`diabetes
// research`, `the Catholic school`): a frame before it in the same sentence must make it somebody's (`was diagnosed with`, `Mitglied der`). Terms and
// frames are data (rules/special/terms.json). Woken by a term's first word; reads a bounded window before it.
import type { Compiled } from '../compile.ts'
import { fold, phrase } from '../words.ts'
import { isDigit, isWordUnit } from '../scan-text.ts'
import { RARITY_ODDS, type Recogniser } from './recogniser.ts'

export interface TermGroup {
  readonly language: string
  readonly terms: readonly string[]
  readonly frames: readonly string[]
  /** most words between frame and term */
  readonly gap: number
  /** words behind the term that make it a thing's */
  readonly not?: readonly string[]
  /** one of these words must follow: `of Turkish descent` */
  readonly behind?: readonly string[]
}

interface Group {
  readonly type: Compiled
  /** frames by their last word, reversed */
  readonly frames: ReadonlyMap<string, readonly (readonly string[])[]>
  readonly gap: number
  readonly not: ReadonlySet<string>
  readonly behind: ReadonlySet<string> | undefined
}
interface Term {
  readonly group: Group
  readonly words: readonly string[]
  /** three letters stand for a party or a union only in capitals */
  readonly capitals: boolean
}

const WINDOW = 110
const MOST_WORDS = 14
const COPULAS = new Set('is ist est es jest e era war was sei wurde etait byl byla as als comme como come'.split(' '))
/** Before a copula: whoever is somebody. A capital says so too, unless an article has it. */
const KIN = new Set(
  'wife husband son daughter mother father brother sister mum mom dad boss colleague client patient neighbour neighbor partner boyfriend girlfriend uncle aunt frau mann sohn tochter mutter vater bruder schwester chef kollege kollegin patientin nachbar freund freundin femme mari fils fille mere pere frere soeur patron collegue voisin patiente mujer marido hijo hija madre padre hermano hermana jefe paciente vecino novio novia moglie marito figlio figlia fratello sorella capo collega paziente zona maz syn corka matka ojciec brat siostra szef pacjent pacjentka sasiad vrouw man zoon dochter moeder vader broer zus baas buurman mulher filho filha mae pai irmao irma chefe vizinho he she er sie il elle el ella lui lei on ona hij zij ze ele ela'.split(
    ' ',
  ),
)
const ARTICLES = new Set(
  'the a an this that these those it die der das ein eine es le la les un une l el los las lo il i gli de het een o os as um uma there here'.split(
    ' ',
  ),
)

export function createSpecialRecogniser(types: readonly Compiled[], data: Readonly<Record<string, readonly TermGroup[]>>): Recogniser {
  const own = types.filter((type) => data[type.rule.id] !== undefined)
  const byFirst = new Map<string, Term[]>()
  for (const type of own) {
    for (const { terms, frames, gap, not = [], behind } of data[type.rule.id]!) {
      const first = (list: readonly string[]): ReadonlySet<string> => new Set(list.map((one) => phrase(one).split(' ')[0]!))
      // what stands around a term is made ready when the term has been found
      const around = once(() => ({
        frames: framesOf(frames),
        not: first(not),
        behind: behind === undefined ? undefined : first(behind),
      }))
      const group: Group = {
        type,
        gap,
        get frames() {
          return around().frames
        },
        get not() {
          return around().not
        },
        get behind() {
          return around().behind
        },
      }
      for (const term of terms) {
        const words = phrase(term).split(' ')
        const capitals = words.join('').length <= 3 && (type.rule.id === 'union_membership' || type.rule.id === 'political_opinion')
        byFirst.set(words[0]!, [...(byFirst.get(words[0]!) ?? []), { group, words, capitals }])
      }
    }
  }
  for (const list of byFirst.values()) list.sort((a, b) => b.words.length - a.words.length)

  return {
    types: own,
    words: [...byFirst.values()].flatMap((list) => list.map((one) => one.words.join(' '))),
    find: (scan, place, _kind, hit) => {
      const { text } = scan
      // `framework-agnostic`, `non-Catholic`
      if (text.charCodeAt(place - 1) === 45) return
      const ahead = wordsAhead(text, place)
      const terms = byFirst.get(ahead[0]?.word ?? '')
      if (terms === undefined) return
      let before: readonly Word[] | undefined
      for (const { group, words, capitals } of terms) {
        if (words.length > ahead.length || !words.every((word, i) => ahead[i]!.word === word)) continue
        const end = ahead[words.length - 1]!.end
        const source = text.slice(place, end)
        if (capitals && !/\p{Lu}.?\p{Lu}/u.test(source)) continue
        const next = ahead[words.length]
        if (next !== undefined && next.start - end <= 2 && group.not.has(next.word)) continue
        if (group.behind !== undefined && !group.behind.has(next?.word ?? '')) continue
        before ??= wordsBefore(text, place)
        const frame = frameIn(group, before, text)
        if (frame === undefined) continue
        hit({
          type: group.type,
          start: place,
          end,
          parts: [
            { rule: 'context', text: `\`${text.slice(frame[0], frame[1]).toLowerCase()}\` before it`, odds: 5, at: frame },
            { rule: 'value', text: 'a term of it', odds: 0.3 },
          ],
          prior: RARITY_ODDS.low,
        })
        return
      }
    },
  }
}

function once<Made>(make: () => Made): () => Made {
  let made: Made | undefined
  return () => (made ??= make())
}

interface Word {
  readonly word: string
  readonly start: number
  readonly end: number
}

function framesOf(frames: readonly string[]): Group['frames'] {
  const out = new Map<string, string[][]>()
  for (const frame of frames) {
    // `leidet * an`: up to so many words between
    const words = frame
      .split(' * ')
      .map((part) => phrase(part).split(' '))
      .reduce((all, part) => [...all, '*', ...part])
      .toReversed()
    out.set(words[0]!, [...(out.get(words[0]!) ?? []), words])
  }
  for (const list of out.values()) list.sort((a, b) => b.length - a.length)
  return out
}

const AHEAD = /[\p{L}\p{M}\p{N}]+/gu
function wordsAhead(text: string, place: number): Word[] {
  const out: Word[] = []
  for (const match of text.slice(place, place + 60).matchAll(AHEAD)) {
    out.push(...apart(match[0], place + match.index))
    if (out.length >= 6) break
  }
  return out
}

/** The words of the same sentence before `place`, the nearest first. */
function wordsBefore(text: string, place: number): Word[] {
  const out: Word[] = []
  let end = place
  const least = Math.max(0, place - WINDOW)
  while (end > least && out.length < MOST_WORDS) {
    const unit = text.charCodeAt(end - 1)
    if (!isWordUnit(unit)) {
      // . ! ? ; and an empty line end the sentence; a point after a number or inside a word does not
      if (unit === 33 || unit === 63 || unit === 59) break
      if (unit === 46 && (text.charCodeAt(end) === 32 || text.charCodeAt(end) === 10) && !isDigit(text.charCodeAt(end - 2))) break
      if (unit === 10 && text.charCodeAt(end - 2) === 10) break
      end--
      continue
    }
    let start = end - 1
    while (start > least && isWordUnit(text.charCodeAt(start - 1))) start--
    out.push(...apart(text.slice(start, end), start).toReversed())
    end = start
  }
  return out
}

// `covid19` is two words as the phrases of the rules are
function apart(source: string, start: number): Word[] {
  const word = fold(source)
  const cut = /^(\p{L}+)(\p{N}+)$/u.exec(word)
  if (cut === null || cut[0].length !== source.length) return [{ word, start, end: start + source.length }]
  const middle = start + cut[1]!.length
  return [
    { word: cut[1]!, start, end: middle },
    { word: cut[2]!, start: middle, end: start + source.length },
  ]
}

/** Where the frame stands: at most `gap` words before the term. */
function frameIn(group: Group, before: readonly Word[], text: string): readonly [number, number] | undefined {
  for (let i = 0; i <= group.gap && i < before.length; i++) {
    for (const words of group.frames.get(before[i]!.word) ?? []) {
      const last = lastOf(words, before, i)
      if (last === undefined) continue
      if (words.length <= 2 && COPULAS.has(words.at(-1)!) && !isSomebody(before[last + 1], text)) continue
      return [before[last]!.start, before[i]!.end]
    }
  }
  return undefined
}

const MOST_BETWEEN = 4
/** The place of the frame's first word, when all its words stand from `at` on. */
function lastOf(words: readonly string[], before: readonly Word[], at: number): number | undefined {
  let place = at
  for (let k = 0; k < words.length; k++) {
    if (words[k] !== '*') {
      if (before[place++]?.word !== words[k]) return undefined
      continue
    }
    const most = Math.min(before.length, place + MOST_BETWEEN + 1)
    let found = place
    while (found < most && before[found]!.word !== words[k + 1]) found++
    if (found === most) return undefined
    place = found
  }
  return place - 1
}

function isSomebody(word: Word | undefined, text: string): boolean {
  if (word === undefined) return false
  if (KIN.has(word.word)) return true
  return /\p{Lu}/u.test(text[word.start]!) && !ARTICLES.has(word.word) && word.word.length > 1
}
