// Makes rules/names/lexicon.bin: which words are known as names, places and common words. `node scripts/tagger/build-lexicon.ts`.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import {
  BEGINS_PHRASE,
  CITY,
  COMMON,
  COUNTRY,
  FAMILY,
  FAMILY_RARE,
  GIVEN,
  GIVEN_RARE,
  LEADS,
  ORGANISATION,
  PLACE_PART,
  TOWN,
  VOCABULARY,
  WELL_KNOWN,
  writeLexicon,
} from '../../src/discover/engine/tagger/lexicon.ts'
import { addWord, hashWord } from '../../src/discover/engine/tagger/units.ts'
import { loadWorld } from './fillers.ts'
import { KNOWN_THERE, LISTED, LOCAL_NAMES, TITLES, TRADES } from './languages.ts'
import { polishForms, polishPlaceForms } from './polish.ts'
import { readTemplates, wordsOfTemplates } from './templates.ts'
import {
  ADJECTIVES,
  CODE_WORDS,
  INDUSTRY,
  INSTITUTION_OF,
  KNOWN_ORGANISATIONS,
  NOUNS,
  VERBS,
  GERMAN_NOUNS,
  WORDS_OF,
} from './word-lists.ts'

const BITS = 19
const here = new URL('.', import.meta.url)
const world = loadWorld()
const common = readFileSync(new URL('common-en.txt', here), 'utf8').trim().split('\n')
const { default: dictionary } = (await import('an-array-of-english-words', { with: { type: 'json' } })) as { default: string[] }
const english = new Set(dictionary)

const flags = new Map<number, number>()
const mark = (word: string, bits: number): void => {
  const hash = hashWord(word)
  flags.set(hash, (flags.get(hash) ?? 0) | bits)
}
const has = (word: string, bits: number): boolean => ((flags.get(hashWord(word)) ?? 0) & bits) !== 0

// Common words first: what they are decides which rare names are left out.
const templates = readdirSync(new URL('templates/', here)).flatMap((file) => readTemplates(file.replace('.txt', '')))
const ofTemplates = wordsOfTemplates(templates).map((word) => word.toLowerCase())
for (const word of ofTemplates) mark(word, VOCABULARY | COMMON)
common.forEach((word, i) => mark(word, i < 1200 ? VOCABULARY | COMMON : COMMON))
const base = [
  ...world.words,
  ...NOUNS,
  ...ADJECTIVES,
  ...VERBS,
  ...INDUSTRY,
  ...INSTITUTION_OF,
  ...GERMAN_NOUNS,
  ...Object.values(WORDS_OF).flat(),
].map((word) => word.toLowerCase())
for (const word of base) mark(word, COMMON)
for (const word of [...base, ...common.slice(0, 4000)]) {
  const stem = word.replace(/e$/, '')
  for (const form of [
    `${word}s`,
    `${word}es`,
    `${stem}ed`,
    `${stem}ing`,
    `${stem}er`,
    `${stem}ers`,
    `${word}ly`,
    word.replace(/y$/, 'ies'),
  ])
    if (form !== word && english.has(form)) mark(form, COMMON)
}
for (const word of CODE_WORDS) mark(word, COMMON)
// What firms and offices are called after stands for itself.
for (const list of [...Object.values(TRADES), ...Object.values(LOCAL_NAMES)])
  for (const name of list)
    for (const word of name.match(/\p{L}{4,}/gu) ?? []) if (!english.has(word.toLowerCase())) mark(word, VOCABULARY | COMMON)
const top = new Set([...common.slice(0, 1500), ...ofTemplates, ...CODE_WORDS])

