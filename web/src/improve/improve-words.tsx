// What improvement calls its things, the same on every page. Only pass is green; what was not tested, is out of date or broke off never is.
import type { ControlSummaryView, LessonView } from '../api/generated.ts'
import { State, type StateName } from '../parts/marks.tsx'
import { count } from '../parts/words.ts'

const CONTROL_STATES: Readonly<Record<ControlSummaryView['state'], { state: StateName; word: string; rank: number }>> = {
  fail: { state: 'fail', word: 'fail', rank: 0 },
  error: { state: 'error', word: 'error', rank: 1 },
  stale: { state: 'stale', word: 'stale', rank: 2 },
  'not-evaluated': { state: 'unknown', word: 'not evaluated', rank: 3 },
  manual: { state: 'partial', word: 'by hand', rank: 4 },
  'not-applicable': { state: 'unknown', word: 'does not apply', rank: 6 },
  pass: { state: 'pass', word: 'pass', rank: 5 },
}

export function ControlState({ state }: { readonly state: ControlSummaryView['state'] }) {
  const entry = CONTROL_STATES[state]
  return <State state={entry.state}>{entry.word}</State>
}
export const controlRank = (state: ControlSummaryView['state']): number => CONTROL_STATES[state].rank

/** "6 pass, 1 fail, 3 not evaluated", worst first */
export function statesWord(states: readonly ControlSummaryView['state'][]): string {
  return (Object.keys(CONTROL_STATES) as ControlSummaryView['state'][])
    .toSorted((a, b) => controlRank(a) - controlRank(b))
    .flatMap((state) => {
      const number = states.filter((one) => one === state).length
      return number === 0 ? [] : [`${count(number)} ${CONTROL_STATES[state].word}`]
    })
    .join(', ')
}

type Counts = NonNullable<ControlSummaryView['counts']>

export function countsWord(counts: Counts): string {
  const all = counts.pass + counts.fail + counts.error + counts['not-evaluated']
  if (all === 0) return 'nothing to test'
  if (counts.pass === all) return `all ${count(all)}`
  const parts = [
    counts.fail > 0 ? `${count(counts.fail)} fail` : '',
    counts.error > 0 ? `${count(counts.error)} broke off` : '',
    counts['not-evaluated'] > 0 ? `${count(counts['not-evaluated'])} not evaluated` : '',
  ].filter((part) => part !== '')
  return `${parts.join(', ')} of ${count(all)}`
}

const LESSON_STATES: Readonly<Record<LessonView['state'], { state: StateName; word: string }>> = {
  adopted: { state: 'partial', word: 'adopted, not applied' },
  applied: { state: 'partial', word: 'applied, not tried again' },
  retested: { state: 'pass', word: 'tried again, holds' },
  failed: { state: 'fail', word: 'tried again, does not hold' },
}

export function LessonState({ state }: { readonly state: LessonView['state'] }) {
  const entry = LESSON_STATES[state]
  return <State state={entry.state}>{entry.word}</State>
}

const RESULTS: Readonly<Record<string, { state: StateName; word: string }>> = {
  blocked: { state: 'pass', word: 'blocked' },
  detected: { state: 'pass', word: 'detected' },
  'not-blocked': { state: 'fail', word: 'not blocked' },
  'not-detected': { state: 'fail', word: 'not detected' },
  'not-shown': { state: 'unknown', word: 'not shown' },
}

/** Green only when it is what was expected. */
export function RetestResult({ result, expected }: { readonly result: string; readonly expected: string }) {
  const entry = RESULTS[result] ?? { state: 'unknown' as const, word: result }
  const wrong = entry.state === 'pass' && result !== expected
  return <State state={wrong ? 'fail' : entry.state}>{wrong ? `${entry.word}, not ${expected}` : entry.word}</State>
}
