// The rows of the data map, from what is open and what has arrived.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MapFieldView, MapObjectView, MapStoreView } from '../api/generated.ts'
import { parentOf, treeRows, type TreeInput } from './tree.ts'

const label = (level: number | null): MapStoreView['label'] => (level === null ? null : { level, regimes: [], words: '' })
const store = (id: string, name: string, level: number | null): MapStoreView => ({
  id,
  name,
  kind: 'folder',
  label: label(level),
  objects: 2,
  fields: 2,
  personal: 1,
  unsure: 0,
  unread: 0,
  scannedAt: null,
})
const object = (id: string, name: string): MapObjectView => ({
  id,
  name,
  kind: 'file',
  rows: 1,
  rowsExact: true,
  bytes: 1,
  label: null,
  fields: 2,
  personal: 1,
  unsure: 0,
  coverage: null,
})
const field = (id: string, path: string, level: number | null): MapFieldView => ({
  id,
  path,
  declared: null,
  verdict: null,
  label: label(level),
  types: [],
  count: null,
  filled: null,
  pinned: false,
})

const none = { rows: undefined, failed: false, retry: () => {} }
const input = (over: Partial<TreeInput>): TreeInput => ({
  stores: [store('st_b', 'shop10', 1), store('st_a', 'shop2', null)],
  isOpen: () => false,
  objectsOf: () => none,
  fieldsOf: () => none,
  sort: undefined,
  ...over,
})
const keys = (over: Partial<TreeInput>): string[] => treeRows(input(over)).map((row) => row.key)

test('closed stores stand alone, in the order given, by name, or highest first with the unlabelled above all', () => {
  assert.deepEqual(keys({}), ['st_b', 'st_a'])
  assert.deepEqual(keys({ sort: 'name' }), ['st_a', 'st_b'])
  assert.deepEqual(keys({ sort: 'label' }), ['st_a', 'st_b'])
})

test('what is not here yet, failed, empty or only begun is a row that says so', () => {
  const open = { isOpen: (key: string) => key === 'st_b' }
  assert.deepEqual(keys(open), ['st_b', 'st_b loading', 'st_a'])
  assert.deepEqual(keys({ ...open, objectsOf: () => ({ ...none, failed: true }) }), ['st_b', 'st_b failed', 'st_a'])
  assert.deepEqual(keys({ ...open, objectsOf: () => ({ ...none, rows: [] }) }), ['st_b', 'st_b none', 'st_a'])
  const more = { ...none, rows: [object('ob_1', 'a.csv')], more: () => {} }
  assert.deepEqual(keys({ ...open, objectsOf: () => more }), ['st_b', 'ob_1', 'st_b more', 'st_a'])
})

test('every row but a store knows the row it lies in', () => {
  const rows = treeRows(
    input({
      isOpen: (key) => key === 'st_b' || key === 'ob_1',
      objectsOf: () => ({ ...none, rows: [object('ob_1', 'a.csv'), object('ob_2', 'b.csv')] }),
      fieldsOf: () => ({ ...none, rows: [field('fi_1', 'z', 1), field('fi_2', 'a', 3)], more: () => {} }),
      sort: 'label',
    }),
  )
  assert.deepEqual(
    rows.map((row) => [row.key, parentOf(row)]),
    [
      ['st_a', undefined],
      ['st_b', undefined],
      ['ob_1', 'st_b'],
      ['fi_2', 'ob_1'],
      ['fi_1', 'ob_1'],
      ['ob_1 more', 'ob_1'],
      ['ob_2', 'st_b'],
    ],
  )
})
