// The HTTP server over a real socket: what is closed, refused, withheld and said. Routes here are the test's own; those of the program are
// walked in test/routes.test.ts.
import assert from 'node:assert/strict'
import { request as rawRequest } from 'node:http'
import { createServer } from 'node:net'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { after, before, describe, test } from 'node:test'
import { Type } from 'typebox'
import type { Role } from '../../core/contract/roles.ts'
import { errorTable, type AppError } from '../../core/errors.ts'
import { createLog } from '../log/log.ts'
import type { Tx } from '../store/store.ts'
import { createHttpServer, type HttpOptions, type HttpServer } from './http-server.ts'
import type { Routes } from './http.ts'
import { recordedLedger } from './recorded.ts'

const lines: string[] = []
const log = createLog({ level: 'debug', json: true, now: () => new Date(), write: (line) => lines.push(line) })
// What is tested is that the server notices an append; the ledger itself has its own tests.
const appended: string[] = []
const ledger = recordedLedger({ append: async (_tx, entry) => appended.push(entry.kind) - 1 })
const leaf = (kind: string) =>
  ledger.append({} as Tx, { actor: { kind: 'system', id: 'test', role: 'owner' }, kind, entity: 'x', body: {} })
const teapot = errorTable('test', { odd: { status: 418, message: 'odd: `{what}`', help: 'be even' } })

const routes: Routes = (app) => {
  const Done = Type.Object({ a: Type.String() })
  const response = { 200: Done }
  app.get('/api/open', { config: { allow: 'anyone' }, schema: { response } }, async () => ({ a: 'x', secret: 'not in the schema' }))
  app.get('/api/owner', { config: { allow: ['owner'] }, schema: { response } }, async (request) => ({ a: request.actor().id }))
  app.get(
    '/api/query',
    {
      config: { allow: 'anyone' },
      schema: { querystring: Type.Object({ n: Type.Integer({ minimum: 1 }) }), response: { 200: Type.Object({ n: Type.Integer() }) } },
    },
    async (request) => ({ n: request.query.n }),
  )
  const body = Type.Object({
    name: Type.String({ maxLength: 5 }),
    inner: Type.Optional(Type.Object({ n: Type.Integer() })),
    kind: Type.Optional(Type.Union([Type.Literal('a'), Type.Literal('b')])),
  })
  app.post('/api/body', { config: { allow: 'anyone', records: 'nothing' }, schema: { body, response } }, async (request) => ({
    a: request.body.name,
  }))
  app.post('/api/recorded', { config: { allow: 'anyone', records: ['test.done', 'test.other'] }, schema: { response } }, async () => {
    await leaf('test.done')
    return { a: 'done' }
  })
  app.post('/api/unrecorded', { config: { allow: 'anyone', records: 'test.done' }, schema: { response } }, async (_request, reply) => {
    await leaf('test.wrong')
    void reply.header('set-cookie', 'a=b')
    return { a: 'done in secret' }
  })
  app.get('/api/undescribed', { config: { allow: 'anyone' } }, async () => ({ a: 'hunter2secret' }))
  app.get('/api/stream', { config: { allow: 'anyone', records: 'test.done' } }, async (request, reply) => {
    if ((request.query as { leaf?: string }).leaf !== undefined) await leaf('test.done')
    return reply.type('text/csv').send(Readable.from(['a,b\n']))
  })
  app.get('/api/odd', { config: { allow: 'anyone' }, schema: { response } }, async () => {
    throw teapot('odd', { what: 'three' })
  })
  app.get('/api/broken', { config: { allow: 'anyone' }, schema: { response } }, async () => {
    throw new Error('duplicate key value (email)=(anna@example.org)')
  })
}

