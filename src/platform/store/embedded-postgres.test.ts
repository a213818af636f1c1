// The embedded server as a process: made, started, adopted after a kill, stopped, and what happens in bad folders.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test, type TestContext } from 'node:test'
import { sql } from 'kysely'
import pg from 'pg'
import { environment, readConfig } from '../../core/config.ts'
import { systemClock } from '../../core/clock.ts'
import type { AppError } from '../../core/errors.ts'
import { startWriter } from '../../../test/crash/crash-run.ts'
import { waitFor } from '../../../test/harness/wait.ts'
import { openCluster, readPidFile, serverProcesses } from './cluster.ts'
import { startEmbedded, type EmbeddedPostgres } from './embedded-postgres.ts'
import { openStore, type OpenedStore, type OpenStoreOptions } from './open-store.ts'
import { findBinaries } from './postgres-binaries.ts'
import { serverUser } from './server-user.ts'

const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const root = process.getuid?.() === 0
const linux = process.platform === 'linux'
const base = mkdtempSync(path.join(tmpdir(), 'holdfast-embedded-'))
after(() => rmSync(base, { recursive: true, force: true, maxRetries: 5 }))

function newFolder(name: string): string {
  return path.join(mkdtempSync(path.join(base, 'f-')), name)
}

/** A server that a failed test leaves would keep running. */
async function open(t: TestContext, folder: string, options: Partial<OpenStoreOptions> = {}): Promise<OpenedStore> {
  const opened = await openStore({
    config: readConfig({ data: folder, keyFile: `${folder}.key` }, {}),
    environment: environment(),
    clock: systemClock,
    log: quiet,
    ...options,
  })
  t.after(() => opened.close())
  return opened
}

const code = (wanted: string) => (error: unknown) => {
  assert.equal((error as AppError).code, wanted)
  assert.ok((error as AppError).help)
  return true
}

async function put(opened: OpenedStore, name: string): Promise<void> {
  await opened.store.transaction((tx) => tx.insertInto('setting').values({ name, value: '1', changed_at: systemClock.now() }).execute())
}

async function names(opened: OpenedStore): Promise<string[]> {
  const rows = await opened.store.db.selectFrom('setting').select('name').where('name', 'like', 't.%').orderBy('name').execute()
  return rows.map((row) => row.name)
}

function servers(folder: string): number[] {
  const cluster = openCluster(path.join(folder, 'postgres'))
  try {
    return serverProcesses(cluster)
  } finally {
    cluster.close()
  }
}

test('made, stopped, started again: data stay, nothing is left running, nobody else can look in, the log holds no value', async (t) => {
  const folder = newFolder('data with ünïcode $& and "quotes"')
  const first = await open(t, folder)
  assert.equal(first.about.how, 'made')
  await put(first, 't.1')
  await assert.rejects(sql`select 'ada@example.com'::int`.execute(first.store.db))
  await assert.rejects(put(first, 't.1'))
  assert.equal(statSync(folder).mode & 0o777, 0o700)
  assert.equal(statSync(path.join(folder, 'postgres')).mode & 0o777, 0o700)
  const settings = await sql<{ name: string; setting: string }>`select name, setting from pg_settings`.execute(first.store.db)
  const value = (name: string): string | undefined => settings.rows.find((row) => row.name === name)?.setting
  assert.deepEqual(['fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums', 'listen_addresses'].map(value), [
    'on',
    'on',
    'on',
    'on',
    '',
  ])
  await first.close()
  assert.deepEqual(servers(folder), [])
  const log = readFileSync(path.join(folder, 'postgres.log'), 'utf8')
  assert.ok(log.length > 0 && !log.includes('ada@') && !log.includes('t.1'), log)
  const second = await open(t, folder)
  assert.equal(second.about.how, 'started')
  assert.deepEqual(await names(second), ['t.1'])
  assert.equal(second.installId, first.installId)
  assert.equal(second.keys.fingerprint, first.keys.fingerprint)
})

