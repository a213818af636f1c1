// Starts the writer, kills it, its server, or both, and checks what is left. Shared by the short form in the suite and the long one.
import assert from 'node:assert/strict'
import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { openCluster, serverProcesses } from '../../src/platform/store/cluster.ts'
import { waitFor } from '../harness/wait.ts'
import type { Found } from './writer.ts'

const WRITER = path.join(import.meta.dirname, 'writer.ts')

/** mulberry32: small, seeded, good enough to choose moments */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

export interface Writer {
  readonly child: ChildProcessByStdio<null, Readable, Readable>
  readonly lines: string[]
  found(): Found | undefined
  /** the last number acknowledged, 0: none */
  acked(): number
  /** the last number tried */
  tried(): number
  failed(): string | undefined
  /** calls that failed because the server was away */
  errors(): number
  log(): string
  ended(): Promise<number | null>
}

export function startWriter(folder: string, mode: 'write' | 'look' = 'write'): Writer {
  const child = spawn(process.execPath, [WRITER, folder, mode], { stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  const last = { ack: 0, try: 0 }
  let log = ''
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    const match = /^(try|ack) (\d+)$/.exec(line)
    if (match !== null) last[match[1] as 'try' | 'ack'] = Number(match[2])
  })
  child.stderr.on('data', (chunk: Buffer) => {
    log = (log + chunk.toString('utf8')).slice(-20_000)
  })
  const ended = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)))
  const after = (word: string): string | undefined => lines.findLast((line) => line.startsWith(`${word} `))?.slice(word.length + 1)
  return {
    child,
    lines,
    found: () => (after('open') === undefined ? undefined : (JSON.parse(after('open')!) as Found)),
    acked: () => last.ack,
    tried: () => last.try,
    failed: () => after('failed'),
    errors: () => lines.filter((line) => line.startsWith('error ')).length,
    log: () => log,
    ended: () => ended,
  }
}

/** Every process that works in or for the folder. */
export function processesOf(folder: string): string[] {
  const left: string[] = []
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      if (command.includes(folder)) left.push(`${pid} ${command.slice(0, 100)}`)
    } catch {
      // it ended meanwhile
    }
  }
  return [...left, ...serversOf(folder).map(String)]
}

export function serversOf(folder: string): number[] {
  const cluster = openCluster(path.join(folder, 'postgres'))
  try {
    return serverProcesses(cluster)
  } finally {
    cluster.close()
  }
}

export interface CrashReport {
  readonly seed: number
  readonly kills: number
  /** of the kills, how many came between `try` and `ack` */
  readonly inFlight: number
  readonly byTarget: Readonly<Record<'holdfast' | 'server' | 'both', number>>
  readonly adopted: number
  readonly recovered: number
  readonly acknowledged: number
}

