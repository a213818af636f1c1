// How a scan and its parts are said: state, mode, what was not read. Shared by the list, the one scan and the data map.
import type { CoverageCounts, ScanModeView, ScanView } from '../api/generated.ts'
import { State, type StateName } from '../parts/marks.tsx'
import { count, percent, plural } from '../parts/words.ts'

export const modeWord = (mode: ScanModeView): string =>
  mode.kind === 'full' ? 'everything' : `sample of ${count(mode.rows)} rows of each object`

/** What was asked for and not, or not wholly, read; a sample that was asked for is not missing anything. */
export const unreadOf = ({ partial, sampled, skipped, failed }: CoverageCounts): number => partial - sampled + skipped + failed

/** "2 objects could not be read, 1 only in part"; empty when all was read. */
function unreadWords(coverage: CoverageCounts): string {
  const part = coverage.partial - coverage.sampled
  const none = coverage.skipped + coverage.failed
  if (none === 0) return part === 0 ? '' : `${plural(part, 'object')} could be read only in part`
  return `${plural(none, 'object')} could not be read${part === 0 ? '' : `, ${count(part)} only in part`}`
}

export function scanTitle(scan: ScanView): string {
  const name = `Scan ${scan.number}`
  if (scan.state === 'done') {
    const unread = unreadWords(scan.coverage)
    if (unread !== '') return `${name} is done; ${unread}`
    return scan.coverage.sampled > 0 ? `${name} read its sample of everything` : `${name} read everything`
  }
  const words: Readonly<Record<Exclude<ScanView['state'], 'done'>, string>> = {
    waiting: ' waits for its turn',
    running: ' is running',
    stopping: ' is stopping',
    stopped: ' was stopped',
    failed: scan.problem === null ? ' failed' : ` failed: ${scan.problem.replaceAll('`', '')}`,
  }
  return `${name}${words[scan.state]}`
}

export function ScanState({ scan }: { readonly scan: ScanView }) {
  const [state, words] = scan.state === 'done' ? doneState(scan.coverage) : stateOf(scan, scan.state)
  return <State state={state}>{words}</State>
}

/** How a scan, or its part of one store, ended. */
export function doneState(coverage: CoverageCounts): readonly [StateName, string] {
  const none = coverage.skipped + coverage.failed
  const part = coverage.partial - coverage.sampled
  if (none > 0) return [coverage.failed > 0 ? 'error' : 'unknown', `${count(none + part)} could not be read`]
  if (part > 0) return ['partial', `${count(part)} only in part`]
  return coverage.sampled > 0 ? ['partial', 'sampled, as asked'] : ['pass', 'all read']
}

function stateOf(scan: ScanView, now: Exclude<ScanView['state'], 'done'>): readonly [StateName, string] {
  const words: Readonly<Record<typeof now, readonly [StateName, string]>> = {
    waiting: ['partial', 'waits'],
    running: ['partial', scan.share === null ? 'running' : `running, ${percent(scan.share)}`],
    stopping: ['partial', 'stopping'],
    stopped: ['stale', 'stopped'],
    failed: ['error', 'failed'],
  }
  return words[now]
}
