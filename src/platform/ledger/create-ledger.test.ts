// The ledger on a real PostgreSQL: one chain whatever happens, checkpoints that refuse a rewritten history, bundles that verify.
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { testStore, type TestStore } from '../../../test/harness/test-store.ts'
import { fixedClock, systemClock } from '../../core/clock.ts'
import type { Json } from '../../core/canonical-json.ts'
import { AppError } from '../../core/errors.ts'
import { createKeyRing } from '../keys/key-ring.ts'
import { createLog } from '../log/log.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { createLedger, type FullLedger } from './create-ledger.ts'
import type { LedgerPage } from './ledger-rows.ts'
import { parseVerifierKey, parseNote } from './signed-note.ts'
import { verifyBundle, type VerifyOptions } from './verify-bundle.ts'

const OWNER = { kind: 'account', id: 'a-1', role: 'owner' } as const
const secret = randomBytes(32)
const keys = createKeyRing(secret)

let fixture: TestStore
let ledger: FullLedger

async function fresh(): Promise<void> {
  fixture = await testStore()
  ledger = createLedger({ store: fixture.store, keys, clock: systemClock, log: fixture.log })
}

function add(body: Json = { reason: 'test' }, kind = 'store.connected', entity = 'st_a'): Promise<number> {
  return fixture.store.transaction((tx) => ledger.append(tx, { actor: OWNER, kind, entity, body }))
}

async function addMany(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await add({ i })
}

