// What compaction leaves, file by file, is what plain counting over the same records gives: random records, steps of every size, files made one on the
// way, people erased meanwhile. The counting here shares nothing with the code but the shapes.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { fixedClock } from '../../core/clock.ts'
import { testAccess, testNumbersOf, testRef } from '../../../test/harness/test-access.ts'
import { compact } from './compact.ts'
import { openDuck } from './duck.ts'
import type { NewAccess } from './events.ts'
import { openEventWriter } from './event-writer.ts'
import { createGate } from './gate.ts'
import { readManifest, writeManifest } from './manifest.ts'
import { readParquet } from './parquet-rows.ts'
import { readPeople } from './people-set.ts'
import { createRefNumbers, NOBODY, packedNumbers } from './resolve-refs.ts'
import { readRollUp } from './roll-up.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-same-'))
const duck = await openDuck(folder)
after(() => {
  duck.close()
  rmSync(folder, { recursive: true, force: true })
})
const clock = fixedClock('2026-11-24T12:00:00.000Z')
const HOUR = 3_600_000
const PEOPLE = 60
const ERASED = 7

const record = fc.record({
  at: fc.integer({ min: 0, max: 3 * HOUR - 1 }),
  principal: fc.constantFrom('dana', 'kim', null),
  session: fc.constantFrom('s1', 's2'),
  store: fc.constantFrom('a', 'b'),
  fields: fc.subarray(['fi_aaaaaaaaaaaaaaaaaaaa', 'fi_baaaaaaaaaaaaaaaaaaa'] as const),
  phase: fc.constantFrom('single', 'open', 'close'),
  outcome: fc.constantFrom('ok', 'denied'),
  rows: fc.option(fc.nat(50)),
  people: fc.uniqueArray(fc.nat(PEOPLE + 10), { maxLength: 6 }),
  more: fc.nat(5),
  basis: fc.constantFrom('rows', 'table', 'lease'),
})
type Made = typeof record extends fc.Arbitrary<infer T> ? T : never

const access = (made: Made): NewAccess =>
  testAccess({
    time: new Date(Date.UTC(2026, 10, 24) + made.at).toISOString(),
    principal: made.principal,
    session: made.session,
    store: `st_${made.store.repeat(20)}`,
    fields: [...made.fields],
    shown: {},
    phase: made.phase as NewAccess['phase'],
    outcome: made.outcome as NewAccess['outcome'],
    rows: made.rows,
    bytes: made.rows === null ? null : made.rows * 7,
    refs: Buffer.concat(made.people.map(testRef)),
    subjects: {
      lower: made.people.length,
      upper: made.people.length + made.more,
      basis: made.people.length > 0 ? 'keys' : (made.basis as 'rows'),
    },
  })

