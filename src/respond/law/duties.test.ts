import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Grade } from '../../core/contract/response.ts'
import type { Facts } from '../incidents/fact-rules.ts'
import { parseCounting } from './counting-rule.ts'
import { deadline } from './deadline.ts'
import { duties } from './duties.ts'
import { lawKey, parseLawFile, readLaws, type LawRule } from './law-rule.ts'

const laws = readLaws()

const factsOf = (values: Readonly<Record<string, string | boolean>>): Facts =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { value, by: 'somebody', at: '2026-11-24T00:00:00.000Z', why: 'example' }]),
  )
const countsOf = (jurisdiction: string, [lower, upper]: readonly [number, number]) =>
  (['reachable', 'accessed', 'exfiltrated'] as Grade[]).flatMap((grade) =>
    [jurisdiction, jurisdiction === 'EU' ? 'DE' : jurisdiction].map((name) => ({
      jurisdiction: name,
      dataClass: 'all',
      grade,
      lower,
      upper,
    })),
  )
const find = (rule: LawRule, all: ReturnType<typeof duties>) => all.find((duty) => duty.law === lawKey(rule))

describe('each rule beside its own examples', () => {
  for (const rule of laws.rules) {
    for (const example of rule.examples) {
      test(`${lawKey(rule)}: ${example.name}`, () => {
        const { 'people-notified': told, ...facts } = example.facts
        const all = duties({
          rules: laws.rules,
          countings: laws.countings,
          facts: factsOf(facts),
          counts: countsOf(rule.jurisdictions[0]!, example.people as [number, number]),
          now: new Date(example.at),
          told: new Map(typeof told === 'string' ? [[rule.peopleLaw!, new Date(told)]] : []),
        })
        const duty = find(rule, all)
        assert.equal(duty?.decision ?? 'absent', example.decision)
        assert.equal(duty?.state ?? 'none', example.state)
        assert.equal(duty?.dueAt ?? null, example.due)
      })
    }
  }
})

test('a rule that nobody compared with the law starts an aim, never a legal clock', () => {
  const rule = laws.rules.find(({ verified, clock }) => verified === 'none' && clock !== null)
  assert.ok(rule)
  const all = duties({
    rules: laws.rules,
    countings: laws.countings,
    facts: factsOf({ discovery: '2026-11-01T00:00:00Z' }),
    counts: countsOf('US-CA', [900, 900]),
    now: new Date('2026-11-24T00:00:00Z'),
    told: new Map([[rule.peopleLaw!, new Date('2026-11-20T00:00:00Z')]]),
  })
  assert.equal(find(rule, all)!.clock, 'target')
  assert.equal(find(rule, all)!.verified, 'none')
  const verified = laws.rules.find(({ id, version }) => id === 'us-ca-1798.82-a' && version === 2)!
  assert.equal(find(verified, all)!.clock, 'legal')
})

test('a missing anchor has no stand-in', () => {
  const [duty] = duties({
    rules: laws.rules,
    countings: laws.countings,
    facts: {},
    counts: countsOf('EU', [5, 5]),
    now: new Date('2026-11-24T00:00:00Z'),
    told: new Map(),
  })
  assert.equal(duty!.state, 'waiting')
  assert.equal(duty!.dueAt, null)
  assert.match(duty!.why.join(' '), /no other takes its place/)
})

test('a country without a rule is shown, never left out and never green', () => {
  const all = duties({
    rules: laws.rules,
    countings: laws.countings,
    facts: factsOf({ awareness: '2026-11-24T00:00:00Z', discovery: '2026-11-24T00:00:00Z' }),
    counts: [...countsOf('CH', [3, 4]), ...countsOf('GB', [0, 0]), ...countsOf('US-NY', [1, 1]), ...countsOf('unknown', [2, 2])],
    now: new Date('2026-11-24T00:00:00Z'),
    told: new Map(),
  })
  assert.deepEqual(
    all.map((duty) => [duty.jurisdictions[0], duty.decision]),
    [
      ['CH', 'no-rule'],
      ['US-NY', 'no-rule'],
      ['unknown', 'no-rule'],
    ],
  )
  assert.match(all[0]!.name, /ask counsel/)
})

test('people of a country without its state, or without any, leave every rule open that may be theirs', () => {
  const asked = (counts: ReturnType<typeof countsOf>): string[] =>
    duties({
      rules: laws.rules,
      countings: laws.countings,
      facts: factsOf({ awareness: '2026-11-24T00:00:00Z', discovery: '2026-11-24T00:00:00Z' }),
      counts,
      now: new Date('2026-11-24T00:00:00Z'),
      told: new Map(),
    })
      .filter((duty) => duty.law !== null)
      .map((duty) => `${duty.law} ${duty.decision} ${duty.people!.lower}-${duty.people!.upper}`)
  assert.deepEqual(asked(countsOf('US', [700, 700])), ['us-ca-1798.82-a@2 undecided 0-700', 'us-ca-1798.82-f@2 undecided 0-700'])
  assert.deepEqual(asked(countsOf('unknown', [7, 7])), [
    'eu-gdpr-33@1 undecided 0-7',
    'eu-gdpr-34@1 undecided 0-7',
    'us-ca-1798.82-a@2 undecided 0-7',
    'us-ca-1798.82-f@2 no 0-7',
  ])
})

