// DATABASE_URL: what is read from it, what is refused and in which words; the address itself is never repeated.
import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import type { AppError } from '../../core/errors.ts'
import { emptyDatabase } from '../../../test/harness/test-store.ts'
import { freePort } from '../../../test/harness/test-server.ts'
import { connectTo, readDatabaseUrl } from './database-url.ts'

const SECRET = 'hunter2-secret'

function problem(run: () => unknown): AppError {
  try {
    run()
  } catch (error) {
    return error as AppError
  }
  throw new Error('nothing was refused')
}

test('addresses that cannot be used are refused without repeating them', () => {
  for (const url of [
    `mysql://u:${SECRET}@h/d`,
    `postgres://u:${SECRET}@h`,
    `postgres://h/${SECRET}`,
    SECRET,
    `postgres://u:${SECRET}@h:99999999/d%`,
  ]) {
    const error = problem(() => readDatabaseUrl(url))
    assert.equal(error.code, 'store/url-invalid')
    assert.ok(!`${error.message}${error.help}${JSON.stringify(error.details)}`.includes(SECRET), url)
  }
})

test('user, password and database pass through whatever they hold', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, unit: 'grapheme' }),
      fc.string({ unit: 'grapheme' }),
      fc.string({ minLength: 1, unit: 'grapheme' }),
      (user, password, database) => {
        const url = `postgres://${encodeURIComponent(user)}:${encodeURIComponent(password)}@host:5433/${encodeURIComponent(database)}`
        const read = readDatabaseUrl(url)
        assert.deepEqual(
          [read['user'], read['password'], read['database'], read['host'], read['port']],
          [user, password, database, 'host', 5433],
        )
      },
    ),
    {
      seed: 20_261_124,
      examples: [
        [' ', '', '.'],
        ['u', 'p', '..'],
      ],
    },
  )
})

test('a server that is not there, one that says nothing sensible, and a database that does not exist', async (t) => {
  const code = (wanted: string) => (error: unknown) => {
    assert.equal((error as AppError).code, wanted)
    assert.ok(!(error as AppError).message.includes(SECRET))
    return true
  }
  const port = await freePort()
  await assert.rejects(connectTo(readDatabaseUrl(`postgres://u:${SECRET}@127.0.0.1:${port}/d`)), code('store/url-unreachable'))
  const silent = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
  t.after(() => silent.close())
  await new Promise((resolve) => silent.once('listening', resolve))
  const { port: taken } = silent.address() as { port: number }
  await assert.rejects(connectTo(readDatabaseUrl(`postgres://u:${SECRET}@127.0.0.1:${taken}/d`)), code('store/url-unreachable'))
  const { url, drop } = await emptyDatabase()
  t.after(drop)
  const missing = new URL(url)
  missing.pathname = '/no_such_database'
  await assert.rejects(connectTo(readDatabaseUrl(missing.href)), code('store/url-refused'))
})
