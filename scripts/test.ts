// `npm test [-- PATH…]`: starts one PostgreSQL for the run, finds every *.test.ts, runs them in groups that suit two processors, runs the
// store's tests again on the machine's own PostgreSQL, and ends with the runner's closing lines. Fails when a test fails, when no test
// ran, and when a file was found but not run. `--soak` runs the long form (test/harness/soak.ts). Owns the order and the report; what is tested is beside the code.
import { globSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { finished } from 'node:stream/promises'
import { run } from 'node:test'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

interface Totals {
  tests: number
  suites: number
  passed: number
  failed: number
  cancelled: number
  skipped: number
  todo: number
}

interface Group {
  readonly name: string
  readonly files: readonly string[]
  readonly concurrency: number
  /** which PostgreSQL its tests use; null: none of them uses one */
  readonly store: 'embedded' | 'postgres' | null
}

/** A file that hangs fails the run instead of stopping it. */
const FILE_LIMIT_MS = 600_000
/** Heavy ones have the machine to themselves: a browser, kills in the middle of writes, the packed program. */
const ALONE = /^test\/(e2e|crash|pack|drill)\/|\.e2e\.test\.ts$|\.crash\.test\.ts$/

export function findTests(): string[] {
  const found = globSync(['{src,test,scripts,bench}/**/*.test.ts', 'web/{src,test}/**/*.test.ts'], { cwd: ROOT })
  return found.map((name) => name.replaceAll('\\', '/')).toSorted()
}

async function main(argv: readonly string[]): Promise<number> {
  const words = argv.filter((word) => word !== '--soak')
  if (words.length < argv.length) process.env['SOAK'] = '1'
  const started = performance.now()
  const all = findTests()
  const wanted = words.map((word) => relative(ROOT, word).replaceAll('\\', '/'))
  // `*.soak.test.ts`: minutes each, in a browser on a whole drill; part of the long form, or when named
  const usual = process.env['SOAK'] === '1' ? all : all.filter((file) => !file.endsWith('.soak.test.ts'))
  const files = wanted.length === 0 ? usual : all.filter((file) => wanted.some((word) => file === word || file.startsWith(`${word}/`)))
  const totals: Totals = { tests: 0, suites: 0, passed: 0, failed: 0, cancelled: 0, skipped: 0, todo: 0 }
  const problems: string[] = []
  for (const group of groups(files)) {
    if (group.files.length === 0) continue
    const server = group.store === null ? null : await startServer(group.store)
    if (server === 'none') {
      console.log(`\n${group.name}: not run, this machine has no PostgreSQL 15 or newer of its own (Debian: apt-get install postgresql)`)
      continue
    }
    Object.assign(process.env, server?.env)
    try {
      await runGroup(group, totals, problems)
    } finally {
      await server?.stop()
    }
  }
  if (totals.tests === 0) problems.push('no test ran')
  for (const problem of problems) console.log(`not ok: ${problem}`)
  console.log(`# tests ${totals.tests}`)
  console.log(`# suites ${totals.suites}`)
  console.log(`# pass ${totals.passed}`)
  console.log(`# fail ${totals.failed}`)
  console.log(`# cancelled ${totals.cancelled}`)
  console.log(`# skipped ${totals.skipped}`)
  console.log(`# todo ${totals.todo}`)
  console.log(`# duration_ms ${Math.round(performance.now() - started)}`)
  return problems.length === 0 && totals.failed === 0 && totals.cancelled === 0 ? 0 : 1
}

function groups(files: readonly string[]): Group[] {
  const uses = (file: string, what: RegExp): boolean => what.test(readFileSync(`${ROOT}${file}`, 'utf8'))
  const onStore = files.filter((file) => uses(file, /harness\/test-(store|server)\.ts'/))
  const beside = files.filter((file) => !ALONE.test(file))
  const heavy = files.filter((file) => ALONE.test(file))
  const storeFor = (group: readonly string[]): 'embedded' | null => (group.some((file) => onStore.includes(file)) ? 'embedded' : null)
  return [
    { name: 'beside the code', files: beside, concurrency: 2, store: storeFor(beside) },
    { name: 'alone', files: heavy, concurrency: 1, store: storeFor(heavy) },
    {
      name: 'again, on the PostgreSQL of this machine',
      files: beside.filter((file) => uses(file, /harness\/test-store\.ts'/)),
      concurrency: 2,
      store: 'postgres',
    },
  ]
}

interface Server {
  readonly env: Readonly<Record<string, string>>
  stop(): Promise<void>
}

/** One server for a group; its tests each make a database of their own in it. */
async function startServer(kind: 'embedded' | 'postgres'): Promise<Server | 'none'> {
  const { debianBinaries, startTestServer } = await import('../test/harness/test-server.ts')
  if (kind === 'postgres' && debianBinaries() === undefined) return 'none'
  const server = await startTestServer(kind)
  return { env: { ...server.env, STORE: kind }, stop: () => server.stop() }
}

async function runGroup(group: Group, totals: Totals, problems: string[]): Promise<void> {
  console.log(`\n${group.name}: ${group.files.length} files`)
  const output = new Map<string, string>()
  const failures = new Map<string, string[]>()
  const ended = new Set<string>()
  const soak = process.env['SOAK'] === '1'
  const stream = run({
    files: group.files.map((file) => `${ROOT}${file}`),
    concurrency: group.concurrency,
    timeout: soak ? Infinity : FILE_LIMIT_MS,
    execArgv: soak ? ['--import', `${ROOT}test/harness/soak.ts`] : [],
  })
  const keep = (data: { file?: string; message: string }): void => {
    const file = nameOf(data.file)
    output.set(file, ((output.get(file) ?? '') + data.message).slice(-20_000))
  }
  const explain = (file: string): void => {
    for (const failure of failures.get(file) ?? []) console.log(failure)
    const said = output.get(file)
    if (said !== undefined) console.log(`what ${file} printed:\n${said}`)
  }
  stream.on('test:stdout', keep)
  stream.on('test:stderr', keep)
  stream.on('test:fail', (data) => {
    const error = data.details.error as Error & { failureType?: string }
    // a parent fails because of its children; the children say why
    if (error.failureType === 'subtestsFailed') return
    const file = nameOf(data.file)
    const why = error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : error.message
    failures.set(file, [...(failures.get(file) ?? []), `✖ ${data.name} (${file}:${data.line ?? 0})\n${why}`])
  })
  stream.on('test:pass', (data) => {
    if (data.skip === undefined || data.skip === false) return
    console.log(`  skipped ${nameOf(data.file)}: ${data.name}${data.skip === true ? '' : `: ${data.skip}`}`)
  })
  stream.on('test:summary', (data) => {
    // the types leave out `failed`
    const counts = data.counts as unknown as Totals
    if (data.file === undefined) {
      for (const key of Object.keys(totals) as (keyof Totals)[]) totals[key] += counts[key]
      return
    }
    const file = nameOf(data.file)
    ended.add(file)
    if (counts.tests === 0) problems.push(`${file} has no test`)
    const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''
    console.log(`${data.success ? '✔' : '✖'} ${file}: ${counts.tests} tests${skipped}, ${(data.duration_ms / 1000).toFixed(1)} s`)
    if (!data.success) explain(file)
  })
  stream.resume()
  await finished(stream)
  for (const file of group.files) {
    if (ended.has(file)) continue
    problems.push(`${file} did not run to its end`)
    explain(file)
  }
}

function nameOf(file: string | undefined): string {
  return file === undefined ? '' : relative(ROOT, file).replaceAll('\\', '/')
}

// a server's process is not waited for by itself; this keeps the runner alive until main() is done
const alive = setInterval(() => {}, 60_000)
process.exitCode = await main(process.argv.slice(2)).finally(() => clearInterval(alive))
