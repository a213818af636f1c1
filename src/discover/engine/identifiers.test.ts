// Identifiers as people write them: alone, coded, torn, spelled, mistyped, in a row of numbers. What each kind of number is, is in the rules.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createEngine } from './create-engine.ts'
import { keccak256 } from './crypto-checks.ts'
import { vatHolds } from './vat-checks.ts'

const engine = createEngine()
const found = (text: string): string[] => engine.inspect(text).map((span) => `${span.type}=${text.slice(span.start, span.end)}`)
const has = (text: string, wanted: string): void =>
  assert.ok(found(text).includes(wanted), `${wanted} in ${JSON.stringify(text)}: ${found(text).join(', ')}`)
const none = (text: string, type: string): void =>
  assert.ok(!found(text).some((one) => one.startsWith(`${type}=`)), `${type} in ${JSON.stringify(text)}: ${found(text).join(', ')}`)

it('a text that is one value is told as all that it may be', () => {
  has('44051401458', 'pl_pesel=44051401458')
  has(' 111222333 ', 'nl_bsn=111222333')
  has('4405-14-01458', 'pl_pesel=4405-14-01458')
  has('12345678z', 'es_dni_nie=12345678z')
  has('A123456(3)', 'hk_id=A123456(3)')
  none('44051401459', 'pl_pesel')
  assert.deepEqual(
    found('2024-05-17').filter((one) => !one.startsWith('date_time')),
    [],
  )
  assert.deepEqual(found('order of the day'), [])
  assert.ok(found('the value is 111222333').length === 0, 'in a sentence it needs a word')
})

it('groups may stand as their writer liked, and over a line’s end, beside a word', () => {
  has('PESEL: 440 514 01458', 'pl_pesel=440 514 01458')
  has('nr PESEL\n440514\n01458', 'pl_pesel=440514\n01458')
  has('seria i nr dowodu ABS\n 523456', 'pl_id_card=ABS\n 523456')
  has('dowód osobisty seria ABS nr 523456', 'pl_id_card=ABS nr 523456')
  has('rachunek 61 1090 1014 0000 0712\n1981 2874', 'pl_bank_account=61 1090 1014 0000 0712\n1981 2874')
  none('440 514 01458', 'us_ssn')
})

it('a general word counts with a strong check, a weak one with its country', () => {
  has('German tax number 86095742719', 'de_steuer_id=86095742719')
  has('the Finnish business identifier 0112038-9', 'fi_ytunnus=0112038-9')
  assert.deepEqual(found(`${'some words before it. '.repeat(12)}registration number 12345670`), [])
})

it('a check digit that does not fit is said, where the word carries it', () => {
  const [span] = engine.inspect('numer paszportu AB1234567 wydany w Warszawie')
  assert.equal(span?.type, 'pl_passport')
  assert.ok(span.why.some((why) => /check digit does not fit/.test(why.text)))
  const fits = engine.inspect('VIN 1M8GDM9AXKP042788')[0]!
  const fails = engine.inspect('VIN 1M8GDM9A1KP042788')[0]!
  assert.ok(fails.confidence < fits.confidence)
})

it('values in codes stand where they are written', () => {
  has('mail=anna.schmidt%40example.org&x=1', 'email=anna.schmidt%40example.org')
  has('write to anna.schmidt&#64;example.org', 'email=anna.schmidt&#64;example.org')
  has('card 4539&nbsp;1488&nbsp;0343&nbsp;6467', 'card_number=4539&nbsp;1488&nbsp;0343&nbsp;6467')
  has('PESEL: 440514=\n01458 a=3D1', 'pl_pesel=440514=\n01458')
  has('PESEL 44051401\u00ad458', 'pl_pesel=44051401\u00ad458')
  const packed = Buffer.from('my card is 4539 1488 0343 6467 ok').toString('base64')
  const span = engine.inspect(`body ${packed} end`).find((one) => one.type === 'card_number')!
  assert.ok(span.start >= 5 && span.end <= 5 + packed.length)
  assert.ok(
    Buffer.from(packed.slice(Math.floor((span.start - 5) / 4) * 4), 'base64')
      .toString()
      .startsWith('4539') || span.start > 5,
  )
  const twice = Buffer.from(packed).toString('base64')
  none(`body ${twice} end`, 'card_number')
})