describe('the end of a period', () => {
  const hours = (counting: 'plain' | 'eu-1182-71') => ({ amount: 72, unit: 'hours', anchor: 'awareness', counting, zone: 'UTC' }) as const
  const ends = (clock: Parameters<typeof deadline>[0], at: string) => {
    const { dueAt, latestAt } = deadline(clock, new Date(at), laws.countings.get(clock.counting) ?? null)
    return [dueAt.toISOString(), latestAt?.toISOString() ?? null]
  }
  test('72 hours pass as they are, the European count leaves the first hour out', () => {
    assert.deepEqual(ends(hours('plain'), '2026-11-24T10:59:59.999Z'), ['2026-11-27T10:59:59.999Z', null])
    assert.deepEqual(ends(hours('eu-1182-71'), '2026-11-24T10:59:59.999Z'), ['2026-11-27T10:59:59.999Z', '2026-11-27T11:00:00.000Z'])
    assert.deepEqual(ends(hours('eu-1182-71'), '2026-11-24T11:00:00.000Z'), ['2026-11-27T11:00:00.000Z', '2026-11-27T12:00:00.000Z'])
  })
  test('a weekend does not stretch 72 hours, but a European 48 hours on a weekend include two working days', () => {
    assert.deepEqual(ends(hours('eu-1182-71'), '2026-11-27T16:30:00Z')[1], '2026-11-30T17:00:00.000Z')
    assert.deepEqual(ends({ ...hours('eu-1182-71'), amount: 48 }, '2026-11-27T23:30:00Z'), [
      '2026-11-29T23:30:00.000Z',
      '2026-12-02T00:00:00.000Z',
    ])
  })
  const days = (amount: number, zone: string, unit: 'days' | 'business-days' | 'months' = 'days') =>
    ({ amount, unit, anchor: 'discovery', counting: 'plain', zone }) as const
  test('days are those on the wall, over both changes of the clock', () => {
    // 8 March 2026 and 1 November 2026 are the changes in Los Angeles
    assert.equal(ends(days(1, 'America/Los_Angeles'), '2026-03-07T20:00:00Z')[0], '2026-03-09T06:59:59.999Z')
    assert.equal(ends(days(1, 'America/Los_Angeles'), '2026-10-31T20:00:00Z')[0], '2026-11-02T07:59:59.999Z')
    // already the next day in UTC, not yet in Los Angeles
    assert.equal(ends(days(1, 'America/Los_Angeles'), '2026-11-25T07:59:59Z')[0], '2026-11-26T07:59:59.999Z')
    assert.equal(ends(days(1, 'UTC'), '2026-11-25T07:59:59Z')[0], '2026-11-26T23:59:59.999Z')
  })
  test('leap days, ends of months, weekends', () => {
    assert.equal(ends(days(1, 'UTC'), '2028-02-28T12:00:00Z')[0], '2028-02-29T23:59:59.999Z')
    assert.equal(ends(days(1, 'UTC'), '2027-02-28T12:00:00Z')[0], '2027-03-01T23:59:59.999Z')
    assert.equal(ends(days(1, 'UTC', 'months'), '2027-01-31T12:00:00Z')[0], '2027-02-28T23:59:59.999Z')
    assert.equal(ends(days(1, 'UTC', 'months'), '2026-12-31T12:00:00Z')[0], '2027-01-31T23:59:59.999Z')
    assert.equal(ends(days(3, 'UTC', 'business-days'), '2026-11-26T12:00:00Z')[0], '2026-12-01T23:59:59.999Z')
  })
  const european = (amount: number, unit: 'days' | 'months' = 'days') => ({
    ...days(amount, 'Europe/Berlin', unit),
    counting: 'eu-1182-71',
  })
  test('by the European count, days and months end on a working day, and two days hold two of them', () => {
    // Thursday + 1 is a Friday, Friday + 1 a Saturday; the plain day stays the aim
    assert.deepEqual(ends(european(1), '2026-11-26T12:00:00Z'), ['2026-11-27T22:59:59.999Z', null])
    assert.deepEqual(ends(european(1), '2026-11-27T12:00:00Z'), ['2026-11-28T22:59:59.999Z', '2026-11-30T22:59:59.999Z'])
    // one moment before and after midnight in Berlin, which is not that of UTC
    assert.deepEqual(ends(european(1), '2026-11-26T22:59:59.999Z'), ['2026-11-27T22:59:59.999Z', null])
    assert.deepEqual(ends(european(1), '2026-11-26T23:00:00.000Z'), ['2026-11-28T22:59:59.999Z', '2026-11-30T22:59:59.999Z'])
    // Friday + 2 is a Sunday and holds none: Monday and Tuesday are the two
    assert.deepEqual(ends(european(2), '2026-11-27T12:00:00Z'), ['2026-11-29T22:59:59.999Z', '2026-12-01T22:59:59.999Z'])
    // Thursday + 2 is a Saturday with one working day before it: Monday is the second, and the end
    assert.deepEqual(ends(european(2), '2026-11-26T12:00:00Z'), ['2026-11-28T22:59:59.999Z', '2026-11-30T22:59:59.999Z'])
    assert.deepEqual(ends(european(2), '2026-11-24T12:00:00Z'), ['2026-11-26T22:59:59.999Z', null])
    // a month to a Friday, and one to a Sunday, over the change of the clock
    assert.deepEqual(ends(european(1, 'months'), '2026-09-30T12:00:00Z'), ['2026-10-30T22:59:59.999Z', null])
    assert.deepEqual(ends(european(1, 'months'), '2026-10-01T12:00:00Z'), ['2026-11-01T22:59:59.999Z', '2026-11-02T22:59:59.999Z'])
  })
  test('47 hours are no two days, 48 are', () => {
    assert.equal(ends({ ...hours('eu-1182-71'), amount: 47 }, '2026-11-27T23:30:00Z')[1], '2026-11-29T23:00:00.000Z')
    assert.equal(ends({ ...hours('eu-1182-71'), amount: 48 }, '2026-11-27T23:30:00Z')[1], '2026-12-02T00:00:00.000Z')
  })
  test('where working days are counted, it is said that public holidays are not', () => {
    const said = (clock: Parameters<typeof deadline>[0]): boolean =>
      deadline(clock, new Date('2026-12-23T12:00:00Z'), laws.countings.get(clock.counting) ?? null).holidays
    assert.deepEqual(
      [
        days(3, 'UTC', 'business-days'),
        european(3),
        hours('eu-1182-71'),
        { ...hours('eu-1182-71'), amount: 24 },
        days(3, 'UTC'),
        hours('plain'),
      ].map(said),
      [true, true, true, false, false, false],
    )
    const rule = {
      ...laws.rules.find(({ id }) => id === 'us-ca-1798.82-a')!,
      version: 9,
      id: 'test-days',
      clock: days(3, 'UTC', 'business-days'),
    }
    const [duty] = duties({
      rules: [{ ...rule, effective: { from: '2020-01-01', to: null } }],
      countings: laws.countings,
      facts: factsOf({ discovery: '2026-12-23T12:00:00Z' }),
      counts: countsOf('US-CA', [5, 5]),
      now: new Date('2026-12-24T00:00:00Z'),
      told: new Map(),
    })
    assert.equal(duty!.holidays, true)
    assert.equal(duty!.dueAt, '2026-12-28T23:59:59.999Z')
    assert.match(duty!.why.join(' '), /public holidays are not known here .* check them/)
  })
})