test('a path far over the limit of a socket name, through /proc and without it', { skip: !linux }, async (t) => {
  for (const throughProc of [true, false]) {
    // Without /proc the server's user must be able to walk the path, which is what root's temporary folders forbid.
    if (!throughProc && root) continue
    const folder = newFolder(`${'long-'.repeat(30)}/deep`)
    const opened = await open(t, folder, { embedded: { throughProc } })
    await put(opened, 't.1')
    assert.deepEqual(await names(opened), ['t.1'])
    await opened.close()
  }
})

test('the server dies: calls in flight fail so that they may be repeated, and it comes back by itself', { skip: !linux }, async (t) => {
  const folder = newFolder('data')
  const opened = await open(t, folder)
  await put(opened, 't.before')
  const sleeping = sql`select pg_sleep(20)`.execute(opened.store.db)
  const failed = assert.rejects(sleeping, code('store/unavailable'))
  await waitFor('the call', async () => {
    const { rows } = await sql`select 1 from pg_stat_activity where query like 'select pg_sleep%' and state = 'active'`.execute(
      opened.store.db,
    )
    return rows.length > 0
  })
  for (const pid of servers(folder)) process.kill(pid, 'SIGKILL')
  await failed
  await put(opened, 't.after')
  assert.deepEqual(await names(opened), ['t.after', 't.before'])
})

test('a stale pid file whose number another process has now is no hindrance', { skip: !linux }, async (t) => {
  const folder = newFolder('data')
  const first = await open(t, folder)
  await put(first, 't.1')
  await first.close()
  const user = serverUser()
  const other = spawn('sleep', ['60'], { ...user.spawn, stdio: 'ignore' })
  t.after(() => other.kill('SIGKILL'))
  const at = path.join(folder, 'postgres')
  for (const name of ['postmaster.pid', '.s.PGSQL.5432.lock']) {
    writeFileSync(path.join(at, name), `${other.pid}\n/proc/self/fd/3\n1700000000\n5432\n/proc/self/fd/3\n\n  1 2\nready   \n`, {
      mode: 0o600,
    })
    if (user.switched) execFileSync('chown', ['65534:65534', path.join(at, name)])
  }
  const second = await open(t, folder)
  assert.equal(second.about.how, 'started')
  assert.deepEqual(await names(second), ['t.1'])
  assert.equal(other.exitCode, null, 'the other process was left alone')
  assert.equal(other.signalCode, null)
})

test(
  'a server that outlived its Holdfast is adopted when it fits, and replaced when its settings are others',
  { skip: !linux },
  async (t) => {
    const folder = newFolder('data')
    for (const [extraSettings, how] of [
      ['', 'adopted'],
      ["work_mem = '9MB'\n", 'started'],
    ] as const) {
      const killed = startWriter(folder)
      await waitFor('an acknowledged write', () => killed.acked() > 0, 60_000)
      killed.child.kill('SIGKILL')
      await killed.ended()
      const pid = readPidFile(path.join(folder, 'postgres'))!.pid
      assert.ok(servers(folder).includes(pid), 'the server lives on')
      const opened = await open(t, folder, {
        config: readConfig({ data: folder, keyFile: `${folder}.key` }, {}),
        embedded: { extraSettings },
      })
      assert.equal(opened.about.how, how)
      assert.equal(servers(folder).includes(pid), how === 'adopted')
      const row = await opened.store.db
        .selectFrom('ledger_leaf')
        .select((e) => e.fn.max('seq').as('last'))
        .executeTakeFirstOrThrow()
      assert.ok(Number(row.last) >= killed.acked())
      await opened.close()
    }
  },
)

test('beside a running Holdfast a short command joins its server and leaves it running', async (t) => {
  const folder = newFolder('data')
  const up = await open(t, folder)
  const command = await open(t, folder, { access: 'beside' })
  assert.equal(command.about.how, 'joined')
  await put(command, 't.joined')
  await command.close()
  assert.deepEqual(await names(up), ['t.joined'])
  await up.close()
  const alone = await open(t, folder, { access: 'beside' })
  assert.equal(alone.about.how, 'started')
  assert.deepEqual(await names(alone), ['t.joined'])
})

