// Looks on its own: at a log when its folder changes and every few seconds (role ingest), at new records (role detect). Owns the rhythm only.
import { watch, type FSWatcher } from 'node:fs'
import { toAppError } from '../core/errors.ts'
import type { ProcessRole } from '../core/process-roles.ts'
import type { Platform } from '../platform/platform.ts'
import type { Collectors } from './collector/collectors.ts'
import type { Detection } from './detection/detection.ts'

const LOOK_MS = 5000
const DETECT_MS = 10_000
/** changes of a folder that come together are one */
const SETTLE_MS = 200

export async function startMonitorJobs(
  { log }: Platform,
  roles: ReadonlySet<ProcessRole>,
  { collectors, detection }: { readonly collectors: Collectors; readonly detection: Detection },
): Promise<{ stop(): Promise<void> }> {
  const stopping = new AbortController()
  const { signal } = stopping
  const timers = new Set<NodeJS.Timeout>()
  const watches = new Map<string, FSWatcher>()
  const running = new Map<string, Promise<void>>()

  const run = (name: string, work: () => Promise<unknown>): void => {
    if (signal.aborted || running.has(name)) return
    const mine = (async () => {
      try {
        await work()
      } catch (thrown) {
        if (!signal.aborted) log.warn('monitor.look-failed', { what: name, code: toAppError(thrown).code })
      } finally {
        running.delete(name)
      }
    })()
    running.set(name, mine)
  }
  const lookAt = (id: string): void => run(`collector ${id}`, () => collectors.look(id, signal))
  const every = (ms: number, work: () => void): void => {
    timers.add(setInterval(work, ms).unref())
    work()
  }

  const lookAtAll = async (): Promise<void> => {
    const list = await collectors.list()
    for (const { id, where } of list) {
      lookAt(id)
      if (watches.has(id)) continue
      try {
        let soon: NodeJS.Timeout | null = null
        const watcher = watch(where, { persistent: false }, () => {
          soon ??= setTimeout(() => {
            soon = null
            lookAt(id)
          }, SETTLE_MS).unref()
        })
        watcher.on('error', () => {
          watcher.close()
          watches.delete(id)
        })
        watches.set(id, watcher)
      } catch {
        // The folder is away or the system has no watches left: the interval looks all the same, and says what is wrong.
      }
    }
  }
  if (roles.has('ingest')) every(LOOK_MS, () => run('collectors', lookAtAll))
  if (roles.has('detect')) every(DETECT_MS, () => run('detection', () => detection.look(signal)))
  return {
    async stop() {
      stopping.abort()
      for (const timer of timers) clearInterval(timer)
      for (const watcher of watches.values()) watcher.close()
      while (running.size > 0) await Promise.all(running.values())
      await collectors.close()
    },
  }
}
