// Habits that the lint cannot see, held over every file under version control: opening notes, names, the clock, migrations, and that
// nothing of anybody's own machine stands in the repository.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' })
  .split('\0')
  .filter((name) => name !== '' && statSync(`${ROOT}${name}`, { throwIfNoEntry: false })?.isFile() === true)
const read = (name: string): string => readFileSync(`${ROOT}${name}`, 'utf8')
const code = tracked.filter((name) => /\.(ts|tsx|mjs)$/.test(name) && !name.endsWith('generated.ts'))
const sources = code.filter((name) => name.startsWith('src/') && !name.endsWith('.test.ts'))

/** Names of files for which the rule does not hold. */
function breaking(names: readonly string[], holds: (text: string, name: string) => boolean): string[] {
  return names.filter((name) => !holds(read(name), name))
}

test('the list of files is not empty', () => assert.ok(sources.length > 30))

test('every file opens with a note of what it owns', () => {
  // a test beside its file is about that file, whose own note says the rest
  const beside = (name: string): boolean => name.endsWith('.test.ts') && tracked.includes(name.replace(/\.test\.ts$/, '.ts'))
  assert.deepEqual(
    breaking(
      code.filter((name) => !beside(name)),
      (text) => /^(#!.*\n)?(\/\/ \S.{15,}|\/\*\*?\n? ?\*? ?\S.{15,})/.test(text),
    ),
    [],
  )
})

test('names are kebab-case and say what is in them', () => {
  assert.deepEqual(
    code.filter((name) => {
      const file = name
        .split('/')
        .at(-1)!
        .replace(/(\.[a-z0-9]+)+$/, '')
      return !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(file) || /(^|-)(utils?|helpers?|managers?|misc|common|base)$/.test(file)
    }),
    [],
  )
})

// The attack of the drill is a stranger's program: it imports nothing of ours, not even our clock.
test('the clock is read in core/clock.ts only', () => {
  assert.deepEqual(
    // the attack program is a stranger's: it has nothing of ours, the clock neither
    breaking(
      sources,
      (text, name) => name === 'src/core/clock.ts' || name.startsWith('src/sample/attack/') || !/\bDate\.now\(|\bnew Date\(\)/.test(text),
    ),
    [],
  )
})

test('the environment is read in core/config.ts only', () => {
  assert.deepEqual(
    breaking(sources, (text, name) => name === 'src/core/config.ts' || !/process\s*\.\s*env\b(?!`)/.test(text)),
    [],
  )
})

test('nothing is left for later in the code', () => {
  const word = new RegExp(`\\b(${['TO', 'DO'].join('')}|${['FIX', 'ME'].join('')})\\b`)
  assert.deepEqual(
    breaking(
      [...code, ...tracked.filter((name) => /\.(md|sql)$/.test(name))],
      (text, name) => name.startsWith('rules/') || !word.test(text),
    ),
    [],
  )
})

test('migrations are numbered without a gap and say whether they break', () => {
  const migrations = tracked.filter((name) => name.startsWith('sql/')).toSorted()
  migrations.forEach((name, index) => {
    assert.match(name, new RegExp(`^sql/${String(index + 1).padStart(6, '0')}-[a-z0-9-]+\\.sql$`))
    assert.match(read(name), /^-- breaking: (no|yes)\n/)
  })
  assert.ok(migrations.length > 0)
})

test('no migration takes the time from the database', () => {
  const sql = tracked.filter((name) => name.startsWith('sql/'))
  assert.deepEqual(
    breaking(sql, (text) => !/\bnow\s*\(\)|current_timestamp|clock_timestamp/i.test(text.replace(/^\s*--.*$/gm, ''))),
    [],
  )
})

test('no path of a machine, no registry, no large file', () => {
  const texts = tracked.filter((name) => !/\.(png|woff2|zip|db|sqlite|parquet)$/.test(name))
  // the folder in which somebody works says nothing to anybody else
  assert.deepEqual(
    breaking(texts, (text) => ROOT.split('/').length < 4 || !text.includes(ROOT)),
    [],
  )
  assert.doesNotMatch(read('package-lock.json'), /"resolved": "https?:/)
  assert.deepEqual(
    tracked.filter((name) => name !== 'package-lock.json' && statSync(`${ROOT}${name}`).size > 2_000_000),
    [],
  )
})