test('a start whose database another, killed start is just making waits for it', { skip: !linux }, async (t) => {
  const folder = newFolder('data')
  const opened = await open(t, folder)
  const start = (): Promise<EmbeddedPostgres> => startEmbedded({ folder, home: null, log: quiet })
  const starts = [await start()]
  const client = new pg.Client({ ...starts[0]!.connection, database: 'postgres' })
  await client.connect()
  try {
    for (let round = 0; round < 3; round++) {
      await client.query('drop database holdfast with (force)')
      // Each sees no database and makes it: without a second look all but one fail.
      starts.push(...(await Promise.all([start(), start(), start(), start()])))
    }
    assert.ok(starts.every(({ how }) => how === 'adopted'))
  } finally {
    await client.end()
    // All at once: each of them watches the server and would start it again.
    await Promise.all([opened.close(), ...starts.map((each) => each.stop())])
  }
})

test('nobody but the user who runs Holdfast gets in, not even the user the server runs as', { skip: !(root && linux) }, async (t) => {
  const folder = newFolder('data')
  await open(t, folder)
  const { pid } = readPidFile(path.join(folder, 'postgres'))!
  const program = `
    import pg from ${JSON.stringify(import.meta.resolve('pg'))}
    const [at, uid] = process.argv.slice(1)
    // Loaded first: the user may not be able to enter this installation.
    process.setgroups([])
    process.setgid(Number(uid))
    process.setuid(Number(uid))
    const client = new pg.Client({ host: at, user: 'holdfast', database: 'holdfast', password: '' })
    await client.connect().then(() => console.log('in'), (error) => console.log(error.code))
    await client.end().catch(() => {})`
  // The server's user reaches the socket through /proc; anybody else does not even find it.
  const asUser = (uid: number): string =>
    execFileSync(process.execPath, ['--input-type=module', '-e', program, `/proc/${pid}/cwd`, String(uid)], { encoding: 'utf8' }).trim()
  assert.equal(asUser(0), 'in')
  assert.equal(asUser(65_534), '28000')
  assert.equal(asUser(5), 'EACCES')
})

test('folders that are not ours or cannot be used are refused, and nothing in them changes', async (t) => {
  const foreign = newFolder('data')
  mkdirSync(foreign, { recursive: true })
  writeFileSync(path.join(foreign, 'report.csv'), 'x')
  await assert.rejects(open(t, foreign), code('store/folder-not-ours'))
  assert.deepEqual(execFileSync('ls', ['-A', foreign], { encoding: 'utf8' }), 'report.csv\n')

  const file = newFolder('data')
  writeFileSync(file, 'x')
  await assert.rejects(open(t, file), code('store/folder-not-usable'))

  const newer = newFolder('data')
  await (await open(t, newer)).close()
  writeFileSync(path.join(newer, 'postgres', 'PG_VERSION'), '99\n')
  await assert.rejects(open(t, newer), code('store/folder-newer'))
  writeFileSync(path.join(newer, 'postgres', 'PG_VERSION'), '')
  await assert.rejects(open(t, newer), code('store/folder-broken'))
  writeFileSync(path.join(newer, 'holdfast.json'), '{')
  await assert.rejects(open(t, newer), code('store/folder-broken'))

  if (root) {
    const others = newFolder('data')
    mkdirSync(others)
    execFileSync('chown', ['1234', others])
    await assert.rejects(open(t, others), code('store/folder-not-usable'))
  }
})

