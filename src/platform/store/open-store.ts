// Opens everything that keeps state: the data folder with its lock, the server, the tables, the key. One call for the server and for every
// command that needs the store. Closes it in the right order, and cleans up when a step fails.
import type { Config, Environment } from '../../core/config.ts'
import type { Clock } from '../../core/clock.ts'
import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type pg from 'pg'
import { keyError } from '../keys/errors.ts'
import { readKeyFile } from '../keys/key-file.ts'
import { createKeyRing } from '../keys/key-ring.ts'
import type { Keys } from '../keys/keys.ts'
import type { Log } from '../log/log.ts'
import { openCluster, readPidFile } from './cluster.ts'
import { DATABASE, SUPERUSER } from './cluster-settings.ts'
import { connectTo, readDatabaseUrl } from './database-url.ts'
import { checkDataFolder, dataPath, folderProblem, markDataFolder } from './data-folder.ts'
import { lockHolder, tryDataLock } from './data-lock.ts'
import { freeBytes, startEmbedded, type EmbeddedOptions } from './embedded-postgres.ts'
import { storeError } from './errors.ts'
import { migrate, readMigrations, type Migration } from './migrate.ts'
import { createPostgresStore } from './postgres-store.ts'
import type { Store } from './store.ts'

export interface OpenStoreOptions {
  readonly config: Config
  readonly environment: Environment
  readonly clock: Clock
  readonly log: Log
  /**
   * `own` (default): this process works on the data folder alone. `beside`: for short commands; when another Holdfast runs on the folder,
   * its server is used as it is and left running, otherwise the same as `own`.
   */
  readonly access?: 'own' | 'beside'
  readonly migrations?: readonly Migration[]
  readonly embedded?: Partial<Pick<EmbeddedOptions, 'binaries' | 'extraSettings' | 'throughProc'>>
}

export interface OpenedStore {
  readonly store: Store
  readonly keys: Keys
  readonly installId: string
  /** the data folder, also with DATABASE_URL: for files that are not in the database */
  readonly folder: string
  readonly keyFile: string
  /** for people: which server, which version, how it came up */
  readonly about: {
    readonly server: 'embedded' | 'url'
    readonly version: string
    readonly how: 'made' | 'started' | 'adopted' | 'joined'
    readonly applied: readonly string[]
  }
  /** Closes connections, stops the server that is ours, frees the folder. */
  close(): Promise<void>
}

export async function openStore(options: OpenStoreOptions): Promise<OpenedStore> {
  const folder = dataPath(options.config, options.environment)
  return options.config.databaseUrl === null
    ? await openEmbedded(options, folder)
    : await openUrl(options, folder, options.config.databaseUrl)
}

async function openEmbedded(options: OpenStoreOptions, folder: string): Promise<OpenedStore> {
  const { clock, log } = options
  await checkDataFolder(folder)
  const lock = tryDataLock(folder, clock)
  if (lock === null) {
    if (options.access === 'beside') return await joinRunning(options, folder)
    throw storeError('folder-in-use', { folder, who: lockHolder(folder) })
  }
  const undo: (() => Promise<void> | void)[] = [() => lock.release()]
  try {
    const data = await markDataFolder(folder, clock)
    const server = await startEmbedded({ folder, home: options.environment.home, log, ...options.embedded })
    undo.push(() => server.stop())
    const prepared = await prepare(options, server.connection, data.installId)
    const store = createPostgresStore({
      kind: 'embedded',
      connection: server.connection,
      log,
      ready: (ms) => server.ready(ms),
      diskProblem: () => storeError('disk-full', { folder, free: `${Math.floor((freeBytes(folder) ?? 0) / 1_048_576)} MB` }),
      closed: () => runUndo(undo),
    })
    return {
      ...prepared,
      store,
      folder,
      about: { server: 'embedded', version: server.version, how: server.how, applied: prepared.applied },
      close: () => store.close(),
    }
  } catch (error) {
    await runUndo(undo)
    throw folderProblem(folder, error)
  }
}

