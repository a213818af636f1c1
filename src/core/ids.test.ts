// Ids against their vectors, and what ids must tell apart or not.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import vectors from '../../test/vectors/ids.json' with { type: 'json' }
import { fixedClock } from './clock.ts'
import { fieldId, newId, objectId, storeId, type ObjectId, type StoreAddress, type StoreId } from './ids.ts'

const SEED = 20_261_124

describe('ids of found things', () => {
  it('are those of the vectors', () => {
    for (const { address, id } of vectors.stores) assert.equal(storeId(address as StoreAddress), id)
    for (const { store, path, id } of vectors.objects) assert.equal(objectId(store as StoreId, path), id)
    for (const { object, path, id } of vectors.fields) assert.equal(fieldId(object as ObjectId, path), id)
  })
  it('of vectors that differ in more than spelling differ', () => {
    const ids = [...vectors.stores, ...vectors.objects, ...vectors.fields].map(({ id }) => id)
    // equal on purpose: host in other case
    assert.equal(new Set(ids).size, ids.length - 1)
  })
  it('do not depend on where one part ends and the next begins', () => {
    const store = vectors.stores[0]!.id as StoreId
    const part = fc.string({ unit: fc.constantFrom('a', 'b', ':', '1', '2', '/', 'é', '\u0000') })
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), fc.array(part, { minLength: 1, maxLength: 5 }), (one, other) => {
        assert.equal(objectId(store, one) === objectId(store, other), JSON.stringify(one) === JSON.stringify(other))
      }),
      { seed: SEED, numRuns: 5000 },
    )
  })
  it('tell composed from decomposed names, as a file system and a database do', () => {
    const store = vectors.stores[0]!.id as StoreId
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const [one, other] = [name.normalize('NFC'), name.normalize('NFD')]
        assert.equal(objectId(store, [one]) === objectId(store, [other]), one === other)
      }),
      { seed: SEED },
    )
  })
  it('have a form that a column can check', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        assert.match(storeId({ kind: 'folder', path: name }), /^st_[a-z2-7]{20}$/)
      }),
      { seed: SEED },
    )
  })
  it('are spread: a hundred thousand names, no two alike', () => {
    const ids = new Set(Array.from({ length: 100_000 }, (_, i) => fieldId('ob_a' as ObjectId, `c${i}`)))
    assert.equal(ids.size, 100_000)
  })
  it('use RFC 4648 base32 in lower case', () => {
    const digest = createHash('sha256').update('6:folder2:/x').digest()
    const bits = [...digest].map((byte) => byte.toString(2).padStart(8, '0')).join('')
    const expected = bits.match(/.{5}/g)!.map((five) => 'abcdefghijklmnopqrstuvwxyz234567'[Number.parseInt(five, 2)])
    assert.equal(storeId({ kind: 'folder', path: '/x' }), `st_${expected.join('').slice(0, 20)}`)
  })
})

describe('ids of made things', () => {
  it('are UUIDs of version 7 and carry the clock', () => {
    const clock = fixedClock('2026-11-24T09:40:00.123Z')
    const id = newId(clock)
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    assert.equal(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16), clock.now().getTime())
  })
  it('sort by time', () => {
    const clock = fixedClock('2026-11-24T09:40:00.000Z')
    const ids = Array.from({ length: 2000 }, () => {
      clock.advance(1)
      return newId(clock)
    })
    assert.deepEqual(ids.toSorted(), ids)
  })
  it('of one moment differ', () => {
    const clock = fixedClock('2026-11-24T09:40:00.000Z')
    assert.equal(new Set(Array.from({ length: 20_000 }, () => newId(clock))).size, 20_000)
  })
})
