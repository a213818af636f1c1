// The gateway when something dies, is slow, hostile or full: nothing goes out unrecorded, memory stays flat, and the next client is served.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { after, before, beforeEach, describe, it } from 'node:test'
import fc from 'fast-check'
import pg from 'pg'
import { gatewayRig, type GatewayRig } from '../../../test/harness/gateway-rig.ts'
import { waitFor } from '../../../test/harness/wait.ts'
import { startPacket } from './startup.ts'

const ROWS = 200_000
let rig: GatewayRig
before(async () => {
  rig = await gatewayRig({ rows: ROWS })
})
after(async () => await rig?.close())
beforeEach(async () => void (await rig.records(0)))

async function connected(): Promise<pg.Client> {
  const client = new pg.Client(rig.client)
  client.on('error', () => {})
  await client.connect()
  return client
}
const served = async (): Promise<boolean> => {
  try {
    const client = await connected()
    await client.query('select id from customers where id = 1')
    await client.end()
    return true
  } catch {
    return false
  }
}
const socketOf = (client: pg.Client): net.Socket => (client as unknown as { connection: { stream: net.Socket } }).connection.stream
const residentOf = (pid: number): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024

describe('a slow reader', () => {
  it('holds the store back and not the gateway’s memory', async () => {
    const client = await connected()
    const pid = rig.childPid()
    const query = client.query(new pg.Query(`select o.id, o.customer_id, repeat('x', 1000) as filler from orders o`))
    query.on('row', () => seen++)
    const done = new Promise<void>((resolve, reject) => query.on('end', () => resolve()).on('error', reject))
    const socket = socketOf(client)
    let most = 0
    let rows = 0
    let seen = 0
    // 400,000 rows of 1 kB: read in gulps with a pause between.
    const watch = setInterval(() => {
      if (socket.isPaused()) socket.resume()
      else socket.pause()
      // From a quarter on: what the first rows take (code made hot, the collector not yet) is the same for any length.
      if (seen > ROWS / 2) most = Math.max(most, residentOf(pid))
    }, 20)
    const before = residentOf(pid)
    await done
    rows = seen
    clearInterval(watch)
    socket.resume()
    await client.end()
    assert.equal(rows, 2 * ROWS)
    assert.ok(most - before < 250 << 20, `grew by ${(most - before) >> 20} MB while 400 MB passed`)
    const ended = (await rig.records(2)).filter((one) => one.phase === 'close')
    assert.equal(
      ended.reduce((sum, one) => sum + (one.rows ?? 0), 0),
      2 * ROWS,
    )
  })
})

describe('kill -9', () => {
  it('of the gateway in the middle of a result: its lease bounds what went out, and it comes back on the same port', async () => {
    const client = await connected()
    let seen = 0
    const query = client.query(new pg.Query('select id, pg_sleep(0.0001) from customers'))
    query.on('row', () => seen++)
    const broken = new Promise<void>((resolve) => {
      query.on('error', () => resolve())
      query.on('end', () => resolve())
    })
    await waitFor('rows', () => seen > 3000)
    process.kill(rig.childPid(), 'SIGKILL')
    await broken
    const went = seen
    await waitFor('the gateway', served)
    const records = await rig.records()
    const of = records.filter((one) => one.session === records[0]!.session)
    const closed = of.filter((one) => one.phase === 'close').reduce((sum, one) => sum + one.subjects.upper, 0)
    const open = of.findLast((one) => one.phase === 'open')!
    assert.equal(of.at(-1), open, 'nothing ended it')
    assert.ok(went <= closed + open.subjects.upper, `${went} rows went out, the lease says ${closed + open.subjects.upper}`)
    assert.ok(went > closed)
    const day = 86_400_000
    const answer = await rig.events.answer({
      from: new Date(Date.now() - day).toISOString(),
      to: new Date(Date.now() + day).toISOString(),
      sessions: [open.session],
    })
    assert.ok(answer.subjects.upper >= went)
  })
})

describe('a disk that takes nothing', () => {
  it('lets nothing out, says so, and serves again when there is room', async () => {
    const client = await connected()
    const own = path.join(rig.folder, 'events', 'segments', 'gateway')
    // No room: every write to the disk fails, as a full one does.
    const full = limitFileSize(rig.childPid(), 1)
    const rows: unknown[] = []
    const refused = await new Promise<string>((resolve) => {
      const query = client.query(new pg.Query('select id from customers where id < 5'))
      query.on('row', (row) => rows.push(row))
      query.on('error', (error: Error & { code?: string }) => resolve(`${error.code} ${error.message}`))
      query.on('end', () => resolve('none'))
    })
    assert.match(refused, /^58030 access records cannot be written/)
    assert.equal(rows.length, 0)
    assert.match((await rig.gateway.state()).problem ?? '', /cannot be written/)
    full.lift()
    await waitFor('service', served)
    assert.equal((await rig.gateway.state()).problem, null)
    assert.ok(own.length > 0)
  })
})