test('a counting rule says who compared it with its text, and a fault is refused with its name', () => {
  const rule = laws.countings.get('eu-1182-71')!
  assert.deepEqual([rule.verified, rule.holidays], ['none', null])
  const faults: ((one: Record<string, unknown>) => void)[] = [
    (one) => (one['holidays'] = []),
    (one) => delete one['verified'],
    (one) => (one['id'] = 'another'),
    (one) => (one['more'] = 1),
  ]
  for (const change of faults) {
    const one = structuredClone(rule) as unknown as Record<string, unknown>
    change(one)
    assert.throws(() => parseCounting('eu-1182-71.json', JSON.stringify(one)), { code: 'respond/law-broken', message: /eu-1182-71\.json/ })
  }
  assert.throws(() => parseCounting('eu-1182-71.json', '{'), { code: 'respond/law-broken' })
})

test('a rule file with a fault is refused with its name', () => {
  const good = JSON.stringify({ about: 'x', rules: [laws.rules[0]] })
  assert.equal(parseLawFile('good.json', good).length, 1)
  const bad = (change: (rule: Record<string, unknown>) => void): string => {
    const rule = structuredClone(laws.rules[0]) as unknown as Record<string, unknown>
    change(rule)
    return JSON.stringify({ about: 'x', rules: [rule] })
  }
  for (const text of [
    '{',
    bad((rule) => delete rule['citation']),
    bad((rule) => (rule['comment'] = 'x')),
    bad((rule) => (rule['verified'] = 'yes')),
    bad((rule) => (rule['clock'] = null)),
    bad((rule) => ((rule['clock'] as { zone: string }).zone = 'Nowhere/Land')),
    bad((rule) => (rule['examples'] = [])),
  ]) {
    assert.throws(() => parseLawFile('bad.json', text), { code: 'respond/law-broken', message: /bad\.json/ })
  }
})
