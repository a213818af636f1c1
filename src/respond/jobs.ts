// The jobs of response. Owns which process sends notices, and that none stays unsent because its job was given up while a server was away.
import type { Platform } from '../platform/platform.ts'
import type { ProcessRole } from '../core/process-roles.ts'

const LOOK_MS = 60_000

export async function startRespondJobs(
  { queue, store, log }: Pick<Platform, 'queue' | 'store' | 'log'>,
  send: (data: { readonly notice: string }, signal: AbortSignal) => Promise<void>,
  roles: ReadonlySet<ProcessRole>,
): Promise<{ stop(): Promise<void> }> {
  if (!roles.has('schedule')) return { stop: async () => {} }
  await queue.work('respond.send-notice', send)
  const look = async (): Promise<void> => {
    try {
      const open = await store.db.selectFrom('notice').select('id').where('state', '=', 'sending').orderBy('id').limit(1000).execute()
      // The key lets one job wait or run: where there is one, nothing is added.
      for (const { id } of open) await store.transaction((tx) => queue.send(tx, 'respond.send-notice', { notice: id }, { key: id }))
    } catch {
      log.debug('notice.resume-later')
    }
  }
  await look()
  const timer = setInterval(() => void look(), LOOK_MS)
  timer.unref()
  return {
    stop: async () => {
      clearInterval(timer)
    },
  }
}