const root = mkdtempSync(path.join(tmpdir(), 'holdfast-web-'))
mkdirSync(path.join(root, 'assets'))
writeFileSync(path.join(root, 'index.html'), '<!doctype html><script src="/assets/a-1.js"></script>')
writeFileSync(path.join(root, 'assets', 'a-1.js'), 'void 0')
writeFileSync(path.join(root, 'mark.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')

const base: HttpOptions = {
  config: { host: '127.0.0.1', port: 0, origin: null },
  log,
  version: '1.2.3',
  identify: async (request) => {
    const role = request.headers['x-test-role'] as Role | undefined
    return role === undefined ? null : { kind: 'account', id: 'somebody', role }
  },
  routes: [routes],
  console: root,
}

let server: HttpServer
let origin = ''
before(async () => {
  server = await createHttpServer(base)
  origin = await server.listen()
})
after(async () => {
  await server.close()
  rmSync(root, { recursive: true })
})

/** fetch() would not let us choose Host, Origin and Sec-Fetch-Site. */
async function ask(method: string, at: string, headers: Record<string, string> = {}, body?: string) {
  const { port, host } = new URL(origin)
  return new Promise<{ status: number; headers: Record<string, string | string[] | undefined>; text: string }>((resolve, reject) => {
    const sent = rawRequest({ host: '127.0.0.1', port, method, path: at, headers: { host, ...headers } }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (part: string) => (text += part))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
const post = (at: string, body: unknown, headers: Record<string, string> = {}) =>
  ask('POST', at, { origin, 'content-type': 'application/json', ...headers }, JSON.stringify(body))
const code = (answer: { text: string }): string => (JSON.parse(answer.text) as { code: string }).code

describe('registration', () => {
  const build = (routes: Routes) => createHttpServer({ ...base, console: null, routes: [routes] })
  const response = { 200: Type.Object({}) }
  test('a route without allow is refused', async () => {
    await assert.rejects(
      build((app) => void app.get('/api/x', { schema: { response } }, async () => ({}))),
      /does not say who may call it/,
    )
  })
  test('a changing route without records is refused', async () => {
    await assert.rejects(
      build((app) => void app.delete('/api/x', { config: { allow: 'anyone' }, schema: { response } }, async () => ({}))),
      /does not say what it records/,
    )
  })
})

describe('names and pages', () => {
  test('every loopback name with our port is ours', async () => {
    const { port } = new URL(origin)
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, `LOCALHOST:${port}`]) {
      assert.equal((await ask('GET', '/api/health', { host })).status, 200, host)
    }
  })
  test('another name is refused with plain text (DNS rebinding)', async () => {
    const { port } = new URL(origin)
    for (const host of ['evil.example', `evil.example:${port}`, 'localhost', 'localhost:1', `localhost.evil.example:${port}`]) {
      const answer = await ask('GET', '/api/health', { host })
      assert.equal(answer.status, 421, host)
      assert.match(String(answer.headers['content-type']), /^text\/plain/)
    }
  })
  test('a change from another page is refused', async () => {
    const { port } = new URL(origin)
    for (const foreign of ['http://evil.example', `https://localhost:${port}`, 'http://localhost:1', 'null', '']) {
      const answer = await post('/api/recorded', {}, { origin: foreign })
      assert.equal(answer.status, 403, foreign)
      assert.equal(code(answer), 'http/foreign-origin')
    }
    for (const site of ['cross-site', 'same-site', 'none-such']) {
      assert.equal((await post('/api/recorded', {}, { 'sec-fetch-site': site })).status, 403, site)
      assert.equal((await ask('GET', '/api/open', { 'sec-fetch-site': site })).status, 403, site)
    }
    assert.equal((await ask('POST', '/api/recorded', { cookie: 'a=b' })).status, 403, 'a cookie without a page')
    assert.equal((await ask('POST', '/api/recorded', { origin, 'sec-fetch-site': 'same-origin' })).status, 200)
    assert.equal((await ask('POST', '/api/recorded', { origin: `http://127.0.0.1:${port}` })).status, 200)
    assert.equal((await ask('POST', '/api/recorded')).status, 200, 'a program without cookies')
  })
  test('with --origin its name is ours too, and cookies may be secure', async () => {
    const other = await createHttpServer({ ...base, config: { host: '127.0.0.1', port: 0, origin: 'https://holdfast.example' } })
    try {
      assert.equal(await other.listen(), 'https://holdfast.example')
      const address = other.app.server.address() as { port: number }
      const status = (host: string) =>
        new Promise<number | undefined>((resolve, reject) => {
          rawRequest({ host: '127.0.0.1', port: address.port, path: '/api/health', headers: { host } }, (answer) => {
            assert.match(String(answer.headers['strict-transport-security']), /max-age/)
            answer.resume().on('end', () => resolve(answer.statusCode))
          })
            .on('error', reject)
            .end()
        })
      assert.equal(await status('holdfast.example'), 200)
      assert.equal(await status('other.example'), 421)
    } finally {
      await other.close()
    }
  })
  test('an open address needs an origin', async () => {
    const start = (host: string, given: string | null) => createHttpServer({ ...base, config: { host, port: 0, origin: given } })
    for (const host of ['0.0.0.0', '::', '192.0.2.1', 'holdfast.example']) {
      await assert.rejects(start(host, null), { code: 'http/origin-needed' })
    }
    for (const given of ['holdfast.example', 'ftp://x', 'https://x/path', 'https://u:p@x', 'https://x/?q', '//x']) {
      await assert.rejects(start('127.0.0.1', given), { code: 'http/origin-invalid' }, given)
    }
    await (await start('0.0.0.0', 'http://192.0.2.1:7420')).close()
    await (await start('127.0.0.7', null)).close()
  })
})

describe('who may', () => {
  test('nobody, another role, the right role', async () => {
    assert.equal((await ask('GET', '/api/owner')).status, 401)
    const viewer = await ask('GET', '/api/owner', { 'x-test-role': 'viewer' })
    assert.equal(viewer.status, 403)
    assert.match(viewer.text, /the role `viewer` may not do this/)
    assert.equal((await ask('GET', '/api/owner', { 'x-test-role': 'owner' })).text, '{"a":"somebody"}')
    assert.equal((await ask('HEAD', '/api/owner')).status, 401)
  })
  test('the description of the API is for people who are signed in', async () => {
    assert.equal((await ask('GET', '/api/openapi.json')).status, 401)
    const answer = await ask('GET', '/api/openapi.json', { 'x-test-role': 'viewer' })
    const described = JSON.parse(answer.text) as { openapi: string; info: { version: string }; paths: Record<string, unknown> }
    assert.equal(described.openapi, '3.1.0')
    assert.equal(described.info.version, '1.2.3')
    assert.ok('/api/body' in described.paths && !('/*' in described.paths))
  })
})

describe('requests', () => {
  test('faults are named by place and rule, never with the value', async () => {
    const cases: [unknown, RegExp][] = [
      [{}, /`name` is missing/],
      [{ name: 'hunter2secret' }, /`name` is longer than 5 characters/],
      [{ name: 7 }, /`name` must be of type string/],
      [{ name: null }, /`name` must be of type string/],
      [{ name: 'a', hunter2secret: 1 }, /`body` has a property that is not known here/],
      [{ name: 'a', inner: { n: '1' } }, /`inner.n` must be of type integer/],
      [{ name: 'a', inner: { n: 1, hunter2secret: 2 } }, /`inner` has a property that is not known here/],
      [{ name: 'a', kind: 'hunter2secret' }, /`kind` is none of the values that are allowed/],
      [[], /`body` must be of type object/],
      ['hunter2secret', /`body` must be of type object/],
    ]
    for (const [body, expected] of cases) {
      const answer = await post('/api/body', body)
      assert.equal(answer.status, 400, JSON.stringify(body))
      assert.equal(code(answer), 'http/invalid')
      assert.match(answer.text, expected)
      assert.doesNotMatch(answer.text, /hunter2secret/)
    }
    assert.equal((await post('/api/body', { name: 'ok' })).text, '{"a":"ok"}')
  })
  test('query and path are converted and checked', async () => {
    assert.equal((await ask('GET', '/api/query?n=5')).text, '{"n":5}')
    for (const at of ['/api/query', '/api/query?n=0', '/api/query?n=x', '/api/query?n=5&more=1', '/api/query?n=1&n=2']) {
      assert.equal((await ask('GET', at)).status, 400, at)
    }
  })
  test('what is no JSON, too large or of another kind is refused', async () => {
    const json = { origin, 'content-type': 'application/json' }
    for (const [headers, body, status] of [
      [json, '{"name":', 400],
      [json, '', 400],
      [json, '{"__proto__":{"a":1},"name":"a"}', 400],
      [json, JSON.stringify({ name: 'a'.repeat(300_000) }), 413],
      [{ origin, 'content-type': 'text/plain' }, '{"name":"a"}', 415],
      [{ origin, 'content-type': 'application/x-www-form-urlencoded' }, 'name=a', 415],
    ] as const) {
      const answer = await ask('POST', '/api/body', headers, body)
      assert.equal(answer.status, status, body.slice(0, 40))
      assert.match(code(answer), /^http\//)
    }
  })
  test('only what the schema names leaves', async () => {
    assert.equal((await ask('GET', '/api/open')).text, '{"a":"x"}')
  })
})

describe('answers', () => {
  test('an action that left no leaf of its kind is withheld', async () => {
    assert.equal((await post('/api/recorded', {})).text, '{"a":"done"}')
    const answer = await post('/api/unrecorded', {})
    assert.equal(answer.status, 500)
    assert.equal(code(answer), 'http/not-recorded')
    assert.doesNotMatch(answer.text, /secret/)
    assert.equal(answer.headers['set-cookie'], undefined)
  })
  test('JSON without a schema is withheld; a stream needs its leaf as well', async () => {
    const answer = await ask('GET', '/api/undescribed')
    assert.equal(answer.status, 500)
    assert.doesNotMatch(answer.text, /hunter2secret/)
    assert.equal((await ask('GET', '/api/stream?leaf=1')).text, 'a,b\n')
    const bare = await ask('GET', '/api/stream')
    assert.equal(bare.status, 500)
    assert.equal(code(bare), 'http/not-recorded')
  })
  test('two requests at once do not lend each other their leaves', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => post(index % 2 === 0 ? '/api/recorded' : '/api/unrecorded', {})),
    )
    answers.forEach((answer, index) => assert.equal(answer.status, index % 2 === 0 ? 200 : 500))
  })
  test('errors of ours keep their words, all others lose them', async () => {
    const odd = await ask('GET', '/api/odd')
    assert.equal(odd.status, 418)
    assert.deepEqual(JSON.parse(odd.text), { code: 'test/odd', message: 'odd: `three`', help: 'be even' })
    lines.length = 0
    const broken = await ask('GET', '/api/broken')
    assert.equal(broken.status, 500)
    assert.equal(code(broken), 'core/unexpected')
    assert.doesNotMatch(broken.text + lines.join(), /anna|duplicate/)
  })
  test('unknown addresses, and methods', async () => {
    for (const at of ['/api/none', '/api', '/api/', '/api/open/more']) assert.equal(code(await ask('GET', at)), 'http/not-found', at)
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const answer = await ask(method, '/api/open', { origin })
      assert.equal(answer.status, 404, method)
    }
  })
  test('headers keep the browser in', async () => {
    for (const at of ['/', '/api/health', '/api/none', '/assets/a-1.js']) {
      const { headers } = await ask('GET', at)
      const csp = String(headers['content-security-policy'])
      assert.match(csp, /default-src 'none'/)
      assert.match(csp, /frame-ancestors 'none'/)
      assert.doesNotMatch(csp, /unsafe/)
      assert.equal(headers['x-content-type-options'], 'nosniff')
      assert.equal(headers['referrer-policy'], 'no-referrer')
      assert.equal(headers['cross-origin-resource-policy'], 'same-origin')
      assert.equal(headers['access-control-allow-origin'], undefined)
      if (at.startsWith('/api')) assert.equal(headers['cache-control'], 'no-store')
    }
  })
  test('the log holds the pattern, never the address or a value', async () => {
    lines.length = 0
    await ask('GET', '/api/query?n=hunter2secret')
    await ask('GET', '/somebody@example.org')
    const text = lines.join('')
    assert.match(text, /"route":"\/api\/query","status":400,"ms":[\d.]+,"id":"/)
    assert.doesNotMatch(text, /hunter2secret|somebody/)
  })
})

