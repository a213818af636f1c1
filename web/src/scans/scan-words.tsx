// How a scan and its parts are said: state, mode, what was not read. Shared by the list, the one scan and the data map.
import type { ScanModeView, ScanView } from '../api/generated.ts'
import { State, type StateName } from '../parts/marks.tsx'
import { count, percent, plural } from '../parts/words.ts'

export const modeWord = (mode: ScanModeView): string =>
  mode.kind === 'full' ? 'everything' : `sample of ${count(mode.rows)} rows of each object`

/** What was asked for and not read; a sample that was asked for is not missing anything. */
export const unreadOf = (scan: ScanView): number =>
  scan.coverage.partial - scan.coverage.sampled + scan.coverage.skipped + scan.coverage.failed

export function scanTitle(scan: ScanView): string {
  const name = `Scan ${scan.number}`
  if (scan.state === 'done') {
    const unread = unreadOf(scan)
    return unread === 0 ? `${name} read all it was asked to` : `${name} could not read all of ${plural(unread, 'object')}`
  }
  const words: Readonly<Record<Exclude<ScanView['state'], 'done'>, string>> = {
    waiting: 'waits for a worker',
    running: 'is running',
    stopping: 'is stopping',
    stopped: 'was stopped',
    failed: 'failed',
  }
  return `${name} ${words[scan.state]}`
}

export function ScanState({ scan }: { readonly scan: ScanView }) {
  const [state, words] = stateOf(scan)
  return <State state={state}>{words}</State>
}

function stateOf(scan: ScanView): readonly [StateName, string] {
  if (scan.state === 'done') return unreadOf(scan) === 0 ? ['pass', 'all read'] : ['partial', `${count(unreadOf(scan))} not all read`]
  const words: Readonly<Record<Exclude<ScanView['state'], 'done'>, readonly [StateName, string]>> = {
    waiting: ['partial', 'waits'],
    running: ['partial', scan.share === null ? 'running' : `running, ${percent(scan.share)}`],
    stopping: ['partial', 'stopping'],
    stopped: ['stale', 'stopped'],
    failed: ['error', 'failed'],
  }
  return words[scan.state]
}
