// Numbers and days written in words, in eight languages: `fifth of May nineteen eighty`, `zweiunddreißig`, `mille neuf cent quatre-vingts`. Told by their parts;
// what they add up to is computed only for ages.
const UNITS: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fourty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
  ein: 1,
  eins: 1,
  zwei: 2,
  drei: 3,
  vier: 4,
  funf: 5,
  fuenf: 5,
  sechs: 6,
  sieben: 7,
  acht: 8,
  neun: 9,
  zehn: 10,
  elf: 11,
  zwolf: 12,
  zwoelf: 12,
  dreizehn: 13,
  vierzehn: 14,
  funfzehn: 15,
  sechzehn: 16,
  siebzehn: 17,
  achtzehn: 18,
  neunzehn: 19,
  zwanzig: 20,
  dreissig: 30,
  vierzig: 40,
  funfzig: 50,
  fuenfzig: 50,
  sechzig: 60,
  siebzig: 70,
  achtzig: 80,
  neunzig: 90,
  un: 1,
  une: 1,
  deux: 2,
  trois: 3,
  quatre: 4,
  cinq: 5,
  sept: 7,
  huit: 8,
  neuf: 9,
  dix: 10,
  onze: 11,
  douze: 12,
  treize: 13,
  quatorze: 14,
  quinze: 15,
  seize: 16,
  vingt: 20,
  trente: 30,
  quarante: 40,
  cinquante: 50,
  soixante: 60,
  septante: 70,
  nonante: 90,
  uno: 1,
  dos: 2,
  tres: 3,
  cuatro: 4,
  cinco: 5,
  seis: 6,
  siete: 7,
  ocho: 8,
  nueve: 9,
  diez: 10,
  once: 11,
  doce: 12,
  trece: 13,
  catorce: 14,
  quince: 15,
  dieciseis: 16,
  diecisiete: 17,
  dieciocho: 18,
  diecinueve: 19,
  veinte: 20,
  veintiuno: 21,
  veintiun: 21,
  veintidos: 22,
  veintitres: 23,
  veinticuatro: 24,
  veinticinco: 25,
  veintiseis: 26,
  veintisiete: 27,
  veintiocho: 28,
  veintinueve: 29,
  treinta: 30,
  cuarenta: 40,
  cincuenta: 50,
  sesenta: 60,
  setenta: 70,
  ochenta: 80,
  noventa: 90,
  due: 2,
  tre: 3,
  quattro: 4,
  cinque: 5,
  sei: 6,
  sette: 7,
  otto: 8,
  nove: 9,
  dieci: 10,
  undici: 11,
  dodici: 12,
  tredici: 13,
  quattordici: 14,
  quindici: 15,
  sedici: 16,
  diciassette: 17,
  diciotto: 18,
  diciannove: 19,
  venti: 20,
  trenta: 30,
  quaranta: 40,
  cinquanta: 50,
  sessanta: 60,
  settanta: 70,
  ottanta: 80,
  novanta: 90,
  jeden: 1,
  dwa: 2,
  trzy: 3,
  cztery: 4,
  piec: 5,
  szesc: 6,
  siedem: 7,
  osiem: 8,
  dziewiec: 9,
  dziesiec: 10,
  jedenascie: 11,
  dwanascie: 12,
  trzynascie: 13,
  czternascie: 14,
  pietnascie: 15,
  szesnascie: 16,
  siedemnascie: 17,
  osiemnascie: 18,
  dziewietnascie: 19,
  dwadziescia: 20,
  trzydziesci: 30,
  czterdziesci: 40,
  piecdziesiat: 50,
  szescdziesiat: 60,
  siedemdziesiat: 70,
  osiemdziesiat: 80,
  dziewiecdziesiat: 90,
  een: 1,
  twee: 2,
  drie: 3,
  vijf: 5,
  zes: 6,
  zeven: 7,
  negen: 9,
  tien: 10,
  twaalf: 12,
  dertien: 13,
  veertien: 14,
  vijftien: 15,
  zestien: 16,
  zeventien: 17,
  achttien: 18,
  negentien: 19,
  twintig: 20,
  dertig: 30,
  veertig: 40,
  vijftig: 50,
  zestig: 60,
  zeventig: 70,
  tachtig: 80,
  negentig: 90,
  um: 1,
  uma: 1,
  dois: 2,
  quatro: 4,
  sete: 7,
  oito: 8,
  dez: 10,
  doze: 12,
  treze: 13,
  dezesseis: 16,
  dezasseis: 16,
  dezessete: 17,
  dezassete: 17,
  dezoito: 18,
  dezenove: 19,
  dezanove: 19,
  vinte: 20,
  trinta: 30,
  quarenta: 40,
  cinquenta: 50,
  sessenta: 60,
  oitenta: 80,
}
const ORDINALS = `first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth
  ersten zweiten dritten vierten funften fuenften sechsten siebten siebenten achten neunten zehnten elften zwolften dreizehnten vierzehnten funfzehnten sechzehnten siebzehnten achtzehnten neunzehnten zwanzigsten dreissigsten
  premier primero primo primeiro pierwszego drugiego trzeciego czwartego piatego szostego siodmego osmego dziewiatego dziesiatego jedenastego dwunastego trzynastego czternastego pietnastego szesnastego siedemnastego osiemnastego dziewietnastego dwudziestego trzydziestego
  eerste tweede derde vierde vijfde zesde zevende achtste negende tiende elfde twaalfde twintigste dertigste`
