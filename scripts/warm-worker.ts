// The thread in which bundle-worker.ts runs the bundle: loads it as load-worker.cts does, and says what V8 has compiled of it when asked.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { Script } from 'node:vm'
import { workerData, type MessagePort } from 'node:worker_threads'

const { bundle: filename, port } = workerData as { bundle: string; port: MessagePort }
// INVARIANT: character for character what load-worker.cts compiles.
const script = new Script(`(function (exports, require, module, __filename, __dirname, importOf) {${readFileSync(filename, 'utf8')}\n})`, {
  filename,
})
port.on('message', () => {
  const bytes = new Uint8Array(script.createCachedData())
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's port, not a window's: it has no origin
  port.postMessage(bytes)
})
const body = script.runInThisContext() as (...words: unknown[]) => void
body({}, createRequire(filename), {}, filename, dirname(filename), (name: string) => import(name))
