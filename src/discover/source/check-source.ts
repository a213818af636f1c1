// Tries a target without reading any content: does it answer, what is it, what may this login do that it need not. For "connect a
// store" and `doctor`; a failure is an answer here, not an exception.
import { AppError, toAppError } from '../../core/errors.ts'
import type { StoreKind } from '../../core/contract/finding.ts'
import { openSource } from './open-source.ts'
import type { Source } from './source.ts'
import type { ParsedTarget } from './target.ts'

export interface SourceCheck {
  readonly ok: boolean
  readonly kind: StoreKind
  /** `PostgreSQL 15.18`, `MariaDB 10.11.6`, `folder` */
  readonly server: string | null
  /** `encrypted`, `encrypted, certificate not checked`, `none`; null: no network between */
  readonly tls: string | null
  readonly objects: number | null
  readonly remarks: readonly string[]
  readonly problem: string | null
  readonly help: string | null
  /** SQL that makes a login that can only read; null where there is none */
  readonly grant: string | null
}

/** Counting stops here: a check answers within seconds. */
const COUNT_LIMIT = 100_000

export async function checkSource(target: ParsedTarget, signal: AbortSignal): Promise<SourceCheck> {
  const nothing = { ok: false, kind: target.kind, server: null, tls: null, objects: null, remarks: [], grant: null }
  let source: Source | null = null
  try {
    source = await openSource(target, { signal })
    const facts = (await source.facts?.(signal)) ?? { server: target.kind, tls: null, remarks: [], grant: null }
    let objects = 0
    const remarks = [...facts.remarks]
    for await (const entry of source.objects(signal)) {
      if (!('unlisted' in entry)) objects++
      if (objects < COUNT_LIMIT) continue
      remarks.push(`more than ${COUNT_LIMIT} objects: counting stopped there`)
      break
    }
    return { ok: true, kind: target.kind, ...facts, remarks, objects, problem: null, help: null }
  } catch (thrown) {
    if (signal.aborted && !(thrown instanceof AppError)) {
      return {
        ...nothing,
        problem: `${target.shown} did not answer in time`,
        help: 'check the address and the network between, and try again',
      }
    }
    const error = toAppError(thrown)
    return { ...nothing, problem: error.message, help: error.help ?? null }
  } finally {
    await source?.close().catch(() => {})
  }
}
