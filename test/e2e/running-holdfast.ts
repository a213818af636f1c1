// The program itself, `holdfast up`, on a data folder of its own, as a person would start it. Owns the folder and the process.
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { waitFor } from '../harness/wait.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

export interface RunningHoldfast {
  readonly origin: string
  /** the one-time link of the first owner */
  readonly link: string
  readonly folder: string
  stop(): Promise<number | null>
}

export async function startHoldfast(): Promise<RunningHoldfast> {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-e2e-'))
  const data = path.join(folder, 'data')
  const child = spawn(
    process.execPath,
    [MAIN, 'up', '--data', data, '--key-file', path.join(folder, 'key'), '--port', '0', '--log', 'error'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')))
  const file = path.join(data, 'signin-link')
  try {
    await waitFor(
      'holdfast up says where it is',
      () => {
        if (child.exitCode !== null) throw new Error(`holdfast up ended with ${child.exitCode}: ${said}`)
        return existsSync(file) && readFileSync(file, 'utf8').endsWith('\n')
      },
      120_000,
    )
  } catch (error) {
    await end(child)
    throw new Error(`holdfast up did not start: ${said}`, { cause: error })
  }
  const link = readFileSync(file, 'utf8').trim()
  return {
    origin: new URL(link).origin,
    link,
    folder,
    async stop() {
      const code = await end(child)
      rmSync(folder, { recursive: true, force: true })
      return code
    },
  }
}

async function end(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode
  const { promise, resolve } = Promise.withResolvers<number | null>()
  child.once('exit', resolve)
  child.kill('SIGTERM')
  return await promise
}
