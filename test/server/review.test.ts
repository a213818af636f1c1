// What waits for a person, over the API: the list, its order and pages, and that every figure about it is the same figure. Scans here are real.
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { testPhases, type Answer, type TestPhases } from '../harness/test-phases.ts'

let it: TestPhases
let store: string
const FILES = 7

before(async () => {
  it = await testPhases({ beat: 50 })
  for (const name of ['share', 'other']) mkdirSync(path.join(it.folder, name))
  // A column that is called e-mail and holds none, one that is called card number and holds none, and one that holds nothing at all.
  const rows = (n: number): string =>
    Array.from({ length: n }, (_, at) => `${at},box ${at * 7} left side,lot ${at % 31} of ${at},,ada${at}@mail.example`).join('\n')
  for (let n = 1; n <= FILES; n++) {
    writeFileSync(path.join(it.folder, 'share', `f${n}.csv`), `id,email,card_number,iban,contact_mail\n${rows(20 + n * 10)}\n`)
  }
  writeFileSync(path.join(it.folder, 'other', 'one.csv'), `id,email,card_number,iban,contact_mail\n${rows(30)}\n`)
  store = (await it.post('/api/stores', { target: path.join(it.folder, 'share') })).body.id
  await it.post('/api/stores', { target: path.join(it.folder, 'other') })
  const scan = await it.scan()
  assert.equal(scan.state, 'done', JSON.stringify(scan))
})
after(() => it.close())

type Item = Answer['body']
const review = async (query = '', role: 'viewer' | 'owner' = 'owner'): Promise<{ total: number; items: Item[]; next: string | null }> => {
  const { status, body, text } = await it.get(`/api/review${query}`, role)
  assert.equal(status, 200, text)
  return body
}
async function all(query = ''): Promise<Item[]> {
  const items: Item[] = []
  let after = ''
  for (;;) {
    const page = await review(`?limit=3${query}${after}`)
    assert.ok(page.items.length > 0 || items.length === 0)
    items.push(...page.items)
    if (page.next === null) return items
    after = `&after=${page.next}`
  }
}

test('the list, the overview, the navigation and the map say the same number', async () => {
  const { total } = await review()
  const items = await all()
  assert.equal(items.length, total)
  assert.equal(new Set(items.map((item) => item.id)).size, total, 'no field twice')
  assert.ok(total >= FILES + 1, `${total} fields wait`)
  const { body: overview } = await it.get('/api/overview')
  const need = overview.needs.find((each: { id: string }) => each.id === 'unsure')
  assert.match(need.title, new RegExp(`^${total} findings are unsure`))
  const sum = (stores: { unsure: number }[]): number => stores.reduce((n, each) => n + each.unsure, 0)
  assert.equal(sum(overview.stores), total)
  const { body: map } = await it.get('/api/map')
  assert.equal(map.totals.unsure, total)
  assert.equal(sum(map.stores), total)
  assert.equal((await it.get('/api/map?verdict=unsure')).body.totals.shown, total)
  const own = await review(`?store=${store}`)
  assert.equal(own.total, map.stores.find((each: { id: string }) => each.id === store).unsure)
  assert.ok(own.total < total)
  assert.ok((await all(`&store=${store}`)).every((item) => item.store.id === store))
})

test('a column of nothing but empty values waits for nobody; it is unread, not undecided', async () => {
  assert.equal((await all()).filter((item) => item.path === 'iban').length, 0)
  const { objects } = (await it.get(`/api/map/stores/${store}/objects`)).body
  const { fields } = (await it.get(`/api/map/objects/${objects[0].id}/fields`)).body
  const iban = fields.find((field: { path: string }) => field.path === 'iban')
  assert.equal(iban.filled, 0)
  assert.notEqual(iban.verdict, 'personal')
})

test('what may be the most sensitive comes first, then what holds the most', async () => {
  const items = await all()
  const keys = items.map((item) => [3 - item.label.level, -item.values])
  assert.deepEqual(
    keys,
    keys.toSorted((a, b) => a[0]! - b[0]! || a[1]! - b[1]!),
  )
  assert.ok(items.every((item) => item.why.length > 0 && item.values > 0 && item.verdict === 'unsure'))
  assert.deepEqual(items.find((item) => item.object.name === 'f1.csv').object.rows, 30)
})

test('a decision takes a field off the list; a page after it neither repeats nor leaves out', async () => {
  const before = await all()
  const first = await review('?limit=3')
  const decided = first.items[1]
  const wish = { verdict: 'not-personal', level: 1, reason: 'shelf marks' }
  assert.equal((await it.post(`/api/fields/${decided.id}/decision`, wish)).status, 200)
  const rest = await review(`?limit=200&after=${first.next}`)
  assert.deepEqual(
    [...first.items, ...rest.items].map((item) => item.id),
    before.map((item) => item.id),
  )
  assert.equal(rest.total, before.length - 1)
  assert.ok((await all()).every((item) => item.id !== decided.id))
  assert.equal((await it.post(`/api/fields/${decided.id}/decision`, { ...wish, verdict: 'unsure', level: 2 })).status, 200)
  assert.equal((await all()).find((item) => item.id === decided.id).pinned, true, 'left unsure by a person: still to be decided')
})

test('a viewer sees why and no sample; nobody signed out sees anything; a foreign cursor is refused', async () => {
  for (const role of ['owner', 'viewer'] as const) {
    const { items } = await review('?limit=200', role)
    const samples = items.flatMap((item) => item.types).filter((type: { sample: string | null }) => type.sample !== null)
    if (role === 'viewer') assert.equal(samples.length, 0)
    assert.ok(!JSON.stringify(items).includes('box 7 left side'))
  }
  assert.equal((await it.get('/api/review', null)).status, 401)
  assert.equal((await it.get('/api/review?after=nonsense')).body.code, 'discover/cursor-invalid')
})

test('the coverage ledger as a file: every line, under the filters, and on record', async () => {
  const [scan] = (await it.get('/api/scans')).body.scans
  assert.equal(
    scan.rows,
    scan.stores.reduce((n: number, each: { rows: number }) => n + each.rows, 0),
  )
  const { rows } = (await it.get(`/api/scans/${scan.id}/coverage?limit=1000`)).body
  assert.equal(
    scan.rows,
    rows.reduce((n: number, each: { rows: number }) => n + each.rows, 0),
    'the ledger and the progress agree',
  )
  const whole = await it.get(`/api/scans/${scan.id}/coverage/export`)
  assert.equal(whole.status, 200)
  const lines = whole.text.trimEnd().split('\r\n')
  assert.equal(lines[0], 'store,object,outcome,sampled,reason,rows,bytes,storeId,objectId')
  assert.equal(lines.length - 1, rows.length)
  const own = await it.get(`/api/scans/${scan.id}/coverage/export?store=${store}&status=read`)
  assert.equal(own.text.trimEnd().split('\r\n').length - 1, FILES)
  assert.equal((await it.get(`/api/scans/${scan.id}/coverage/export`, 'viewer')).status, 403)
  assert.equal((await it.get('/api/scans/00000000-0000-7000-8000-000000000000/coverage/export')).status, 404)
  assert.equal((await it.leaves()).filter((kind) => kind === 'coverage.exported').length, 2)
})
