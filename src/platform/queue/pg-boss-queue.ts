// The Queue on pg-boss, in a schema `queue` of the same database. Owns how jobs are retried and how soon a killed process's jobs run again.
// A job's outcome keeps an error code only: messages may hold values.
import { fromKysely, PgBoss, type JobWithMetadata } from 'pg-boss'
import { randomUUID } from 'node:crypto'
import { toAppError } from '../../core/errors.ts'
import type { Log } from '../log/log.ts'
import { isLost } from '../store/postgres-store.ts'
import type { Store } from '../store/store.ts'
import type { JobName, Jobs, Queue } from './queue.ts'

export interface QueueOptions {
  readonly log: Log
  /** how many jobs of one name run in this process at a time; default 1 */
  readonly concurrency?: Readonly<Partial<Record<JobName, number>>>
  /** how long `stop` waits for handlers; default 20 s */
  readonly stopMs?: number
}

/** every job name, so that each process can enqueue what another one works on */
const NAMES: Readonly<Record<JobName, true>> = {
  'discover.scan': true,
  'discover.subjects': true,
  'respond.scope': true,
  'respond.send-notice': true,
  'improve.run-controls': true,
}

const SCHEMA = 'queue'
/** a handler that throws is tried again so often */
const THROWS = 3
/** Lost processes count apart from throws: a scan of a day outlives many restarts, but a job that kills its process must end somewhere. */
const ATTEMPTS = 50
/** without a sign of life for so long, a job of another process is taken over */
const HEARTBEAT_SECONDS = 30

export async function createQueue(store: Store, options: QueueOptions): Promise<Queue> {
  const { log } = options
  const boss = new PgBoss({
    ...store.connection,
    application_name: 'holdfast',
    schema: SCHEMA,
    max: 4,
    useListenNotify: true,
    notifyHeartbeatIntervalMs: 5000,
    schedule: false,
    superviseIntervalSeconds: 10,
    monitorIntervalSeconds: 10,
    registerInstance: false,
    openTelemetry: { enabled: false },
  })
  // Without a listener Node would end the process; pg-boss itself tries again.
  boss.on('error', (error) => log[isLost(error) ? 'debug' : 'warn']('queue.error', { code: toAppError(error).code }))
  boss.on('warning', () => log.debug('queue.warning'))
  try {
    await boss.start()
    await defineQueues(boss)
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => {})
    throw error
  }

  const stopping = new AbortController()

  const run = async <N extends JobName>(
    name: N,
    job: JobWithMetadata<Jobs[N]>,
    handler: (data: Jobs[N], signal: AbortSignal) => Promise<void>,
  ): Promise<{ id: string; status: 'completed' | 'failed' | 'deadletter'; output: { code: string } | { done: true } }> => {
    try {
      await handler(job.data, AbortSignal.any([job.signal, stopping.signal]))
      return { id: job.id, status: 'completed', output: { done: true } }
    } catch (thrown) {
      const { code } = toAppError(thrown)
      const interrupted = stopping.signal.aborted || job.signal.aborted
      const last = !interrupted && job.retryCount >= THROWS
      log.warn(last ? 'queue.job-failed' : 'queue.job-retried', { job: name, id: job.id, code, tries: job.retryCount + 1 })
      return { id: job.id, status: last ? 'deadletter' : 'failed', output: { code } }
    }
  }

  return {
    async send(tx, name, data, sendOptions) {
      await boss.send(name, data, { db: fromKysely(tx), singletonKey: sendOptions?.key ?? randomUUID() })
    },
    async work(name, handler) {
      if (store.kind === 'embedded') await takeOverOrphans(boss, name, log)
      await boss.work(
        name,
        {
          perJobResults: true,
          includeMetadata: true,
          // Between two waiting jobs too: a job a fetch.
          pollingIntervalSeconds: 0.5,
          notifyPollingIntervalSeconds: 0.5,
          localConcurrency: options.concurrency?.[name] ?? 1,
          heartbeatRefreshSeconds: 5,
        },
        async (jobs: JobWithMetadata<Jobs[typeof name]>[]) => await Promise.all(jobs.map((job) => run(name, job, handler))),
      )
    },
    async stop() {
      stopping.abort(new Error('holdfast stops'))
      await boss.stop({ graceful: true, timeout: options.stopMs ?? 20_000 })
    },
  }
}

/**
 * On the embedded store no other process works, so a job that is still marked as running belonged to one that was killed. Waiting for its
 * heartbeat to run out would only cost time.
 */
async function takeOverOrphans(boss: PgBoss, name: JobName, log: Log): Promise<void> {
  for (let after: string | undefined; ;) {
    const page = await boss.findJobs(name, { limit: 1000, ...(after === undefined ? {} : { after }) })
    const orphans = page.filter((job) => job.state === 'active').map((job) => job.id)
    if (orphans.length > 0) {
      await boss.fail(name, orphans, { code: 'queue/process-lost' })
      log.info('queue.orphans', { job: name, count: orphans.length })
    }
    after = page.at(-1)?.id
    if (page.length < 1000 || after === undefined) return
  }
}

async function defineQueues(boss: PgBoss): Promise<void> {
  for (const name of Object.keys(NAMES)) {
    const settings = {
      retryLimit: ATTEMPTS,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 60,
      heartbeatSeconds: HEARTBEAT_SECONDS,
      expireInSeconds: 24 * 3600,
      deleteAfterSeconds: 7 * 24 * 3600,
      notify: true,
    }
    // `exclusive`: at most one waiting or running job a key.
    await boss.createQueue(name, { policy: 'exclusive', ...settings })
    await boss.updateQueue(name, settings)
  }
}