test('roll-ups and single records are what plain counting gives', { timeout: 120_000 }, async () => {
  let run = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { minLength: 1, maxLength: 150 }),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 5 }),
      fc.boolean(),
      async (made, step, runs, erasing) => {
        const own = path.join(folder, String(run++))
        const writer = await openEventWriter({ folder: own, name: 'w', clock, segmentBytes: 400 })
        const options = {
          folder: own,
          gate: createGate(),
          numbers: packedNumbers(testNumbersOf(PEOPLE)),
          cache: new Map(),
          closedOnly: false,
          duck: async () => duck,
        }
        if (erasing) await writeManifest(own, { ...(await readManifest(own)), erasing: [ERASED] })
        const size = Math.ceil(made.length / runs)
        for (let from = 0; from < made.length; from += size) {
          for (const one of made.slice(from, from + size)) await writer.append([access(one)])
          await compact({ ...options, step })
        }
        await writer.close()
        const manifest = await readManifest(own)

        const singles: unknown[] = []
        for await (const rows of readParquet(
          duck,
          { files: manifest.parquet.map((file) => path.join(own, file.name)), where: 'true', order: 'seq' },
          new Map(),
        ))
          for (const { record: it, numbers } of rows)
            singles.push([
              it.seq,
              it.time,
              it.context,
              it.rows,
              it.bytes,
              it.upper,
              it.basis,
              hex(it.refs),
              [...new Uint32Array(numbers.slice().buffer)],
            ])
        const kept = made.map((one) => ({ ...one, people: erasing ? one.people.filter((n) => n !== ERASED) : one.people }))
        assert.deepEqual(
          singles,
          kept.map((one, seq) => {
            const { time, rows, bytes, refs: _refs, subjects: _subjects, ...context } = access(one)
            const { upper, basis } = access(made[seq]!).subjects
            const numbers = one.people.map((n) => (n < PEOPLE ? n : NOBODY))
            return [seq, Date.parse(time), context, rows, bytes, upper, basis, hex(Buffer.concat(one.people.map(testRef))), numbers]
          }),
        )
        for (const file of manifest.parquet) assert.ok(file.rows <= made.length)
        const perHour = Map.groupBy(manifest.parquet, (file) => `${file.store} ${file.hour}`)
        for (const files of perHour.values()) assert.ok(files.length < 24, 'files of one hour are made one')

        const counted = new Map<string, Counted>()
        for (const one of kept) {
          if (one.phase === 'open') continue
          const key = JSON.stringify([
            `st_${one.store.repeat(20)}`,
            Math.floor(one.at / HOUR),
            one.principal,
            one.session,
            one.fields.toSorted(),
          ])
          const group = counted.get(key) ?? {
            records: 0,
            rows: 0,
            bytes: 0,
            denied: 0,
            loose: 0,
            lease: 0,
            table: 0,
            people: new Set(),
            nobody: new Set(),
          }
          counted.set(key, group)
          group.records++
          group.rows += one.rows ?? 0
          group.bytes += (one.rows ?? 0) * 7
          group.denied += one.outcome === 'denied' ? 1 : 0
          const before = made[kept.indexOf(one)]!.people
          const rest = before.length + one.more - one.people.length
          const basis = before.length > 0 ? 'keys' : one.basis
          if (basis === 'table') group.table = Math.max(group.table, rest)
          else if (basis === 'lease') group.lease += rest
          else group.loose += rest
          for (const n of one.people) (n < PEOPLE ? group.people : group.nobody).add(n)
        }
        const rolled = new Map<string, unknown>()
        for (const file of manifest.rollUps) {
          for (const entry of readRollUp(readFileSync(path.join(own, file.name)), () => true)) {
            const hour = file.hour - Date.UTC(2026, 10, 24) / HOUR
            const { records, rows, bytes, denied, bounds } = entry
            const people = entry.people.length === 0 ? [] : [...readPeople(entry.people)]
            rolled.set(JSON.stringify([entry.store, hour, entry.principal, entry.session, entry.fields]), [
              records,
              rows,
              bytes,
              denied,
              bounds,
              people,
              hex(entry.unresolved),
            ])
          }
        }
        assert.deepEqual(
          rolled,
          new Map(
            [...counted].map(([key, { records, rows, bytes, denied, loose, lease, table, people, nobody }]) => [
              key,
              [
                records,
                rows,
                bytes,
                denied,
                { loose, lease, table },
                [...people].toSorted((a, b) => a - b),
                hex(Buffer.concat([...nobody].toSorted((a, b) => a - b).map(testRef))),
              ],
            ]),
          ),
        )
      },
    ),
    { numRuns: 25, seed: 20_261_130 },
  )
})

test('references are named as one by one, however many and however alike', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(fc.nat(5000), { maxLength: 30 }), { maxLength: 300 }), fc.nat(3), async (lists, rounds) => {
      const numbers = createRefNumbers(packedNumbers(testNumbersOf(3000)))
      for (let round = 0; round <= rounds; round++) {
        const part = lists.slice(round * 50)
        const named = await numbers.of(part.map((list) => Buffer.concat(list.map(testRef))))
        assert.deepEqual(
          [...named],
          part.flat().map((n) => (n < 3000 ? n : NOBODY)),
        )
      }
    }),
    { numRuns: 50 },
  )
})

interface Counted {
  records: number
  rows: number
  bytes: number
  denied: number
  loose: number
  lease: number
  table: number
  readonly people: Set<number>
  readonly nobody: Set<number>
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
