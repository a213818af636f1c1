// A folder connected, scanned, looked at and decided about over the API, on the real store: what a person does on the first day.
import assert from 'node:assert/strict'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { testPhases, type Answer, type TestPhases } from '../harness/test-phases.ts'

const MAILS = Array.from({ length: 120 }, (_, n) => `ada.lovelace${n}@mail-of-the-test.example`)
const CARDS = ['4111 1111 1111 1111', '5500 0055 5555 5559', '3400 0000 0000 009']

let it: TestPhases
let shop: string
let store: string
before(async () => {
  it = await testPhases({ beat: 50 })
  shop = path.join(it.folder, 'shop')
  mkdirSync(path.join(shop, 'deep'), { recursive: true })
  writeCustomers()
  writeFileSync(path.join(shop, 'deep', 'cards.csv'), `n;card\n${CARDS.map((card, n) => `${n};${card}`).join('\n')}\n`)
  writeFileSync(path.join(shop, 'colours.txt'), 'red, green and blue\n')
  writeFileSync(path.join(shop, '=cmd|calc.csv'), `=evil(),b\n1,2\n`)
  symlinkSync('/etc/passwd', path.join(shop, 'link'))
})
after(() => it.close())

function writeCustomers(): void {
  const rows = MAILS.map((mail, n) => `${n},${mail},blue`)
  writeFileSync(path.join(shop, 'customers.csv'), `id,email,colour\n${rows.join('\n')}\n`)
}

async function ok(answer: Promise<Answer>): Promise<Answer['body']> {
  const { status, body, text } = await answer
  assert.equal(status, 200, text)
  return body
}

async function objects(query = ''): Promise<Answer['body'][]> {
  return (await ok(it.get(`/api/map/stores/${store}/objects?${query}`))).objects
}

async function field(object: string, name: string): Promise<Answer['body']> {
  const found = (await objects()).find((each) => each.name === object)
  assert.ok(found, `${object} is not in the map`)
  const { fields } = await ok(it.get(`/api/map/objects/${found.id}/fields`))
  const one = fields.find((each: { path: string }) => each.path === name)
  assert.ok(one, `${object} has no field ${name}: ${JSON.stringify(fields)}`)
  return one
}

