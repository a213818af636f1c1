// Confirms, rejects or relabels one field, with a reason. The decision is pinned and stands beside the field with who and when.
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { LEVEL_WORDS, type DecisionBody, type FieldView } from '../api/generated.ts'
import type { Ask } from '../map/field-inspector.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Choice, SelectRow, TextRow } from '../parts/form.tsx'
import { Failure } from '../parts/page.tsx'
import { REASONS, decide, likelyLevel } from './decision.ts'

const TITLES: Readonly<Record<Ask, string>> = { confirm: 'Confirm as personal', reject: 'Reject: not personal', label: 'Change the label' }

export function DecisionDialog({ field, ask, onClose }: { readonly field: FieldView; readonly ask: Ask; readonly onClose: () => void }) {
  const start: DecisionBody['verdict'] = ask === 'confirm' ? 'personal' : ask === 'reject' ? 'not-personal' : (field.verdict ?? 'personal')
  const [verdict, setVerdict] = useState(start)
  const [level, setLevel] = useState(likelyLevel(field, start))
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  const send = useMutation({ mutationFn: () => decide(field, { verdict, level, reason: reason.trim() }), onSuccess: onClose })
  const choose = (next: DecisionBody['verdict']) => () => {
    setVerdict(next)
    setLevel(likelyLevel(field, next))
  }
  return (
    <Dialog
      title={TITLES[ask]}
      text={
        <>
          <span className="mono wrap-any">
            {field.object.name}/{field.path}
          </span>
          . It is pinned: rescans and new rules will not change it.
        </>
      }
      onClose={onClose}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (reason.trim() !== '') send.mutate()
        }}
      >
        <div className="stack">
          {ask === 'label' && (
            <fieldset className="row-of">
              <legend className="m">About persons</legend>
              <Choice name="verdict" checked={verdict === 'personal'} onPick={choose('personal')} label="personal" />
              <Choice name="verdict" checked={verdict === 'not-personal'} onPick={choose('not-personal')} label="not personal" />
              <Choice name="verdict" checked={verdict === 'unsure'} onPick={choose('unsure')} label="unsure" />
            </fieldset>
          )}
          <SelectRow
            label="Level"
            value={String(level)}
            onValue={(value) => setLevel(Number(value))}
            options={LEVEL_WORDS.map((word, at) => [String(at), word] as const)}
          />
          <TextRow
            label="Reason"
            hint="Others will read it beside the field."
            value={reason}
            onValue={setReason}
            maxLength={1000}
            autoFocus
            error={tried && reason.trim() === '' ? 'a reason is needed' : undefined}
          />
          <div className="row-of">
            {REASONS.map((words) => (
              <button key={words} type="button" className="btn bare quick" onClick={() => setReason(words)}>
                {words}
              </button>
            ))}
          </div>
          {send.error !== null && <Failure error={send.error} what="It was not decided" />}
        </div>
        <div className="acts">
          <button type="button" className="btn" onClick={onClose}>
            Cancel <kbd>Esc</kbd>
          </button>
          <button type="submit" className="btn main-act" disabled={send.isPending}>
            {ask === 'confirm' ? 'Confirm' : ask === 'reject' ? 'Reject' : 'Set the label'}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
