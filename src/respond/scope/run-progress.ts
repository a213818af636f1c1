// How far a run is and how long it may take, from what it last said. Pure.

export interface RunProgress {
  readonly state: 'waiting' | 'running' | 'stopping' | 'done' | 'stopped' | 'failed'
  readonly stage: string | null
  /** 0 to 1 */
  readonly share: number
  /** seconds, give or take; null: not known, or nothing left to do */
  readonly left: number | null
}

/** before, a guess would be one */
const ENOUGH_SECONDS = 2
const ENOUGH_SHARE = 0.05

export function progressView(
  run: { readonly state: RunProgress['state']; readonly stage: string | null; readonly share: number; readonly started_at: Date | null },
  now: Date,
): RunProgress {
  const { state, stage } = run
  const share = state === 'done' ? 1 : Math.round(run.share * 1000) / 1000
  const seconds = run.started_at === null ? 0 : (now.getTime() - run.started_at.getTime()) / 1000
  const guess = state === 'running' && seconds >= ENOUGH_SECONDS && share >= ENOUGH_SHARE
  return { state, stage, share, left: guess ? Math.ceil((seconds * (1 - share)) / share) : null }
}
