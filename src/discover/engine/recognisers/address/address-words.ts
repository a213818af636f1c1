// The words that addresses are made of, from rules/places: words for streets before, behind and at the end of a name, words for flats and boxes, countries,
// regions. Owns the looking up, folded; knows no text and no order of words.
import { fold } from '../../words.ts'

/** Phrases by their first word, the longest first. */
export type Phrases = ReadonlyMap<string, readonly (readonly string[])[]>

export interface AddressWords {
  /** stands behind a name: `street`, `utca` */
  readonly after: ReadonlySet<string>
  /** the same, in languages that write it small */
  readonly afterSmall: ReadonlySet<string>
  /** tells a street without a number */
  readonly alone: ReadonlySet<string>
  readonly before: ReadonlySet<string>
  readonly beforeAlone: ReadonlySet<string>
  /** `Am`, `Zur`: begins names of streets and much else */
  readonly german: ReadonlySet<string>
  readonly particles: ReadonlySet<string>
  readonly directions: ReadonlySet<string>
  readonly units: ReadonlySet<string>
  readonly boxes: Phrases
  readonly countries: Phrases
  readonly regions: Phrases
  /** short forms, in capitals: `TX` */
  readonly regionCodes: ReadonlySet<string>
  /** what is said before an address, at the end of what stands before it */
  readonly context: RegExp
  /** 2: only streets end like this, 1: other words do too, 0 */
  ending(folded: string): 0 | 1 | 2
  /** May a word with these two last letters end like a street, or be a small word for one? Errs on the side of yes. */
  mayEnd(beforeLast: number, last: number): boolean
  /** Is it the name of a town? Folded, words joined by spaces. */
  isPlace(folded: string): boolean
}

interface StreetFile {
  readonly after: Readonly<Record<string, readonly string[]>>
  readonly alone: readonly string[]
  readonly before: Readonly<Record<string, readonly string[]>>
  readonly beforeAlone: readonly string[]
  readonly german: readonly string[]
  readonly endings: readonly string[]
  readonly endingsWeak: readonly string[]
  readonly units: readonly string[]
  readonly boxes: readonly string[]
  readonly particles: readonly string[]
  readonly directions: readonly string[]
  readonly context: readonly string[]
}

export function createAddressWords(
  streets: string,
  countries: string,
  regions: string,
  isPlace: (folded: string) => boolean = () => false,
): AddressWords {
  const file = JSON.parse(streets) as StreetFile
  const set = (words: readonly string[]): Set<string> => new Set(words.map(fold))
  const lines = (content: string): string[] => content.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const strong = endingsOf(file.endings)
  const weak = endingsOf(file.endingsWeak)
  // asked for when an address has been found
  let countryPhrases: Phrases | undefined
  let regionPhrases: Phrases | undefined
  const regionNames: string[] = []
  const regionCodes = new Set<string>()
  for (const line of lines(regions)) {
    if (line.includes(';')) regionNames.push(...line.split(';').map((name) => name.trim()))
    else for (const code of line.split(' ')) regionCodes.add(code)
  }
  const afterSmall = set(
    Object.entries(file.after)
      .filter(([language]) => language !== 'en')
      .flatMap(([, words]) => words),
  )
  const pairs = new Uint8Array(1 << 10)
  for (const word of [...afterSmall, ...file.endings.map(fold)])
    pairs[((word.charCodeAt(word.length - 2) & 31) << 5) | (word.charCodeAt(word.length - 1) & 31)] = 1
  return {
    after: set(Object.values(file.after).flat()),
    afterSmall,
    alone: set(file.alone),
    before: set(Object.values(file.before).flat()),
    beforeAlone: set(file.beforeAlone),
    german: set(file.german),
    particles: set(file.particles),
    directions: set(file.directions),
    units: set(file.units),
    boxes: phrasesOf(file.boxes),
    get countries() {
      return (countryPhrases ??= phrasesOf(lines(countries)))
    },
    get regions() {
      return (regionPhrases ??= phrasesOf(regionNames))
    },
    regionCodes,
    context: new RegExp(
      `(?:^|[^\\p{L}])(?:${file.context.map((one) => fold(one).replaceAll(' ', '\\s+')).join('|')})(?:[ ]+\\p{L}{1,7}){0,3}[\\s:,("'-]{0,8}$`,
      'u',
    ),
    ending: (folded) => (endsLike(strong, folded) ? 2 : endsLike(weak, folded) ? 1 : 0),
    mayEnd: (beforeLast, last) => beforeLast > 127 || last > 127 || pairs[((beforeLast & 31) << 5) | (last & 31)] === 1,
    isPlace,
  }
}

// By their last two letters: nearly every word is turned away by one look.
function endingsOf(words: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const map = new Map<string, string[]>()
  for (const word of words.map(fold)) {
    const last = word.slice(-2)
    map.set(last, [...(map.get(last) ?? []), word])
  }
  return map
}

function endsLike(endings: ReadonlyMap<string, readonly string[]>, folded: string): boolean {
  const list = endings.get(folded.slice(-2))
  return list !== undefined && list.some((one) => folded.length > one.length + 1 && folded.endsWith(one))
}

function phrasesOf(list: readonly string[]): Phrases {
  const map = new Map<string, string[][]>()
  for (const one of list) {
    const words = fold(one)
      .split(/[^\p{L}\p{N}']+/u)
      .filter((word) => word !== '')
    const first = words[0]
    if (first === undefined) continue
    map.set(
      first,
      [...(map.get(first) ?? []), words].sort((a, b) => b.length - a.length),
    )
  }
  return map
}
