import assert from 'node:assert/strict'
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { engineOf, engineRules } from './create-engine.ts'
import { readEngineData, snapshotKey } from './engine-data.ts'
import type { PreparedRules } from './prepare.ts'
import { readRuleFiles, RULES, textOf } from './rule-files.ts'
import { loadRules } from './rule-set.ts'
import { writeSnapshot } from './rules-snapshot.ts'

const folder = mkdtempSync(join(tmpdir(), 'holdfast-rules-'))
after(() => rmSync(folder, { recursive: true, force: true }))
cpSync(RULES, join(folder, 'rules'), { recursive: true })
const rules = pathToFileURL(join(folder, 'rules/'))
const fresh = loadRules(rules)
const file = join(folder, 'rules.bin')

/** As the build writes it, for the rules as they lie there. */
function write(key: (digest: string) => Uint8Array = (digest) => snapshotKey(digest)!): void {
  const { tables, digest } = readRuleFiles(rules)
  writeFileSync(file, writeSnapshot({ prepared: fresh.prepared, tables: textOf(tables) }, [key(digest)]))
}
const read = (): ReturnType<typeof readEngineData> => readEngineData(rules, pathToFileURL(file))

/** Numbers may lie in lists of either kind. */
const plain = ({ rules, texts, names, types }: PreparedRules) => ({
  rules,
  texts,
  names,
  types: types.map(({ reach, ...lists }) => ({
    ...Object.fromEntries(Object.entries(lists).map(([name, numbers]) => [name, Array.from(numbers)])),
    ...(reach === undefined ? {} : { first: Array.from(reach.first), digits: reach.digits, places: Array.from(reach.places) }),
  })),
})

test('what is read from the snapshot is what the rules say, read afresh', () => {
  write()
  const stored = engineRules(read())!
  assert.deepEqual(plain(stored.prepared), plain(fresh.prepared))
  assert.equal(stored.digest, fresh.digest)
  assert.deepEqual(stored.names, fresh.names)
  assert.deepEqual(stored.special, fresh.special)
  assert.deepEqual(stored.topLevelDomains, fresh.topLevelDomains)
  const text = fresh.rules.flatMap((rule) => rule.positives.filter((one) => typeof one === 'string').slice(0, 1)).join('\n')
  assert.deepEqual(engineOf(stored).inspect(text), engineOf(fresh).inspect(text))
})

test('a rule changed since then, be it one letter, and the snapshot is not used', () => {
  write()
  assert.notEqual(read(), null)
  const rule = join(folder, 'rules/types/email.json')
  const before = readFileSync(rule, 'utf8')
  writeFileSync(rule, before.replace('"e', '"E'))
  assert.equal(read(), null)
  writeFileSync(rule, before)
  assert.notEqual(read(), null)
})

test('nor with a table changed, a rule more, or other code', () => {
  write()
  appendFileSync(join(folder, 'rules/names/given.txt'), '\n')
  assert.equal(read(), null)
  write()
  writeFileSync(join(folder, 'rules/types/more.json'), '{}')
  assert.equal(read(), null)
  rmSync(join(folder, 'rules/types/more.json'))
  assert.notEqual(read(), null)
  write((digest) => snapshotKey(digest, new URL('./tagger/', import.meta.url)) ?? new Uint8Array(32))
  assert.equal(read(), null)
})

test('a snapshot that is cut off, of another form, or not there is none', () => {
  write()
  truncateSync(file, 100_000)
  assert.equal(read(), null)
  writeFileSync(file, 'HLR0 and more than a head of anything')
  assert.equal(read(), null)
  rmSync(file)
  assert.equal(read(), null)
})

test('types without a word asked for have made nothing of their patterns and lists', () => {
  write()
  const stored = engineRules(read())!
  const made = RegExp
  let compiled = 0
  const watched = new Proxy(RegExp, { construct: (target, words) => (compiled++, Reflect.construct(target, words) as object) })
  globalThis.RegExp = watched
  try {
    engineOf(stored)
  } finally {
    globalThis.RegExp = made
  }
  const patterns = fresh.rules.filter((rule) => rule.shape.kind === 'id' || rule.shape.kind === 'column').length
  assert.ok(patterns > 200)
  assert.ok(compiled < patterns, `${compiled} patterns compiled for an engine that has read nothing`)
})
