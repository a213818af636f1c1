// The result of trying an attack again: computed from the access records of a span of time; nobody types it.
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import { queryClient } from '../api/queries.ts'
import type { LessonView, RetestView } from '../api/generated.ts'
import { Bounds } from '../parts/bounds.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { TextRow } from '../parts/form.tsx'
import { Failure } from '../parts/page.tsx'
import { Said } from '../parts/said.tsx'
import { count } from '../parts/words.ts'
import { RetestResult } from './improve-words.tsx'

const MINUTE_MS = 60_000
/** for an input of the local time */
const local = (at: Date): string => new Date(at.getTime() - at.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 16)

export function RetestDialog({ lesson, onClose }: { readonly lesson: LessonView; readonly onClose: () => void }) {
  const [from, setFrom] = useState(() => local(new Date(Date.now() - 60 * MINUTE_MS)))
  const [to, setTo] = useState(() => local(new Date(Date.now() + MINUTE_MS)))
  const retest = useMutation({
    mutationFn: () =>
      call<RetestView>(`/api/lessons/${lesson.id}/retest`, {
        method: 'POST',
        body: { from: new Date(from).toISOString(), to: new Date(to).toISOString() },
      }),
    onSuccess: async () => {
      await Promise.all(
        [['lessons'], ['overview']].map(async (queryKey) => {
          await queryClient.invalidateQueries({ queryKey })
        }),
      )
    },
  })
  const found = retest.data
  const ready = from !== '' && to !== '' && from < to && !retest.isPending
  return (
    <Dialog
      title="Was it blocked this time?"
      text="Run the attack again first. Then say when; the records of that time give the result."
      onClose={onClose}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) retest.mutate()
        }}
      >
        <div className="stack">
          <p className="mono s">{lesson.retest.attack}</p>
          <TextRow label="From" type="datetime-local" value={from} onValue={setFrom} />
          <TextRow
            label="To"
            type="datetime-local"
            value={to}
            onValue={setTo}
            error={from >= to ? 'the end lies before the beginning' : undefined}
          />
          {retest.error !== null && <Failure error={retest.error} what="Nothing was computed" />}
          {found !== undefined && (
            <div role="status">
              <p>
                <RetestResult result={found.result} expected={lesson.retest.expect} />
              </p>
              <p className="q">
                {count(found.records)} records, {count(found.denied)} refused, people reached{' '}
                <Bounds lower={found.people.lower} upper={found.people.upper} basis={found.people.basis} />
                {found.gaps > 0 && <span className="unknown">, {count(found.gaps)} gaps in the records</span>}
              </p>
              <ul className="plain-list">
                {found.why.map((line) => (
                  <li key={line}>
                    <Said text={line} />
                  </li>
                ))}
              </ul>
            </div>
          )}
        </div>
        <div className="acts">
          <button type="button" className="btn" onClick={onClose}>
            {found === undefined ? 'Cancel' : 'Close'}
          </button>
          <button type="submit" className="btn main-act" disabled={!ready}>
            {retest.isPending ? 'Computing …' : 'Compute'}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
