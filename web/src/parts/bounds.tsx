// A number that may be a range: "388 – 402", "≤ 9,114", "at least 12". The possible part is hatched where it is drawn, and what the range
// rests on is said. Owns no arithmetic: lower and upper come from the server.
import { basisWord, boundsWord } from './words.ts'
import './drawings.css'

export { basisWord, boundsWord } from './words.ts'

export function Bounds({
  lower,
  upper,
  basis,
  of,
  strong = false,
}: {
  readonly lower: number
  readonly upper: number
  /** what it rests on; shown on hover and read aloud */
  readonly basis?: string | undefined
  /** the largest figure of the drawing; without it only the words are shown */
  readonly of?: number | undefined
  readonly strong?: boolean
}) {
  const none = upper === 0
  return (
    <span className={`bounds${of === undefined ? '' : ' drawn'}`}>
      <span
        className={`tab nw${strong && !none ? ' b' : ''}${none ? ' qq' : ''}`}
        {...(basis === undefined ? {} : { title: basisWord(basis) })}
      >
        {boundsWord(lower, upper)}
      </span>
      {basis !== undefined && <span className="sr">, {basisWord(basis)}</span>}
      {of !== undefined && <BoundsBar lower={lower} upper={upper} of={of} />}
    </span>
  )
}

/** What is certain is filled, what is possible hatched; `inner` is a part of the certain (exfiltrated of accessed), drawn darker. */
export function BoundsBar({
  lower,
  upper,
  of,
  inner = 0,
}: {
  readonly lower: number
  readonly upper: number
  readonly of: number
  readonly inner?: number
}) {
  const share = (value: number) => (of > 0 ? `${(Math.min(value, of) / of) * 100}%` : '0%')
  const parts = [
    { kind: 'ink', value: Math.min(inner, lower) },
    { kind: 'calm', value: lower - Math.min(inner, lower) },
    { kind: 'un', value: Math.max(0, upper - lower) },
  ].filter((part) => part.value > 0)
  return (
    <span className="bar bounds-bar" aria-hidden="true">
      {parts.map((part) => (
        <i key={part.kind} className={part.kind} style={{ width: share(part.value), minWidth: 2 }} />
      ))}
    </span>
  )
}