test('after the first start a missing or foreign key stops the start', async (t) => {
  const folder = newFolder('data')
  await (await open(t, folder)).close()
  const key = readFileSync(`${folder}.key`)
  rmSync(`${folder}.key`)
  await assert.rejects(open(t, folder), code('keys/file-missing'))
  assert.ok(!existsSync(`${folder}.key`), 'none is made')
  const text = key.toString('utf8')
  writeFileSync(`${folder}.key`, text.replace(/\n.*\n/, `\n${Buffer.alloc(32, 7).toString('base64')}\n`), { mode: 0o600 })
  await assert.rejects(open(t, folder), code('keys/file-foreign'))
  writeFileSync(`${folder}.key`, key)
  chmodSync(`${folder}.key`, 0o640)
  await assert.rejects(open(t, folder), code('keys/file-open'))
  chmodSync(`${folder}.key`, 0o600)
  assert.deepEqual(servers(folder), [], 'a refused start leaves no server')
  await (await open(t, folder)).close()
})

test('programs that the server’s user cannot enter are copied once, with their links', { skip: !(root && linux) }, async () => {
  const locked = mkdtempSync(path.join(base, 'locked-')) // 0700, root's
  const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
  cpSync(path.resolve(path.dirname(entry), '..'), locked, { recursive: true, verbatimSymlinks: true })
  const native = path.join(locked, 'native')
  for (const { target } of JSON.parse(readFileSync(path.join(native, 'pg-symlinks.json'), 'utf8')) as { target: string }[]) {
    rmSync(path.join(locked, target), { force: true })
  }
  const cache = mkdtempSync('/var/tmp/holdfast-cache-')
  chmodSync(cache, 0o755)
  try {
    const copies = [path.join(cache, 'holdfast')]
    const options = { user: serverUser(), native, copies, home: null }
    const found = await findBinaries(options)
    assert.ok(found.bin.startsWith(cache), found.bin)
    const made = statSync(found.bin).ino
    assert.equal(statSync((await findBinaries(options)).bin).ino, made, 'the second time it is reused')
    // Damaged: made anew.
    rmSync(path.join(found.bin, 'initdb'))
    assert.ok(existsSync(path.join((await findBinaries(options)).bin, 'initdb')))
    // A place that others can write to is not trusted.
    chmodSync(copies[0]!, 0o777)
    await assert.rejects(findBinaries(options), code('store/no-binaries'))
  } finally {
    rmSync(cache, { recursive: true, force: true })
  }
})

test('a full disk: clear errors, nothing broken, and it works again when there is space', { skip: !(root && linux) }, async (t) => {
  const mount = path.join(base, 'small')
  mkdirSync(mount)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=150m,mode=0755', 'tmpfs', mount])
  } catch {
    t.skip('this root may not mount')
    return
  }
  t.after(() => execFileSync('umount', ['-l', mount]))
  const folder = path.join(mount, 'data')
  const ballast = path.join(mount, 'ballast')
  const fill = (): void => {
    try {
      execFileSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=64k'], { stdio: 'ignore' })
    } catch {
      // full, as wanted
    }
  }
  fill()
  await assert.rejects(
    open(t, folder, { config: readConfig({ data: folder, keyFile: path.join(base, 'full.key') }, {}) }),
    code('store/disk-full'),
  )
  rmSync(ballast)
  const opened = await open(t, folder, { config: readConfig({ data: folder, keyFile: path.join(base, 'full.key') }, {}) })
  fill()
  let acknowledged = 0
  let refused: unknown
  for (let n = 0; n < 400 && refused === undefined; n++) {
    try {
      await sql`insert into setting (name, value, changed_at) select 't.' || ${n}::int || '.' || g, to_jsonb(repeat(md5(g::text), 40)), now() from generate_series(1, 500) g`.execute(
        opened.store.db,
      )
      acknowledged++
    } catch (error) {
      refused = error
    }
  }
  assert.match((refused as AppError | undefined)?.code ?? 'nothing was refused', /^store\/(disk-full|unavailable)$/)
  rmSync(ballast)
  await waitFor(
    'work goes on',
    async () =>
      await put(opened, 't.again').then(
        () => true,
        () => false,
      ),
    60_000,
  )
  const { rows } = await sql<{ n: string }>`select count(*) as n from setting where name like 't.%'`.execute(opened.store.db)
  assert.equal(Number(rows[0]!.n), acknowledged * 500 + 1)
  await opened.close()
})
