// What looks like an identifier and is none, made from seeds: whatever digits fall, no column of it may be called personal without a name
// that says so. For each length of digits the chance of every type is met here by thousands of values.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createEngine } from './create-engine.ts'
import type { FieldResult } from './engine.ts'

const engine = createEngine()
const SEEDS = [1, 42, 20261124]

interface Dice {
  int(low: number, high: number): number
  digits(length: number): string
  hex(length: number): string
}

function diceOf(seed: number): Dice {
  let state = seed
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const int = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1))
  return {
    int,
    digits: (length) => Array.from({ length }, () => int(0, 9)).join(''),
    hex: (length) => Array.from({ length }, () => int(0, 15).toString(16)).join(''),
  }
}

function judge(name: string, object: string, declared: string, values: readonly string[]): FieldResult {
  const column = engine.column({ name, object, declared, siblings: ['nr', 'wert', 'created_at'] })
  for (const value of values) column.add(value)
  return column.result()
}

for (let length = 6; length <= 19; length++) {
  it(`random numbers of ${length} digits are nobody's`, () => {
    for (const seed of SEEDS) {
      const dice = diceOf(seed)
      for (const [name, object, declared, rows] of [
        ['b', 'rand', 'text', 1500],
        ['code', 'kunden', 'text', 300],
        ['x', 'people', 'int8', 60],
        ['payload', 't', 'varchar(40)', 25],
      ] as const) {
        const result = judge(
          name,
          object,
          declared,
          Array.from({ length: rows }, () => dice.digits(length)),
        )
        assert.equal(result.verdict, 'not-personal', `seed ${seed}, ${name} in ${object}, ${rows} rows: ${JSON.stringify(result.why)}`)
        assert.deepEqual(result.types, [], `seed ${seed}`)
      }
      const notes = judge(
        'note',
        'jobs',
        'text',
        Array.from({ length: 300 }, () => `unit ${dice.digits(length)} came back today`),
      )
      assert.equal(notes.verdict, 'not-personal', `seed ${seed}, in texts: ${JSON.stringify(notes.why)}`)
    }
  })
}

const two = (n: number): string => String(n).padStart(2, '0')
const THINGS: Record<string, (dice: Dice) => string> = {
  uuid: (d) => `${d.hex(8)}-${d.hex(4)}-4${d.hex(3)}-a${d.hex(3)}-${d.hex(12)}`,
  sku: (d) => `${'ABCXQZ'[d.int(0, 5)]!}${'KLMN'[d.int(0, 3)]!}-${d.digits(5)}-${'XY'[d.int(0, 1)]!}`,
  ean: (d) => `40${d.digits(11)}`,
  isbn: (d) => `978-3-${d.digits(3)}-${d.digits(5)}-${d.digits(1)}`,
  tracking: (d) => `1Z${d.hex(6).toUpperCase()}${d.digits(10)}`,
  lot: (d) => `4${d.digits(15)}`,
  version: (d) => `${d.int(0, 20)}.${d.int(0, 30)}.${d.int(0, 300)}.${d.int(0, 999)}`,
  money: (d) => `${d.int(1, 99_999)}.${d.digits(2)}`,
  grouped: (d) => `${d.int(1, 9)}.${d.digits(3)},${d.digits(2)}`,
  epoch: (d) => `17${d.digits(11)}`,
  place: (d) => `${d.int(40, 59)}.${d.digits(6)}`,
  digest: (d) => d.hex(64),
  short: (d) => d.hex(40),
  flag: (d) => ['true', 'false'][d.int(0, 1)]!,
  status: (d) => ['200', '301', '404', '500'][d.int(0, 3)]!,
  stamp: (d) => `2026-${two(d.int(1, 12))}-${two(d.int(1, 28))}T${two(d.int(0, 23))}:${two(d.int(0, 59))}:00Z`,
  dated: (d) => `20${d.int(10, 26)}${two(d.int(1, 12))}${two(d.int(1, 28))}${d.digits(4)}`,
  serial: (d) => `SN${d.digits(8)}`,
  invoice: (d) => `INV-2026-${d.digits(5)}`,
}
for (const [what, make] of Object.entries(THINGS)) {
  it(`${what} is nobody's`, () => {
    for (const seed of SEEDS) {
      const dice = diceOf(seed)
      for (const name of [what, 'code', 'v']) {
        for (const object of ['shop', 'customers']) {
          const result = judge(
            name,
            object,
            'text',
            Array.from({ length: 400 }, () => make(dice)),
          )
          if (what === 'place' && name === 'place' && object === 'customers') continue
          assert.equal(result.verdict, 'not-personal', `seed ${seed}, ${name} in ${object}: ${JSON.stringify(result.why)}`)
        }
      }
    }
  })
}
