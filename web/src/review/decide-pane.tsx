// Your decision about the open field: personal or not, level, reason. Keys act from anywhere on the page.
import { useMutation } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { LEVEL_WORDS, type DecisionBody, type ReviewItemView } from '../api/generated.ts'
import { useKeys } from '../app/keys.ts'
import { SelectRow, TextRow } from '../parts/form.tsx'
import { Failure } from '../parts/page.tsx'
import { levelWord } from '../parts/words.ts'
import { REASONS, decide, likelyLevel } from './decision.ts'

export interface Draft {
  readonly level: number
  readonly reason: string
}

export function DecidePane({
  field,
  draft,
  done,
  onDraft,
  onSkip,
  onDecided,
}: {
  readonly field: ReviewItemView
  readonly draft: Draft | undefined
  /** what was decided about it a moment ago */
  readonly done: string | undefined
  readonly onDraft: (draft: Draft) => void
  readonly onSkip: () => void
  readonly onDecided: (words: string) => void
}) {
  const [missing, setMissing] = useState(false)
  const { level, reason } = draft ?? { level: likelyLevel(field, 'personal'), reason: '' }
  const send = useMutation({
    mutationFn: (body: DecisionBody) => decide(field, body),
    onSuccess: (_, body) => onDecided(body.verdict === 'personal' ? `confirmed, ${levelWord(body.level)}` : 'rejected'),
  })
  const run = send.mutate
  const submit = useCallback(
    (verdict: DecisionBody['verdict']) => {
      if (reason.trim() === '') {
        setMissing(true)
        document.querySelector<HTMLElement>('#review-reason input')?.focus()
        return
      }
      run({ verdict, level: verdict === 'personal' ? level : likelyLevel(field, 'not-personal'), reason: reason.trim() })
    },
    [field, level, reason, run],
  )
  const keys = useMemo(
    () => [
      { key: 'c', does: 'confirm as personal', run: () => submit('personal') },
      { key: 'r', does: 'reject, not personal', run: () => submit('not-personal') },
      { key: 'u', does: 'leave unsure, go on', run: onSkip },
      { key: 'l', does: 'raise or lower the level', run: () => onDraft({ reason, level: (level + 1) % 4 }) },
      ...REASONS.map((words, at) => ({ key: String(at + 1), does: `reason: ${words}`, run: () => onDraft({ level, reason: words }) })),
    ],
    [submit, onSkip, onDraft, reason, level],
  )
  useKeys('Your decision', keys)
  return (
    <>
      <header>
        <h2 className="plain-head">Your decision</h2>
      </header>
      <p className="q s">It is pinned: rescans and new rules will not change it.</p>
      {done !== undefined && <p className="note">You decided: {done}. A new decision takes its place.</p>}
      <div className="decide gap-top">
        <button type="button" className="btn main-act" disabled={send.isPending} onClick={() => submit('personal')}>
          Confirm as personal <kbd>C</kbd>
        </button>
        <button type="button" className="btn" disabled={send.isPending} onClick={() => submit('not-personal')}>
          Reject, not personal <kbd>R</kbd>
        </button>
        <button type="button" className="btn" onClick={onSkip}>
          Leave unsure, go on <kbd>U</kbd>
        </button>
      </div>
      {send.error !== null && <Failure error={send.error} what="It was not decided" />}
      <section>
        <SelectRow
          label={
            <>
              Confirm as <kbd>L</kbd>
            </>
          }
          value={String(level)}
          onValue={(value) => onDraft({ reason, level: Number(value) })}
          options={LEVEL_WORDS.map((word, at) => [String(at), word] as const)}
        />
      </section>
      <section id="review-reason">
        <TextRow
          label="Reason, needed"
          value={reason}
          onValue={(value) => onDraft({ level, reason: value })}
          maxLength={1000}
          error={missing && reason.trim() === '' ? 'a reason is needed: type one, or press 1 to 4' : undefined}
        />
        <div className="reasons">
          {REASONS.map((words, at) => (
            <button key={words} type="button" onClick={() => onDraft({ level, reason: words })}>
              <kbd>{at + 1}</kbd> {words}
            </button>
          ))}
        </div>
      </section>
    </>
  )
}