const isWord = (name: string): boolean => /^[\p{L}\p{M}]{2,}$/u.test(name)
/** Is it so common a word that only a frequent name may be it? */
const shadowed = (name: string): boolean => top.has(name.toLowerCase())
const names = (list: readonly string[], bits: (rank: number) => number, keep: number): void =>
  list.forEach((name, rank) => {
    for (const part of name.split(/[ .'’-]+/)) {
      if (!isWord(part) || (shadowed(part) && rank >= keep)) continue
      mark(part, bits(rank))
    }
  })
const MAIN = new Set(['us', 'en', 'de', 'fr', 'es', 'it', 'pl', 'nl', 'pt_BR', 'pt_PT'])
for (const [locale, list] of Object.entries(world.names)) {
  const main = MAIN.has(locale)
  if (locale === 'us') {
    names(list.given, (rank) => (rank < 2500 ? GIVEN : GIVEN_RARE), 400)
    names(list.family, (rank) => (rank < 8000 ? FAMILY : FAMILY_RARE), 400)
  } else {
    names(list.given, () => (main ? GIVEN : GIVEN_RARE), 0)
    names(list.family, () => FAMILY, 0)
  }
  if (locale === 'pl') {
    for (const name of list.given) for (const form of polishForms(name)) if (isWord(form) && !shadowed(form)) mark(form, GIVEN_RARE)
    for (const name of list.family) for (const form of polishForms(name)) if (isWord(form) && !shadowed(form)) mark(form, FAMILY_RARE)
  }
}

const place = (name: string, bits: number): void => {
  const parts = name.split(/[^\p{L}\p{M}]+/u).filter((part) => part !== '')
  if (parts.length === 1) {
    if (bits === TOWN && (shadowed(name) || has(name, COMMON))) return
    if (bits === CITY && has(name, VOCABULARY) && !/^(?:Paris|London|Berlin|Rome|Madrid)$/.test(name)) return
    mark(name, bits)
    return
  }
  if (parts.length > 4) return
  let phrase = hashWord(parts[0]!)
  mark(parts[0]!, BEGINS_PHRASE)
  for (const part of parts) mark(part, PLACE_PART)
  for (const part of parts.slice(1)) phrase = addWord(phrase, hashWord(part))
  flags.set(phrase, (flags.get(phrase) ?? 0) | bits)
}
/** Countries of the languages whose texts are read. */
const NEAR = new Set('DE AT CH FR BE ES IT PL NL PT'.split(' '))
for (const city of world.cities) {
  place(city.name, city.population >= (NEAR.has(city.country) ? 40_000 : 100_000) ? CITY : TOWN)
  if (city.country === 'PL' && city.population >= 5000)
    for (const form of polishPlaceForms(city.name)) place(form, city.population >= 25_000 ? CITY : TOWN)
  if (city.population >= 300_000 && /^\p{Lu}[\p{L} '-]+$/u.test(city.altName)) place(city.altName, CITY)
}
for (const list of Object.values(world.countries)) for (const name of list) place(name, COUNTRY)
for (const name of world.states) if (name.length > 3) place(name, COUNTRY)
for (const name of 'USA|UK|UAE|USSR|England|Scotland|Wales|America|Great Britain|Northern Ireland|Holland|Europe|Africa|Asia|Antarctica|South America|North America|Latin America|Middle East|Burma|Swaziland|Macedonia|Korea|Scandinavia|Catalonia|Bavaria|Bayern|Lombardia|Toscana|Andalucía|Bretagne|Schottland|Ecosse|Escocia|Scozia|Szkocja|Schotland|Polski|Polsce|Niemczech|Niemiec|Francji|Hiszpanii|Czech|Anglii|Rosji|Ukrainy|Ukrainie|Warszawie|Warszawy|Krakowie|Krakowa|Gdańsku|Gdańska|Poznaniu|Poznania|Wrocławiu|Wrocławia|Łodzi|Lublinie|Lublina|Katowicach|Katowic|Köln|München|Wien|Zürich|Genf|Genève|Bruxelles|Brussel|Roma|Milano|Napoli|Torino|Firenze|Venezia|Lisboa|Sevilla|Zaragoza|Londres|Londra|Londyn|Londen|Parijs|Parigi|París|Paryż|Berlino|Berlín|Nueva York|New York|NYC|LA|Los Angeles|San Francisco|Hong Kong'.split(
  '|',
))
  place(
    name,
    /^(?:LA|NYC|New|Nueva|Köln|Mün|Wie|Zü|Gen|Bru|Ro|Mil|Nap|Tor|Fir|Ven|Lis|Sev|Zar|Lon|Par|Ber|Los|San|Hong|War|Kra|Gd|Poz|Wro|Łod|Lub|Kat)/.test(
      name,
    )
      ? CITY
      : COUNTRY,
  )

for (const word of [
  ...INDUSTRY,
  ...INSTITUTION_OF,
  ...'university college institute school academy bank hospital clinic hotel inn museum library church foundation trust association society council committee agency bureau department ministry office board commission federation union group holdings partners associates enterprises industries corporation company limited brothers sons records pictures studios press times post herald gazette tribune observer airlines airways railways fc united ltd inc llc plc corp co llp gmbh ag kg ohg ug se ev eg sa sarl sas srl spa bv nv vof sp zoo lda ltda pty ab oy as aps universität hochschule sparkasse volksbank klinikum stiftung verein gesellschaft universidad universidade università université uniwersytet universiteit banco banca banque ayuntamiento comune gemeente mairie urząd politechnika szpital ziekenhuis ospedale hôpital instituto istituto institut ministerio ministero ministerstwo stadtwerke finanzamt amtsgericht grupo gruppe groupe gruppo spółka towarzystwo stichting'.split(
    ' ',
  ),
])
  mark(word, ORGANISATION)
const KNOWN_ELSEWHERE = [...Object.values(KNOWN_THERE), ...Object.values(LISTED)]
  .flat()
  // Those that are words too are left to what stands around them.
  .filter((name) => name.includes(' ') || (name.length > 3 && !english.has(name.toLowerCase()) && !has(name, COMMON | GIVEN | CITY)))
  .filter(
    (name) =>
      !/^(?:Público|Finanças|Bombeiros|Policja|Senat|Sénat|Hacienda|Esercito|Praxis|Santander|Mango|Müller|Roche|Merck|Ferrari|Leonardo|Armani|Diesel|Roca|Claro|Personal|Colonial|Puig|Casino|Stork|Dirk|Marisa|Minerva|Navigator|Orange|Dia|Correos|Correios|Żabka)$/.test(
        name,
      ),
  )
for (const name of new Set([...KNOWN_ORGANISATIONS, ...KNOWN_ELSEWHERE])) {
  const parts = name.split(/[^\p{L}\p{M}]+/u).filter((part) => part !== '')
  if (
    parts.length === 1 &&
    !/^(?:Shell|Total|Apple|Orange|Ford|Visa|Chelsea|Liverpool|Puma|Slack|Zoom|Who|Merck|Eni|Fiat|Zara|Ing|Bp|Lg|Esa|Emi)$/i.test(parts[0]!)
  )
    mark(parts[0]!, WELL_KNOWN)
  else if (parts.length > 1 && parts.length <= 4) {
    let phrase = hashWord(parts[0]!)
    mark(parts[0]!, BEGINS_PHRASE)
    for (const part of parts) mark(part, PLACE_PART)
    for (const part of parts.slice(1)) phrase = addWord(phrase, hashWord(part))
    flags.set(phrase, WELL_KNOWN)
  }
}
for (const word of 'name named names called mr mrs ms miss dr prof sir dear hi hello hey from lives live born regards thanks cheers signed attn contact customer client patient author herr herrn frau monsieur madame mme señor señora sr sra signor signora pan pani pana dhr mevr mw mevrouw meneer senhor senhora heiße heisse appelle llamo chiamo nazywam heet chamo lieber liebe cher chère querido querida caro cara drogi droga beste monde'.split(
  ' ',
))
  mark(word, LEADS)
// One letter, with a full stop: `M. Dupont`, `D. Luis`, `p. Nowak`. Looked up in other languages than English alone.
for (const word of ['m', 'd', 'p']) mark(word, LEADS)
for (const title of Object.values(TITLES).flat())
  for (const word of title.match(/\p{L}{2,}/gu) ?? [])
    if (!/^(?:de|el|la|Exmo|Me|ing|Ing|Dipl|seu|rag|Lic|ds|ir|Eng)$/.test(word)) mark(word, LEADS)
// Forms of address, and what people are to each other and to a firm.
for (const word of readFileSync(new URL('roles.txt', here), 'utf8')
  .replace(/^\w\w:/gm, '')
  .trim()
  .split(/\s+/))
  mark(word, english.has(word) ? VOCABULARY | COMMON : LEADS | VOCABULARY | COMMON)

// Rare names that are words of English too: `Tribute`, `Harbour`.
for (const word of dictionary) {
  const hash = hashWord(word)
  const bits = flags.get(hash) ?? 0
  if ((bits & (GIVEN_RARE | FAMILY | FAMILY_RARE | TOWN)) !== 0 && (bits & (GIVEN | COUNTRY | CITY)) === 0) flags.set(hash, bits | COMMON)
}
// What is stronger says it all; so few combinations are left that one byte a word tells them.
for (const [hash, all] of flags) {
  let bits = all
  if ((bits & GIVEN) !== 0) bits &= ~GIVEN_RARE
  if ((bits & FAMILY) !== 0) bits &= ~FAMILY_RARE
  if ((bits & (CITY | COUNTRY)) !== 0) bits &= ~TOWN
  if ((bits & COUNTRY) !== 0) bits &= ~CITY
  if ((bits & (VOCABULARY | CITY | COUNTRY)) !== 0) bits &= ~PLACE_PART
  if ((bits & ORGANISATION) !== 0) bits &= ~(GIVEN_RARE | FAMILY_RARE | TOWN)
  if ((bits & WELL_KNOWN) !== 0) bits &= ~(GIVEN_RARE | FAMILY_RARE | TOWN | PLACE_PART | BEGINS_PHRASE)
  if ((bits & LEADS) !== 0) bits &= ~(GIVEN_RARE | FAMILY_RARE | FAMILY | TOWN)
  flags.set(hash, bits)
}
const bytes = writeLexicon(flags, BITS)
writeFileSync(new URL('../../rules/names/lexicon.bin', here), bytes)
console.log(`${flags.size} words, ${bytes.length} bytes`)
