// Runs one test and makes the record that an outsider can check: what was asked, of whom, when, by which code, with which answer. Owns the
// form of that record; keeps nothing.
import { readFileSync } from 'node:fs'
import { canonicalJson, type Json } from '../../core/canonical-json.ts'
import { instant, monotonicMs, type Clock } from '../../core/clock.ts'
import type { ControlRun } from '../../core/contract/response.ts'
import { toAppError } from '../../core/errors.ts'
import type { Log } from '../../platform/log/log.ts'
import type { KnownRule } from './control-rule.ts'
import { populationOf, sha256, stateOf, type ControlTest, type Item, type Outcome, type TestContext } from './control-test.ts'

/** What could not be asked is asked again soon. */
const ERROR_VALID_MS = 3_600_000
/** more than that between the wall clock and the steady one: the times of the run mean nothing */
const CLOCK_SLACK_MS = 60_000
const MINUTES = 30

export interface Finished extends ControlRun {
  /** canonical JSON; its SHA-256 is `results` */
  readonly body: string
  readonly counts: Readonly<Record<Item['state'], number>>
  readonly excluded: number
  readonly querySha: string
}

export interface Probe {
  readonly rule: KnownRule
  readonly test: ControlTest
}

export async function runControl({ rule, test }: Probe, context: TestContext, log: Log): Promise<Finished> {
  const { clock } = context
  const from = clock.now()
  const began = monotonicMs()
  let outcome: Outcome
  let problem: string | null = null
  try {
    outcome = await withinTime(test.run({ ...context, params: rule.params }), context.signal)
  } catch (thrown) {
    // stopped: nobody asked to the end, so there is no run
    if (context.signal.aborted) throw thrown
    const error = toAppError(thrown)
    log.warn('control.error', { control: rule.id, code: error.code })
    problem = error.message
    outcome = { items: [{ id: 'test', state: 'error', why: [error.message] }], excluded: [], target: 'none' }
  }
  const passed = monotonicMs() - began
  const seen = clock.now()
  const items = outcome.items.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  // INVARIANT: two members of one id would hide one of them in the population
  const twice = items.find((item, i) => item.id === items[i - 1]?.id)
  if (twice !== undefined) problem ??= `the test names ${twice.id} twice`
  if (Math.abs(seen.getTime() - from.getTime() - passed) > CLOCK_SLACK_MS) problem ??= 'the clock jumped while the test ran'
  const to = seen < from ? from : seen
  const state = problem === null ? stateOf(items) : 'error'
  const validMs = state === 'error' ? ERROR_VALID_MS : rule.validHours * 3_600_000
  const querySha = sha256(test.query)
  const body = canonicalJson({
    v: 1,
    control: rule.id,
    test: test.id,
    rule: rule.digest,
    query: test.query,
    params: rule.params,
    target: outcome.target,
    problem,
    items: items.map((item) => ({ id: item.id, state: item.state, why: item.why })),
    excluded: outcome.excluded.map((entry) => ({ id: entry.id, reason: entry.reason })),
  } satisfies Json)
  return {
    control: rule.id,
    test: test.id,
    codeSha: codeSha({ rule, test }),
    params: rule.params,
    target: outcome.target.slice(0, 1000),
    from: instant(from),
    to: instant(to),
    population: populationOf(items),
    validUntil: instant(new Date(to.getTime() + validMs)),
    results: sha256(body),
    state,
    body,
    counts: countsOf(items),
    excluded: outcome.excluded.length,
    querySha,
  }
}

/** Of the rule, of the test's own file as it is installed, and of how a state follows from items. */
export function codeSha({ rule, test }: Probe): string {
  const files = [test.file, new URL(`./control-test${test.file.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url).href]
  return sha256(`${rule.digest}\n${files.map((file) => sha256(readFileSync(new URL(file)))).join('\n')}`)
}

export function countsOf(items: readonly Pick<Item, 'state'>[]): Finished['counts'] {
  const counts = { pass: 0, fail: 0, error: 0, 'not-evaluated': 0 }
  for (const item of items) counts[item.state]++
  return counts
}

/** What a person sees now. INVARIANT: a pass that is too old, or lies ahead, is stale; nothing else becomes a pass. */
export function stateNow(
  last: { readonly state: ControlRun['state']; readonly to: Date; readonly validUntil: Date } | null,
  clock: Clock,
): ControlRun['state'] {
  if (last === null) return 'not-evaluated'
  const now = clock.now()
  const ahead = last.to.getTime() - now.getTime() > CLOCK_SLACK_MS
  return now >= last.validUntil || ahead ? 'stale' : last.state
}

async function withinTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  let onAbort: (() => void) | undefined
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`the test did not end within ${MINUTES} minutes`)), MINUTES * 60_000)
    timer.unref()
    onAbort = () => reject(signal.reason instanceof Error ? signal.reason : new Error('stopped'))
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) onAbort()
  })
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort!)
  }
}
