// Names of people in text, modestly: after a title or a phrase that introduces one, or a known given name written with a capital. What a name is
// like in any other place is left to a column's own name. A bare number is never a name.
import type { Compiled } from '../compile.ts'
import { isTagged } from '../tagger/tagger-recogniser.ts'
import { fold } from '../words.ts'
import { HAS } from '../value-shape.ts'
import { RARITY_ODDS, type Recogniser } from './recogniser.ts'

export interface NameWords {
  /** folded */
  readonly given: ReadonlySet<string>
  readonly family: ReadonlySet<string>
  /** given names that are common words too: alone they say nothing */
  readonly common: ReadonlySet<string>
}

const TITLES = [
  'mr',
  'mrs',
  'ms',
  'miss',
  'mx',
  'dr',
  'prof',
  'herr',
  'herrn',
  'frau',
  'monsieur',
  'madame',
  'mme',
  'mlle',
  'mademoiselle',
  'señor',
  'señora',
  'sra',
  'sr',
  'srta',
  'signor',
  'signora',
  'sig',
  'pan',
  'pani',
  'dhr',
  'mevr',
  'mevrouw',
  'meneer',
  'senhor',
  'senhora',
  'dom',
  'dona',
  'sir',
  'madam',
]
const TITLE_SET = new Set(TITLES.map(fold))
// Phrases after which a name comes.
const INTRODUCES = [
  'my name is',
  'name is',
  'signed by',
  'regards',
  'dear',
  'ich heisse',
  'mein name ist',
  'liebe',
  'lieber',
  'je m appelle',
  'mon nom est',
  'cher',
  'chere',
  'me llamo',
  'mi nombre es',
  'estimado',
  'estimada',
  'mi chiamo',
  'gentile',
  'nazywam sie',
  'ik heet',
  'mijn naam is',
  'beste',
  'meu nome e',
  'chamo me',
  'customer name',
  'full name',
  'patient',
  'kundenname',
  'kunde',
  'customer',
]
const INTRO_FIRST = new Set(INTRODUCES.map((one) => fold(one.split(' ')[0]!)))
const INTRO_PHRASES = INTRODUCES.map((one) => ` ${one} `)
const PARTICLES = new Set([
  'van',
  'von',
  'de',
  'der',
  'den',
  'la',
  'le',
  'di',
  'da',
  'del',
  'della',
  'dos',
  'das',
  'do',
  'du',
  'des',
  'bin',
  'ibn',
  'al',
  'el',
  'ter',
  'ten',
  'zu',
  'af',
  'y',
  'e',
  'st',
])
// Words with a capital that follow a given name without being its family name.
const NOT_FAMILY = new Set([
  'street',
  'road',
  'avenue',
  'hospital',
  'university',
  'school',
  'bank',
  'inc',
  'ltd',
  'llc',
  'gmbh',
  'ag',
  'corp',
  'company',
  'group',
  'park',
  'river',
  'island',
  'city',
  'county',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
  'the',
  'and',
  'is',
  'i',
  'airport',
  'hotel',
  'center',
  'centre',
  'college',
  'church',
  'station',
  'foundation',
  'institute',
  'award',
  'prize',
  'act',
  'law',
  'court',
  'team',
  'your',
  'we',
  'please',
  'thank',
  'thanks',
  'if',
  'it',
  'this',
  'that',
])

