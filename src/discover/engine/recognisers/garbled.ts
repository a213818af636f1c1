// Values as people garble them: an e-mail with "at" and "dot" or blanks around its signs, digits spelled out, O for 0 and l for 1, groups torn apart. Each
// needs a word beside it or a sure form, and is told with less confidence than the same value written well.
import { MOST_PHRASES, type Compiled } from '../compile.ts'
import type { Part } from '../evidence.ts'
import { findContext, hasContextNear, isAlnum, isAsciiLetter, isDigit, REACH, type ScanText } from '../scan-text.ts'
import { AT, DIGITS } from '../anchors.ts'
import { createNearTypes } from '../near-types.ts'
import { fold } from '../words.ts'
import { contextPart } from './id-words.ts'
import { fitOf } from './ids.ts'
import type { Hit, Recogniser } from './recogniser.ts'

const TOP =
  '(?:com|net|org|edu|gov|info|biz|io|co|me|app|dev|eu|uk|de|fr|es|it|pl|nl|pt|be|at|ch|cz|se|no|dk|fi|ie|us|ca|au|in|jp|br|mx|ru|ua)'
const PROVIDER =
  /^(?:gmail|googlemail|yahoo|ymail|hotmail|outlook|live|icloud|proton|protonmail|aol|gmx|web|wp|onet|interia|o2|orange|mail|zoho|yandex|free|libero|t-online)\b/i
const AT_WORDS = String.raw`(?:[ \t]*[([{<][ \t]*(?:at|a|@|malpa|ät|arroba|arobase)[ \t]*[)\]}>][ \t]*|[ \t]+(?:at|AT|małpa|malpa|arroba|arobase)[ \t]+)`
const DOT_WORDS = String.raw`(?:[ \t]*[([{<][ \t]*(?:dot|\.|punkt|point|punto|kropka)[ \t]*[)\]}>][ \t]*|[ \t]+(?:dot|DOT|punkt|point|punto|kropka|ponto)[ \t]+)`
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?'
/** From the sign for `@` on. */
const BEHIND_WORD = new RegExp(`^${AT_WORDS}(${LABEL}(?:${DOT_WORDS}${LABEL}){0,2}(${DOT_WORDS}|\\.)${TOP})(?![A-Za-z0-9-])`)
const BEHIND_SIGN = new RegExp(
  `^[ \\t]{0,2}@[ \\t]{0,2}(${LABEL}(?:[ \\t]{0,2}[.,][ \\t]{0,2}${LABEL}){0,2}[ \\t]{0,2}([.,])[ \\t]{0,2}${TOP})(?![A-Za-z0-9-])`,
)
const BEHIND_SIGN_DOT_WORD = new RegExp(`^[ \\t]{0,2}@[ \\t]{0,2}(${LABEL}(?:${DOT_WORDS}${LABEL}){0,2}${DOT_WORDS}${TOP})(?![A-Za-z0-9-])`)
/** What an e-mail in words has behind its `at`. */
const AHEAD = /dot|punkt|point|punto|kropka|ponto|[([{<]|\.[a-z]{2,4}\b/i
/** Mail services whose dot was left out: `@gmail`, `@gmailcom`; a doubled sign. */
const BEHIND_SIGN_NO_DOT =
  /^[ \t]{0,2}@{1,2}[ \t]{0,2}((?:gmail|googlemail|yahoo|hotmail|outlook|icloud|protonmail|proton|aol|gmx)(?:(?:com|net|de|pl|fr|it|es)|(\.)(?:com|net|de|pl|fr|it|es))?)(?![A-Za-z0-9@-]|\.[A-Za-z])/i
const NO_NAMES = new Set(
  'the a an me us you your my our at it is are was be look looking stare me meet arrive arrived stay live work here there call him her them one that this and or for to in on of'.split(
    ' ',
  ),
)

/** Words for the digits in eight languages, folded; without those that programs and other languages are full of (`null`, `due`). */
const NUMBER_WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    0: 'zero oh cero zéro',
    1: 'one eins ein un une uno jeden een um',
    2: 'two zwei zwo deux dos dwa twee dois',
    3: 'three drei trois tres tre trzy drie três',
    4: 'four vier quatre cuatro quattro cztery quatro',
    5: 'five fünf cinq cinco cinque pięć vijf',
    6: 'six sechs seis sei sześć zes',
    7: 'seven sieben sept siete sette siedem zeven sete',
    8: 'eight acht huit ocho otto osiem oito',
    9: 'nine neun neuf nueve nove dziewięć negen',
  }).flatMap(([digit, words]) => words.split(' ').map((word) => [fold(word), digit] as const)),
)
const SPOKEN_WORD = /[\p{L}]{1,12}|\d{1,4}/uy
const SPOKEN_GAP = /[ ,.\-–/\n]{1,3}/y
const LEAST_SPOKEN = 7
const MOST_SPOKEN = 24
const SLIPS: Readonly<Record<string, string>> = { O: '0', o: '0', Q: '0', l: '1', I: '1', i: '1', S: '5', B: '8', Z: '2' }

