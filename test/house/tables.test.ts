// The tables from which parsing, help and reference come: commands, flags, settings, errors.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { COMMANDS, FLAGS, parseFlags, type CommandName, type CommandSpec, type Flag, type FlagName } from '../../src/cli/flags.ts'
import { commandHelp, overview } from '../../src/cli/run.ts'
import { SETTINGS, readConfig, type Setting } from '../../src/core/config.ts'
import { errorTables } from '../../scripts/generate-docs.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const commands = Object.keys(COMMANDS) as CommandName[]

test('every command has a file, help, and only flags of the table', () => {
  for (const name of commands) {
    const spec: CommandSpec = COMMANDS[name]
    assert.ok(globSync(`src/cli/${name}.ts`, { cwd: ROOT }).length === 1, `src/cli/${name}.ts is missing`)
    assert.match(overview(), new RegExp(`^ {2}${name} +\\S`, 'm'))
    const help = commandHelp(name)
    assert.ok(spec.usage.startsWith(`holdfast ${name}`), spec.usage)
    for (const flag of spec.flags) {
      assert.ok(help.includes(`  --${flag}`), `${name} --help does not show --${flag}`)
      assert.ok(FLAGS[flag].doc.length > 5)
    }
    for (const [, shown] of spec.usage.matchAll(/--([a-z-]+)/g)) {
      assert.ok(spec.flags.includes(shown as FlagName), `the usage of ${name} shows --${shown}, which it does not take`)
    }
  }
})

test('every command answers --help and knows when a flag is not its own', async () => {
  for (const name of commands) {
    const out = execFileSync(process.execPath, [`${ROOT}src/main.ts`, name, '--help'], { encoding: 'utf8' })
    assert.equal(out, commandHelp(name))
    assert.throws(() => parseFlags(name, ['--nosuch']), { code: 'core/usage' })
    const foreign = (Object.keys(FLAGS) as FlagName[]).find(
      (flag) => !(COMMANDS[name] as CommandSpec).flags.includes(flag) && flag !== 'help',
    )
    assert.throws(() => parseFlags(name, [`--${foreign}`]), { code: 'core/usage' })
  }
})

test('every flag belongs to a command', () => {
  const used = new Set<string>(['help', 'version', ...commands.flatMap((name) => [...COMMANDS[name].flags])])
  assert.deepEqual(
    Object.keys(FLAGS).filter((flag) => !used.has(flag)),
    [],
  )
})

test('every setting that has a flag has it in the flag table, with the same words', () => {
  for (const [name, setting] of Object.entries<Setting>(SETTINGS)) {
    assert.ok(setting.env !== null || setting.flag !== null, name)
    if (setting.flag === null) continue
    const flag: Flag | undefined = (FLAGS as Readonly<Record<string, Flag>>)[setting.flag]
    assert.equal(flag?.doc, setting.doc, `--${setting.flag}`)
  }
})

test('no secret has a default, and defaults are what reading nothing gives', () => {
  const config = readConfig({}, {}) as unknown as Record<string, unknown>
  for (const [name, setting] of Object.entries<Setting>(SETTINGS)) {
    if (setting.secret === true) assert.equal(setting.default, null, name)
    assert.equal(config[name], setting.default, name)
  }
})

test('error codes are unique, and every error is in the words that were agreed', async () => {
  const tables = await errorTables()
  assert.ok(tables.length > 0)
  const codes = tables.flatMap(({ area, table }) => Object.keys(table).map((name) => `${area}/${name}`))
  assert.equal(new Set(codes).size, codes.length, codes.join(' '))
  for (const { area, table } of tables) {
    for (const [name, spec] of Object.entries(table)) {
      const at = `${area}/${name}`
      assert.match(name, /^[a-z0-9]+(-[a-z0-9]+)*$/, at)
      // names of people and products keep their capital
      assert.match(
        spec.message,
        /^([a-z0-9`{“(]|PostgreSQL|MySQL|MariaDB|Holdfast|Node|TLS|SQL|JSON|CSV|TOTP|SQLite|[A-Z]+_[A-Z_]+ )/,
        `${at}: ${spec.message}`,
      )
      assert.doesNotMatch(spec.message, /\.$/, at)
      assert.ok(spec.help !== undefined && spec.help.length > 5, `${at} has no help`)
      assert.doesNotMatch(spec.help, /\.$/, at)
      assert.ok(spec.status >= 400 && spec.status <= 599, at)
    }
  }
})
