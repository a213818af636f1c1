// The two marks of the console: label (sensitivity) and state. Shape and word first, colour with them, never colour alone.
import type { ReactNode } from 'react'
import type { LabelView } from '../api/generated.ts'
import { levelWord, regimesWord } from './words.ts'
import './marks.css'

export type StateName = 'pass' | 'fail' | 'error' | 'stale' | 'partial' | 'unknown'

const GLYPHS: Readonly<Record<StateName, ReactNode>> = {
  pass: (
    <>
      <circle cx="7" cy="7" r="6.5" fill="currentColor" />
      <path d="M4 7.2l2.2 2.2L10.2 5" fill="none" stroke="var(--bg)" strokeWidth="1.6" />
    </>
  ),
  fail: (
    <>
      <path d="M.5.5h13v13H.5z" fill="currentColor" />
      <path d="M4 4l6 6M10 4l-6 6" stroke="var(--bg)" strokeWidth="1.6" />
    </>
  ),
  error: (
    <>
      <path d="M7 1.2l6.2 11.3H.8z" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinejoin="round" />
      <path d="M7 5v4M7 10.2v1.3" stroke="currentColor" strokeWidth="1.4" />
    </>
  ),
  stale: (
    <>
      <circle cx="7" cy="7" r="6" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <path d="M7 3.3V7l2.5 1.8" fill="none" stroke="currentColor" strokeWidth="1.4" />
    </>
  ),
  partial: (
    <>
      <circle cx="7" cy="7" r="6" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <path d="M7 1a6 6 0 0 1 0 12z" fill="currentColor" />
    </>
  ),
  unknown: (
    <>
      <circle cx="7" cy="7" r="6" fill="none" stroke="currentColor" strokeWidth="1.4" strokeDasharray="2.2 1.570" />
      <path d="M5.3 5.6c0-2.2 3.4-2.2 3.4-.1 0 1.3-1.7 1.3-1.7 2.6M7 9.3v1.3" fill="none" stroke="currentColor" strokeWidth="1.3" />
    </>
  ),
}

/** A glyph alone needs a name; beside its word it is decoration. */
export function Glyph({ state, name }: { readonly state: StateName; readonly name?: string }) {
  return (
    <svg
      className={`glyph ${state}`}
      viewBox="0 0 14 14"
      {...(name === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name })}
    >
      {GLYPHS[state]}
    </svg>
  )
}

export function State({ state, children }: { readonly state: StateName; readonly children: ReactNode }) {
  return (
    <span className={`state ${state}`}>
      <svg viewBox="0 0 14 14" aria-hidden="true">
        {GLYPHS[state]}
      </svg>
      {children}
    </span>
  )
}

const BARS = ['M0 8h2.5v3H0z', 'M3.5 5.5H6V11H3.5z', 'M7 3h2.5v8H7z', 'M10.5 0H13v11h-2.5z'] as const

/** No label is unlabelled or unread: shown as unknown, never as Public. */
export function Label({
  label,
  regimes = true,
  none = 'no label',
}: {
  readonly label: LabelView
  readonly regimes?: boolean
  readonly none?: string
}) {
  if (label === null) {
    return (
      <span className="label none">
        <svg viewBox="0 0 14 14" aria-hidden="true">
          {GLYPHS.unknown}
        </svg>
        {none}
      </span>
    )
  }
  return (
    <span className={`label l${label.level + 1}`}>
      <svg viewBox="0 0 13 11" aria-hidden="true">
        {BARS.map((bar, at) => (
          <path key={bar} fill="currentColor" opacity={at <= label.level ? 1 : 0.28} d={bar} />
        ))}
      </svg>
      {levelWord(label.level)}
      {regimes && label.regimes.length > 0 && <span className="reg"> - {regimesWord(label.regimes)}</span>}
    </span>
  )
}

export const asState = (text: string): StateName => (text in GLYPHS ? (text as StateName) : 'unknown')

/** How much of an object was read, as one of the four lines of the coverage ledger. */
export const COVERAGE: Readonly<Record<string, { state: StateName; word: string }>> = {
  read: { state: 'pass', word: 'read' },
  partial: { state: 'partial', word: 'partly read' },
  skipped: { state: 'unknown', word: 'skipped' },
  failed: { state: 'error', word: 'failed' },
}

export function CoverageState({ status }: { readonly status: string }) {
  const entry = COVERAGE[status] ?? { state: 'unknown' as const, word: status }
  return <State state={entry.state}>{entry.word}</State>
}
