// What the pages and the API read of controls and their runs. Reads only.
import { sql } from 'kysely'
import type { Clock } from '../../core/clock.ts'
import type { ControlRun } from '../../core/contract/response.ts'
import type { Db } from '../../platform/store/store.ts'
import type { ControlState } from '../contract.ts'
import { improveError } from '../errors.ts'
import type { ControlRule } from './control-rule.ts'
import { sha256, type Excluded, type Item } from './control-test.ts'
import { codeSha, countsOf, stateNow, type Finished, type Probe } from './run-control.ts'

export interface RunSummary {
  readonly id: string
  readonly round: string | null
  readonly state: ControlRun['state']
  readonly from: Date
  readonly to: Date
  readonly validUntil: Date
  readonly target: string
  readonly population: ControlRun['population']
  readonly counts: Finished['counts']
  /** of the body, as the ledger's leaf has it */
  readonly results: string
  readonly codeSha: string
}

export interface RunRead extends RunSummary {
  readonly query: string
  readonly params: unknown
  readonly problem: string | null
  /** those that fail first; at most `limit` */
  readonly items: readonly Item[]
  readonly excluded: readonly Excluded[]
  /** false: the stored body is not what the run was signed with */
  readonly digestHolds: boolean
  readonly body: string
}

export interface RoundRead {
  readonly id: string
  readonly askedAt: Date
  readonly endedAt: Date | null
  readonly done: number
  readonly of: number
}

export interface ControlReads {
  controls(): Promise<readonly ControlState[]>
  rule(control: string): ControlRule & { readonly codeSha: string }
  runs(control: string, limit: number): Promise<readonly RunSummary[]>
  /** `run` null: the last one */
  run(control: string, run: string | null, limit: number): Promise<RunRead | null>
  /** the newest one; null: there was none */
  lastRound(): Promise<RoundRead | null>
}

const ORDER: Readonly<Record<Item['state'], number>> = { fail: 0, error: 1, 'not-evaluated': 2, pass: 3 }

interface Body {
  readonly query: string
  readonly problem: string | null
  readonly items: readonly Item[]
  readonly excluded: readonly Excluded[]
}

export function createControlReads(db: Db, clock: Clock, probes: ReadonlyMap<string, Probe>): ControlReads {
  const probeOf = (control: string): Probe => {
    const probe = probes.get(control)
    if (probe === undefined) throw improveError('control-unknown')
    return probe
  }
  const columns = [
    'id',
    'control',
    'round',
    'state',
    'from_at',
    'to_at',
    'valid_until',
    'target',
    'population',
    'results',
    'code_sha',
  ] as const
  const counts = sql<Partial<Finished['counts']>>`(
    select coalesce(jsonb_object_agg(state, n), '{}') from (
      select item ->> 'state' as state, count(*) as n from jsonb_array_elements(case when body = '' then '[]' else body::jsonb -> 'items' end) item group by 1) c)`
  const summary = (row: {
    id: string
    round: string | null
    state: ControlRun['state']
    from_at: Date
    to_at: Date
    valid_until: Date
    target: string
    population: ControlRun['population']
    results: string
    code_sha: string
    counts: Partial<Finished['counts']>
  }): RunSummary => ({
    id: row.id,
    round: row.round,
    state: row.state,
    from: row.from_at,
    to: row.to_at,
    validUntil: row.valid_until,
    target: row.target,
    population: row.population,
    counts: { ...countsOf([]), ...row.counts },
    results: row.results,
    codeSha: row.code_sha,
  })
  const select = () => db.selectFrom('control_run').select(columns).select(counts.as('counts'))

  return {
    async controls() {
      const last = await select().distinctOn('control').orderBy('control').orderBy('seq', 'desc').execute()
      const of = new Map(last.map((row) => [row.control, summary(row)]))
      return [...probes.values()].map(({ rule }) => {
        const run = of.get(rule.id) ?? null
        return {
          id: rule.id,
          name: rule.name,
          asks: rule.asks,
          state: stateNow(run, clock),
          lastState: run?.state ?? null,
          lastRun: run?.id ?? null,
          at: run?.to ?? null,
          validUntil: run?.validUntil ?? null,
          counts: run?.counts ?? null,
        }
      })
    },
    rule: (control) => {
      const probe = probeOf(control)
      return { ...probe.rule, codeSha: codeSha(probe) }
    },
    async runs(control, limit) {
      probeOf(control)
      const rows = await select().where('control', '=', control).orderBy('seq', 'desc').limit(limit).execute()
      return rows.map(summary)
    },
    async run(control, run, limit) {
      probeOf(control)
      let query = select().select(['body', 'params']).where('control', '=', control).orderBy('seq', 'desc').limit(1)
      if (run !== null) query = query.where('id', '=', run)
      const row = await query.executeTakeFirst()
      if (row === undefined) return null
      const body = JSON.parse(row.body === '' ? '{"query":"","problem":null,"items":[],"excluded":[]}' : row.body) as Body
      return {
        ...summary(row),
        query: body.query,
        params: row.params,
        problem: body.problem,
        items: body.items.toSorted((a, b) => ORDER[a.state] - ORDER[b.state]).slice(0, limit),
        excluded: body.excluded.slice(0, limit),
        digestHolds: sha256(row.body) === row.results,
        body: row.body,
      }
    },
    async lastRound() {
      const row = await db
        .selectFrom('control_round as round')
        .select(['round.id', 'round.asked_at', 'round.ended_at', sql<number>`cardinality(round.controls)`.as('of')])
        .select((eb) =>
          eb.selectFrom('control_run').whereRef('control_run.round', '=', 'round.id').select(eb.fn.countAll<string>().as('n')).as('done'),
        )
        // an open round is the newest, whatever the clock did
        .orderBy(sql`round.ended_at is null`, 'desc')
        .orderBy('round.seq', 'desc')
        .limit(1)
        .executeTakeFirst()
      if (row === undefined) return null
      return { id: row.id, askedAt: row.asked_at, endedAt: row.ended_at, done: Number(row.done ?? 0), of: row.of }
    },
  }
}
