// `holdfast doctor`: looks whether Holdfast can start here, and says what to do about what is wrong. Asks the same functions as the start
// itself. Changes nothing in the data folder, makes no key and starts no server.
import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '../core/config.ts'
import { coreError, toAppError } from '../core/errors.ts'
import { readKeyFile } from '../platform/keys/key-file.ts'
import { isAlive } from '../platform/store/cluster.ts'
import { checkDataFolder, dataPath, folderProblem, markDataFolder } from '../platform/store/data-folder.ts'
import { lockHolder } from '../platform/store/data-lock.ts'
import { connectTo, readDatabaseUrl } from '../platform/store/database-url.ts'
import { freeBytes } from '../platform/store/embedded-postgres.ts'
import { readMigrations } from '../platform/store/migrate.ts'
import { findBinaries } from '../platform/store/postgres-binaries.ts'
import { serverUser } from '../platform/store/server-user.ts'
import type { CommandInput, RunCommand } from './command.ts'
import { usage } from './flags.ts'
import { serverConfig } from './server-config.ts'
import { printable } from './terminal.ts'

export interface Check {
  readonly id: string
  readonly state: 'pass' | 'warn' | 'fail'
  readonly text: string
  readonly help?: string
}

const LEAST_FREE = 500_000_000
const LITTLE_FREE = 2_000_000_000
const BUILT = fileURLToPath(new URL('../../dist/', import.meta.url))

export const doctor: RunCommand = async (input) => {
  const format = input.flags.format ?? 'table'
  if (format !== 'table' && format !== 'json') throw usage(`--format takes table or json, not \`${String(format)}\``, 'doctor')
  const checks = await examine(input)
  const failed = checks.filter((check) => check.state === 'fail').length
  await input.terminal.out(format === 'json' ? `${JSON.stringify({ ok: failed === 0, checks }, null, 2)}\n` : table(checks, failed))
  return failed === 0 ? 0 : 1
}

async function examine(input: CommandInput): Promise<Check[]> {
  const config = serverConfig(input.flags)
  const checks = [await check('node', () => pass(`Node ${process.versions.node}`)), await check('files', shippedFiles), ...built()]
  let folder: string
  try {
    folder = dataPath(config, input.environment)
  } catch (thrown) {
    return [...checks, failure('data', thrown)]
  }
  const found = await check('data', () => dataFolder(folder, input))
  const store = await checkDatabase(config, input)
  const known = config.databaseUrl !== null || found.state !== 'fail'
  const installId = config.databaseUrl !== null ? store.installId : known ? await installOf(folder, input) : null
  return [
    ...checks,
    found,
    await check('space', () => freeSpace(folder)),
    store.check,
    ...(known ? [await check('key', () => keyFile(config, installId, input))] : []),
    await check('port', () => port(config, folder)),
  ]
}

type Finding = Omit<Check, 'id'>

const pass = (text: string): Finding => ({ state: 'pass', text })

async function check(id: string, look: () => Finding | Promise<Finding>): Promise<Check> {
  try {
    return { id, ...(await look()) }
  } catch (thrown) {
    return failure(id, thrown)
  }
}

function failure(id: string, thrown: unknown): Check {
  const error = toAppError(thrown)
  return { id, state: 'fail', text: error.message, ...(error.help === undefined ? {} : { help: error.help }) }
}

function shippedFiles(): Finding {
  return pass(`${readMigrations().length} migrations`)
}

function built(): Check[] {
  const help = 'run `npm run build` in a checkout; an installed package brings it along'
  const console = existsSync(join(BUILT, 'web/index.html'))
  const kernel = ['scan', 'sift', 'names'].every((name) => existsSync(join(BUILT, `kernel/${name}.wasm`)))
  return [
    console
      ? { id: 'console', ...pass('the console is built') }
      : { id: 'console', state: 'fail', text: 'the console is not built: the API works, the pages do not', help },
    kernel
      ? { id: 'kernel', ...pass('the scan kernels are built') }
      : { id: 'kernel', state: 'warn', text: 'a scan kernel is not built: scans work, and are slower', help },
  ]
}

async function dataFolder(folder: string, input: CommandInput): Promise<Finding> {
  const installId = await installOf(folder, input)
  if (installId !== null) return pass(`\`${folder}\`, installation ${installId}`)
  // says why when it is somebody else's; an empty or missing one is left as it is
  if (existsSync(folder) && !isEmpty(folder)) await checkDataFolder(folder)
  try {
    accessSync(nearestFolder(folder), constants.W_OK | constants.X_OK)
  } catch (error) {
    throw folderProblem(folder, error)
  }
  return pass(`\`${folder}\` will be made at the first start`)
}