/** A short command while `holdfast up` runs on the folder: the same database, through the same socket, nothing started or stopped. */
async function joinRunning(options: OpenStoreOptions, folder: string): Promise<OpenedStore> {
  const cluster = openCluster(path.join(folder, 'postgres'), options.embedded?.throughProc)
  try {
    const connection = { host: cluster.socketHere, port: 5432, user: SUPERUSER, database: DATABASE, password: '', ssl: false, options: '' }
    const notRunning = (cause?: unknown): Error => storeError('folder-not-running', { folder, who: lockHolder(folder) }, cause)
    if (readPidFile(cluster.here)?.status !== 'ready') throw notRunning()
    const data = await markDataFolder(folder, options.clock)
    const prepared = await prepare(options, connection, data.installId).catch((error: unknown) => {
      throw (error as { code?: string }).code === 'store/url-unreachable' ? notRunning(error) : error
    })
    const store = createPostgresStore({ kind: 'embedded', connection, log: options.log, max: 4, closed: async () => cluster.close() })
    return {
      ...prepared,
      store,
      folder,
      about: { server: 'embedded', version: prepared.version, how: 'joined', applied: [] },
      close: () => store.close(),
    }
  } catch (error) {
    cluster.close()
    throw folderProblem(folder, error)
  }
}

async function openUrl(options: OpenStoreOptions, folder: string, url: string): Promise<OpenedStore> {
  const connection = readDatabaseUrl(url)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw folderProblem(folder, error)
  }
  const prepared = await prepare(options, connection, null)
  const store = createPostgresStore({ kind: 'url', connection, log: options.log })
  return {
    ...prepared,
    store,
    folder,
    about: { server: 'url', version: prepared.version, how: 'joined', applied: prepared.applied },
    close: () => store.close(),
  }
}

interface Prepared {
  readonly keys: Keys
  readonly keyFile: string
  readonly installId: string
  readonly version: string
  readonly applied: readonly string[]
}

/** Tables and key. `installId`: null when the database itself says it. */
async function prepare(
  options: OpenStoreOptions,
  connection: Readonly<Record<string, unknown>>,
  installId: string | null,
): Promise<Prepared> {
  const client = await connectTo(connection)
  try {
    const applied = await migrate(client, options.migrations ?? readMigrations(), options.clock)
    const { rows } = await client.query<{ v: string }>(`select current_setting('server_version') as v`)
    const identity = await claim(client, options, installId)
    return { ...identity, applied, version: /^[\d.]+/.exec(rows[0]!.v)?.[0] ?? '' }
  } finally {
    await client.end().catch(() => {})
  }
}

interface Install {
  readonly id: string
  readonly keyFingerprint: string
}

/**
 * Whose database this is, and whether the key fits. The key is made before its fingerprint is written, so a start that is killed between
 * finds its own key again; nothing is sealed before both are there.
 */
async function claim(
  client: pg.Client,
  options: OpenStoreOptions,
  expected: string | null,
): Promise<Pick<Prepared, 'keys' | 'keyFile' | 'installId'>> {
  await client.query('begin')
  try {
    await client.query('lock table setting in exclusive mode')
    const { rows } = await client.query<{ value: Install }>(`select value from setting where name = 'install'`)
    const known = rows[0]?.value
    if (known !== undefined && expected !== null && known.id !== expected) {
      throw storeError('folder-broken', { folder: options.config.data ?? '', why: 'its database belongs to another installation' })
    }
    const installId = known?.id ?? expected ?? randomUUID()
    const key = await readKeyFile({ config: options.config, environment: options.environment, installId, mayMake: known === undefined })
    const keys = createKeyRing(key.secret)
    if (known === undefined) {
      const value: Install = { id: installId, keyFingerprint: keys.fingerprint }
      await client.query(`insert into setting (name, value, changed_at) values ('install', $1, $2)`, [
        JSON.stringify(value),
        options.clock.now(),
      ])
    } else if (known.keyFingerprint !== keys.fingerprint) {
      throw keyError('file-foreign', { file: key.file, installId })
    }
    await client.query('commit')
    return { keys, keyFile: key.file, installId }
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}

async function runUndo(undo: (() => Promise<void> | void)[]): Promise<void> {
  const problems: unknown[] = []
  for (let step = undo.pop(); step !== undefined; step = undo.pop()) {
    try {
      await step()
    } catch (problem) {
      problems.push(problem)
    }
  }
  if (problems.length > 0) throw problems[0]
}