export function createGarbledRecogniser(types: readonly Compiled[]): Recogniser {
  const email = types.find((type) => type.rule.id === 'email')
  const phone = types.find((type) => type.rule.id === 'phone')
  const numbers = types.filter(
    (type) => type.rule.shape.kind === 'id' && type.reach!.digits && (type.rule.check !== undefined || type.rule.id === 'us_ssn'),
  )
  const words = new Uint8Array(MOST_PHRASES)
  for (const type of [...numbers, ...(phone === undefined ? [] : [phone])]) for (const number of type.phrases.numbers) words[number] = 1
  const named = new Set(
    [...numbers, ...(phone === undefined ? [] : [phone])]
      .flatMap((type) => [...type.phrases.set])
      .filter((word) => /^[a-z]{3,8}$/.test(word)),
  )
  const near = createNearTypes(numbers)
  let seenScan: ScanText | undefined
  let seenTo = 0

  const mail = (scan: ScanText, place: number, from: number, pattern: RegExp, hit: (hit: Hit) => void): boolean => {
    const { text } = scan
    const match = pattern.exec(text.slice(from, from + 120))
    if (match === null) return false
    let start = from
    while (start > 0 && from - start < 64 && /[A-Za-z0-9._%+-]/.test(text[start - 1]!)) start--
    while (start < from && !isAlnum(text.charCodeAt(start))) start++
    // `john dot doe at …`
    const dotted = /(?:^|[^A-Za-z0-9._%+-])([A-Za-z0-9_%+-]{1,30}[ \t]?(?: dot |\(dot\)|\[dot\])[ \t]?)$/i.exec(
      text.slice(Math.max(0, start - 44), start),
    )?.[1]
    if (dotted !== undefined) start -= dotted.length
    const local = text.slice(start, from)
    if (local.length < 2 || NO_NAMES.has(local.toLowerCase()) || NO_NAMES.has(match[1]!.split(/[\s.([]/)[0]!.toLowerCase())) return false
    const context = findContext(scan, email!.phrases, start, from + match[0].length, REACH)
    const known = PROVIDER.test(match[1]!)
    const own = /[\d._+-]/.test(local) || dotted !== undefined
    const sign = match[0].includes('@')
    // `meet at example.com`: a word, a name that is no mail's, a dot that is a dot
    if (!sign && match[2] === '.' && !known && !own) return false
    if (!known && !own && context === undefined && !/[([{]/.test(match[0])) return false
    const parts: Part[] = [
      {
        rule: 'shape',
        text: sign ? 'an e-mail with blanks or a comma in it' : 'an e-mail with its signs as words',
        odds: known && dotted !== undefined ? 4 : known && own ? 2 : known || own ? 1.2 : 0.4,
      },
    ]
    if (context !== undefined) parts.push(contextPart(context.word, context.at))
    hit({ type: email!, start, end: from + match[0].length, parts, prior: -0.2 })
    return place > 0
  }

  /** `j o h n @ g m a i l . c o m` */
  const letters = (scan: ScanText, place: number, hit: (hit: Hit) => void): boolean => {
    const { text } = scan
    const single = (at: number): boolean => /[A-Za-z0-9._+-]/.test(text[at] ?? ' ')
    let start = place
    while (
      start - 2 >= 0 &&
      place - start < 64 &&
      text.charCodeAt(start - 1) === 32 &&
      single(start - 2) &&
      !isAlnum(text.charCodeAt(start - 3))
    )
      start -= 2
    let end = place + 1
    while (
      end + 1 < text.length &&
      end - place < 80 &&
      text.charCodeAt(end) === 32 &&
      single(end + 1) &&
      !isAlnum(text.charCodeAt(end + 2))
    )
      end += 2
    if (place - start < 4 || end - place < 10) return false
    const joined = text.slice(start, end).replaceAll(' ', '')
    const match = new RegExp(`^.{1,40}@[A-Za-z0-9-]{1,30}(?:\\.[A-Za-z0-9-]{1,20}){0,2}\\.${TOP}$`, 'i').exec(joined)
    if (match === null) return false
    hit({ type: email!, start, end, parts: [{ rule: 'shape', text: 'an e-mail, letter by letter', odds: 1.5 }], prior: 0 })
    return true
  }

  /** What these digits are, by the words beside them. */
  const classify = (scan: ScanText, digits: string, start: number, end: number, how: string, hit: (hit: Hit) => void, odds = 0.3): void => {
    near.look(scan, start)
    const everyone = near.everyone(scan)
    for (const type of numbers) {
      if ((!everyone && !near.hasOwn(type)) || type.reach!.first[digits.charCodeAt(0)] !== 1 || fitOf(type, digits) !== 'passed') continue
      const context = findContext(scan, type.phrases, start, end, 40)
      if (context === undefined) continue
      hit({
        type,
        start,
        end,
        parts: [contextPart(context.word, context.at), { rule: 'shape', text: how, odds }],
        prior: type.rule.check === undefined ? -2.3 : -1.8,
      })
    }
    if (phone === undefined || digits.length < 9 || digits.length > 13) return
    const context = findContext(scan, phone.phrases, start, end, 40)
    if (context === undefined) return
    hit({ type: phone, start, end, parts: [contextPart(context.word, context.at), { rule: 'shape', text: how, odds }], prior: -2.4 })
  }

  const spoken = (scan: ScanText, place: number, hit: (hit: Hit) => void): void => {
    const { text } = scan
    const word = SPOKEN_WORD
    const gap = SPOKEN_GAP
    let digits = ''
    let at = place
    let end = place
    let times = 1
    let count = 0
    let figures = 0
    while (digits.length < MOST_SPOKEN) {
      word.lastIndex = at
      const found = word.exec(text)?.[0]
      if (found === undefined) break
      const folded = fold(found)
      const repeated = folded === 'double' ? 2 : folded === 'triple' ? 3 : 0
      const digit = /\d/.test(found) ? found : folded === 'o' ? '0' : NUMBER_WORDS.get(folded)
      if (repeated > 0) times = repeated
      else if (digit === undefined) break
      else {
        digits += digit.repeat(times)
        times = 1
        if (digit === found) figures++
        count++
        end = at + found.length
      }
      gap.lastIndex = at + found.length
      if (!gap.test(text)) break
      at = gap.lastIndex
    }
    seenTo = Math.max(end, place + 1)
    if (digits.length < LEAST_SPOKEN || count - figures < 3) return
    classify(scan, digits, place, end, `${digits.length} digits, spelled out`, hit, 3.5)
  }

  /** A word of the rules ends where the digits begin. */
  const isNamed = (text: string, start: number): boolean => {
    let from = start
    while (from > 0 && start - from < 9 && isAsciiLetter(text.charCodeAt(from - 1))) from--
    return start - from >= 3 && !isAlnum(text.charCodeAt(from - 1)) && named.has(fold(text.slice(from, start)))
  }

  /** Digits with letters that look like them, or in torn groups: only beside a word. */
  const torn = (scan: ScanText, place: number, hit: (hit: Hit) => void): void => {
    const { text } = scan
    let start = place
    while (start > 0 && place - start < 4 && SLIPS[text[start - 1]!] !== undefined) start--
    const before = text.charCodeAt(start - 1)
    // `SSN123456789`: the word stands right before it.
    const stuck = start === place && isAsciiLetter(before) && isNamed(text, start)
    if (start > 0 && (isAlnum(before) || before === 95) && !stuck) return
    let digits = ''
    let slips = 0
    let single = 0
    let end = start
    let at = start
    let gap = 0
    for (; at < text.length && at < start + 64 && digits.length < 20; at++) {
      const char = text[at]!
      const unit = text.charCodeAt(at)
      const slip = SLIPS[char]
      if (isDigit(unit) || slip !== undefined) {
        if (slip !== undefined) {
          // A letter alone between blanks is a word.
          if (
            !isDigit(text.charCodeAt(at - 1)) &&
            !isDigit(text.charCodeAt(at + 1)) &&
            SLIPS[text[at + 1] ?? ''] === undefined &&
            SLIPS[text[at - 1] ?? ''] === undefined
          )
            break
          slips++
        }
        if (gap > 0) single++
        digits += slip ?? char
        end = at + 1
        gap = 0
      } else if ((unit === 32 || unit === 45 || unit === 46 || unit === 47 || unit === 95 || unit === 10) && gap < 3) gap++
      else break
    }
    seenTo = Math.max(seenTo, end)
    if (
      digits.length < 9 ||
      slips > 4 ||
      digits.length - slips < 6 ||
      isAlnum(text.charCodeAt(end)) ||
      (slips === 0 && single < 1 && !stuck)
    )
      return
    classify(
      scan,
      digits,
      start,
      end,
      slips > 0 ? `${digits.length} digits, ${slips} of them a letter that looks like one` : `${digits.length} digits in torn groups`,
      hit,
    )
  }

  return {
    types,
    words: [...new Set([...NUMBER_WORDS.keys(), 'double', 'triple', 'at', 'malpa', 'arroba', 'arobase'])],
    wordGate: (word) => (NUMBER_WORDS.has(fold(word)) || word === 'double' || word === 'triple' ? 'spoken' : 'dot'),
    at: email !== undefined,
    gate: 'named',
    digits: (before, length) => length < 12 && before !== 45 && before !== 46 && before !== 47 && before !== 58 && before !== 95,
    find: (scan, place, kind, hit) => {
      const { text } = scan
      if (scan !== seenScan) {
        seenScan = scan
        seenTo = 0
      }
      if (kind === AT) {
        if (email === undefined) return
        const blank = text.charCodeAt(place - 1) === 32
        const from = blank ? (text.charCodeAt(place - 2) === 32 ? place - 2 : place - 1) : place
        // A well written one is found as such.
        const rest = text.slice(from, from + 100)
        if (!blank && text.charCodeAt(place + 1) !== 64 && !/^@[ \t]|^@[A-Za-z0-9-]{1,30}(?:[\s,([!?;)]|$)/.test(rest)) return
        if (letters(scan, place, hit)) return
        if (!mail(scan, place, from, BEHIND_SIGN, hit) && !mail(scan, place, from, BEHIND_SIGN_DOT_WORD, hit))
          mail(scan, place, from, BEHIND_SIGN_NO_DOT, hit)
        return
      }
      if (place < seenTo) return
      if (kind === DIGITS) {
        if (hasContextNear(scan, words, place, place + 30, 60)) torn(scan, place, hit)
        return
      }
      const first = text.charCodeAt(place) | 32
      if (
        email !== undefined &&
        (first === 97 || first === 109) &&
        !isAsciiLetter(text.charCodeAt(place - 1)) &&
        AHEAD.test(text.slice(place, place + 64))
      ) {
        let from = place - 1
        while (from > 0 && place - from < 4 && (text.charCodeAt(from) === 32 || '([{<'.includes(text[from]!))) from--
        from++
        if (from < place && isAlnum(text.charCodeAt(from - 1)) && mail(scan, place, from, BEHIND_WORD, hit)) return
      }
      const end = /^\p{L}{1,12}/u.exec(text.slice(place, place + 13))?.[0]
      if (end !== undefined && (NUMBER_WORDS.has(fold(end)) || /^(?:double|triple)$/i.test(end))) spoken(scan, place, hit)
    },
  }
}
