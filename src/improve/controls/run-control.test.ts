import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { fixedClock } from '../../core/clock.ts'
import { createLog } from '../../platform/log/log.ts'
import { loadProbes } from './control-tests.ts'
import { loadControlRules, parseControlRule } from './control-rule.ts'
import {
  populationOf,
  sha256,
  stateOf,
  type ControlTest,
  type Item,
  type ItemState,
  type Outcome,
  type TestContext,
} from './control-test.ts'
import { runControl, stateNow } from './run-control.ts'

const SEED = 20_261_124
const log = createLog({ level: 'error', json: true, now: () => new Date(), write: () => {} })
const rule = loadControlRules()[0]!
const item = (id: string, state: ItemState): Item => ({ id, state, why: ['because'] })

function run(work: (clock: ReturnType<typeof fixedClock>) => Outcome | Promise<Outcome>, signal = new AbortController().signal) {
  const clock = fixedClock('2026-11-24T12:00:00.000Z')
  const test: ControlTest = { id: 'test/1', query: 'select 1', file: import.meta.url, run: async () => await work(clock) }
  return { clock, done: runControl({ rule, test }, { clock, signal, params: {} } as unknown as TestContext, log) }
}

test('a run is a pass only when its population is not empty and every member passes', () => {
  const states = fc.array(fc.constantFrom<ItemState>('pass', 'fail', 'error', 'not-evaluated'), { maxLength: 6 })
  fc.assert(
    fc.property(states, (list) => {
      const state = stateOf(list.map((each, i) => item(String(i), each)))
      assert.equal(state === 'pass', list.length > 0 && list.every((each) => each === 'pass'))
      if (list.includes('fail')) assert.equal(state, 'fail')
      if (list.length === 0) assert.equal(state, 'not-applicable')
    }),
    { seed: SEED },
  )
})

test('the digest of the population is of the sorted ids, whatever order they came in', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { maxLength: 8 }), (ids) => {
      const wellFormed = ids.filter((id) => id.isWellFormed())
      const items = wellFormed.map((id) => item(id, 'pass'))
      assert.deepEqual(populationOf(items), populationOf(items.toReversed()))
      assert.equal(populationOf(items).digest, sha256(JSON.stringify(wellFormed.toSorted())))
    }),
    { seed: SEED },
  )
})

test('a run keeps what it was asked with, and its digest is that of its body', async () => {
  const { done } = run(() => ({
    items: [item('b', 'pass'), item('a', 'fail')],
    excluded: [{ id: 'c', reason: 'why' }],
    target: 'the shop',
  }))
  const finished = await done
  assert.equal(finished.state, 'fail')
  assert.equal(finished.results, sha256(finished.body))
  const body = JSON.parse(finished.body) as { items: Item[]; query: string; rule: string }
  assert.deepEqual(
    body.items.map((each) => each.id),
    ['a', 'b'],
  )
  assert.equal(body.query, 'select 1')
  assert.equal(body.rule, rule.digest)
  assert.deepEqual(finished.population, populationOf([item('a', 'pass'), item('b', 'pass')]))
  assert.match(finished.codeSha, /^[0-9a-f]{64}$/)
})

test('a test that throws, names a member twice, or runs while the clock jumps, is an error and counts for an hour', async () => {
  const broken = [
    run(() => {
      throw new Error('a value of a customer')
    }),
    run(() => ({ items: [item('a', 'pass'), item('a', 'pass')], excluded: [], target: 'x' })),
    run((clock) => {
      clock.advance(3_600_000)
      return { items: [item('a', 'pass')], excluded: [], target: 'x' }
    }),
    run((clock) => {
      clock.advance(-3_600_000)
      return { items: [item('a', 'pass')], excluded: [], target: 'x' }
    }),
  ]
  for (const { done } of broken) {
    const finished = await done
    assert.equal(finished.state, 'error')
    assert.equal(Date.parse(finished.validUntil) - Date.parse(finished.to), 3_600_000)
    assert.ok(finished.from <= finished.to)
    assert.doesNotMatch(finished.body, /a value of a customer/)
  }
})

test('a test that is stopped leaves no run', async () => {
  const stop = new AbortController()
  const { done } = run(() => new Promise(() => {}), stop.signal)
  stop.abort(new Error('holdfast stops'))
  await assert.rejects(done, /holdfast stops/)
})

test('a pass gets stale with time and when it lies ahead of the clock', () => {
  const clock = fixedClock('2026-11-24T12:00:00.000Z')
  const at = (to: string, validUntil: string) => ({ state: 'pass' as const, to: new Date(to), validUntil: new Date(validUntil) })
  assert.equal(stateNow(null, clock), 'not-evaluated')
  assert.equal(stateNow(at('2026-11-24T11:00:00Z', '2026-11-25T11:00:00Z'), clock), 'pass')
  assert.equal(stateNow(at('2026-11-23T11:00:00Z', '2026-11-24T12:00:00Z'), clock), 'stale')
  assert.equal(stateNow(at('2026-12-24T11:00:00Z', '2026-12-25T11:00:00Z'), clock), 'stale')
})

test('the rules load, each has its test, and half of them at least ask the store or the system', () => {
  const probes = [...loadProbes().values()]
  assert.ok(probes.length >= 10)
  const asking = probes.filter((probe) => probe.rule.evidence !== 'holdfast')
  assert.ok(asking.length * 2 >= probes.length)
  assert.throws(() => loadProbes(loadControlRules().slice(1)), { code: 'improve/rules-unreadable' })
  assert.throws(() => loadProbes([...loadControlRules(), { ...rule, id: 'more', test: 'toString' }]), { code: 'improve/rule-invalid' })
})

test('a rule that is not as it must be is refused, with its file and its fault', () => {
  const { digest: _digest, ...good } = rule
  const refused = (change: object, fault: RegExp): void =>
    assert.throws(
      () => parseControlRule(`${rule.id}.json`, JSON.stringify({ ...good, ...change })),
      (error: Error) => {
        assert.match(error.message, fault)
        return true
      },
    )
  assert.equal(parseControlRule(`${rule.id}.json`, JSON.stringify(good)).id, rule.id)
  refused({ more: 1 }, /`more` is no key/)
  refused({ name: ' ' }, /`name` is no text/)
  refused({ id: 'other' }, /not named for its id/)
  refused({ validHours: 0 }, /validHours/)
  refused({ validHours: 1.5 }, /validHours/)
  refused({ evidence: 'flags' }, /evidence/)
  refused({ negatives: [] }, /when it fails/)
  refused({ params: [] }, /params/)
  refused({ maps: { ...good.maps, csf: ['A text of the catalogue'] } }, /maps\.csf/)
  refused({ maps: { ...good.maps, soc2: [] } }, /maps\.soc2/)
  refused({ maps: { ...good.maps, verified: 'yes' } }, /verified/)
  assert.throws(() => parseControlRule('x.json', '{'), /not JSON/)
  assert.throws(() => parseControlRule('x.json', '[]'), /not one object/)
})
