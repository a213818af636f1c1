// How dates and times are written: in numbers, with names of months and weekdays of many languages, in words. All texts here are folded and as long as what
// they stand for. Owns no judgement on whose date it is.
import { fold } from '../words.ts'
import { isDayWord, isJoin, isYearWord } from './number-words.ts'

/** Full names; a short form is a month only beside a day and a year. */
export const MONTH_NAMES =
  `january february march april may june july august september october november december januar februar maerz marz mai juni juli oktober dezember janner feber
  janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre
  gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia
  januari februari maart mei augustus janeiro fevereiro marco maio junho julho setembro outubro novembro dezembro augusti januara februara aprila maja juna jula
  ledna unora brezna dubna kvetna cervna cervence srpna zari rijna prosince tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesakuuta heinakuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta
  ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik ianuarie februarie martie aprilie iunie iulie septembrie octombrie noiembrie decembrie januar februar marts desember
  januar februar marcius aprilis majus junius julius augusztus szeptember oktober november december`
    .split(/\s+/)
    .filter((word) => word !== '')
const MONTH_SHORT =
  'jan feb febr mar apr jun jul aug sep sept oct okt nov dec dez dic ene abr ago set out janv fevr avr juil sty lut kwi cze lip sie wrz paz lis gru mrt fev mag giu lug ott gen'.split(
    ' ',
  )
export const WEEKDAYS =
  `monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag lundi mardi mercredi jeudi vendredi samedi dimanche
  lunes martes miercoles jueves viernes sabado domingo lunedi martedi mercoledi giovedi venerdi sabato domenica poniedzialek wtorek sroda srode czwartek piatek sobota sobote niedziela niedziele
  maandag dinsdag woensdag donderdag vrijdag zaterdag zondag segunda-feira terca-feira quarta-feira quinta-feira sexta-feira`
    .split(/\s+/)
    .filter((word) => word !== '')

const either = (words: readonly string[]): string => [...new Set(words)].sort((a, b) => b.length - a.length).join('|')
const DAY = '(?:0?[1-9]|[12]\\d|3[01])'
const YEAR = '(?:1[6-9]|20)\\d\\d'
const MONTH = `(?:${either([...MONTH_NAMES, ...MONTH_SHORT])})\\.?`
const FULL_MONTH = `(?:${either(MONTH_NAMES)})`
const ORDER = '(?:st|nd|rd|th|\\.|er|o|a|e)?'
const TIME =
  '(?:(?:t|,? (?:at |um |a las |alle |o |om |as )?)(?:[01]?\\d|2[0-3])(?::[0-5]\\d(?::[0-5]\\d(?:[.,]\\d{1,9})?)?(?: ?[ap]\\.?m\\.?)?| ?[ap]\\.?m\\b)(?: ?(?:z|utc|gmt|[ce]e?st|[ecmp][sd]t|[+-]\\d\\d:?\\d\\d)(?![a-z\\d]))?)?'

/** With its day, month and year. */
export const DATE = new RegExp(
  `(?:${YEAR}([-./])(?:0?[1-9]|1[0-2])\\1${DAY}|${DAY}([-./ ])${DAY}\\2(?:${YEAR}|\\d\\d)|${DAY}${ORDER}(?: (?:of|de|di|den))?[ -]?${MONTH}(?:,| de| del| di|-)? ?${YEAR}|${MONTH} ${DAY}${ORDER},? ${YEAR}|${YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01]))(?![\\d/-]|\\.\\d|[a-z])`,
)
const WHOLE = new RegExp(`^(?:${DATE.source})(?:[t ]00:00(?::00)?(?:\\.0{1,6})?(?:z|[+-]00(?::?00)?)?)?$`)

export function isDate(value: string): boolean {
  return value.length <= 40 && WHOLE.test(fold(value))
}

const WEEKDAY = `(?:(?:${either(WEEKDAYS)}|mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so)\\.?,? (?:the |den |el |le |il )?)?`
/** A date or a moment from its first character on. */
export const MOMENT = new RegExp(
  `${WEEKDAY}(?:(?:${YEAR}([-./])(?:0?[1-9]|1[0-2])\\1${DAY}|${DAY}([-./])${DAY}\\2(?:${YEAR}|\\d\\d))(?![\\d/]|[-.]\\d)${TIME}|(?:${DAY}${ORDER}(?: (?:of|de|di|den))?[ -]?${MONTH}(?:,| de| del| di|-)? ?${YEAR}|${MONTH} ${DAY}${ORDER},? ${YEAR}|${DAY}${ORDER}(?: (?:of|de|di|den))? ${FULL_MONTH}|${FULL_MONTH} ${DAY}(?:st|nd|rd|th)?|${FULL_MONTH}(?: de| del)? ${YEAR})(?![\\w/-])${TIME})`,
  'y',
)

// Folding may change the length (ß becomes ss); positions are needed here, so a window that would change is only made small.
export function sameLength(window: string): string {
  const folded = fold(window)
  return folded.length === window.length ? folded : window.toLowerCase()
}

const MONTHS = new Set(MONTH_NAMES)

/** [from, to) of a date in words in the folded window: `fifth of may nineteen eighty`, `5. mai neunzehnhundertachtzig`. */
export function dateInWords(window: string): readonly [number, number] | undefined {
  const words = [...window.matchAll(/[\p{L}\p{M}\d]+/gu)].map((match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }))
  const month = words.findIndex((word, i) => i < 8 && MONTHS.has(word.text))
  if (month < 0) return undefined
  let first = month
  for (let i = month - 1; i >= 0 && month - i <= 4; i--) {
    const { text } = words[i]!
    const number = isDayWord(text) || /^(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|o)?$/.test(text)
    if (number) first = i
    else if (!isJoin(text)) break
  }
  let last = month
  let seen = 0
  for (let i = month + 1; i < words.length && i <= month + 9; i++) {
    const { text } = words[i]!
    if (/[.;\n]/.test(window.slice(words[i - 1]!.end, words[i]!.start))) break
    if (/^(?:1[6-9]|20)\d\d$/.test(text)) {
      seen += 2
      last = i
      break
    }
    // `May first, nineteen eighty`
    if (isYearWord(text) || (first === month && i === month + 1 && /^\d{1,2}(?:st|nd|rd|th)?$/.test(text))) {
      seen += text.length > 9 || /[a-z]{4}/.test(text) ? 1 : 0.5
      last = i
    } else if (!isJoin(text) && text !== 'the') break
  }
  if (last === month || (first === month && seen < 2)) return undefined
  return [words[first]!.start, words[last]!.end]
}
