// Jobs: enqueued inside the caller's transaction, run at least once by any process that has the role. Owns the interface; pg-boss is
// the engine. Handlers are idempotent, because a killed process runs its job again.
import type { Tx } from '../store/store.ts'

export interface Jobs {
  'discover.scan': { readonly scan: string }
  'discover.subjects': { readonly build: string }
  'respond.scope': { readonly run: string }
  'respond.send-notice': { readonly notice: string }
  'improve.run-controls': { readonly run: string }
}

export type JobName = keyof Jobs

export interface Queue {
  /** Visible to workers when `tx` commits, never when it rolls back. `key`: at most one waiting or running job of that key. */
  send<N extends JobName>(tx: Tx, name: N, data: Jobs[N], options?: { readonly key?: string }): Promise<void>
  /** `signal` fires on stop or on loss of the job; a handler that throws is retried with growing pauses, three times. */
  work<N extends JobName>(name: N, handler: (data: Jobs[N], signal: AbortSignal) => Promise<void>): Promise<void>
  stop(): Promise<void>
}
