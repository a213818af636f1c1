// What protection calls its things, the same on every page: how a column is shown, the states of a plan, how a proof ended. Words only.
import type { PlanSummaryView, ProofView } from '../api/generated.ts'
import { State, type StateName } from '../parts/marks.tsx'
import { count, plural } from '../parts/words.ts'

export const SHOWN: readonly (readonly [string, string])[] = [
  ['clear', 'as it is'],
  ['partial', 'in part'],
  ['tokenised', 'as a token'],
  ['hashed', 'as a hash'],
  ['null', 'empty'],
  ['denied', 'left out'],
]
export const shownWord = (show: string): string => SHOWN.find(([id]) => id === show)?.[1] ?? show

/** "3 as it is, 2 in part, 1 left out" */
export function shownSummary(shows: readonly string[]): string {
  return SHOWN.flatMap(([id, word]) => {
    const number = shows.filter((show) => show === id).length
    return number === 0 ? [] : [`${count(number)} ${word}`]
  }).join(', ')
}

const PLAN_STATES: Readonly<Record<string, { state: StateName; word: string }>> = {
  draft: { state: 'partial', word: 'waits for a second person' },
  approved: { state: 'partial', word: 'approved, not applied' },
  applied: { state: 'pass', word: 'applied' },
  undone: { state: 'unknown', word: 'undone' },
  failed: { state: 'fail', word: 'failed, nothing changed' },
  expired: { state: 'stale', word: 'expired' },
}

export function PlanState({ plan }: { readonly plan: Pick<PlanSummaryView, 'state' | 'underWay'> }) {
  if (plan.underWay) return <State state="unknown">under way, not settled</State>
  const entry = PLAN_STATES[plan.state] ?? { state: 'unknown' as const, word: plan.state }
  return <State state={entry.state}>{entry.word}</State>
}

/** A proof is older than what it says after so many days. */
export const PROOF_DAYS = 30
const DAY_MS = 86_400_000
export const proofAge = (proof: Pick<ProofView, 'at'>): number => Math.max(0, (Date.now() - new Date(proof.at).getTime()) / DAY_MS)

/** Green only when every attack was tried, none got through, and it is about the policies that hold, not too long ago. */
export function ProofState({
  proof,
  policySet,
}: {
  readonly proof: Pick<ProofView, 'at' | 'held' | 'broken' | 'notRun' | 'policySet'> | null
  readonly policySet: string | null
}) {
  if (proof === null) return <State state="unknown">never proven</State>
  const tried = proof.held + proof.broken + proof.notRun
  if (proof.broken > 0) return <State state="fail">{plural(proof.broken, 'attack')} got through</State>
  if (policySet !== null && proof.policySet !== policySet) return <State state="stale">proven before the policies that hold</State>
  if (proofAge(proof) > PROOF_DAYS) return <State state="stale">{plural(Math.floor(proofAge(proof)), 'day')} old</State>
  if (proof.notRun > 0 || tried === 0) {
    return (
      <State state="partial">
        {count(proof.held)} of {count(tried)} tried and held
      </State>
    )
  }
  return <State state="pass">{plural(tried, 'attack')} held</State>
}

export const policyWord = (set: string): string => set.replace(/^sha256:/, '').slice(0, 12)

/** "from DE, AT", "300 people in 8 h" */
export function boundsOfClass(one: {
  readonly countries: readonly string[] | null
  readonly budget: { readonly people: number; readonly hours: number } | null
}): string {
  const parts = [
    one.countries === null ? 'from any country' : `from ${one.countries.join(', ')} only`,
    one.budget === null ? 'any number of people' : `at most ${plural(one.budget.people, 'person', 'people')} in ${one.budget.hours} h`,
  ]
  return parts.join(', ')
}
