// The jobs of improvement: the round that runs, and the watch that renews evidence before nobody can rely on it. Owns which process does what.
import type { ProcessRole } from '../core/process-roles.ts'
import type { Platform } from '../platform/platform.ts'
import { SYSTEM, type Rounds } from './controls/rounds.ts'

const LOOK_MS = 60_000

export interface ImproveJobs {
  stop(): Promise<void>
}

export async function startImproveJobs(
  platform: Pick<Platform, 'queue' | 'log' | 'clock'>,
  rounds: Rounds,
  roles: ReadonlySet<ProcessRole>,
  everyMs = LOOK_MS,
): Promise<ImproveJobs> {
  if (!roles.has('schedule')) return { stop: async () => {} }
  await platform.queue.work('improve.run-controls', async ({ run }, signal) => await rounds.run(run, signal))
  let looking: Promise<void> = Promise.resolve()
  const look = async (): Promise<void> => {
    try {
      await rounds.resume()
      const due = await rounds.due(platform.clock.now())
      if (due.length > 0) await rounds.start(SYSTEM, due)
    } catch {
      platform.log.debug('control.look-later')
    }
  }
  const timer = setInterval(() => {
    looking = looking.then(look)
  }, everyMs)
  timer.unref()
  looking = look()
  await looking
  return {
    stop: async () => {
      clearInterval(timer)
      await looking
    },
  }
}
