// No text makes the engine work more than in proportion to its length: each recogniser is fed what is worst for it, at one size and at four
// times that size. Compared are two times of the same length, never one with a limit; a busy machine gets several tries.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createAnchors } from './anchors.ts'
import { createEngine, engineOf, loadRules } from './create-engine.ts'

const engine = createEngine()
const SIZE = 12_000
const TRIES = 12

const WORST: Record<string, string> = {
  digits: '1',
  'digit groups': '1234 ',
  'single digits': '1 ',
  'dashed digits': '12-',
  dots: '1.',
  slashes: '1/2/',
  colons: 'ab:1:',
  'hexadecimal run': '1a:',
  'at signs': '@',
  'local parts': 'a.b@',
  addresses: 'a@b.',
  'long domain': 'x@a-b.c-d.',
  urls: 'http://a:b',
  'nested urls': '://a:1@',
  'pluses and phones': '+1 (1) ',
  'open brackets': '(1',
  'jwt starts': 'eyJ.eyJ.',
  'jwt run': 'eyJa1',
  'pem starts': '-----BEGIN PRIVATE KEY-----\n',
  'key prefixes': 'AKIA1 ghp_ SG. ',
  'password words': 'password = password: ',
  'secret words': 'api key secret access token ',
  titles: 'Mr. Dr. Anna ',
  'given names': 'Anna Maria ',
  particles: 'Anna van der ',
  'name phrases': 'my name is ',
  'birth words': 'born on geboren am ',
  'age words': '45 years old ',
  streets: '12 Main ',
  'street words': 'Street Straße 5 ',
  'house after house': '12 Main Street, ',
  'digits and commas': '12, ',
  'flats and towns': 'Apt. 12, Springfield, ',
  'streets in a row': 'Mahler Street Wallis Street ',
  'lines of towns': '12 Ash Road\nOld Town\n',
  'names without an end': 'Rue de la ',
  boxes: 'P.O. Box ',
  corners: 'corner of Ash Road and ',
  months: 'May 5, ',
  weekdays: 'Monday ',
  'numbers in words': 'born on the fifth nineteen eighty ',
  'years in words': 'neunzehnhundertachtzig',
  speakers: "I'm thirty ",
  schemes: 'http://',
  'open paths': 'https://a.de/((((',
  'dotted names': 'a.de.',
  domains: 'kettle.com ',
  honorifics: 'Dr. Prof. ',
  occupations: 'the manager, ',
  'small streets': 'main street 12 old road ',
  'corners of japan': '1-2-3 Shibuya, ',
  'zip words': 'zip code is ',
  capitals: 'AA11 ',
  ibans: 'DE89 3704 ',
  'iban starts': 'DE11',
  'crypt starts': '$2b$10$a',
  'argon starts': '$argon2id$v=19$m=1,t=1,p=1$',
  coordinates: '52.52000 13.40 ',
  wide: '１２３４ ',
  ligatures: 'ﷺ',
  hidden: '\u200b1\u00ad',
  accents: 'é1 ',
  newlines: '\n1',
  quotes: '"1":',
  spaces: ' ',
  surrogates: '😀1',
  'words beside numbers': 'id 1 tax ',
  'words of many languages': 'é1 straße 12 né le ',
  'keys without a gap': `AKIA${'x'.repeat(330)}`,
  'pairs of hexadecimal digits': '1a-2b:3c-',
  'camel case': 'aPassWordAKey1',
  entities: '&#64;&amp;',
  'percent codes': '%40%2',
  'soft line ends': 'a=3D=\n',
  'base64 run': 'YWFh1aWFi',
  'base64 words': 'bXkgY2FyZCBpcyA0NTM5IDE0ODg= ',
  'number words': 'one two three four ',
  'number words and a name': 'phone one two three four five six seven eight ',
  'at words': 'anna at example dot ',
  'at signs between blanks': 'a @ b . c ',
  'letters for digits': 'ssn 1O2l3O4 ',
  'torn groups': 'ssn 1 2 - 3 4 5\n',
  'bracketed groups': 'A123456(3) A1(2',
  'vat starts': 'ATU1 DE 1 FR K7 ',
  'wallet starts': '1A1zP1eP5QGefi2DMPTfTL5SLmv7Divf ',
  'general words': 'german tax number 12345678 ',
}

type Read = (text: string) => void
const inspect: Read = (text) => void engine.inspect(text)
const plain = engineOf(loadRules(), createAnchors, false)
const inspectPlain: Read = (text) => void plain.inspect(text)
const readBytes: Read = (text) => {
  const field = engine.text({ name: '$text' })
  field.addBytes(Buffer.from(text))
  field.result()
}

function milliseconds(read: Read, text: string, times: number): number {
  const started = performance.now()
  for (let i = 0; i < times; i++) read(text)
  return performance.now() - started
}

function grows(what: string, unit: string, read: Read = inspect): void {
  const small = unit.repeat(Math.ceil(SIZE / unit.length)).slice(0, SIZE)
  const large = unit.repeat(Math.ceil((SIZE * 4) / unit.length)).slice(0, SIZE * 4)
  let a = Number.POSITIVE_INFINITY
  let b = Number.POSITIVE_INFINITY
  for (let round = 0; round < TRIES; round++) {
    a = Math.min(a, milliseconds(read, small, 4))
    b = Math.min(b, milliseconds(read, large, 1))
    // As many characters, in four texts and in one: about the same work; were it quadratic, four times as much.
    if (b < a * 2.2 + 1) return
  }
  assert.fail(`${what}: in one text it took ${(b / a).toFixed(1)} times as long as in four`)
}

for (const [what, unit] of Object.entries(WORST)) {
  it(`grows in proportion: ${what}`, () => grows(what, unit, inspectPlain))
  it(`grows in proportion, through the sieve: ${what}`, () => grows(what, unit))
  it(`grows in proportion, as bytes: ${what}`, () => grows(what, unit, readBytes))
}

for (const rule of loadRules().rules) {
  const positive = rule.positives.find((one) => typeof one === 'string')
  if (positive !== undefined)
    it(`grows in proportion: ${rule.id}, again and again`, () => grows(rule.id, `${positive.replace(/[⟦⟧]/g, '')} `))
}
