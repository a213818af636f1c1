// A small real program with a queue and an outbox, for tests that kill it. Lines on stdin: `send NAME` enqueues a job, `publish NAME` an event.
// A job or event whose name begins with `hang` never ends. It says what runs and what is done.
import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { environment, readConfig } from '../../src/core/config.ts'
import { systemClock } from '../../src/core/clock.ts'
import { toAppError } from '../../src/core/errors.ts'
import { createLog } from '../../src/platform/log/log.ts'
import { createOutbox } from '../../src/platform/outbox/outbox.ts'
import { createQueue } from '../../src/platform/queue/pg-boss-queue.ts'
import { openStore } from '../../src/platform/store/open-store.ts'

const say = (line: string): void => {
  writeSync(1, `${line}\n`)
}
const hang = async (name: string, signal?: AbortSignal): Promise<void> => {
  if (!name.startsWith('hang')) return
  await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()))
}

const [folder] = process.argv.slice(2)
const log = createLog({ level: 'info', json: false, now: () => new Date() })
const opened = await openStore({
  config: readConfig({ data: folder!, keyFile: `${folder}.key` }, {}),
  environment: environment(),
  clock: systemClock,
  log,
})
const { store } = opened
const queue = await createQueue(store, { log, stopMs: 3000 })
await queue.work('discover.scan', async ({ scan }, signal) => {
  say(`job ${scan}`)
  await hang(scan, signal)
  say(`job-done ${scan}`)
})
const outbox = createOutbox({ store, clock: systemClock, log, pollMs: 50 })
let hanging = process.argv[3] === 'hang'
outbox.consume('alert.opened', async ({ alert }) => {
  say(`event ${alert}`)
  if (hanging) await new Promise(() => {})
  say(`event-done ${alert}`)
})
outbox.start()
say('open')
createInterface({ input: process.stdin }).on('line', (line) => {
  const [what, name = ''] = line.split(' ')
  const done = store.transaction(async (tx) => {
    if (what === 'send') await queue.send(tx, 'discover.scan', { scan: name })
    if (what === 'publish') await outbox.publish(tx, 'alert.opened', { alert: name })
  })
  done.then(
    () => say(`${what}-ok ${name}`),
    (thrown: unknown) => say(`${what}-failed ${name} ${toAppError(thrown).code}`),
  )
})
process.on('SIGTERM', () => {
  hanging = false
  void (async () => {
    await queue.stop()
    await outbox.stop()
    await opened.close()
    say('closed')
    process.exit(0)
  })()
})