const NAME_WORD = /[\p{L}\p{M}]+(?:['-][\p{L}\p{M}]+)*/uy
const CAPITAL = /^\p{Lu}/u
const MOST_WORDS = 4
const NAME_NEVER = HAS.digit | HAS.at | HAS.colon | HAS.dollar | HAS.plus | HAS.slash | HAS.bracket

export function createNameRecogniser(type: Compiled, words: NameWords): Recogniser {
  /** Reads words with capitals and particles between; [end, words] */
  const readName = (text: string, place: number, most: number): { end: number; words: string[] } => {
    const out: string[] = []
    let end = place
    let at = place
    let pending = 0
    while (out.length < most + 2) {
      NAME_WORD.lastIndex = at
      const word = NAME_WORD.exec(text)?.[0]
      if (word === undefined || word.length > 30) break
      const folded = fold(word)
      if (CAPITAL.test(word) && !(out.length > 0 && NOT_FAMILY.has(folded))) {
        out.push(word)
        end = at + word.length
        pending = 0
        if (out.length >= most) break
      } else if (out.length > 0 && PARTICLES.has(folded) && pending < 2) pending++
      else break
      at += word.length
      if (text[at] === '.' && word.length === 1) {
        at++
        if (pending === 0) end = at
      }
      if (text[at] !== ' ' && text[at] !== '\u00a0') break
      at++
    }
    return { end, words: out }
  }
  return {
    types: [type],
    fits: (shape) => (shape.mask & NAME_NEVER) === 0 && (shape.mask & HAS.letter) !== 0 && shape.length <= 70,
    words: [...TITLES.map((one) => one), ...INTRODUCES.map((one) => one.split(' ')[0]!)],
    capitalWords: [...words.given],
    find: (scan, place, _kind, hit) => {
      const { text } = scan
      // In running text the tagger says what a name is; a column's short value is looked at here.
      if (isTagged(text, scan.header)) return
      const before = text.charCodeAt(place - 1)
      if (before === 64 || before === 47 || before === 95 || before === 46 || before === 45 || before === 35 || before === 39) return
      NAME_WORD.lastIndex = place
      const word = NAME_WORD.exec(text)?.[0]
      if (word === undefined || word.length > 30) return
      const folded = fold(word)
      const after = place + word.length
      const emit = (start: number, end: number, why: string, odds: number, rule = 'context', at?: readonly [number, number]): void => {
        const next = text.charCodeAt(end)
        if (
          next === 64 ||
          next === 95 ||
          (next === 47 && text.charCodeAt(end + 1) !== 32) ||
          (next === 46 && /[\p{L}\d]/u.test(text[end + 1] ?? ' '))
        )
          return
        hit({
          type,
          start,
          end,
          parts: [{ rule, text: why, odds, ...(at === undefined ? {} : { at }) }],
          prior: RARITY_ODDS[type.rule.rarity],
        })
      }
      if (TITLE_SET.has(folded) && (CAPITAL.test(word) || /^(?:pan|pani)$/.test(folded) === false)) {
        const from = text[after] === '.' ? after + 1 : after
        if (text[from] === ' ') {
          const name = readName(text, from + 1, MOST_WORDS)
          const first = fold(name.words[0] ?? '')
          if (
            name.words.length > 0 &&
            !NOT_FAMILY.has(first) &&
            (name.words[0]!.length > 1 || name.words.length > 1) &&
            CAPITAL.test(word)
          ) {
            emit(from + 1, name.end, `\`${word}\` before it`, 3.2, 'context', [place, after])
            return
          }
        }
      }
      const intro = INTRO_FIRST.has(folded) ? introEnd(text, place) : undefined
      if (intro !== undefined) {
        const name = readName(text, intro, MOST_WORDS)
        const known = name.words.some((one) => words.given.has(fold(one)) || words.family.has(fold(one)))
        if (
          known ||
          (name.words.length >= 2 && /name|heisse|appelle|llamo|chiamo|nazywam|heet|chamo/.test(fold(text.slice(place, intro))))
        ) {
          emit(intro, name.end, `\`${text.slice(place, intro).trim().toLowerCase()}\` before it`, known ? 3.4 : 2.8, 'context', [
            place,
            intro,
          ])
          return
        }
      }
      if (!words.given.has(folded) || !CAPITAL.test(word)) return
      const name = readName(text, place, MOST_WORDS)
      if (name.words.length >= 2) {
        const rest = fold(name.words[name.words.length - 1]!)
        const knownFamily = words.family.has(rest) || words.given.has(rest)
        emit(
          place,
          name.end,
          knownFamily ? 'a known given name and a known family name' : 'a known given name and a word with a capital',
          knownFamily ? 4 : words.common.has(folded) ? 2.1 : 3,
          'value',
        )
        return
      }
      if (!words.common.has(folded) && word.length > 2) emit(place, after, 'a known given name', 2.4, 'value')
    },
    whole: (value, fit) => {
      const parts = value.split(/[ ,]+/).filter((one) => one !== '')
      if (parts.length === 0 || parts.length > 6 || value.length > 70 || !/^[\p{L}\p{M}][\p{L}\p{M} .,'’-]*$/u.test(value)) return
      // Of several words one must be a given name, or all be known: `Klein` and `Groß` stand behind things too.
      let given = 0
      let known = 0
      for (const one of parts) {
        const folded = fold(one.replace(/[.']/g, ''))
        if (words.given.has(folded)) given++
        else if (words.family.has(folded)) known++
      }
      fit(type, given > 0 || known === parts.length ? 'passed' : 'shaped')
    },
  }
}

const SMALL_WORDS = /[\p{L}\p{M}]+/gu
function introEnd(text: string, place: number): number | undefined {
  const window = text.slice(place, place + 28)
  let joined = ' '
  let best: number | undefined
  let count = 0
  for (const match of window.matchAll(SMALL_WORDS)) {
    joined += `${fold(match[0])} `
    if (INTRO_PHRASES.includes(joined)) best = place + match.index + match[0].length
    if (++count === 4) break
  }
  if (best === undefined) return undefined
  const gap = /^(?:[ ]{0,2}[:,]?(?:\s{1,2}|["']{1,2}))/.exec(text.slice(best, best + 5))?.[0]
  return gap === undefined || gap === '' ? undefined : best + gap.length
}
