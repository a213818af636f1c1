import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { AppError } from '../../core/errors.ts'
import { parseTarget } from './target.ts'

const folder = mkdtempSync(join(tmpdir(), 'holdfast-target-'))
after(() => rmSync(folder, { recursive: true }))

test('a PostgreSQL URL and its secret', async () => {
  const target = await parseTarget('postgresql://re%40der:p%40s%2Fs@DB.example:6543/my%20shop?sslmode=require')
  assert.deepEqual(target.address, { kind: 'postgres', host: 'DB.example', port: 6543, database: 'my shop' })
  assert.equal(target.user, 're@der')
  assert.equal(target.secret, 'p@s/s')
  assert.equal(target.shown, 'postgres://re%40der@DB.example:6543/my%20shop')
  assert.deepEqual(target.options, { sslmode: 'require' })
})

test('defaults, IPv6, sockets, passwords as an option', async () => {
  assert.deepEqual((await parseTarget('postgres://u@[::1]/d')).address, { kind: 'postgres', host: '::1', port: 5432, database: 'd' })
  assert.deepEqual((await parseTarget('postgres://u@/d?host=/run/pg')).address, {
    kind: 'postgres',
    host: '/run/pg',
    port: 5432,
    database: 'd',
  })
  assert.equal((await parseTarget('postgres://u@h/d?password=x%26y')).secret, 'x&y')
  assert.deepEqual((await parseTarget('mariadb://u:p@h/d')).address, { kind: 'mysql', host: 'h', port: 3306, database: 'd' })
})

const SECRET = 'hunter2secret'
const hostile = [
  `postgres://u:${SECRET}@`,
  `postgres://u:${SECRET}@h:99999999/d`,
  `postgres://u:${SECRET}/x@h/d`,
  `postgres://u:${SECRET}#x@h/d`,
  `postgres://u:${SECRET}?x@h/d`,
  `postgres://u:${SECRET}@h/d?nonsense=1`,
  `postgres://u:a@${SECRET} b@h/d`,
  `postgres://u:${SECRET}@h1,h2/d`,
  `postgres://u:%68unter2secret@h:x/d`,
  `nosuch://u:${SECRET}@h/d`,
  `mysql://u:${SECRET}@h:0/d`,
  `mysql://u:p@h/d?ssl-mode=${SECRET}`,
]
for (const text of hostile) {
  test(`a bad URL is refused without showing the secret: ${text.replace(SECRET, '…')}`, async () => {
    await parseTarget(text).then(
      (target) => assert.ok(!target.shown.includes(SECRET) && text.endsWith('@'), `accepted ${text}`),
      (error: unknown) => {
        assert(error instanceof AppError)
        assert(error.help !== undefined)
        assert(!JSON.stringify([error.message, error.help, error.details]).match(/hunter2secret|%68unter2secret/))
      },
    )
  })
}

test('paths: real ones, missing ones, links in a circle, not SQLite', async () => {
  writeFileSync(join(folder, 'a.csv'), 'a,b\n')
  symlinkSync(folder, join(folder, 'to-folder'))
  symlinkSync(join(folder, 'circle'), join(folder, 'circle'))
  assert.equal((await parseTarget(join(folder, 'a.csv'))).kind, 'file')
  assert.deepEqual((await parseTarget(join(folder, 'to-folder'))).address, (await parseTarget(folder)).address)
  assert.deepEqual((await parseTarget(`file://${folder}`)).address, (await parseTarget(folder)).address)
  await assert.rejects(parseTarget(join(folder, 'none')), { code: 'discover/path-missing' })
  await assert.rejects(parseTarget(join(folder, 'circle')), { code: 'discover/target-invalid' })
  await assert.rejects(parseTarget(`sqlite:${join(folder, 'a.csv')}`), { code: 'discover/not-sqlite' })
  await assert.rejects(parseTarget('sqlite:/dev/null'), { code: 'discover/not-sqlite' })
  await assert.rejects(parseTarget('/dev/null'), { code: 'discover/path-special' })
  await assert.rejects(parseTarget(''), { code: 'discover/target-invalid' })
})
