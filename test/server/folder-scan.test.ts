// A folder connected, scanned and looked at over the API, on the real store: what the console does on its first day.
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { testPhases, type TestPhases } from '../harness/test-phases.ts'

let it: TestPhases
let shop: string
before(async () => {
  it = await testPhases({ beat: 50 })
  shop = path.join(it.folder, 'shop')
  mkdirSync(shop)
  const rows = Array.from({ length: 200 }, (_, n) => `${n},ada.lovelace${n}@example.org,blue`)
  writeFileSync(path.join(shop, 'customers.csv'), `id,email,colour\n${rows.join('\n')}\n`)
  writeFileSync(path.join(shop, 'broken.zip'), Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0, 1, 2]))
})
after(() => it.close())

test('a folder is connected, scanned and read in the map', async () => {
  const check = await it.post('/api/stores/check', { target: shop })
  assert.equal(check.status, 200, check.text)
  assert.equal(check.body.ok, true)
  const connected = await it.post('/api/stores', { target: shop })
  assert.equal(connected.status, 200, connected.text)
  assert.equal(connected.body.name, 'shop')
  const scan = await it.scan()
  assert.equal(scan.state, 'done', JSON.stringify(scan))
  const map = await it.get('/api/map')
  assert.equal(map.status, 200, map.text)
  console.log(JSON.stringify(scan), JSON.stringify(map.body))
  const objects = await it.get(`/api/map/stores/${String(connected.body.id)}/objects`)
  console.log(objects.text)
})