it('garbled values are told with less confidence', () => {
  has('my ssn is four one two three four five six seven eight', 'us_ssn=four one two three four five six seven eight')
  has('ssn 412-34-567O', 'us_ssn=412-34-567O')
  has('SSN412345678', 'us_ssn=SSN412345678'.replace('SSN', ''))
  has('jdoe7 at gmail dot com', 'email=jdoe7 at gmail dot com')
  has('jdoe7[at]example[dot]org', 'email=jdoe7[at]example[dot]org')
  has('john dot doe at gmail dot com', 'email=john dot doe at gmail dot com')
  const well = engine.inspect('my ssn is 412-34-5678')[0]!
  const garbled = engine.inspect('my ssn is 4l2-34-5678')[0]!
  assert.ok(garbled.confidence < well.confidence)
  assert.deepEqual(found('see you at the dot com party'), [])
  assert.deepEqual(found('one two three four, testing'), [])
  assert.deepEqual(found('my ssn is none of your business'), [])
})

it('a row of numbers of which some pass is none', () => {
  let text = ''
  for (let i = 0; i < 60; i++) text += `${4_539_148_803_436_000 + i * 7}\n`
  none(text, 'card_number')
  has('paid 4539148803436467 today', 'card_number=4539148803436467')
})

it('VAT numbers of the member states, their neighbours, and near misses', () => {
  for (const good of [
    'ATU13585627',
    'BE0428759497',
    'DE136695976',
    'DK13585628',
    'EL094259216',
    'FI20774740',
    'FR40303265045',
    'HU12892312',
    'IE6433435F',
    'LU15027442',
    'NL4495445B01'.replace('NL4495445', 'NL004495445'),
    'PL8567346215',
    'PT501964843',
    'SE123456789701',
    'SI50223054',
    'CHE107787577IVA',
    'NO995525828MVA',
  ])
    assert.ok(vatHolds(good), good)
  for (const bad of [
    'ATU13585626',
    'BE0428759498',
    'DE136695978',
    'EL123456781',
    'FR84323140391',
    'IT00743110158',
    'XX123456789',
    'PL8567346216',
  ])
    assert.ok(!vatHolds(bad), bad)
  has('our VAT DE 136 695 976', 'vat_id=DE 136 695 976')
})

it('Keccak-256 is the one of Ethereum', () => {
  assert.equal(keccak256(''), 'c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470')
  assert.equal(keccak256('abc'), '4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45')
})

it('names of programs and placeholders are no secrets', () => {
  for (const text of [
    'clientSecret: options.clientSecret,',
    "api_key = 'your-api-key-goes-here-123'",
    'password: changeme',
    'exports.verifyPassword = verifyPassword;',
    'SECRET_KEY=${SECRET_KEY_FROM_ENV_1}',
    'token: xxxxxxxxxxxxxxxx1',
  ])
    assert.deepEqual(found(text), [], text)
  has('client_secret = "Zx81KqPl09TrWv55YtRe"', 'generic_secret=Zx81KqPl09TrWv55YtRe')
})

it('a general word is the number’s of the country named before it', () => {
  has('The Turkish national identity number is 28374619000.', 'tr_tckn=28374619000')
  none('The Turkish national identity number is 28374619000.', 'ng_nin')
  has('a Polish company number, 617304580', 'pl_regon=617304580')
  none('a Polish company number, 617304580', 'au_acn')
})

it('VAT numbers stand apart from their prefix, or without it beside their country’s word', () => {
  has('VAT: DE - 274618306', 'vat_id=DE - 274618306')
  has('UID-Nummer U61420377', 'vat_id=U61420377')
  none('UID-Nummer U61420378', 'vat_id')
  has('the French VAT number is 60735281065', 'vat_id=60735281065')
  none('the Spanish VAT number is 60735281065', 'vat_id')
  has('60735281065', 'vat_id=60735281065')
  none('60735281066', 'vat_id')
})

it('a day or a check number that cannot be is no number', () => {
  none('Latvian personal code 290214-21234', 'lv_pk')
  none('GB00 NWBK 6016 1331 9268 19', 'iban')
  none('131052/308T', 'fi_hetu')
})
