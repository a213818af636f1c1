// Bytes of strangers: messages cut anywhere, lengths that lie, packets that are none. Whatever comes, the answer is a message, a fault, or nothing.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { createAnswers } from './answers.ts'
import { readProxyHeader } from './proxy-protocol.ts'
import { cancelPacket, packetLength, passedParameters, readFirstPacket, startPacket, tlsPacket } from './startup.ts'
import { createMessageReader, errorFields, errorResponse, message, readRowDescription, WireFault, type Message } from './wire.ts'

const faultOnly = (work: () => unknown): void => {
  try {
    work()
  } catch (error) {
    assert.ok(error instanceof WireFault || error instanceof RangeError, String(error))
  }
}

describe('messages', () => {
  it('come out whole wherever the stream is cut', () => {
    const bodies = fc.array(fc.tuple(fc.constantFrom('D', 'C', 'Q', 'd'), fc.uint8Array({ maxLength: 3000 })), { maxLength: 8 })
    fc.assert(
      fc.property(bodies, fc.array(fc.nat(5000), { maxLength: 20 }), (list, cuts) => {
        const sent = list.map(([type, body]) => message(type, Buffer.from(body)))
        const all = Buffer.concat(sent)
        const reader = createMessageReader(() => 10_000)
        const came: Message[] = []
        const at = [0, ...cuts.filter((cut) => cut < all.length).toSorted((a, b) => a - b), all.length]
        for (let i = 1; i < at.length; i++) came.push(...reader.push(Buffer.from(all.subarray(at[i - 1], at[i]))))
        assert.deepEqual(
          came.map((one) => one.bytes.toString('hex')),
          sent.map((one) => one.toString('hex')),
        )
        assert.equal(reader.waiting, 0)
      }),
      { seed: 7432, numRuns: 300 },
    )
  })
  it('with a length out of bounds end the stream before anything is kept', () => {
    for (const length of [-1, 0, 3, 10_001, 0x7fffffff]) {
      const reader = createMessageReader(() => 10_000)
      const head = Buffer.alloc(5)
      head[0] = 0x51
      head.writeInt32BE(length, 1)
      assert.throws(() => reader.push(head), WireFault)
      assert.throws(() => reader.push(Buffer.of(0)), WireFault)
    }
  })
  it('that are noise are a fault or nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (noise) => {
        const bytes = Buffer.from(noise)
        faultOnly(() => {
          const answers = createAnswers(async () => null)
          for (const one of createMessageReader(() => 10_000).push(bytes)) answers.asked(one)
        })
        faultOnly(() => readProxyHeader(bytes))
        faultOnly(() => {
          const length = packetLength(bytes)
          if (length !== null && length <= bytes.length) readFirstPacket(bytes.subarray(0, length))
        })
        faultOnly(() => readRowDescription(Buffer.concat([Buffer.from('T\0\0\0\0'), bytes])))
        errorFields(Buffer.concat([Buffer.from('E\0\0\0\0'), bytes]))
      }),
      { seed: 7432, numRuns: 2000 },
    )
  })
  it('of an error say it as the protocol has it', () => {
    const fields = errorFields(errorResponse({ severity: 'FATAL', code: '53400', message: 'spent', hint: 'ask' }))
    assert.deepEqual(Object.fromEntries(fields), { S: 'FATAL', V: 'FATAL', C: '53400', M: 'spent', H: 'ask' })
  })
})

describe('the first packet', () => {
  it('is read as it was made', () => {
    const packet = startPacket('dana', 'shop', new Map([['application_name', 'x y']]))
    const read = readFirstPacket(packet)
    assert.ok(read.kind === 'start')
    assert.deepEqual(Object.fromEntries(read.parameters), { user: 'dana', database: 'shop', application_name: 'x y' })
    assert.equal(readFirstPacket(tlsPacket()).kind, 'tls')
    const cancel = readFirstPacket(cancelPacket(7, Buffer.of(1, 2, 3, 4)))
    assert.deepEqual(cancel, { kind: 'cancel', pid: 7, secret: Buffer.of(1, 2, 3, 4) })
  })
  it('passes only what a client may wish for itself', () => {
    const passed = (more: Record<string, string>) => {
      const wishes = passedParameters(new Map(Object.entries({ user: 'x', ...more })))
      return wishes.ok ? Object.fromEntries(wishes.parameters) : null
    }
    assert.deepEqual(passed({ application_name: 'a' }), { application_name: 'a' })
    assert.deepEqual(passed({ options: '-c statement_timeout=5s --lock-timeout=1s' }), { statement_timeout: '5s', lock_timeout: '1s' })
    assert.deepEqual(passed({ replication: 'false' }), {})
    for (const bad of [
      { replication: 'true' },
      { replication: 'database' },
      { options: '-c role=postgres' },
      { options: '-c session_authorization=postgres' },
      { options: '-c search_path=public' },
      { options: '-W 5' },
      { options: '-cstatement_timeout=1 -d 5' },
      { search_path: 'public' },
      { role: 'x' },
    ]) {
      assert.equal(passed(bad), null, JSON.stringify(bad))
    }
  })
})

describe('the PROXY header', () => {
  const header = (command: number, family: number, body: number[]): Buffer =>
    Buffer.concat([
      Buffer.from('0d0a0d0a000d0a515549540a', 'hex'),
      Buffer.of(0x20 | command, family, body.length >> 8, body.length & 255),
      Buffer.from(body),
    ])
  it('names the client in both families', () => {
    assert.deepEqual(readProxyHeader(header(1, 0x11, [203, 0, 113, 9, 127, 0, 0, 1, 1, 2, 3, 4])), { length: 28, ip: '203.0.113.9' })
    const six = [0x20, 1, 0xd, 0xb8, ...Array<number>(11).fill(0), 1]
    assert.equal(readProxyHeader(header(1, 0x21, [...six, ...six, 1, 2, 3, 4]))!.ip, '2001:db8:0:0:0:0:0:1')
    const mapped = [...Array<number>(10).fill(0), 255, 255, 198, 51, 100, 7]
    assert.equal(readProxyHeader(header(1, 0x21, [...mapped, ...mapped, 1, 2, 3, 4]))!.ip, '198.51.100.7')
    assert.deepEqual(readProxyHeader(header(0, 0, [])), { length: 16, ip: null })
  })
  it('waits for all of it, and is refused at the first wrong byte', () => {
    const whole = header(1, 0x11, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    for (let i = 0; i < whole.length; i++) assert.equal(readProxyHeader(whole.subarray(0, i)), null)
    assert.throws(() => readProxyHeader(Buffer.from('PROXY TCP4')), WireFault)
    assert.throws(() => readProxyHeader(header(1, 0x11, Array<number>(5000).fill(0))), WireFault)
  })
})