function isEmpty(folder: string): boolean {
  try {
    return readdirSync(folder).length === 0
  } catch {
    return false
  }
}

/** null: nothing has been made there yet. */
async function installOf(folder: string, input: CommandInput): Promise<string | null> {
  return existsSync(join(folder, 'holdfast.json')) ? (await markDataFolder(folder, input.clock)).installId : null
}

function nearestFolder(folder: string): string {
  let at = folder
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at)
  return at
}

function freeSpace(folder: string): Finding {
  const free = freeBytes(nearestFolder(folder))
  if (free === undefined) return { state: 'warn', text: 'how much space is free is not known' }
  const text = `${(free / 1e9).toFixed(1)} GB free`
  if (free >= LITTLE_FREE) return pass(text)
  return { state: free < LEAST_FREE ? 'fail' : 'warn', text, help: 'free some space, or give a folder elsewhere with --data' }
}

interface StoreCheck {
  readonly check: Check
  /** null: nothing has been made there yet, or it is not reached */
  readonly installId: string | null
}

async function checkDatabase(config: Config, { environment }: CommandInput): Promise<StoreCheck> {
  const id = 'database'
  if (config.databaseUrl === null) {
    const embedded = async (): Promise<Finding> => {
      const { version } = await findBinaries({ user: serverUser(), home: environment.home })
      return pass(`embedded PostgreSQL ${version} runs here`)
    }
    return { check: await check(id, embedded), installId: null }
  }
  try {
    const client = await connectTo(readDatabaseUrl(config.databaseUrl))
    try {
      const { rows } = await client.query<{ version: string; made: boolean }>(
        "select current_setting('server_version') as version, to_regclass('setting') is not null as made",
      )
      const install = rows[0]?.made === true ? await client.query<{ id: string }>(INSTALL) : { rows: [] }
      return { check: { id, ...pass(`PostgreSQL ${rows[0]?.version ?? ''} by DATABASE_URL`) }, installId: install.rows[0]?.id ?? null }
    } finally {
      await client.end()
    }
  } catch (thrown) {
    return { check: failure(id, thrown), installId: null }
  }
}

const INSTALL = "select value->>'id' as id from setting where name = 'install'"

async function keyFile(config: Config, installId: string | null, { environment }: CommandInput): Promise<Finding> {
  if (installId === null) return pass('it will be made at the first start')
  const { file } = await readKeyFile({ config, environment, installId, mayMake: false })
  return pass(`\`${file}\``)
}

async function port({ host, port: wanted }: Config, folder: string): Promise<Finding> {
  const problem = await tryListen(host, wanted)
  if (problem === null) return pass(`${host}:${wanted} is free`)
  const holder = runningHolder(folder)
  if (problem === 'EADDRINUSE' && holder !== null) return pass(`${host}:${wanted} is taken, Holdfast is running${holder}`)
  throw coreError('config-invalid', {
    name: `${host}:${wanted}`,
    why: problem === 'EADDRINUSE' ? 'another program listens there' : `the system refuses it (${problem})`,
    help: 'give another with --port or --host',
  })
}

/** `: process 123, since …` when that process is alive. */
function runningHolder(folder: string): string | null {
  const holder = lockHolder(folder)
  const pid = Number(/process (\d+)/.exec(holder)?.[1] ?? 0)
  return pid > 1 && isAlive(pid) ? holder : null
}

async function tryListen(host: string, wanted: number): Promise<string | null> {
  const server = createServer()
  const { promise, resolve } = Promise.withResolvers<string | null>()
  server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'))
  server.listen({ host, port: wanted, exclusive: true }, () => server.close(() => resolve(null)))
  return promise
}

function table(checks: readonly Check[], failed: number): string {
  const width = Math.max(...checks.map(({ id }) => id.length)) + 2
  const lines = checks.map(({ id, state, text, help }) => {
    const first = `${state.padEnd(6)}${id.padEnd(width)}${printable(text)}\n`
    return state === 'pass' || help === undefined ? first : `${first}${' '.repeat(6 + width)}help: ${printable(help)}\n`
  })
  const last = failed === 0 ? 'nothing stands in the way of a start' : `${failed} of ${checks.length} checks failed`
  return `${lines.join('')}\n${last}\n`
}
