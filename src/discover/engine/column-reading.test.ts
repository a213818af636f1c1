// What a column's name says once it is read word by word, and what values make of it: abbreviations, glued words, prefixes of a kind, words that turn
// a name, masked and encoded values, places that are no homes.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createEngine, loadRules } from './create-engine.ts'
import type { ColumnContext, FieldResult } from './engine.ts'

const engine = createEngine()
const { columns: reader } = loadRules()
const many = (make: (i: number) => string, n = 40): string[] => Array.from({ length: n }, (_, i) => make(i))
const SPECIAL = new Set(['health', 'religion', 'union_membership', 'ethnicity'])
function judge(context: ColumnContext, values: readonly (string | null)[]): FieldResult {
  const column = engine.column(context)
  for (const value of values) column.add(value)
  return column.result()
}
const typesOf = (result: FieldResult): string[] => result.types.map((type) => type.type)

it('names are read in many languages, abbreviated, glued and with prefixes', () => {
  const cases: Record<string, readonly string[]> = {
    birth_date: ['kd_gebdat', 'dt_naiss', 'datGeburt', 'FEC_NAC', 'foedselsdato', 'dogum_tarihi', 'DateOfBirth', 'data_nasc'],
    person_name: ['cust_nm', 'kd_vnm', 'kundenname', 'NOM_USUEL', 'cogn_nome', 'strNachname', 'primer_apellido', 'alici_ad_soyad'],
    phone: ['tel_priv', 'numTelefono', 'nr_telefonu', 'telefoonnr', 'contact_phone', 'tlfno'],
    street_address: ['strasse_hnr', 'adr_ln_1', 'lib_voie', 'huisnr', 'RES_ADDRESS'],
    income: ['base_salary', 'gehalt', 'salaire_brut', 'monthly_income', 'wynagr_brutto'],
    marital_status: ['fam_stand', 'est_civil', 'sit_fam', 'stato_civ', 'burg_staat'],
  }
  for (const [type, names] of Object.entries(cases)) {
    for (const name of names) {
      const read = reader.read(name).get(type)
      assert.ok(read !== undefined && read.kind !== 'none' && !read.weak, `${name}: ${JSON.stringify([...reader.read(name)])}`)
    }
  }
})

it('a word beside it turns a name, or makes it a thing’s', () => {
  for (const [name, type] of [
    ['email_count', 'email'],
    ['phone_type', 'phone'],
    ['file_name', 'person_name'],
    ['gehaltsgruppe', 'income'],
    ['customer_no', 'person_name'],
    ['birth_order', 'birth_date'],
    ['user_type', 'username'],
  ] as const) {
    const read = reader.read(name).get(type)
    assert.ok(read === undefined || read.kind === 'none', `${name}: ${JSON.stringify(read)}`)
  }
})

it('masked and encoded values are told by a clear name and by nothing else', () => {
  const masked = many((i) => `**** **** **** ${1000 + i * 7}`)
  assert.deepEqual(typesOf(judge({ name: 'kartennummer', object: 'zahlungen' }, masked)), ['card_number'])
  assert.deepEqual(typesOf(judge({ name: 'c3', object: 'zahlungen' }, masked)), [])
  const days = many((i) => String(19_400_101 + i * 10_000))
  assert.deepEqual(typesOf(judge({ name: 'gebdat', object: 'kunden', declared: 'int4' }, days)), ['birth_date'])
  const epochs = many((i) => String(100_000_000 + i * 7_654_321))
  assert.deepEqual(typesOf(judge({ name: 'dob_epoch', object: 'users', declared: 'bigint' }, epochs)), ['birth_date'])
  assert.deepEqual(typesOf(judge({ name: 'started_epoch', object: 'users', declared: 'bigint' }, epochs)), [])
  const addresses = many((i) => String(1_000_000_000 + i * 1_234_567))
  assert.deepEqual(typesOf(judge({ name: 'client_ip', object: 'views', declared: 'bigint' }, addresses)), ['ipv4'])
})

it('the address of a shop is nobody’s home, that of a customer is', () => {
  const values = many((i) => `Bahnhofstr. ${i + 1}`)
  assert.equal(judge({ name: 'strasse', object: 'filialen', siblings: ['plz', 'ort'] }, values).verdict, 'not-personal')
  assert.equal(judge({ name: 'strasse', object: 'kunden', siblings: ['plz', 'ort'] }, values).verdict, 'personal')
})

it('titles of things are full of names that are nobody’s data', () => {
  const titles = many((i) => (i % 9 === 0 ? `Letters to Anna Schmidt, part ${i}` : `A short history of garden ${i}`), 200)
  assert.equal(judge({ name: 'title', object: 'books', siblings: ['isbn', 'pages'] }, titles).verdict, 'not-personal')
})

it('bytes under a clear name are judged by the name', () => {
  const nothing = many(() => '').map(() => null)
  assert.equal(judge({ name: 'photo', object: 'employees', declared: 'bytea' }, nothing).verdict, 'personal')
  assert.equal(judge({ name: 'photo', object: 'products', declared: 'bytea' }, nothing).verdict, 'unsure')
  assert.equal(judge({ name: 'payload', object: 'employees', declared: 'bytea' }, nothing).verdict, 'unsure')
})

it('terms of Art. 9 count inside a frame that makes them somebody’s', () => {
  const found = (text: string): string[] =>
    engine.inspect(text, { only: SPECIAL }).map((span) => `${span.type}:${text.slice(span.start, span.end)}`)
  assert.deepEqual(found('Ich leide seit Jahren an Depressionen.'), ['health:Depressionen'])
  assert.deepEqual(found('Sie leidet an Depressionen und ist Mitglied der IG Metall.'), [
    'health:Depressionen',
    'union_membership:IG Metall',
  ])
  assert.deepEqual(found('Depression research. The Catholic school. Black Friday.'), [])
})