const SCALE = `hundred thousand hundert tausend cent cents mille mil cien ciento novecientos ochocientos dosmil mila cento novecento ottocento sto tysiac dwa tysiace dziewiecset osiemset dwutysiecznego dwudziestego trzydziestego czterdziestego piecdziesiatego szescdziesiatego siedemdziesiatego osiemdziesiatego dziewiecdziesiatego
  honderd duizend novecentos oitocentos dois vingts oh`
const JOIN = new Set(['and', 'und', 'et', 'y', 'e', 'i', 'en', 'de', 'of', 'roku'])

const known = (list: string): string[] => list.split(/\s+/).filter((word) => word !== '')
const NUMBERS = new Map(Object.entries(UNITS))
const YEARS = new Set([...NUMBERS.keys(), ...known(SCALE), ...known(ORDINALS)])
const DAYS = new Set([...NUMBERS.keys(), ...known(ORDINALS)])
// German, Dutch and Italian write numbers as one word.
const PARTS = [...new Set([...NUMBERS.keys(), ...known(SCALE), ...known(ORDINALS), 'und', 'en'])]
  .filter((one) => one.length > 1)
  .sort((a, b) => b.length - a.length)
const JOINED = new RegExp(`^(?:${PARTS.join('|')}){2,8}$`)
const TENS_LAST =
  /^(ein|zwei|drei|vier|funf|fuenf|sechs|sieben|acht|neun)und(zwanzig|dreissig|vierzig|funfzig|fuenfzig|sechzig|siebzig|achtzig|neunzig)$/
const TENS_LAST_NL = /^(een|twee|drie|vier|vijf|zes|zeven|acht|negen)en(twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig)$/
const TENS_FIRST_IT =
  /^(vent|trent|quarant|cinquant|sessant|settant|ottant|novant)(?:i|a)?(uno|un|due|tre|quattro|cinque|sei|sette|otto|nove)$/

export function isJoin(word: string): boolean {
  return JOIN.has(word)
}
/** A part of a year in words; folded. */
export function isYearWord(word: string): boolean {
  return YEARS.has(word) || (word.length > 8 && word.length <= 60 && JOINED.test(word))
}
/** A day of the month in words, or a part of it; folded. */
export function isDayWord(word: string): boolean {
  return DAYS.has(word) || (word.length > 5 && word.length <= 40 && JOINED.test(word))
}

/** What one to three words say, up to 119; undefined: no number. Folded, hyphens as spaces. */
export function numberOfWords(words: readonly string[]): number | undefined {
  let total = 0
  let last = 0
  for (const [i, word] of words.entries()) {
    if (i > 0 && JOIN.has(word)) continue
    const value = NUMBERS.get(word) ?? joinedNumber(word)
    if (value === undefined) return undefined
    // `quatre-vingt-dix`
    if (last === 4 && value === 20 && total === 4) total = 80
    else if (i > 0 && last < 20 && !(total === 80 && value < 20)) return undefined
    else if (i > 0 && value >= 20) return undefined
    else total += value
    last = total === 80 ? 20 : value
  }
  return total >= 1 && total <= 119 ? total : undefined
}

function joinedNumber(word: string): number | undefined {
  const last = TENS_LAST.exec(word) ?? TENS_LAST_NL.exec(word)
  if (last !== null) return NUMBERS.get(last[1]!)! + NUMBERS.get(last[2]!)!
  const first = TENS_FIRST_IT.exec(word)
  if (first === null) return undefined
  const tens = NUMBERS.get(`${first[1]!}${first[1] === 'vent' ? 'i' : 'a'}`)!
  return tens + (NUMBERS.get(first[2]!) ?? 1)
}
