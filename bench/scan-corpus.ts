// The corpus of the scan benchmark: a folder of logs, tables, source code and prose, a quarter of the bytes each, in which 3 % of the lines hold
// personal data. Made from a seed, so that the same size gives the same bytes everywhere. Written from what such files look like, not from the
// detectors' patterns: it imports nothing of theirs. Every value in it is invented; domains and numbers are of ranges kept for examples where
// there are such ranges. `node bench/scan-corpus.ts FOLDER [MiB]`.
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const SEED = 20261130
/** of each file but the last of a kind */
const FILE_BYTES = 8 << 20
const SHARE = 0.03

const WORDS =
  'about above across after again against almost along already although always among another answer anything around asked because become before began behind being below better between beyond board both bridge bring brought build built call came cannot carry case centre certain change children church city class clear close cold come common company complete consider continue control could country course court cover cross current dark data decide deep different direct does done door down draw dream drive during each early earth east easy effect either else empty end enough enter even evening ever every example experience face fact family far father feel few field figure final find fine fire first five floor follow food force foreign form forward found four free friend from front full further future garden gave general give glass gone good government great green ground group grow half hand happen hard have head hear heart heat heavy held help here high hold home hope horse hour house however human hundred idea important inside instead interest into island itself just keep kept kind king knew know known lack land language large last late later laugh law lead learn least leave left less letter level life light like line list little live local long look lost love low made main make many mark market matter mean measure meet member might mile mind minute money month moon more morning most mother mountain move much music must name nation natural near need never new next night nothing notice number object off office often old once only open order other over own page paper part party pass past pattern people perhaps period person picture piece place plain plan plane plant play point poor position possible power present press pretty problem produce product program public pull purpose question quick quiet quite race rain range rather reach read ready real reason receive record red remain remember rest result right river road rock room round rule run said same school science sea second see seem send sentence serious serve service set several shall shape ship short should show side simple since sit six size sleep slow small snow social society some song soon sort sound south space speak special stand star start state stay step still stone stood stop story street strong study such summer sun sure surface system table take talk teach tell ten than that their them then there these they thing think third this those though thought thousand three through time together told took top toward town travel tree true try turn two type under understand unit until upon use usual value very view village visit voice wait walk wall want warm watch water week weight well went were west what wheel when where which while white whole whose wide will wind window winter wish with without woman wonder wood word work world would write year yellow young'.split(
    ' ',
  )
const GIVEN =
  'Amelia Bruno Carla Dieter Elena Fabian Greta Hugo Irene Jonas Katrin Luca Marta Nils Olga Paul Renate Simon Teresa Viktor Wanda Adrian Beatrice Colin Daphne'.split(
    ' ',
  )
const FAMILY =
  'Albrecht Bertrand Castillo Dalton Eriksen Fontaine Grimaldi Hofmann Ibarra Jansen Kowalski Lindqvist Marchetti Nakamura Oliveira Petersen Quinn Rousseau Sandoval Thornton'.split(
    ' ',
  )
const HOSTS = 'example.org example.com example.net mail.example.org post.example.net'.split(' ')
const SERVICES = 'api auth billing cart catalog gateway ingest mailer orders queue render search session storage sync web'.split(' ')
const LEVELS = 'INFO INFO INFO INFO INFO DEBUG DEBUG WARN ERROR'.split(' ')
const PATHS = '/items /orders /health /search /static/app.js /cart /v2/products /v2/stock /assets/logo.svg /metrics'.split(' ')
const CITIES = 'Leeds Lyon Porto Turin Graz Gent Malmo Gdansk Sevilla Aarhus Bergen Dresden'.split(' ')
const UNITS = 'kg pcs box pallet roll set'.split(' ')

interface Random {
  (): number
}

function createRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

