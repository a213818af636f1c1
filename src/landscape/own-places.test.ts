import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { ownPlacesCheck } from './own-places.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-own-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const data = path.join(folder, 'data')
const key = path.join(folder, 'config', 'a.key')
mkdirSync(path.join(data, 'postgres'), { recursive: true })
mkdirSync(path.dirname(key))
writeFileSync(key, 'x')
symlinkSync(data, path.join(folder, 'link'))
const own = ownPlacesCheck({ dataFolder: path.join(folder, 'link'), keyFile: key }, 'postgres://holdfast:secret@localhost/held')

test('the data folder, what is inside, and links to it are ours; neighbours and the folder around are not', () => {
  const isOwn = (at: string): boolean => own.isOwnTarget({ address: { path: at } })
  for (const at of [
    data,
    `${data}/`,
    path.join(data, 'postgres'),
    path.join(data, 'not', 'there'),
    path.join(folder, 'link', 'postgres'),
    key,
  ]) {
    assert.ok(isOwn(at), at)
  }
  for (const at of [folder, `${data}2`, path.join(folder, '..data'), path.dirname(key), `${key}.old`]) assert.ok(!isOwn(at), at)
  assert.deepEqual(own.places().toSorted(), [key, data].toSorted())
})

test('our own database is no store, by whatever name this machine is called; others are', () => {
  const is = (host: string, port = 5432, database = 'held'): boolean => own.isOwnTarget({ address: { host, port, database } })
  for (const host of ['localhost', 'LOCALHOST', 'localhost.', '127.0.0.1', '127.1.2.3', '::1', '[::1]']) assert.ok(is(host), host)
  assert.ok(is(path.join(data, 'postgres')), 'the folder of its socket')
  assert.ok(!is('localhost', 5433))
  assert.ok(!is('localhost', 5432, 'other'))
  assert.ok(!is('db.example'))
  assert.ok(
    !ownPlacesCheck({ dataFolder: null, keyFile: null }, null).isOwnTarget({
      address: { host: 'localhost', port: 5432, database: 'held' },
    }),
  )
})
