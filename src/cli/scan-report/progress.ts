// One line of progress on stderr while a scan runs; only on a terminal. Owns nothing else: the numbers come with each step.
import type { StoreId } from '../../core/ids.ts'
import { monotonicMs } from '../../core/clock.ts'
import type { ScanStep } from '../../discover/scan/scan-store.ts'
import type { Terminal } from '../command.ts'
import { printable } from '../terminal.ts'

export interface Progress {
  step(store: StoreId, step: ScanStep): void
  end(): void
}

export function createProgress(terminal: Terminal, stores: number): Progress {
  if (!terminal.errIsTerminal) return { step: () => {}, end: () => {} }
  const steps = new Map<StoreId, ScanStep>()
  const started = monotonicMs()
  let last = 0
  return {
    step(store, step) {
      steps.set(store, step)
      const now = monotonicMs()
      if (now - last < 100) return
      last = now
      terminal.err(`\r\u001B[K${progressLine([...steps.values()], stores, (now - started) / 1000, terminal.columns - 1)}`)
    },
    end() {
      if (last > 0) terminal.err('\r\u001B[K')
    },
  }
}

export function progressLine(steps: readonly ScanStep[], stores: number, seconds: number, width: number): string {
  const sum = (of: (step: ScanStep) => number): number => steps.reduce((total, step) => total + of(step), 0)
  const done = sum((step) => step.objectsDone)
  const rows = sum((step) => step.rows)
  const known = steps.length === stores && steps.every((step) => step.objectsTotal !== null)
  const total = sum((step) => step.objectsTotal ?? 0)
  const share = known && total > 0 ? done / total : null
  const left = share !== null && share > 0.02 && share < 1 ? `, about ${duration((seconds / share) * (1 - share))} left` : ''
  const bar =
    share === null ? '' : `[${'#'.repeat(Math.round(share * 20)).padEnd(20, '.')}] ${String(Math.floor(share * 100)).padStart(3)} %  `
  const reading = steps.findLast((step) => step.nowReading !== null)?.nowReading ?? ''
  const rate = seconds > 0 ? Math.round(rows / seconds) : 0
  const text = `${bar}${done.toLocaleString('en-US')}${known ? ` of ${total.toLocaleString('en-US')}` : ''} objects, ${rate.toLocaleString('en-US')} rows/s${left}  ${printable(reading)}`
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`
}
