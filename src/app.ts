// The composition root: the platform, the phases (assemble.ts), then the door. Owns the order of starting and stopping; decides nothing else.
import { fileURLToPath } from 'node:url'
import path from 'node:path'
import { assemble } from './assemble.ts'
import type { Clock } from './core/clock.ts'
import type { Config, Environment } from './core/config.ts'
import type { SampleShow } from './drill/sample-show.ts'
import { createSubjectNumbers } from './discover/subjects/subject-numbers.ts'
import type { Auth } from './platform/auth/create-auth.ts'
import { createEventStore } from './platform/events/create-event-store.ts'
import { checkAddress } from './platform/http/guard.ts'
import { createHttpServer } from './platform/http/http-server.ts'
import { recordedLedger } from './platform/http/recorded.ts'
import { createLedger } from './platform/ledger/create-ledger.ts'
import type { Log } from './platform/log/log.ts'
import { createOutbox } from './platform/outbox/outbox.ts'
import type { Platform } from './platform/platform.ts'
import { createQueue } from './platform/queue/pg-boss-queue.ts'
import { openStore, type OpenedStore } from './platform/store/open-store.ts'
import type { ProcessRole } from './core/process-roles.ts'

const CONSOLE = fileURLToPath(new URL('../dist/web', import.meta.url))
const CHECKPOINT_MS = 60_000

export interface AppOptions {
  readonly config: Config
  readonly environment: Environment
  readonly clock: Clock
  readonly log: Log
  readonly version: string
  readonly roles: ReadonlySet<ProcessRole>
}

export interface App {
  /** how people reach the console; null without the role `web` */
  readonly origin: string | null
  readonly folder: string
  readonly about: OpenedStore['about']
  readonly auth: Auth
  readonly sample: SampleShow
  /** In order: no new requests, jobs, events, the last checkpoint, the store. */
  close(): Promise<void>
}

/** A failure on the way stops what was started. */
export async function startApp(options: AppOptions): Promise<App> {
  const { config, clock, log, roles } = options
  const checked = roles.has('web') ? checkAddress(config) : null
  const undo: (() => Promise<void> | void)[] = []
  const close = async (): Promise<void> => {
    const problems: unknown[] = []
    // Every step, whatever an earlier one says: a queue that cannot end must not leave a server behind.
    for (const step of undo.splice(0).toReversed()) {
      try {
        await step()
      } catch (problem) {
        problems.push(problem)
      }
    }
    if (problems.length > 0) throw problems[0]
  }
  try {
    const opened = await openStore(options)
    undo.push(() => opened.close())
    const { store, keys } = opened
    const full = createLedger({ store, keys, clock, log })
    const checkpoints = full.keepCheckpoints(CHECKPOINT_MS)
    undo.push(() => checkpoints.stop())
    const queue = await createQueue(store, { log })
    undo.push(() => queue.stop())
    const outbox = createOutbox({ store, clock, log })
    const events = createEventStore({
      folder: path.join(opened.folder, 'events'),
      store,
      clock,
      log,
      numbersOf: createSubjectNumbers(store.db),
    })
    undo.push(() => events.close())
    if (roles.has('ingest')) events.keepCompacted()
    const platform: Platform = { clock, config, events, keys, ledger: recordedLedger(full), log, queue, store }
    let origin = checked?.origin ?? ''
    const parts = assemble(platform, full, {
      version: options.version,
      folder: opened.folder,
      keyFile: opened.keyFile,
      secure: checked?.protocol === 'https:',
      origin: () => origin,
    })
    outbox.start()
    undo.push(() => outbox.stop())
    const work = await parts.start(roles)
    undo.push(() => work.stop())
    if (roles.has('web')) {
      const http = await createHttpServer({ ...options, identify: parts.auth.identify, routes: parts.routes, console: CONSOLE })
      undo.push(() => http.close())
      origin = await http.listen()
      await rememberOrigin(platform, origin)
    }
    return {
      origin: origin === '' ? null : origin,
      folder: opened.folder,
      about: opened.about,
      auth: parts.auth,
      sample: parts.sample,
      close,
    }
  } catch (error) {
    await close().catch(() => {})
    throw error
  }
}

/** For `holdfast signin-link`, which runs beside: only this process knows its port. */
async function rememberOrigin({ store, clock }: Platform, origin: string): Promise<void> {
  const row = { value: JSON.stringify(origin), changed_at: clock.now() }
  await store.transaction((tx) =>
    tx
      .insertInto('setting')
      .values({ name: 'web.origin', ...row })
      .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
      .execute(),
  )
}
