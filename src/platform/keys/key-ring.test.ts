import assert from 'node:assert/strict'
import { createHash, webcrypto } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import type { AppError } from '../../core/errors.ts'
import { gcmOpen, gcmSeal } from './gcm.ts'
import { createKeyRing } from './key-ring.ts'
import type { KeyUse } from './keys.ts'

fc.configureGlobal({ seed: 20_261_124 })

const vectors = (name: string): never =>
  JSON.parse(readFileSync(new URL(`../../../test/vectors/${name}.json`, import.meta.url), 'utf8')) as never
const hex = (text: string): Buffer => Buffer.from(text, 'hex')
const cannotOpen = (error: unknown): boolean => (error as AppError).code === 'keys/cannot-open'

test('the cipher gives the published answers, and refuses a shorter tag', () => {
  const { cases } = vectors('gcm') as { cases: Record<'name' | 'key' | 'iv' | 'aad' | 'plain' | 'cipher' | 'tag', string>[] }
  assert.equal(cases.length, 3)
  for (const { name, key, iv, aad, plain, cipher, tag } of cases) {
    const sealed = gcmSeal(hex(key), hex(iv), hex(plain), hex(aad))
    assert.equal(sealed.toString('hex'), cipher + tag, name)
    assert.equal(gcmOpen(hex(key), hex(iv), sealed, hex(aad)).toString('hex'), plain, name)
    assert.throws(() => gcmOpen(hex(key), hex(iv), sealed.subarray(0, -4), hex(aad)))
    assert.throws(() => gcmSeal(hex(key), hex(`${iv}00`), hex(plain), hex(aad)))
  }
})

interface Sealed {
  readonly secret: string
  readonly fingerprint: string
  readonly nonce: string
  readonly cases: readonly { use: KeyUse; place: string; plain: string; key: string; sealed: string }[]
}

test('the sealed form has not changed, and WebCrypto reads it by the description in the file', async () => {
  const { secret, fingerprint, nonce, cases } = vectors('sealed') as Sealed
  const ring = createKeyRing(hex(secret), () => hex(nonce))
  assert.equal(ring.fingerprint, fingerprint)
  const root = await webcrypto.subtle.importKey('raw', hex(secret), 'HKDF', false, ['deriveBits'])
  const derive = async (use: string): Promise<Buffer> =>
    Buffer.from(
      await webcrypto.subtle.deriveBits(
        { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: Buffer.from(`holdfast/1/${use}`) },
        root,
        256,
      ),
    )
  assert.equal(
    createHash('sha256')
      .update(await derive('fingerprint'))
      .digest('hex')
      .slice(0, 16),
    fingerprint,
  )
  for (const { use, place, plain, key, sealed } of cases) {
    assert.equal(ring.seal(use, plain, place).toString('hex'), sealed)
    assert.equal(ring.open(use, hex(sealed), place).toString('utf8'), plain)
    assert.equal((await derive(use)).toString('hex'), key)
    const imported = await webcrypto.subtle.importKey('raw', hex(key), 'AES-GCM', false, ['decrypt'])
    const additionalData = Buffer.from(['holdfast', '1', use, place].join('\0'))
    const bytes = hex(sealed)
    assert.equal(bytes[0], 1)
    const opened = await webcrypto.subtle.decrypt(
      { name: 'AES-GCM', iv: bytes.subarray(1, 13), additionalData, tagLength: 128 },
      imported,
      bytes.subarray(13),
    )
    assert.equal(Buffer.from(opened).toString('utf8'), plain)
  }
})

test('what is sealed opens with the same key, use and place, and with no other; a changed byte is noticed', () => {
  const bytes = fc.uint8Array({ maxLength: 200 })
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      bytes,
      fc.string(),
      fc.string(),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (secret, plain, place, other, at, flip) => {
        const ring = createKeyRing(secret)
        const sealed = ring.seal('store-secret', plain, place)
        assert.deepEqual(ring.open('store-secret', sealed, place), Buffer.from(plain))
        assert.deepEqual(ring.open('store-secret', new Uint8Array(sealed), place), Buffer.from(plain))
        assert.throws(() => ring.open('ledger-body', sealed, place), cannotOpen)
        if (other !== place) assert.throws(() => ring.open('store-secret', sealed, other), cannotOpen)
        const changed = Buffer.from(sealed)
        changed[at % changed.length]! ^= flip
        assert.throws(() => ring.open('store-secret', changed, place), cannotOpen)
        assert.throws(() => ring.open('store-secret', sealed.subarray(0, at % sealed.length), place), cannotOpen)
      },
    ),
    { numRuns: 200 },
  )
})

test('two sealings of one value differ; a derived key given away cannot change ours', () => {
  const ring = createKeyRing(Buffer.alloc(32, 1))
  assert.notDeepEqual(ring.seal('session', 'x', ''), ring.seal('session', 'x', ''))
  const before = ring.derive('session').toString('hex')
  ring.derive('session').fill(0)
  assert.equal(ring.derive('session').toString('hex'), before)
  assert.notEqual(ring.derive('signin-link').toString('hex'), before)
})