describe('strangers', () => {
  const send = async (bytes: Buffer, half = false): Promise<Buffer> => {
    const socket = net.connect(rig.port, '127.0.0.1')
    const got: Buffer[] = []
    socket.on('data', (chunk) => got.push(chunk))
    socket.on('error', () => {})
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    socket.write(bytes)
    if (half) socket.end()
    await closed
    return Buffer.concat(got)
  }
  it('with noise are shown the door, and the gateway lives on', async () => {
    const pid = rig.childPid()
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (noise) => {
        await send(Buffer.from(noise), true)
      }),
      { seed: 7432, numRuns: 60 },
    )
    const start = startPacket('dana', 'shop', new Map())
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (noise) => {
        // after a start that is right: a password message of noise
        const body = Buffer.from(noise)
        const head = Buffer.alloc(5)
        head.write('p')
        head.writeInt32BE(body.length + 4, 1)
        const answer = await send(Buffer.concat([start, head, body]), true)
        assert.equal(answer[0], 0x52)
      }),
      { seed: 7432, numRuns: 60 },
    )
    for (const bytes of [
      Buffer.from('GET / HTTP/1.1\r\n\r\n'),
      Buffer.concat([start, Buffer.from([0x51, 0x7f, 0xff, 0xff, 0xff])]),
      Buffer.concat([start, Buffer.from('Q\0\0\0\x0dselect 1\0')]),
      Buffer.from([0, 0, 0, 8, 4, 0xd2, 0x16, 0x2f, 1, 2, 3]),
      randomBytes(200_000),
    ]) {
      await send(bytes, true)
    }
    assert.equal(rig.childPid(), pid)
    assert.ok(await served())
    await waitFor('no session', async () => (await rig.gateway.state()).sessions === 0)
  })
  it('that guess are stopped after a few tries, and nobody else is', async () => {
    const guess = async (user: string): Promise<string> => {
      const client = new pg.Client({ ...rig.client, user, password: 'wrong' })
      client.on('error', () => {})
      return await client.connect().then(
        () => 'in',
        (error: Error) => error.message,
      )
    }
    let last = ''
    for (let i = 0; i < 12; i++) last = await guess('guessed')
    assert.match(last, /too many failed logins/)
    assert.ok(await served())
  })
})

describe('a client of ours that cheats', () => {
  const raw = async (...messages: Buffer[]): Promise<string> => {
    const client = await connected()
    const socket = socketOf(client)
    const got: Buffer[] = []
    socket.removeAllListeners('data')
    socket.on('data', (chunk: Buffer) => got.push(chunk))
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    for (const one of messages) socket.write(one)
    await closed
    return Buffer.concat(got).toString('latin1')
  }
  it('loses its session by a function call, an unknown message, or an answer that does not fit', async () => {
    const of = (type: string, body = ''): Buffer => {
      const head = Buffer.alloc(5)
      head.write(type)
      head.writeInt32BE(body.length + 4, 1)
      return Buffer.concat([head, Buffer.from(body, 'latin1')])
    }
    assert.match(await raw(of('F', '\0\0\0\x01\0\0\0\0\0\0')), /function calls outside SQL/)
    assert.match(await raw(of('y')), /does not have here/)
    // Sync inside COPY is thrown away by the server: the count of answers would be wrong from then on.
    const early = await raw(
      of('P', '\0copy scratch.notes from stdin\0\0\0'),
      of('B', '\0\0\0\0\0\0\0\0'),
      of('E', '\0\0\0\0\0'),
      of('S'),
      of('d', '1\tx\n'),
      of('c'),
      of('S'),
      of('P', '\0select id from customers limit 3\0\0\0'),
      of('B', '\0\0\0\0\0\0\0\0'),
      of('E', '\0\0\0\0\0'),
      of('S'),
      of('X'),
    )
    const records = await rig.records()
    const reached = records.filter((one) => one.object === rig.objects.customers && one.rows === 3)
    assert.ok(!early.includes('SELECT 3') || reached.length === 1, 'rows without a record')
    assert.ok(await served())
  })
})

describe('the end', () => {
  it('sessions hear 57P01, their records are written, and no process stays', async () => {
    const client = await connected()
    const pid = rig.childPid()
    const running = client.query('select id, pg_sleep(0.01) from customers').then(
      () => 'none',
      (error: Error & { code?: string }) => error.code,
    )
    await waitFor('the session', async () => (await rig.gateway.state()).sessions === 1)
    await rig.stopGateway()
    assert.equal(await running, '57P01')
    assert.throws(() => process.kill(pid, 0))
    rmSync(path.join(rig.folder, 'nothing'), { force: true })
  })
})

/** The size of files that a process may write, from outside; as a full disk would, its writes fail. */
function limitFileSize(pid: number, bytes: number): { lift(): void } {
  const prlimit = (value: string): void => {
    execFileSync('prlimit', ['--pid', String(pid), `--fsize=${value}`])
  }
  prlimit(`${bytes}:unlimited`)
  return { lift: () => prlimit('unlimited:unlimited') }
}
