// The table of settings: where a value comes from, and what a person reads when it cannot be used.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { environment, readConfig, SETTINGS, type Setting, type SettingName } from './config.ts'
import { AppError } from './errors.ts'

const NAMES = Object.keys(SETTINGS) as SettingName[]
const settingOf = (name: SettingName): Setting => SETTINGS[name]

/** two values that the setting takes, neither its default */
function valuesOf(setting: Setting): [string, string] {
  if (setting.type === 'integer') return ['1', '2']
  if (setting.type === 'choice') {
    const [a, b] = setting.choices!.filter((choice) => choice !== setting.default)
    return [a!, b ?? a!]
  }
  return ['one', 'two']
}

describe('config', () => {
  for (const name of NAMES) {
    const setting = settingOf(name)
    const [one, two] = valuesOf(setting)
    const read = (text: string): string | number => (setting.type === 'integer' ? Number(text) : text)
    it(`${name}: flag before environment before default`, () => {
      assert.equal(readConfig({}, {})[name], setting.default)
      if (setting.env !== null) {
        assert.equal(readConfig({}, { [setting.env]: one })[name], read(one))
        assert.equal(readConfig({}, { [setting.env]: '' })[name], setting.default, 'an empty variable is none')
        assert.equal(readConfig({ [name]: two }, { [setting.env]: one })[name], read(two))
      }
      assert.equal(readConfig({ [name]: two }, {})[name], read(two))
    })
  }
  it('can be given by flag or environment, has words, and no secret has a default', () => {
    const envs = NAMES.map((name) => settingOf(name).env).filter((env) => env !== null)
    assert.equal(new Set(envs).size, envs.length)
    for (const name of NAMES) {
      const { flag, env, doc, secret, default: fallback } = settingOf(name)
      assert.ok(flag !== null || env !== null, name)
      assert.ok(doc.length > 10, name)
      if (secret === true) assert.equal(fallback, null, name)
    }
  })
  it('says what the person typed, and why not', () => {
    const problem = (flags: Partial<Record<SettingName, string>>, env: Record<string, string> = {}): AppError => {
      try {
        readConfig(flags, env)
      } catch (error) {
        assert.ok(error instanceof AppError)
        return error
      }
      return assert.fail('nothing was thrown')
    }
    assert.equal(problem({ port: '70000' }).message, '`--port` is not usable: not a whole number from 0 to 65535')
    assert.equal(problem({}, { HOLDFAST_PORT: 'x' }).message, '`HOLDFAST_PORT` is not usable: not a whole number from 0 to 65535')
    assert.equal(problem({ log: 'loud' }).message, '`--log` is not usable: not one of debug, info, warn, error')
    assert.equal(problem({ port: '1' }, { HOLDFAST_LOG: 'loud' }).code, 'core/config-invalid')
    for (const port of ['-1', '1.5', '1e3', ' 1', '', '0x10', '65536', '9'.repeat(400)]) assert.equal(problem({ port }).status, 400, port)
  })
  it('takes the ends of a range', () => {
    assert.equal(readConfig({ port: '0' }, {}).port, 0)
    assert.equal(readConfig({ port: '65535' }, {}).port, 65_535)
  })
  it('reads the conventions of the system, and nothing where they are not set', () => {
    const none = Object.entries(environment({}))
    for (const [name, value] of none) assert.equal(value, name === 'noColor' ? false : name === 'path' ? '' : null, String(name))
    const set = {
      HOME: '/h',
      XDG_CONFIG_HOME: '/c',
      XDG_DATA_HOME: '/d',
      CREDENTIALS_DIRECTORY: '/k',
      NO_COLOR: '1',
      PATH: '/b',
      PGPASSWORD: 'p',
      MYSQL_PWD: 'm',
    }
    assert.deepEqual(environment(set), {
      home: '/h',
      configHome: '/c',
      dataHome: '/d',
      credentialsDirectory: '/k',
      noColor: true,
      path: '/b',
      pgPassword: 'p',
      mysqlPassword: 'm',
    })
    assert.equal(environment({ NO_COLOR: '' }).noColor, false, 'no-color.org: only when not empty')
  })
})
