// The jobs of response. Owns which process computes scopes and sends notices, and that none stays undone because its job was given up while a
// server was away.
import type { Platform } from '../platform/platform.ts'
import type { ProcessRole } from '../core/process-roles.ts'
import type { ScopeRuns } from './scope/scope-runs.ts'

const LOOK_MS = 60_000

export async function startRespondJobs(
  { queue, store, log }: Pick<Platform, 'queue' | 'store' | 'log'>,
  send: (data: { readonly notice: string }, signal: AbortSignal) => Promise<void>,
  scopes: Pick<ScopeRuns, 'work' | 'resume'>,
  /** `detect` computes scopes, from the records that it watches; `schedule` sends notices */
  roles: ReadonlySet<ProcessRole>,
): Promise<{ stop(): Promise<void> }> {
  const [computes, sends] = [roles.has('detect'), roles.has('schedule')]
  if (!computes && !sends) return { stop: async () => {} }
  if (computes) await queue.work('respond.scope', scopes.work)
  if (sends) await queue.work('respond.send-notice', send)
  const look = async (): Promise<void> => {
    try {
      if (computes) await scopes.resume()
      if (!sends) return
      const open = await store.db.selectFrom('notice').select('id').where('state', '=', 'sending').orderBy('id').limit(1000).execute()
      // The key lets one job wait or run: where there is one, nothing is added.
      for (const { id } of open) await store.transaction((tx) => queue.send(tx, 'respond.send-notice', { notice: id }, { key: id }))
    } catch {
      log.debug('respond.resume-later')
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
