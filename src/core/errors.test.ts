// Errors, results and the clock: small promises that everything leans on.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fixedClock, instant, monotonicMs } from './clock.ts'
import { AppError, coreError, errorTable, exitCodeOf, toAppError } from './errors.ts'
import { err, ok, type Result } from './result.ts'

const fail = errorTable('test', {
  lost: { status: 404, message: 'no `{what}` in {place}', help: 'look in {place} again' },
  broken: { status: 500, message: 'broke' },
})

describe('errors', () => {
  it('have code, status, words and help from their table', () => {
    const cause = new Error('inner')
    const error = fail('lost', { what: 'key', place: 'the drawer' }, cause)
    assert.ok(error instanceof AppError)
    assert.deepEqual(
      { code: error.code, status: error.status, message: error.message, help: error.help, cause: error.cause },
      { code: 'test/lost', status: 404, message: 'no `key` in the drawer', help: 'look in the drawer again', cause },
    )
    assert.equal(fail('broken').help, undefined)
    assert.equal('cause' in fail('broken'), false)
  })
  it('leave a place without a detail as it is, and never run a detail as a pattern', () => {
    assert.equal(fail('lost', { what: '$& {place}' }).message, 'no `$& {place}` in {place}')
    assert.equal(fail('lost', { what: 'x', place: '$1' }).message, 'no `x` in $1')
  })
  it('have no codes but those of the table', () => {
    assert.throws(() => fail('nothing' as 'lost'), TypeError)
  })
  it('decide the exit code', () => {
    assert.deepEqual(
      [400, 404, 499, 500, 501, 503].map((status) => exitCodeOf(new AppError('a/b', { status, message: '' }))),
      [2, 2, 2, 3, 3, 3],
    )
  })
  it('of others are wrapped without their words, which may hold a customer’s value', () => {
    const foreign = Object.assign(new Error('duplicate key value (email)=(ada@example.com)'), { code: '23505' })
    const wrapped = toAppError(foreign)
    assert.equal(wrapped.code, 'core/unexpected')
    assert.ok(!wrapped.message.includes('ada') && !(wrapped.help ?? '').includes('ada'))
    assert.ok(wrapped.message.includes('23505'))
    assert.equal(wrapped.cause, foreign)
    assert.ok(!toAppError(Object.assign(new Error('x'), { code: 'ada@example.com' })).message.includes('ada'))
    assert.equal(toAppError('ada@example.com').message.includes('ada'), false)
    const own = fail('broken')
    assert.equal(toAppError(own), own)
  })
  it('are written as the style asks: lower case, no final period', () => {
    for (const [code, spec] of Object.entries(coreError.table)) {
      assert.ok(!spec.message.endsWith('.') && spec.message[0] === spec.message[0]!.toLowerCase(), code)
    }
  })
})

describe('results', () => {
  it('are one of two shapes that the type tells apart', () => {
    const half = (n: number): Result<number, string> => (n % 2 === 0 ? ok(n / 2) : err('odd'))
    assert.deepEqual(half(4), { ok: true, value: 2 })
    assert.deepEqual(half(3), { ok: false, error: 'odd' })
  })
})

describe('clock', () => {
  it('stands still until moved', () => {
    const clock = fixedClock('2026-11-24T09:40:00.000Z')
    assert.equal(instant(clock.now()), '2026-11-24T09:40:00.000Z')
    clock.advance(1500)
    assert.equal(instant(clock.now()), '2026-11-24T09:40:01.500Z')
    clock.set('2027-01-01T00:00:00.000Z')
    assert.equal(instant(clock.now()), '2027-01-01T00:00:00.000Z')
  })
  it('hands out dates that nobody else can move', () => {
    const clock = fixedClock('2026-11-24T09:40:00.000Z')
    clock.now().setFullYear(1999)
    assert.equal(instant(clock.now()), '2026-11-24T09:40:00.000Z')
  })
  it('has one that only goes forward for durations', () => {
    const before = monotonicMs()
    assert.ok(monotonicMs() >= before)
  })
})