describe('the console', () => {
  test('the page for every place, never cached; files of the build for ever', async () => {
    for (const at of ['/', '/map', '/map/st_x?level=3', '/index.html']) {
      const answer = await ask('GET', at, { accept: 'text/html' })
      assert.equal(answer.status, 200, at)
      assert.match(answer.text, /<script/)
      assert.equal(answer.headers['cache-control'], 'no-store')
    }
    const asset = await ask('GET', '/assets/a-1.js')
    assert.equal(asset.headers['cache-control'], 'public, max-age=31536000, immutable')
    assert.match(String(asset.headers['content-type']), /javascript/)
    assert.match(String((await ask('GET', '/mark.svg')).headers['content-type']), /svg/)
  })
  test('nothing outside the folder, no page where a file is meant', async () => {
    for (const at of [
      '/assets/none.js',
      '/none.svg',
      '/assets/../../package.json',
      '/assets/%2e%2e/%2e%2e/package.json',
      '/..%2fpackage.json',
      '/.env',
    ]) {
      const answer = await ask('GET', at, { accept: 'text/html' })
      assert.ok([400, 403, 404].includes(answer.status), `${at}: ${answer.status}`)
      assert.doesNotMatch(answer.text, /"name"/)
    }
    assert.equal((await ask('GET', '/map', { accept: 'application/json' })).status, 404)
  })
  test('before it is built the page says how', async () => {
    const bare = await createHttpServer({ ...base, console: path.join(root, 'none') })
    const answer = await bare.app.inject({ url: '/', headers: { host: 'localhost:0', accept: 'text/html' } })
    assert.equal(answer.statusCode, 503)
    assert.match(answer.body, /npm run build/)
    await bare.close()
  })
})

test('a taken port is named, with the next step', async () => {
  const holder = createServer()
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve))
  const { port } = holder.address() as { port: number }
  const second = await createHttpServer({ ...base, config: { host: '127.0.0.1', port, origin: null } })
  await assert.rejects(second.listen(), (error: AppError) => error.code === 'http/port-taken' && error.help!.includes(`--port ${port + 1}`))
  await second.close()
  await new Promise((resolve) => holder.close(resolve))
})
