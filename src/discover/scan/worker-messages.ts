// What a scan worker and its owner say to each other. Customer values travel in them (`raw` of a result): only inside this process.
import { AppError } from '../../core/errors.ts'
import type { EngineData } from '../engine/engine-data.ts'
import type { SourceObject, Unlisted } from '../source/source.ts'
import type { ObjectScan, ScanSpec } from './scan-store.ts'

export type ToWorker =
  /** the first of all */
  | { readonly do: 'start'; readonly start: WorkerStart }
  | { readonly do: 'list'; readonly store: number }
  | { readonly do: 'read'; readonly store: number; readonly object: SourceObject }
  | { readonly do: 'stop' }
  | { readonly do: 'leave' }

export type FromWorker =
  | { readonly said: 'alive' }
  | { readonly said: 'listed'; readonly entries: readonly (SourceObject | { readonly unlisted: Unlisted })[] }
  | { readonly said: 'progress'; readonly rows: number; readonly bytes: number }
  /** the task is done: a listing has no scan */
  | { readonly said: 'done'; readonly scan: ObjectScan | null }
  | { readonly said: 'stopped' }
  /** the store could not be opened (`opening`), or was lost while it was read */
  | { readonly said: 'lost'; readonly opening: boolean; readonly error: SentError }
  /** a fault of our own while reading this one object */
  | { readonly said: 'broken'; readonly what: string }

export interface WorkerStart {
  readonly stores: ScanSpec['stores']
  readonly mode: ScanSpec['mode']
  readonly only: readonly string[] | null
  readonly exclude: readonly string[]
  /** what the engine is made from, in memory that all workers share; null: each reads the rules itself */
  readonly engine: EngineData | null
}

/** An AppError loses its class on the way between threads. */
export interface SentError {
  readonly code: string
  readonly status: number
  readonly message: string
  readonly help: string | null
}

export function sendError(error: AppError): SentError {
  return { code: error.code, status: error.status, message: error.message, help: error.help ?? null }
}

export function receiveError(sent: SentError): AppError {
  return new AppError(sent.code, { status: sent.status, message: sent.message, ...(sent.help === null ? {} : { help: sent.help }) })
}
