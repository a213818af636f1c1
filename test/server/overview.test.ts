// The first page over the API: it says what needs a person from what really is so, each with the list it was computed from, and nothing
// else. And "Before you start", from the real folder and key file.
import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fixedClock } from '../../src/core/clock.ts'
import { testPhases, type Answer, type TestPhases } from '../harness/test-phases.ts'

const clock = fixedClock('2026-11-24T09:00:00.000Z')
const DAY = 86_400_000

let it: TestPhases
let folder: string
let store: string
before(async () => {
  it = await testPhases({ clock, beat: 50 })
  folder = path.join(it.folder, 'share')
  mkdirSync(folder)
  const mails = Array.from({ length: 50 }, (_, n) => `${n},ada${n}@mail-of-the-test.example`)
  writeFileSync(path.join(folder, 'a.csv'), `id,email\n${mails.join('\n')}\n`)
  writeFileSync(path.join(folder, 'damaged.zip'), 'PK\u0003\u0004 and no end')
})
after(() => it.close())

async function overview(): Promise<Answer['body']> {
  const { status, body, text } = await it.get('/api/overview', 'viewer')
  assert.equal(status, 200, text)
  return body
}
const ids = (view: Answer['body']): string[] => view.needs.map((need: { id: string }) => need.id.replace(/:.*/, ''))
const need = (view: Answer['body'], id: string): Answer['body'] => view.needs.find((each: { id: string }) => each.id.startsWith(id))

/** Follows a link of the console to the route that its page reads. */
async function follow(link: string): Promise<Answer['body']> {
  const url = new URL(link, 'http://console')
  const scan = /^\/scans\/(.+)$/.exec(url.pathname)
  const api = url.pathname === '/map' ? `/api/map${url.search}` : scan === null ? '/api/scans' : `/api/scans/${scan[1]}`
  const answer = await it.get(api)
  assert.equal(answer.status, 200, `${link}: ${answer.text}`)
  return answer.body
}

describe('what needs a person', () => {
  test('nothing is connected: empty, and nothing is made up', async () => {
    const view = await overview()
    assert.equal(view.empty, true)
    assert.deepEqual([view.needs, view.stores, view.fresh, view.unread], [[], [], [], []])
    assert.equal(view.chain.newLabels, 0)
  })

  test('a store that was never scanned is unknown, not fine', async () => {
    store = (await it.post('/api/stores', { target: folder })).body.id
    const view = await overview()
    assert.equal(view.empty, false)
    assert.deepEqual(ids(view), ['never-scanned'])
    assert.equal(view.needs[0].state, 'unknown')
    assert.equal(view.needs[0].link, `/scans?new=true&stores=${store}`)
    assert.equal(view.fresh[0].what, 'Store')
  })

  test('after a scan: what is new, what could not be read, with figures that their links show', async () => {
    clock.advance(60_000)
    const scan = await it.scan()
    assert.equal(scan.state, 'done', JSON.stringify(scan))
    const view = await overview()
    assert.deepEqual(ids(view), ['unread'])
    assert.match(view.needs[0].title, /^1 object could not be read$/)
    assert.equal((await follow(view.needs[0].link)).stores[0].objects, 1)
    assert.equal(view.unread.length, 1)
    assert.equal((await follow(view.unread[0].link)).stores[0].objects, view.unread[0].count)
    const labelled = view.fresh.filter((each: { what: string }) => each.what === 'File')
    assert.equal(labelled.length, view.chain.newLabels)
    assert.ok(
      labelled.some((each: { name: string }) => each.name === 'share/a.csv email'),
      JSON.stringify(view.fresh),
    )
    const [row] = view.stores
    assert.equal(row.fields, row.personal + row.unsure + row.notPersonal)
    assert.equal(row.unread, 1)
  })

  test('an undecided field waits for a person until somebody decides', async () => {
    const objects = (await it.get(`/api/map/stores/${store}/objects?q=a.csv`)).body.objects
    const fields = (await it.get(`/api/map/objects/${objects[0].id}/fields`)).body.fields
    const { id } = fields.find((each: { path: string }) => each.path === 'email')
    await it.post(`/api/fields/${id}/decision`, { verdict: 'unsure', level: 3, reason: 'ask the owner' })
    const view = await overview()
    assert.equal(need(view, 'unsure').title, '1 finding is unsure, 1 of them could be Highly Confidential')
    assert.equal(need(view, 'unsure').link, '/review')
    await it.post(`/api/fields/${id}/decision`, { verdict: 'personal', level: 2, reason: 'asked' })
    assert.equal(need(await overview(), 'unsure'), undefined)
  })

  test('what is older than a day is not new; what is older than 30 days is stale', async () => {
    clock.advance(DAY + 60_000)
    assert.deepEqual((await overview()).fresh, [])
    assert.equal((await overview()).chain.newLabels, 0)
    clock.advance(28 * DAY)
    assert.equal(need(await overview(), 'stale'), undefined)
    clock.advance(2 * DAY)
    const stale = need(await overview(), 'stale')
    assert.equal(stale.state, 'stale')
    assert.match(stale.title, /^share was last read 31 days ago$/)
  })

  test('a store that is away comes first; read again, it is gone from the page', async () => {
    rmSync(folder, { recursive: true })
    const failed = await it.scan()
    assert.equal(failed.state, 'failed', JSON.stringify(failed))
    const view = await overview()
    assert.equal(ids(view)[0], 'store-failed')
    assert.equal(view.needs[0].state, 'error')
    assert.equal((await follow(view.needs[0].link)).state, 'failed')
    assert.equal(ids(view).filter((id) => id === 'scan-failed').length, 0, 'said once')
    mkdirSync(folder)
    writeFileSync(path.join(folder, 'b.txt'), 'blue\n')
    clock.advance(60_000)
    await it.scan()
    assert.deepEqual(ids(await overview()), [])
  })
})

describe('before you start', () => {
  const check = async (id: string): Promise<Answer['body']> =>
    (await it.get('/api/system')).body.checks.find((each: { id: string }) => each.id === id)

  test('the data folder: locked, open to others, not there', async () => {
    chmodSync(it.dataFolder, 0o700)
    const state = (await check('data-folder')).state
    assert.ok(state === 'pass' || /only|full/.test((await check('data-folder')).text), state)
    chmodSync(it.dataFolder, 0o755)
    assert.notEqual((await check('data-folder')).state, 'pass')
    chmodSync(it.dataFolder, 0o700)
  })

  test('the key file: missing, open to others, closed', async () => {
    assert.equal((await check('key-file')).state, 'error')
    writeFileSync(it.keyFile, 'x', { mode: 0o644 })
    assert.equal((await check('key-file')).state, 'fail')
    chmodSync(it.keyFile, 0o600)
    assert.equal((await check('key-file')).state, 'pass')
  })

  test('what is not known is said to be unknown, and a missing second factor is no pass', async () => {
    assert.equal((await check('mail')).state, 'unknown')
    assert.notEqual((await check('second-factor')).state, 'pass')
    assert.equal((await it.get('/api/system', null)).status, 401)
  })
})
