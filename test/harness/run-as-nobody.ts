// Starts a server for a test: never as root, ended when the test's process ends, even when that is killed. Owns processes and their
// temporary folders; what is started belongs to <server>-server.ts.
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const NOBODY = 65534
const asRoot = process.getuid?.() === 0
const identity = asRoot ? { uid: NOBODY, gid: NOBODY } : {}

/** A new folder that only the server's account may enter. */
export function serverFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix))
  if (asRoot) chownSync(folder, NOBODY, NOBODY)
  chmodSync(folder, 0o700)
  return folder
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

export function runOnce(program: string, args: readonly string[]): void {
  execFileSync(program, args, {
    ...identity,
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', HOME: '/nonexistent' },
  })
}

export interface RunningServer {
  /** what the server has written, for the message when it does not come up */
  log(): string
  readonly ended: () => boolean
  stop(): Promise<void>
}

// The shell in between reads our end of a pipe: when this process is gone, however it went, the pipe closes and the server gets its signal.
const GUARD = 'exec 3<&0; "$@" </dev/null & server=$!; ( cat <&3 >/dev/null; kill -$0 $server 2>/dev/null ) & wait $server'

/** `signal`: what makes this server end quickly and clean. */
export function runServer(program: string, args: readonly string[], signal: 'INT' | 'TERM'): RunningServer {
  const child = spawn('/bin/sh', ['-c', GUARD, signal, program, ...args], {
    ...identity,
    cwd: '/',
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', HOME: '/nonexistent' },
  })
  let log = ''
  let ended = false
  const keep = (text: Buffer): void => {
    log = (log + text.toString('utf8')).slice(-20_000)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  child.stdin.on('error', () => {})
  const over = new Promise<void>((resolve) =>
    child.on('exit', () => {
      ended = true
      resolve()
    }),
  )
  child.unref()
  for (const stream of [child.stdout, child.stderr, child.stdin]) (stream as unknown as { unref(): void }).unref()
  return {
    log: () => log,
    ended: () => ended,
    async stop() {
      child.ref()
      child.stdin.end()
      const hard = setTimeout(() => child.kill('SIGKILL'), 20_000)
      await over
      clearTimeout(hard)
    },
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}

/** Waits for `ready`, with the server's own words when it does not come. */
export async function untilReady(server: RunningServer, ready: () => Promise<boolean>, seconds = 30): Promise<void> {
  const end = performance.now() + seconds * 1000
  while (performance.now() < end) {
    if (server.ended()) break
    if (await ready()) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`the server did not start:\n${server.log()}`)
}

/**
 * As root on Debian installs the package, without any service being started by it. Elsewhere says what to install.
 */
export function installPackage(name: string): void {
  if (!asRoot || !existsSync('/usr/bin/apt-get'))
    throw new Error(`install ${name} (Debian, Ubuntu: apt-get install ${name}), then run the test again`)
  const policy = '/usr/sbin/policy-rc.d'
  const had = existsSync(policy)
  if (!had) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  const options = {
    stdio: ['ignore', 'ignore', 'pipe'] as ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', DEBIAN_FRONTEND: 'noninteractive', HOME: '/root' },
  }
  const apt = (...args: string[]): void => void execFileSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], options)
  try {
    try {
      apt('install', '-y', '--no-install-recommends', name)
    } catch {
      apt('update')
      apt('install', '-y', '--no-install-recommends', name)
    }
  } finally {
    if (!had) rmSync(policy, { force: true })
  }
}
