// Detection measured on SYNTHETIC histories (test/simulated-history.ts, written apart): two clean months give no alert, attacks give one each.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import { simulate, type Attack, type Simulation } from '../../../test/simulated-history.ts'
import { readDetectionRule } from './detection-rule.ts'
import { createDetector, type SeenRow, type StoryUpdate } from './detector.ts'
import { createPeers } from './peers.ts'
import { count, join, refNumbers } from './people-sketch.ts'
import { DAY, emptyPast, HOUR, type Past } from './principal-past.ts'
import { placeScore, tailScore } from './surprise.ts'

const rule = readDetectionRule()
const ref = (person: number): Uint8Array => createHash('sha256').update(`p${person}`).digest().subarray(0, 16)
const refs = (people: readonly number[]): number[] => refNumbers(Buffer.concat(people.map(ref)))

interface Opened {
  readonly principal: string
  readonly at: number
  readonly update: StoryUpdate
}

/** Replays in batches of `size`. */
function replay(
  { teams, accesses }: Simulation,
  size = 500,
  services: ReadonlySet<string> = new Set(),
): { readonly opened: Opened[]; readonly pasts: Map<string, Past> } {
  const peers = createPeers((principal) => ({ teams: teams.get(principal) ?? [], service: services.has(principal) }))
  const pasts = new Map<string, Past>()
  const opened: Opened[] = []
  let id = 0
  const since = accesses[0]!.time
  const detector = createDetector({ rule, peers, since: () => since, newId: () => `a${id++}`, placeName: (place) => place })
  for (let from = 0; from < accesses.length; from += size) {
    const rows = accesses.slice(from, from + size).map((access): SeenRow => {
      let past = pasts.get(access.principal)
      // as it comes back from the database
      if (past === undefined) pasts.set(access.principal, (past = emptyPast(access.principal, false)))
      return { ...access, past, store: 'st', people: refs(access.people), rows: 0, table: 0, label: true }
    })
    for (const update of detector.take(rows)) {
      if (update.opened) opened.push({ principal: update.past.principal, at: update.past.last, update })
    }
  }
  return { opened, pasts }
}

const SEEDS = Array.from({ length: 3 }, (_, at) => 20261124 + at)

describe('synthetic histories', () => {
  test('two clean months, with nights, weekends, a holiday, cover, a traveller and a new colleague: no alert', () => {
    const alarms = SEEDS.flatMap((seed) =>
      replay(simulate(seed, 61, 'none')).opened.map(
        ({ principal, at, update }) =>
          `seed ${seed} ${principal} day ${Math.floor((at - Date.UTC(2026, 7, 3)) / DAY)} ${update.finding.why.map((why) => why.text).join(' | ')}`,
      ),
    )
    assert.deepEqual(alarms, [])
  })

  const attacks: readonly (readonly [Attack, number])[] = [
    ['abroad-paging', 3],
    ['office-paging', 3],
    ['slow-abroad', 3],
    ['slow-office', 2],
    ['night-small-abroad', 2],
  ]
  for (const [attack, least] of attacks) {
    test(`${attack}: one alert, of the one it was done with, in at least ${least} of ${SEEDS.length}`, (context) => {
      let found = 0
      for (const seed of SEEDS) {
        const simulation = simulate(seed, 61, attack)
        const victim = simulation.accesses.find((access) => access.session.endsWith('-x'))!.principal
        const { opened } = replay(simulation)
        assert.ok(
          opened.every((one) => one.principal === victim),
          `seed ${seed}: somebody else`,
        )
        assert.ok(opened.length <= 1, `seed ${seed}: one story, ${opened.length} alerts`)
        found += opened.length
      }
      context.diagnostic(`${attack}: ${found} of ${SEEDS.length} found (synthetic)`)
      assert.ok(found >= least, `${found} of ${SEEDS.length}`)
    })
  }

  test('the size of batches changes nothing about who is found', () => {
    for (const seed of SEEDS.slice(0, 3)) {
      const one = replay(simulate(seed, 61, 'abroad-paging'), 37).opened.map((found) => found.principal)
      assert.deepEqual(
        replay(simulate(seed, 61, 'abroad-paging'), 5000).opened.map((found) => found.principal),
        one,
      )
    }
  })

  test('memory of a principal stays bounded under a flood', () => {
    const accesses = Array.from({ length: 20_000 }, (_, at) => ({
      principal: 'flood',
      time: Date.UTC(2026, 7, 3) + at * 300_000,
      session: `s${at}`,
      place: `P${at % 500}`,
      people: [at * 3, at * 3 + 1, at * 3 + 2],
    }))
    const { pasts } = replay({ teams: new Map(), accesses })
    assert.ok(JSON.stringify(pasts.get('flood')).length < 400_000)
  })
})

describe('the rule’s own examples', () => {
  for (const [kind, examples] of [
    ['positive', rule.positives],
    ['negative', rule.negatives],
  ] as const) {
    for (const example of examples) {
      test(`${kind}: ${example.name}`, () => {
        const start = Date.UTC(2026, 7, 3)
        const accesses: { principal: string; time: number; session: string; place: string; people: number[] }[] = []
        let person = 0
        for (let day = 0; day < example.days; day++) {
          for (const who of ['one', 'two', 'three']) {
            const people = example.usual + ((day * 7 + who.length) % 5) - 2
            for (let at = 0; at < people; at++)
              accesses.push({
                principal: who,
                time: start + day * DAY + 8 * HOUR + at * 900_000,
                session: `${who}${day}`,
                place: 'DE',
                people: [person++],
              })
          }
        }
        const { people, hours, place } = example.last
        for (let at = 0; at < people; at++)
          accesses.push({
            principal: 'one',
            time: start + example.days * DAY + 8 * HOUR + (at * hours * HOUR) / people,
            session: 'x',
            place,
            people: [person++],
          })
        const teams = new Map(['one', 'two', 'three'].map((name) => [name, ['t']]))
        assert.equal(replay({ teams, accesses }).opened.length, kind === 'positive' ? 1 : 0)
      })
    }
  }
})

test('the tail of a negative binomial, and of a Poisson', () => {
  // P(X >= 20 | Poisson 10) = 0.0034543
  assert.ok(Math.abs(tailScore(20, 10, 10) - 2.4617) < 0.01)
  // P(X >= 4 | r = 2, p = 0.5) = 6/32
  assert.ok(Math.abs(tailScore(4, 2, 4) - -Math.log10(6 / 32)) < 1e-6)
  assert.equal(tailScore(5, 10, 20), 0)
  assert.ok(tailScore(10_000, 20, 80) > 100)
})

test('a place: known to oneself is none, known to peers is little, known to nobody is much', () => {
  const none = { here: 0, all: 0 }
  const most = placeScore({ here: 0, all: 150 }, { here: 0, all: 900 }, { here: 0, all: 900 }, 4)
  const peers = placeScore({ here: 0, all: 150 }, { here: 400, all: 900 }, { here: 400, all: 900 }, 4)
  assert.ok(most >= 3.5 && peers < 2.5 && peers > 1)
  assert.equal(placeScore({ here: 9, all: 150 }, none, none, 4), 0)
})

test('counting people: exact below the bound, close above', () => {
  const people = Array.from({ length: 5000 }, (_, at) => at)
  assert.equal(count(join([refs(people.slice(0, 100)), refs(people.slice(50, 150))], 512), 512), 150)
  const many = count(join([refs(people)], 512), 512)
  assert.ok(Math.abs(many - 5000) < 750, String(many))
})