export async function crashRun(options: {
  readonly kills: number
  readonly seed: number
  readonly say?: (line: string) => void
}): Promise<CrashReport> {
  const random = randomFrom(options.seed)
  const base = mkdtempSync(path.join(tmpdir(), 'holdfast-crash-'))
  const folder = path.join(base, 'data')
  const targets = ['holdfast', 'server', 'both'] as const
  const byTarget = { holdfast: 0, server: 0, both: 0 }
  let inFlight = 0
  let adopted = 0
  let recovered = 0
  let acknowledged = 0
  let attempted = 0
  let writer: Writer | undefined
  let opened = 0
  try {
    for (let kill = 0; kill < options.kills; kill++) {
      if (writer === undefined) {
        writer = startWriter(folder)
        await waitFor(`the writer of kill ${kill}`, () => writer!.found() !== undefined || writer!.failed() !== undefined, 60_000)
        assert.equal(writer.failed(), undefined, writer.log())
        check(writer.found()!, acknowledged, attempted)
        if (opened++ > 0) {
          if (writer.found()!.how === 'adopted') adopted++
          else recovered++
        }
      }
      const before = writer.acked()
      await waitFor('a write', () => writer!.acked() > before || writer!.failed() !== undefined, 60_000)
      // The moment: somewhere in the writes that follow. Longer than one write, shorter than a person would notice.
      const moment = performance.now() + random() * 40
      while (performance.now() < moment) await new Promise((resolve) => setImmediate(resolve))
      const errorsBefore = writer.errors()
      const target = targets[kill < 3 ? kill : Math.floor(random() * 3)]!
      byTarget[target]++
      const servers = target === 'holdfast' ? [] : random() < 0.5 ? serversOf(folder).slice(0, 1) : serversOf(folder)
      if (target !== 'server') writer.child.kill('SIGKILL')
      for (const pid of servers) killQuietly(pid)
      if (target === 'server') {
        const ackedAtKill = writer.acked()
        await waitFor(
          'a write after the server came back',
          () => writer!.acked() > ackedAtKill + 1 || writer!.failed() !== undefined,
          60_000,
        )
        assert.equal(writer.failed(), undefined, writer.log())
        if (writer.errors() > errorsBefore) inFlight++
      } else {
        await writer.ended()
        if (writer.tried() > writer.acked()) inFlight++
      }
      acknowledged = Math.max(acknowledged, writer.acked())
      attempted = Math.max(attempted, writer.tried())
      if (target !== 'server') writer = undefined
    }
    if (writer !== undefined) {
      writer.child.kill('SIGTERM')
      assert.equal(await writer.ended(), 0, writer.log())
      acknowledged = Math.max(acknowledged, writer.acked())
      attempted = Math.max(attempted, writer.tried())
    }
    const last = startWriter(folder, 'look')
    await waitFor('the last look', () => last.found() !== undefined || last.failed() !== undefined, 60_000)
    assert.equal(last.failed(), undefined, last.log())
    check(last.found()!, acknowledged, attempted)
    last.child.kill('SIGTERM')
    assert.equal(await last.ended(), 0, last.log())
    assert.deepEqual(processesOf(folder), [], 'processes are left')
    return { seed: options.seed, kills: options.kills, inFlight, byTarget, adopted, recovered, acknowledged }
  } finally {
    writer?.child.kill('SIGKILL')
    try {
      for (const pid of serversOf(folder)) killQuietly(pid)
    } catch {
      // there was no cluster yet
    }
    rmSync(base, { recursive: true, force: true, maxRetries: 5 })
  }
}

function check(found: Found, acknowledged: number, attempted: number): void {
  assert.equal(found.halves, 0, 'something half-written is visible')
  assert.equal(found.gaps, 0, 'a write in the middle is lost')
  assert.ok(found.count >= acknowledged, `acknowledged ${acknowledged}, found ${found.count}`)
  assert.ok(found.count <= attempted, `tried ${attempted}, found ${found.count}`)
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // it was quicker
  }
}

/** New folders, each killed while it is being made, each then started to the end. Says how far the killed starts had come. */
export async function firstStartRun(options: { readonly kills: number; readonly seed: number }): Promise<Readonly<Record<string, number>>> {
  const random = randomFrom(options.seed)
  const reached: Record<string, number> = {}
  for (let kill = 0; kill < options.kills; kill++) {
    const base = mkdtempSync(path.join(tmpdir(), 'holdfast-first-'))
    const folder = path.join(base, 'data')
    try {
      const killed = startWriter(folder)
      // Moments are named by what stands in the folder, so that a slow machine is hit at the same points as a quick one.
      const point = FIRST_POINTS[kill % FIRST_POINTS.length]!
      await waitFor(point, () => existsSync(path.join(base, point)) || killed.found() !== undefined, 60_000)
      const moment = performance.now() + random() * 60
      while (performance.now() < moment) await new Promise((resolve) => setImmediate(resolve))
      const opened = killed.found() !== undefined
      killed.child.kill('SIGKILL')
      await killed.ended()
      const name = opened ? 'open' : point
      reached[name] = (reached[name] ?? 0) + 1
      const next = startWriter(folder)
      await waitFor('the next start', () => next.acked() > 0 || next.failed() !== undefined, 60_000)
      assert.equal(next.failed(), undefined, `after a kill at ${name}: ${next.log()}`)
      next.child.kill('SIGTERM')
      assert.equal(await next.ended(), 0, next.log())
      assert.deepEqual(processesOf(folder), [])
    } finally {
      for (const line of existsSync(path.join(folder, 'postgres')) ? processesOf(folder) : []) killQuietly(Number(line.split(' ')[0]))
      rmSync(base, { recursive: true, force: true, maxRetries: 5 })
    }
  }
  return reached
}

const FIRST_POINTS = ['data', 'data/holdfast.json', 'data/postgres.new/PG_VERSION', 'data/postgres', 'data/postgres.log', 'data.key']