function maker(random: Random): { readonly line: (kind: Kind) => string; readonly head: (kind: Kind) => string } {
  const int = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1))
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const two = (n: number): string => (n < 10 ? `0${n}` : String(n))
  const digits = (n: number): string => {
    let out = ''
    for (let left = n; left > 0; left -= 7) out += String(int(0, 9_999_999)).padStart(7, '0').slice(0, Math.min(7, left))
    return out
  }
  const hex = (n: number): string => {
    let out = ''
    while (out.length < n) out += int(0, 0xfffffff).toString(16).padStart(7, '0')
    return out.slice(0, n)
  }
  const words = (n: number): string => {
    let out = pick(WORDS)
    for (let i = 1; i < n; i++) out += ` ${pick(WORDS)}`
    return out
  }
  const capital = (word: string): string => word[0]!.toUpperCase() + word.slice(1)
  const stamp = (): string =>
    `2026-${two(int(1, 12))}-${two(int(1, 28))}T${two(int(0, 23))}:${two(int(0, 59))}:${two(int(0, 59))}.${String(int(0, 999)).padStart(3, '0')}Z`

  // The last digit of a payment card: doubled from the right, digits of products added.
  const card = (): string => {
    const body = pick(['4', '51', '52', '55']) + digits(14)
    const first = body.slice(0, 15)
    let sum = 0
    for (let i = 0; i < 15; i++) {
      const d = Number(first[14 - i]) * (i % 2 === 0 ? 2 : 1)
      sum += d > 9 ? d - 9 : d
    }
    const whole = `${first}${(10 - (sum % 10)) % 10}`
    return random() < 0.5 ? whole : whole.replace(/(\d{4})(?=\d)/g, '$1 ')
  }
  // ISO 13616: the country and check digits moved behind, letters as numbers, 98 less the rest modulo 97.
  const iban = (): string => {
    const body = digits(18)
    let rest = 0
    for (const char of `${body}131400`) rest = (rest * 10 + Number(char)) % 97
    const whole = `DE${two(98 - rest)}${body}`
    return random() < 0.5 ? whole : whole.replace(/(.{4})(?=.)/g, '$1 ')
  }
  const person = (): string => `${pick(GIVEN)} ${pick(FAMILY)}`
  const mail = (): string =>
    `${pick(GIVEN).toLowerCase()}${pick(['.', '_', ''])}${pick(FAMILY).toLowerCase()}${random() < 0.3 ? int(1, 99) : ''}@${pick(HOSTS)}`
  const FINDS: readonly (() => string)[] = [
    mail,
    mail,
    () => `e-mail ${mail()}`,
    () => `card ${card()}`,
    () => `paid with ${card()}`,
    () => `IBAN ${iban()}`,
    () => `call +49 30 ${digits(4)} ${digits(3)}`,
    () => `phone +44 20 7946 0${digits(3)}`,
    () => `SSN ${int(100, 665)}-${two(int(1, 99))}-${int(1000, 9999)}`,
    () => `client 198.51.100.${int(1, 254)}`,
    () => `client ${int(80, 99)}.${int(1, 254)}.${int(1, 254)}.${int(1, 254)}`,
    () => `password: ${pick(WORDS)}${digits(3)}!${pick(WORDS)}`,
    () => `for ${person()}`,
    () => `${person()}, born on ${int(1, 28)}.${int(1, 12)}.${int(1940, 2005)}`,
    () => `to ${person()}, ${int(1, 220)} ${capital(pick(WORDS))} Street, ${pick(CITIES)}`,
  ]
  const plain: Record<Kind, () => string> = {
    logs: () => {
      const service = pick(SERVICES)
      switch (int(0, 3)) {
        case 0:
          return `${stamp()} ${pick(LEVELS)} ${service}[${int(100, 32000)}]: GET ${pick(PATHS)}?page=${int(1, 90)} ${pick(['200', '200', '200', '304', '404', '500'])} ${int(120, 90000)} bytes in ${int(1, 900)}.${digits(3)} ms`
        case 1:
          return `${stamp()} ${pick(LEVELS)} ${service}[${int(100, 32000)}]: trace=${hex(16)} span=${hex(8)} ${words(int(3, 8))}`
        case 2:
          return `${stamp()} ${pick(LEVELS)} ${service}[${int(100, 32000)}]: job ${digits(8)} ${words(2)} attempt ${int(1, 5)} queue=${pick(WORDS)} took=${int(1, 90)}.${digits(2)}s`
        default:
          return `${stamp()} ${pick(LEVELS)} ${service}[${int(100, 32000)}]: ${words(int(5, 12))}`
      }
    },
    tables: () =>
      `${digits(7)},${capital(pick(WORDS))} ${pick(WORDS)},${pick(UNITS)},${int(1, 900)}.${digits(2)},${int(1, 40)},2026-${two(int(1, 12))}-${two(int(1, 28))},${pick(['open', 'sent', 'paid', 'void'])},${hex(12)},`,
    code: () => {
      const a = pick(WORDS)
      const b = pick(WORDS)
      switch (int(0, 5)) {
        case 0:
          return `  const ${a}${capital(b)} = ${pick(WORDS)}(${pick(WORDS)}, ${int(0, 255)})`
        case 1:
          return `  if (${a}.${b} !== ${pick(WORDS)}) return ${pick(['null', 'undefined', 'false', '0'])}`
        case 2:
          return `export function ${a}${capital(b)}(${pick(WORDS)}: string, ${pick(WORDS)}: number): ${capital(pick(WORDS))} {`
        case 3:
          return `  // ${words(int(4, 11))}`
        case 4:
          return `    ${a}.${b}.push({ ${pick(WORDS)}: ${int(0, 5000)}, ${pick(WORDS)}: '${pick(WORDS)}' })`
        default:
          return '}'
      }
    },
    prose: () => {
      let out = ''
      const sentences = int(1, 3)
      for (let i = 0; i < sentences; i++)
        out += `${i > 0 ? ' ' : ''}${capital(words(int(4, 9)))}${random() < 0.4 ? `, ${words(int(3, 7))}` : ''}${random() < 0.06 ? ` in ${int(1900, 2026)}` : ''}.`
      return out
    },
  }
  return {
    line: (kind) => {
      const line = plain[kind]()
      if (random() >= SHARE) return line
      const find = pick(FINDS)()
      if (kind === 'tables') return `${line}"${words(2)} ${find}"`
      if (kind === 'code') return `  // ${pick(WORDS)} ${find} ${pick(WORDS)}`
      if (kind === 'logs') return `${line} ${find}`
      return `${line} ${capital(words(2))} ${find}.`
    },
    head: (kind) => (kind === 'tables' ? 'item_no,title,unit,price,quantity,stocked,state,revision,remarks\n' : ''),
  }
}

