// How far a run of the controls is.
import type { RoundView } from '../api/generated.ts'
import { Time } from '../parts/time.tsx'
import { duration, secondsBetween } from '../parts/words.ts'

export function RoundProgress({ round }: { readonly round: RoundView }) {
  if (round.endedAt !== null) {
    return (
      <p className="q s">
        Last run <Time at={round.endedAt} />: {round.done} of {round.of} controls in{' '}
        {duration(secondsBetween(round.askedAt, round.endedAt))}.
      </p>
    )
  }
  return (
    <section className="sec" role="status">
      <progress value={round.done} max={Math.max(1, round.of)} aria-label="Controls tested" />{' '}
      <span className="tab">
        {round.done} of {round.of} tested
      </span>
    </section>
  )
}