async function bundleBytes(): Promise<Buffer> {
  const { bytes } = await ledger.bundle()
  const chunks: Buffer[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function verifyBytes(bytes: Buffer, options?: VerifyOptions) {
  return await verifyBundle({ size: bytes.length, read: (at, length) => Promise.resolve(bytes.subarray(at, at + length)) }, options)
}

/** What somebody with the database's password can do. */
async function tamper(statement: string): Promise<void> {
  const { db } = fixture.store
  await sql.raw('alter table ledger_leaf disable trigger user').execute(db)
  await sql.raw('alter table ledger_checkpoint disable trigger user').execute(db)
  await sql.raw(statement).execute(db)
}

async function refusal(work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
  } catch (error) {
    assert.ok(error instanceof AppError, String(error))
    assert.equal(error.code, 'ledger/not-consistent')
    return String(error.details['why'])
  }
  return 'nothing was refused'
}

describe('ledger: appending', () => {
  before(fresh)
  after(() => fixture.close())

  it('numbers from 0 without a gap, several in one transaction too, and a rollback takes its number back', async () => {
    assert.equal(await add(), 0)
    const two = await fixture.store.transaction(async (tx) => [
      await ledger.append(tx, { actor: OWNER, kind: 'a.b', entity: 'x', body: 1 }),
      await ledger.append(tx, { actor: OWNER, kind: 'a.b', entity: 'x', body: 2 }),
    ])
    assert.deepEqual(two, [1, 2])
    await assert.rejects(
      fixture.store.transaction(async (tx) => {
        assert.equal(await ledger.append(tx, { actor: OWNER, kind: 'a.b', entity: 'x', body: null }), 3)
        throw new RangeError('no')
      }),
      RangeError,
    )
    assert.equal(await add(), 3)
    assert.deepEqual(await ledger.verifyStored(), { ok: true, value: { size: 4, erased: 0, checkpoints: 0 } })
  })
  it('many at once in one process stay one chain', async () => {
    const size = (await ledger.page({ limit: 1 })).size
    const seqs = await Promise.all(Array.from({ length: 60 }, (_, i) => add({ i })))
    assert.deepEqual(
      seqs.toSorted((a, b) => a - b),
      Array.from({ length: 60 }, (_, i) => size + i),
    )
    assert.equal((await ledger.verifyStored()).ok, true)
  })
  it('keeps the body sealed, and nothing of it in the leaf', async () => {
    const seq = await add({ email: 'ada@example.com', reason: 'Übergabe 🙂' }, 'account.invited', 'ac_1')
    const { rows } = await sql<{ leaf: string; body_enc: Buffer; salt: Buffer }>`
      select leaf, body_enc, salt from ledger_leaf join ledger_body using (seq) where seq = ${seq}`.execute(fixture.store.db)
    assert.ok(!rows[0]!.leaf.includes('ada') && !rows[0]!.body_enc.toString('latin1').includes('ada'))
    assert.ok(rows[0]!.salt.length >= 16)
    assert.deepEqual((await ledger.page({ limit: 1 })).rows[0]!.body, { email: 'ada@example.com', reason: 'Übergabe 🙂' })
  })
  it('takes any text a browser may send, half a surrogate pair too', async () => {
    const seq = await add({ 'a\ud800': 'b\udc00', list: [undefined as unknown as Json, '\u0000'].slice(1), gone: undefined })
    assert.deepEqual((await ledger.page({ limit: 1 })).rows[0], {
      ...(await ledger.page({ limit: 1 })).rows[0]!,
      seq,
      body: { 'a\ufffd': 'b\ufffd', list: ['\u0000'] },
    })
    assert.equal((await ledger.verifyStored()).ok, true)
  })
  it('refuses what cannot be a leaf, and the transaction goes with it', async () => {
    const before = (await ledger.page({ limit: 1 })).size
    for (const kind of ['', 'one', 'Two.words', 'a.b.c', 'a.b ', `a.${'b'.repeat(100)}`])
      await assert.rejects(add({}, kind), { code: 'ledger/entry-unusable' })
    for (const entity of ['x'.repeat(201), 'line\nbreak', '\u0000', '\ud800'])
      await assert.rejects(add({}, 'a.b', entity), { code: 'ledger/entry-unusable' })
    await assert.rejects(add('x'.repeat(1 << 20)), { code: 'ledger/entry-unusable' })
    assert.equal((await ledger.page({ limit: 1 })).size, before)
  })
  it('is paged newest first, and filtered by kind', async () => {
    const { size } = await ledger.page({ limit: 1 })
    const seen: number[] = []
    let before: number | null = size
    while (before !== null) {
      const page: LedgerPage = await ledger.page({ limit: 7, before })
      seen.push(...page.rows.map((row) => row.seq))
      before = page.next
    }
    assert.deepEqual(
      seen,
      Array.from({ length: size }, (_, i) => size - 1 - i),
    )
    const filtered = await ledger.page({ kind: 'a.b' })
    assert.deepEqual(
      filtered.rows.map((row) => row.seq),
      [2, 1],
    )
    assert.equal(filtered.next, null)
    assert.deepEqual((await ledger.page({ kind: 'no.such' })).rows, [])
    assert.deepEqual((await ledger.page({ before: 0 })).rows, [])
  })
  it('only grows: changing or removing a leaf is refused by the database itself', async () => {
    for (const statement of [
      'update ledger_leaf set leaf = leaf',
      'delete from ledger_leaf',
      'truncate ledger_leaf cascade',
      'delete from ledger_edge',
    ]) {
      await assert.rejects(sql.raw(statement).execute(fixture.store.db), { code: '55000' }, statement)
    }
  })
})

describe('ledger: several processes', () => {
  before(fresh)
  after(() => fixture.close())
  const program = fileURLToPath(new URL('../../../test/crash/ledger-append.ts', import.meta.url))

  interface Writer {
    readonly child: ChildProcess
    readonly seqs: number[]
    /** a transaction has begun and not ended, as far as it told */
    inside(): boolean
    readonly ended: Promise<unknown>
    /** resolves when it is connected; it appends once told to */
    readonly ready: Promise<unknown>
    start(): void
  }

  function writer(name: string, count: number): Writer {
    const child = spawn(process.execPath, [program, fixture.url, secret.toString('hex'), name, String(count)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    child.stdin!.on('error', () => {}) // it may be gone already
    const seqs: number[] = []
    let rest = ''
    let last = ''
    const ready = new Promise<void>((resolve) => {
      child.stdout!.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n')
        rest = lines.pop()!
        for (const line of lines) {
          last = line
          if (line === 'ready') resolve()
          else if (line !== 'begin') seqs.push(...line.split(' ').map(Number))
        }
      })
    })
    return { child, seqs, ready, inside: () => last === 'begin', ended: once(child, 'close'), start: () => child.stdin!.end('go\n') }
  }

  it('two at once: one chain, no gap, each number once', async () => {
    const [one, two] = [writer('one', 150), writer('two', 150)]
    await Promise.all([one.ready, two.ready])
    one.start()
    two.start()
    await Promise.all([one.ended, two.ended])
    assert.deepEqual([one.child.exitCode, two.child.exitCode], [0, 0])
    const seqs = [...one.seqs, ...two.seqs].toSorted((a, b) => a - b)
    assert.deepEqual(
      seqs,
      Array.from({ length: seqs.length }, (_, i) => i),
    )
    for (const { seqs } of [one, two])
      assert.deepEqual(
        seqs,
        [...seqs].sort((a, b) => a - b),
        'the numbers of one writer rise',
      )
    assert.ok(one.seqs[0]! < two.seqs.at(-1)! && two.seqs[0]! < one.seqs.at(-1)!, 'they wrote at the same time')
    assert.deepEqual(await ledger.verifyStored(), { ok: true, value: { size: seqs.length, erased: 0, checkpoints: 0 } })
  })
  it('kill -9 in the middle: what was acknowledged is there, nothing is there by half', async (test) => {
    const ROUNDS = 5
    let inside = 0
    let unacknowledged = 0
    for (let round = 0; round < ROUNDS; round++) {
      const one = writer(`k${round}`, 1_000_000)
      await one.ready
      one.start()
      const target = 15 + round * 11
      one.child.stdout!.on('data', () => {
        if (one.seqs.length >= target) one.child.kill('SIGKILL')
      })
      await one.ended
      if (one.inside()) inside++
      const own = await add() // waits for the sequencer, so that the dead one's transaction is over
      const stored = await ledger.verifyStored()
      assert.ok(stored.ok, stored.ok ? '' : stored.error)
      const last = one.seqs.at(-1)!
      assert.ok(own > last, `${last} was acknowledged, and ${own} given again`)
      if (own > last + 1) unacknowledged++
      await ledger.checkpoint()
    }
    test.diagnostic(`${ROUNDS} kills: ${inside} inside a transaction, of which ${unacknowledged} had committed without a word`)
    assert.ok(inside > 0, 'no kill hit a transaction')
    assert.equal((await verifyBytes(await bundleBytes())).ok, true)
  })
})

describe('ledger: checkpoints', () => {
  before(fresh)
  after(() => fixture.close())

  it('sign an empty ledger, then each size once, and continue one another', async () => {
    const notes = [await ledger.checkpoint()]
    for (const count of [1, 2, 5, 40]) {
      await addMany(count)
      notes.push(await ledger.checkpoint())
      assert.equal(await ledger.checkpoint(), notes.at(-1))
    }
    const sizes = notes.map((note) => parseCheckpoint(parseNote(note)!.text)!.size)
    assert.deepEqual(sizes, [0, 1, 3, 8, 48])
    const key = parseVerifierKey(await ledger.vkey())!
    const bundle = await bundleBytes()
    for (const since of notes) assert.ok((await verifyBytes(bundle, { key, since })).ok)
    assert.deepEqual(await ledger.verifyStored(), { ok: true, value: { size: 48, erased: 0, checkpoints: 5 } })
  })
  it('are signed by one key, whoever starts first', async () => {
    const other = await testStore()
    try {
      const make = () => createLedger({ store: other.store, keys, clock: systemClock, log: other.log })
      const lines = await Promise.all([1, 2, 3, 4].map(() => make().vkey()))
      assert.equal(new Set(lines).size, 1)
      assert.equal(lines[0]!.startsWith(`holdfast/${keys.fingerprint}+`), true)
      const named = createLedger({ store: other.store, keys, clock: systemClock, log: other.log, origin: 'example.com/other' })
      assert.equal(await named.vkey(), lines[0], 'the name is decided once')
      const foreign = createLedger({ store: other.store, keys: createKeyRing(randomBytes(32)), clock: systemClock, log: other.log })
      await assert.rejects(foreign.checkpoint(), { code: 'ledger/key-unusable' })
      // appending needs the body key only, and so the ledger's key file; reading with the wrong one says so
      await assert.rejects(foreign.vkey(), { code: 'ledger/key-unusable' })
    } finally {
      await other.close()
    }
  })
  it('several processes may sign at once', async () => {
    await addMany(3)
    const others = [1, 2, 3].map(() => createLedger({ store: fixture.store, keys, clock: systemClock, log: fixture.log }))
    const notes = await Promise.all([...others.map((other) => other.checkpoint()), add().then(() => ledger.checkpoint())])
    assert.ok(notes.every((note) => note.length > 0))
    assert.equal((await ledger.verifyStored()).ok, true)
  })
  it('are signed in the background after the ledger has grown, and trouble is logged', async () => {
    const lines: string[] = []
    const log = createLog({ level: 'error', json: true, now: () => new Date(), write: (line) => lines.push(line) })
    const watching = createLedger({ store: fixture.store, keys, clock: systemClock, log })
    const keeper = watching.keepCheckpoints(5)
    const seq = await add()
    const signedSize = async (): Promise<number> => parseCheckpoint(parseNote((await ledger.page({ limit: 1 })).checkpoint!)!.text)!.size
    while ((await signedSize()) !== seq + 1) await new Promise((resolve) => setImmediate(resolve))
    assert.deepEqual(lines, [])
    await add()
    await tamper(`update ledger_edge set peaks = set_byte(peaks, 0, get_byte(peaks, 0) # 1)`)
    while (lines.length === 0) await new Promise((resolve) => setImmediate(resolve))
    assert.match(lines[0]!, /ledger\/not-consistent/)
    await tamper(`update ledger_edge set peaks = set_byte(peaks, 0, get_byte(peaks, 0) # 1)`)
    await keeper.stop()
    assert.equal(await signedSize(), seq + 2, 'stopping signs what is new')
    assert.equal((await ledger.verifyStored()).ok, true)
  })
})

describe('ledger: history changed behind our back', () => {
  const attacks: readonly (readonly [name: string, statement: string, checkpoint: RegExp | null, stored: RegExp])[] = [
    [
      'a leaf’s text',
      `update ledger_leaf set leaf = replace(leaf, 'st_a', 'st_b') where seq = 7`,
      /leaf 7 was changed/,
      /leaf 7 was changed/,
    ],
    [
      'a leaf’s text and hash',
      `update ledger_leaf set leaf = replace(leaf, 'st_a', 'st_b'), hash = sha256('\\x00'::bytea || convert_to(replace(leaf, 'st_a', 'st_b'), 'UTF8')) where seq = 7`,
      /edge does not follow/,
      /edge does not follow/,
    ],
    [
      'an old leaf’s text and hash',
      `update ledger_leaf set leaf = replace(leaf, 'st_a', 'st_b'), hash = sha256('\\x00'::bytea || convert_to(replace(leaf, 'st_a', 'st_b'), 'UTF8')) where seq = 2`,
      null,
      /checkpoint of 5 leaves signs another root/,
    ],
    [
      'a leaf removed',
      `delete from ledger_body where seq = 8; delete from ledger_leaf where seq = 8`,
      /leaf 8 is missing/,
      /leaf 8 is missing/,
    ],
    ['an old leaf removed', `delete from ledger_body where seq = 1; delete from ledger_leaf where seq = 1`, null, /leaf 1 is missing/],
    [
      'a leaf in place of another',
      `update ledger_leaf set leaf = (select leaf from ledger_leaf where seq = 6), hash = (select hash from ledger_leaf where seq = 6) where seq = 7`,
      /edge does not follow/,
      /leaf 7 was changed/,
    ],
    [
      'the ledger cut back',
      `delete from ledger_body where seq >= 3; delete from ledger_leaf where seq >= 3; update ledger_edge set size = 3, peaks = substr(peaks, 1, 64)`,
      /3 leaves, the checkpoint 5/,
      /./,
    ],
    [
      'a checkpoint’s text',
      `update ledger_checkpoint set note = replace(note, E'\\n5\\n', E'\\n4\\n')`,
      /not signed with its key/,
      /not signed with its key/,
    ],
    [
      'a checkpoint’s edge',
      `update ledger_checkpoint set peaks = set_byte(peaks, 3, get_byte(peaks, 3) # 1)`,
      /signs another root/,
      /signs another root/,
    ],
    ['a checkpoint’s size', `update ledger_checkpoint set size = 6`, /another edge|signs another root/, /another edge|signs another root/],
    [
      'a sealed body',
      `update ledger_body set body_enc = set_byte(body_enc, 20, get_byte(body_enc, 20) # 1) where seq = 4`,
      null,
      /does not open/,
    ],
    [
      'a body of another leaf',
      `update ledger_body set body_enc = (select body_enc from ledger_body where seq = 3) where seq = 4`,
      null,
      /does not open/,
    ],
    ['a salt', `update ledger_body set salt = set_byte(salt, 0, get_byte(salt, 0) # 1) where seq = 4`, null, /body of leaf 4 is not what/],
  ]
  for (const [name, statement, checkpoint, stored] of attacks) {
    it(name, async () => {
      await fresh()
      try {
        await addMany(5)
        await ledger.checkpoint()
        await addMany(5)
        await tamper(statement)
        const result = await ledger.verifyStored()
        assert.equal(result.ok, false)
        assert.match(result.ok ? '' : result.error, stored)
        if (checkpoint !== null) {
          const before = await sql<{ n: string }>`select count(*) as n from ledger_checkpoint`.execute(fixture.store.db)
          assert.match(await refusal(() => ledger.checkpoint()), checkpoint)
          const after = await sql<{ n: string }>`select count(*) as n from ledger_checkpoint`.execute(fixture.store.db)
          assert.equal(after.rows[0]!.n, before.rows[0]!.n, 'nothing was signed')
        }
        // whatever the database says, no bundle of it verifies as a whole
        const bundle = await bundleBytes().catch(() => null)
        if (bundle !== null) assert.equal((await verifyBytes(bundle)).ok, false)
      } finally {
        await fixture.close()
      }
    })
  }
})

describe('ledger: erasing', () => {
  before(fresh)
  after(() => fixture.close())

  it('takes body and salt, keeps the leaf, leaves a leaf of its own, and the bundle verifies and counts it', async () => {
    await addMany(6)
    const key = parseVerifierKey(await ledger.vkey())!
    const since = await ledger.checkpoint()
    const erase = (seq: number) => fixture.store.transaction((tx) => ledger.erase(tx, seq, { actor: OWNER, reason: 'asked by the person' }))
    assert.equal(await erase(3), true)
    assert.equal(await erase(3), false, 'nothing left to erase')
    assert.equal(await erase(99), false)
    const left = await sql<{ n: string }>`select count(*) as n from ledger_body where seq = 3`.execute(fixture.store.db)
    assert.equal(left.rows[0]!.n, '0')
    const page = await ledger.page({})
    assert.equal(page.size, 7)
    assert.equal(page.rows.find((row) => row.seq === 3)!.body, null)
    assert.deepEqual(
      page.rows.slice(0, 1).map(({ kind, entity, body }) => ({ kind, entity, body })),
      [{ kind: 'ledger.erased', entity: 'leaf:3', body: { reason: 'asked by the person' } }],
    )
    const result = await verifyBytes(await bundleBytes(), { key, since })
    assert.ok(result.ok)
    assert.equal(result.value.erased, 1)
    assert.deepEqual(await ledger.verifyStored(), { ok: true, value: { size: 7, erased: 1, checkpoints: 2 } })
  })
  it('is undone by a rollback', async () => {
    await assert.rejects(
      fixture.store.transaction(async (tx) => {
        await ledger.erase(tx, 0, { actor: OWNER, reason: 'x' })
        throw new RangeError('no')
      }),
      RangeError,
    )
    assert.notEqual((await ledger.page({})).rows.find((row) => row.seq === 0)!.body, null)
  })
})

describe('ledger: more than a tile', () => {
  before(fresh)
  after(() => fixture.close())

  it('600 leaves make a bundle that verifies, with the times the clock gave', async () => {
    const clock = fixedClock('2026-11-24T09:40:00.000Z')
    const timed = createLedger({ store: fixture.store, keys, clock, log: fixture.log })
    for (let i = 0; i < 60; i++) {
      await fixture.store.transaction(async (tx) => {
        for (let n = 0; n < 10; n++) {
          await timed.append(tx, { actor: OWNER, kind: 'a.b', entity: `${i}`, body: { n } })
          clock.advance(1000)
        }
      })
    }
    const result = await verifyBytes(await bundleBytes(), { key: parseVerifierKey(await timed.vkey())! })
    assert.ok(result.ok, result.ok ? '' : result.error)
    assert.equal(result.value.checkpoint.size, 600)
    assert.equal(result.value.first, '2026-11-24T09:40:00.000Z')
    assert.equal(result.value.last, '2026-11-24T09:49:59.000Z')
  })
})