describe('connecting', () => {
  test('a check connects and keeps nothing', async () => {
    const check = await ok(it.post('/api/stores/check', { target: shop }))
    assert.equal(check.ok, true)
    assert.equal(check.kind, 'folder')
    assert.deepEqual((await ok(it.get('/api/stores'))).stores, [])
    assert.deepEqual(await it.leaves(), ['store.checked'])
  })

  test('connected once, by the owner alone', async () => {
    for (const role of ['analyst', 'auditor', 'viewer'] as const) {
      assert.equal((await it.post('/api/stores', { target: shop }, role)).status, 403)
    }
    const connected = await ok(it.post('/api/stores', { target: `${shop}/../shop/` }))
    assert.equal(connected.name, 'shop')
    assert.equal(connected.address, shop)
    assert.equal(connected.lastScan, null)
    store = connected.id
    const again = await it.post('/api/stores', { target: shop, name: 'other' })
    assert.equal(again.status, 409)
    assert.equal(again.body.code, 'landscape/store-connected')
    const taken = await it.post('/api/stores', { target: path.join(shop, 'deep'), name: 'SHOP' })
    assert.equal(taken.body.code, 'landscape/name-taken', taken.text)
  })

  test('Holdfast’s own folder and key file are no store', async () => {
    writeFileSync(it.keyFile, 'secret')
    const link = path.join(it.folder, 'innocent')
    symlinkSync(it.dataFolder, link)
    mkdirSync(path.join(it.dataFolder, 'postgres'), { recursive: true })
    for (const target of [it.dataFolder, path.join(it.dataFolder, 'postgres'), link, it.keyFile]) {
      for (const at of ['/api/stores', '/api/stores/check']) {
        const answer = await it.post(at, { target })
        assert.equal(answer.body.code, 'landscape/own-data', `${at} ${target}: ${answer.text}`)
      }
    }
  })

  test('what is not there is said plainly', async () => {
    const missing = await it.post('/api/stores', { target: path.join(it.folder, 'nowhere') })
    assert.equal(missing.status, 400, missing.text)
    assert.ok(missing.body.help)
    // Asked only whether it can be used, that it cannot is an answer, and nothing of the text is repeated but the path.
    for (const [target, problem] of [
      [path.join(it.folder, 'nowhere'), /^no such file or folder/],
      ['oracle://scott:tiger-of-the-test@db/shop', /^no way to read `oracle:/],
      ['postgres://reader@shop.example:99999/shop', /is not usable/],
    ] as const) {
      const check = await ok(it.post('/api/stores/check', { target }))
      assert.deepEqual([check.ok, check.kind, check.objects], [false, null, null], target)
      assert.match(check.problem, problem)
      assert.ok(check.help, target)
      assert.ok(!JSON.stringify(check).includes('tiger-of-the-test'))
    }
    assert.equal((await it.leaves()).filter((kind) => kind === 'store.checked').length, 4)
  })
})

describe('scanning', () => {
  test('every file ends in the map or the coverage ledger, the label follows what was found', async () => {
    const scan = await it.scan()
    assert.equal(scan.state, 'done', JSON.stringify(scan))
    assert.equal(scan.share, 1)
    assert.equal(scan.startedBy, 'name of the-owner')
    const names = (await objects()).map((each) => each.name)
    assert.deepEqual(names.toSorted(), ['=cmd|calc.csv', 'colours.txt', 'customers.csv', 'deep/cards.csv', 'link'].toSorted())
    const link = (await objects()).find((each) => each.name === 'link')
    assert.equal(link.label, null)
    assert.equal(link.coverage.status, 'skipped')
    assert.match(link.coverage.reason, /link/)
    assert.equal((await field('customers.csv', 'email')).verdict, 'personal')
    assert.equal((await field('deep/cards.csv', 'card')).label.level, 3)
    const one = await ok(it.get('/api/stores'))
    assert.equal(one.stores[0].label.level, 3)
    assert.equal(one.stores[0].lastScan.number, scan.number)
    assert.equal(one.stores[0].lastScan.unread, 1)
    const leaves = await it.leaves()
    assert.ok(leaves.includes('scan.started') && leaves.includes('scan.ended'), leaves.join())
  })

  test('coverage: pages by key add up to the counts, each status lists what it counts', async () => {
    const [scan] = (await ok(it.get('/api/scans'))).scans
    const seen: string[] = []
    let after = ''
    for (;;) {
      const page = await ok(it.get(`/api/scans/${scan.id}/coverage?limit=2${after}`))
      seen.push(...page.rows.map((row: { name: string }) => row.name))
      if (page.next === null) break
      after = `&after=${page.next}`
    }
    assert.equal(seen.length, 5)
    assert.equal(new Set(seen).size, 5)
    for (const status of ['read', 'partial', 'skipped', 'failed']) {
      assert.equal((await ok(it.get(`/api/scans/${scan.id}/coverage?status=${status}`))).rows.length, scan.coverage[status], status)
    }
    assert.equal((await it.get(`/api/scans/${scan.id}/coverage?after=nonsense`)).body.code, 'discover/cursor-invalid')
    assert.equal((await it.get('/api/scans/00000000-0000-0000-0000-000000000000/coverage')).status, 404)
    const { findings } = await ok(it.get(`/api/scans/${scan.id}/findings`))
    assert.equal(findings.length, 2)
    assert.ok(
      findings.some((each: { what: string }) => each.what.endsWith(' in 120 of 120 values')),
      JSON.stringify(findings),
    )
  })

  test('no value of a customer is anywhere in the database, the answers or the log', async () => {
    const tables = await sql<{ name: string }>`
      select format('%I.%I', table_schema, table_name) as name from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`.execute(it.fixture.store.db)
    let dump = it.logged.join('\n')
    for (const { name } of tables.rows) {
      const rows = await sql<{ row: string }>`select t::text as row from ${sql.raw(name)} t`.execute(it.fixture.store.db)
      dump += rows.rows.map((each) => each.row).join('\n')
    }
    dump += (await it.get('/api/map/export?format=json')).text
    assert.ok(dump.includes('customers.csv'), 'the dump holds what it should')
    for (const value of [...MAILS, ...CARDS, ...CARDS.map((card) => card.replaceAll(' ', '')), 'mail-of-the-test']) {
      assert.ok(!dump.includes(value), `${value} is in the database or the log`)
    }
  })

  test('a field explains itself; a viewer sees no sample', async () => {
    const { id } = await field('customers.csv', 'email')
    const full = await ok(it.get(`/api/fields/${id}`, 'auditor'))
    assert.equal(full.types[0].count, 120)
    assert.equal(typeof full.types[0].sample, 'string')
    assert.ok(full.types[0].why.length > 0)
    assert.equal(full.scan.status, 'read')
    const seen = await ok(it.get(`/api/fields/${id}`, 'viewer'))
    assert.equal(seen.types[0].sample, null)
    assert.equal((await it.get('/api/fields/fi_aaaaaaaaaaaaaaaaaaaa')).status, 404)
  })

  test('a store is read by one scan at a time; a scan that has ended cannot be stopped', async () => {
    const [scan] = (await ok(it.get('/api/scans'))).scans
    assert.equal((await it.post(`/api/scans/${scan.id}/stop`)).body.code, 'discover/scan-ended')
    const answers = await Promise.all(Array.from({ length: 4 }, () => it.post('/api/scans', { mode: { kind: 'full' } })))
    assert.deepEqual(answers.map((each) => each.status).toSorted(), [200, 409, 409, 409])
    const refused = answers.find((each) => each.status === 409)!
    assert.equal(refused.body.code, 'discover/scan-running')
    assert.match(refused.body.message, /^scan \d+ is reading `shop`$/)
    const { id } = answers.find((each) => each.status === 200)!.body
    await it.ended(id)
    assert.equal((await it.post('/api/scans', { mode: { kind: 'full' } }, 'auditor')).status, 403)
    assert.equal((await it.post('/api/scans', { stores: ['st_aaaaaaaaaaaaaaaaaaaa'], mode: { kind: 'full' } })).status, 404)
  })
})

describe('deciding', () => {
  test('a decision is pinned, survives a rescan, and what Holdfast says stays beside it', async () => {
    const { id } = await field('customers.csv', 'email')
    const wish = { verdict: 'not-personal', level: 1, reason: 'invented addresses' }
    assert.equal((await it.post(`/api/fields/${id}/decision`, wish, 'viewer')).status, 403)
    assert.equal((await it.post(`/api/fields/${id}/decision`, { ...wish, reason: '  ' })).body.code, 'discover/reason-empty')
    const pinned = await ok(it.post(`/api/fields/${id}/decision`, wish, 'analyst'))
    assert.equal(pinned.verdict, 'not-personal')
    assert.equal(pinned.label.level, 1)
    assert.equal(pinned.pinned.stillSays, 'personal')
    assert.equal(pinned.pinned.by, 'name of the-analyst')
    assert.equal((await objects()).find((each) => each.name === 'customers.csv').label.level, 1, 'the object follows')
    await it.scan()
    const after = await ok(it.get(`/api/fields/${id}`))
    assert.equal(after.verdict, 'not-personal')
    assert.equal(after.label.level, 1)
    assert.equal(after.pinned.stillSays, 'personal')
    assert.equal(after.pinned.stillLabel.level, 2)
    assert.equal(after.pinned.reason, 'invented addresses')
    const back = await ok(it.call('DELETE', `/api/fields/${id}/decision`))
    assert.equal(back.verdict, 'personal')
    assert.equal(back.label.level, 2)
    assert.equal(back.pinned, null)
    assert.equal((await it.call('DELETE', `/api/fields/${id}/decision`)).body.code, 'discover/not-pinned')
    const leaves = await it.leaves()
    assert.ok(leaves.includes('field.decided') && leaves.includes('field.undecided'))
  })

  test('each change of a label is announced once, a rescan announces nothing', async () => {
    const { id } = await field('customers.csv', 'email')
    const events = async () =>
      (await it.fixture.store.db.selectFrom('outbox').select('payload').where('topic', '=', 'field.labelled').orderBy('id').execute())
        .map((row) => row.payload as { field: string; labelId: string | null; was: string | null })
        .filter((payload) => payload.field === id)
    const found = (await ok(it.get(`/api/fields/${id}`))).label
    const own = `${found.level}:${found.regimes.join(',')}`
    assert.deepEqual(
      (await events()).map(({ was, labelId }) => [was, labelId]),
      [
        [null, own],
        [own, '1:'],
        ['1:', own],
      ],
    )
    await it.scan()
    assert.equal((await events()).length, 3)
  })
})

describe('what changes in a store', () => {
  test('a file that is gone leaves the map, and comes back with its decision', async () => {
    const { id } = await field('customers.csv', 'email')
    await ok(it.post(`/api/fields/${id}/decision`, { verdict: 'not-personal', level: 1, reason: 'invented' }))
    rmSync(path.join(shop, 'customers.csv'))
    await it.scan()
    assert.ok(!(await objects()).some((each) => each.name === 'customers.csv'))
    assert.equal((await it.get(`/api/fields/${id}`)).status, 404)
    writeCustomers()
    await it.scan()
    const again = await ok(it.get(`/api/fields/${id}`))
    assert.equal(again.verdict, 'not-personal')
    assert.equal(again.pinned.stillSays, 'personal')
    await ok(it.call('DELETE', `/api/fields/${id}/decision`))
  })

  test('a column that is gone leaves the map', async () => {
    writeFileSync(path.join(shop, 'deep', 'cards.csv'), `n;pan\n${CARDS.map((card, n) => `${n};${card}`).join('\n')}\n`)
    await it.scan()
    await field('deep/cards.csv', 'pan')
    const found = (await objects()).find((each) => each.name === 'deep/cards.csv')
    const { fields } = await ok(it.get(`/api/map/objects/${found.id}/fields`))
    assert.deepEqual(
      fields.map((each: { path: string }) => each.path),
      ['n', 'pan'],
    )
  })
})

describe('the map as a file', () => {
  test('csv: a line for every field and every unread object, nothing that a spreadsheet would run', async () => {
    const answer = await it.get('/api/map/export?format=csv', 'auditor')
    assert.equal(answer.status, 200)
    const lines = answer.text.trimEnd().split('\r\n')
    const map = await ok(it.get('/api/map'))
    assert.equal(lines.length, 1 + map.totals.fields + 1, answer.text)
    assert.ok(lines.some((line) => line.includes(',link,') && line.includes('skipped')))
    for (const line of lines) assert.ok(!/(^|,)"?[=+@-]/.test(line), line)
    assert.ok(answer.text.includes(`"'=evil()"`), answer.text)
    assert.equal((await it.get('/api/map/export?format=csv', 'viewer')).status, 403)
    assert.ok((await it.leaves()).includes('map.exported'))
  })

  test('json: the same, and filters hold', async () => {
    const all = JSON.parse((await it.get('/api/map/export?format=json')).text)
    const high = JSON.parse((await it.get('/api/map/export?format=json&level=3')).text)
    assert.ok(all.fields.length > high.fields.length)
    assert.deepEqual(
      high.fields.map((each: { field: string }) => each.field),
      ['pan'],
    )
  })
})

describe('removing', () => {
  test('asks for the name, forgets what was found, keeps the ledger', async () => {
    assert.equal((await it.call('DELETE', `/api/stores/${store}`, { name: 'Shop' })).body.code, 'landscape/name-differs')
    await ok(it.call('DELETE', `/api/stores/${store}`, { name: 'shop' }))
    assert.equal((await it.get(`/api/stores/${store}`)).status, 404)
    const map = await ok(it.get('/api/map'))
    assert.deepEqual(map.stores, [])
    assert.equal(map.totals.fields, 0)
    for (const table of ['object', 'field', 'finding'] as const) {
      assert.equal((await it.fixture.store.db.selectFrom(table).selectAll().execute()).length, 0, table)
    }
    assert.equal((await it.leaves()).at(-1), 'store.removed')
    assert.ok((await ok(it.get('/api/scans'))).scans.length > 0, 'past scans stay')
    assert.equal((await it.post('/api/scans', { mode: { kind: 'full' } })).body.code, 'discover/nothing-to-scan')
    const again = await ok(it.post('/api/stores', { target: shop }))
    assert.equal(again.id, store, 'the same store has the same id')
  })
})