export type Kind = 'logs' | 'tables' | 'code' | 'prose'
const ENDS: Record<Kind, string> = { logs: 'log', tables: 'csv', code: 'ts', prose: 'txt' }
export const KINDS = Object.keys(ENDS) as readonly Kind[]

/** Text of one kind, of about so many bytes, ending with a whole line. */
export function corpusText(kind: Kind, bytes: number, seed = SEED): string {
  const make = maker(createRandom(seed))
  const parts = [make.head(kind)]
  let size = parts[0]!.length
  while (size < bytes) {
    const line = `${make.line(kind)}\n`
    parts.push(line)
    size += line.length
  }
  return parts.join('')
}

/** Writes the folder; returns the bytes written. */
export function writeCorpus(folder: string, mib: number): number {
  let all = 0
  for (const [k, kind] of KINDS.entries()) {
    mkdirSync(join(folder, kind), { recursive: true })
    let left = (mib << 20) / KINDS.length
    for (let i = 0; left > 0; i++) {
      const text = Buffer.from(corpusText(kind, Math.min(left, FILE_BYTES), SEED + k * 1000 + i))
      const file = openSync(join(folder, kind, `${kind}-${String(i).padStart(3, '0')}.${ENDS[kind]}`), 'w')
      writeSync(file, text)
      closeSync(file)
      left -= text.length
      all += text.length
    }
  }
  return all
}

if (import.meta.main) {
  const [folder, mib] = process.argv.slice(2)
  if (folder === undefined) throw new Error('node bench/scan-corpus.ts FOLDER [MiB]')
  process.stdout.write(`${writeCorpus(folder, Number(mib ?? 256))} bytes\n`)
}
