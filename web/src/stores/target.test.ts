// The address made of fields, and the password taken out of a pasted one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { databaseTarget, splitPassword } from './target.ts'

const word = fc
  .string({ minLength: 1, maxLength: 30, unit: 'grapheme' })
  .map((text) => text.toWellFormed().trim())
  .filter((text) => text !== '')

test('whatever user and database are called, the address says the same', () => {
  fc.assert(
    fc.property(word, word, fc.integer({ min: 1, max: 65535 }), (user, database, port) => {
      const url = new URL(databaseTarget({ host: 'db.example', port: String(port), database, user }))
      assert.equal(decodeURIComponent(url.username), user)
      assert.equal(decodeURIComponent(url.pathname.slice(1)), database)
      assert.equal(url.hostname, 'db.example')
      assert.equal(url.password, '')
    }),
    { seed: 11 },
  )
  assert.equal(databaseTarget({ host: '::1', port: '', database: 'shop', user: '' }), 'postgres://[::1]/shop')
})

test('a pasted password is taken out of the address, whole', () => {
  fc.assert(
    fc.property(word, word, (user, password) => {
      const pasted = `postgres://${encodeURIComponent(user)}:${encodeURIComponent(password)}@db.example:5432/shop?sslmode=require`
      const split = splitPassword(pasted)
      assert.equal(split.password, password)
      assert.equal(split.target, `postgres://${encodeURIComponent(user)}@db.example:5432/shop?sslmode=require`)
    }),
    { seed: 13 },
  )
})

test('what holds no password stays as it was typed', () => {
  for (const target of ['postgres://reader@db/shop', 'postgres://db:5432/shop', '/srv/exports', 'C:\\exports', 'sqlite:/a:b@c']) {
    assert.deepEqual(splitPassword(target), { target, password: null })
  }
})
