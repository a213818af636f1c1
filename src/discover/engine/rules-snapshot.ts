// What prepare.ts worked out, as bytes that are read without looking at each word again: a head, JSON for what is text, and plain numbers behind it. Written
// by the build (scripts/build-rules.ts). Owns the form; whether a snapshot fits the rules as they lie now is engine-data.ts's question.
import type { PatternReach, Places } from './pattern-reach.ts'
import type { Numbers, PreparedRules, PreparedType, RunRule } from './prepare.ts'
import type { Tables } from './rule-files.ts'

export interface Snapshot {
  readonly prepared: PreparedRules
  readonly tables: Tables
}

const MAGIC = 0x31524c48 // HLR1
/** magic, bytes of JSON, bytes of numbers, places, beginnings; then keys */
const HEAD = 24
export const KEY_BYTES = 32
const LISTS = ['words', 'against', 'general', 'lands', 'headers', 'weak', 'beside', 'tables'] as const
const FIRST = 128

interface Text {
  readonly rules: readonly RunRule[]
  readonly texts: readonly string[]
  readonly names: readonly string[]
  readonly tables: Tables
}

/** `keys`: what it was made from; any one of them will do. */
export function writeSnapshot({ prepared, tables }: Snapshot, keys: readonly Uint8Array[]): Uint8Array {
  const numbers: number[] = []
  const places: number[] = []
  const beginnings: number[] = []
  for (const type of prepared.types) {
    for (const list of LISTS) numbers.push(type[list].length, ...type[list])
    // a type without a pattern has no places
    const { reach } = type
    places.push(reach === undefined ? -1 : reach.places.length)
    for (const one of reach === undefined ? [] : Array.from(reach.places))
      places.push(...(one === undefined ? [0, 0, 0] : [1, one.digit, one.letter]))
    if (reach !== undefined) beginnings.push(...reach.first, reach.digits ? 1 : 0, 0, 0, 0)
  }
  const text: Text = { rules: prepared.rules, texts: prepared.texts, names: prepared.names, tables }
  const json = Buffer.from(JSON.stringify(text))
  const padded = Buffer.concat([json, Buffer.alloc(-json.length & 3, 32)])
  if (numbers.length % 2 === 1) numbers.push(0)
  const head = new Uint32Array([MAGIC, keys.length, padded.length, numbers.length * 2, places.length * 4, beginnings.length])
  return Buffer.concat([
    new Uint8Array(head.buffer),
    ...keys,
    padded,
    new Uint8Array(Uint16Array.from(numbers).buffer),
    new Uint8Array(Int32Array.from(places).buffer),
    Uint8Array.from(beginnings),
  ])
}

export function snapshotKeys(bytes: Uint8Array): readonly Uint8Array[] {
  if (bytes.length < HEAD) return []
  const [magic, keys = 0, json = 0, numbers = 0, places = 0, beginnings = 0] = headOf(bytes)
  const length = HEAD + keys * KEY_BYTES + json + numbers + places + beginnings
  if (magic !== MAGIC || length !== bytes.length) return []
  return Array.from({ length: keys }, (_, i) => bytes.subarray(HEAD + i * KEY_BYTES, HEAD + (i + 1) * KEY_BYTES))
}

/** The bytes must not change afterwards: numbers stay where they lie. Begin at a multiple of four. */
export function readSnapshot(bytes: Uint8Array): Snapshot {
  const [, keys = 0, jsonBytes = 0, numberBytes = 0, placeBytes = 0, beginningBytes = 0] = headOf(bytes)
  let at = HEAD + keys * KEY_BYTES
  const part = (length: number): readonly [number, number] => [bytes.byteOffset + (at += length) - length, length]
  const [jsonAt] = part(jsonBytes)
  const text = JSON.parse(Buffer.from(bytes.buffer, jsonAt, jsonBytes).toString('utf8')) as Text
  const [numbersAt] = part(numberBytes)
  const numbers = new Uint16Array(bytes.buffer, numbersAt, numberBytes / 2)
  const [placesAt] = part(placeBytes)
  const places = new Int32Array(bytes.buffer, placesAt, placeBytes / 4)
  const beginnings = new Uint8Array(bytes.buffer, ...part(beginningBytes))
  let number = 0
  let place = 0
  let beginning = 0
  const list = (): Numbers => {
    const from = number + 1
    number = from + numbers[number]!
    return numbers.subarray(from, number)
  }
  const reach = (): PatternReach | undefined => {
    const count = places[place++]!
    if (count < 0) return undefined
    const from = place
    place += count * 3
    beginning += FIRST + 4
    return new StoredReach(
      beginnings.subarray(beginning - FIRST - 4, beginning - 4),
      beginnings[beginning - 4] === 1,
      places.subarray(from, place),
    )
  }
  const types = text.rules.map((): PreparedType => ({
    words: list(),
    against: list(),
    general: list(),
    lands: list(),
    headers: list(),
    weak: list(),
    beside: list(),
    tables: list(),
    reach: reach(),
  }))
  return { prepared: { rules: text.rules, types, texts: text.texts, names: text.names }, tables: text.tables }
}

class StoredReach implements PatternReach {
  readonly first: Uint8Array
  readonly digits: boolean
  readonly #stored: Int32Array
  #places: readonly (Places | undefined)[] | undefined = undefined

  constructor(first: Uint8Array, digits: boolean, stored: Int32Array) {
    this.first = first
    this.digits = digits
    this.#stored = stored
  }

  get places(): readonly (Places | undefined)[] {
    const stored = this.#stored
    return (this.#places ??= Array.from({ length: stored.length / 3 }, (_, i) =>
      stored[i * 3] === 0 ? undefined : { digit: stored[i * 3 + 1]!, letter: stored[i * 3 + 2]! },
    ))
  }
}

function headOf(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, HEAD / 4)
}
