// The thread in which segments become Parquet and roll-ups, so that whoever asks something of this process does not wait for it. Owns the way back:
// references go out to be named and numbers come in, the gate stays with those who read, and an end is told with what went wrong.
import path from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { AppError } from '../../core/errors.ts'
import { compact } from './compact.ts'
import type { FromCompactor, ToCompactor } from './compactor.ts'
import { openDuck, type Duck } from './duck.ts'
import type { Gate } from './gate.ts'

const { folder } = workerData as { readonly folder: string }
const port = parentPort!
let asked: { resolve(numbers: Uint32Array): void; reject(error: Error): void } | null = null
let entering: (() => void) | null = null
let opened: Promise<Duck> | null = null

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's port has no origin
const tell = (one: FromCompactor): void => port.postMessage(one)
const enter = (): Promise<void> =>
  new Promise((resolve) => {
    entering = resolve
    tell({ say: 'enter' })
  })
const gate: Pick<Gate, 'exclusive'> = {
  async exclusive(work) {
    await enter()
    try {
      return await work()
    } finally {
      tell({ say: 'leave' })
    }
  },
}
const numbers = (refs: Uint8Array): Promise<Uint32Array> =>
  new Promise((resolve, reject) => {
    asked = { resolve, reject }
    tell({ say: 'name', refs })
  })

port.on('message', (one: ToCompactor) => {
  if (one.say === 'named') {
    if (one.numbers === null) asked?.reject(new Error('references could not be named'))
    else asked?.resolve(one.numbers)
  } else if (one.say === 'entered') entering?.()
  else void run(one.closedOnly)
})

async function run(closedOnly: boolean): Promise<void> {
  const duck = (): Promise<Duck> => (opened ??= openDuck(path.join(folder, 'temporary-compaction')))
  try {
    await compact({ folder, gate, numbers, cache: new Map(), closedOnly, duck })
    tell({ say: 'done', fault: null })
  } catch (error) {
    const fault =
      error instanceof AppError
        ? { code: error.code, status: error.status, message: error.message, help: error.help ?? '', details: error.details }
        : { code: '', status: 500, message: error instanceof Error ? error.name : 'error', help: '', details: {} }
    tell({ say: 'done', fault })
  }
}
