// A computation of who is affected while it waits or runs: what it does, how far it is, how long it may take, and a way to stop it. What became of
// one that did not end well. Owns no result.
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { call } from '../api/client.ts'
import type { ScopeRunView } from '../api/generated.ts'
import { refreshIncidents, scopeRunQuery } from '../api/respond-queries.ts'
import { useAccount } from '../app/account.ts'
import { State } from '../parts/marks.tsx'
import { Failure } from '../parts/page.tsx'
import { Time } from '../parts/time.tsx'
import { duration, percent, sentence } from '../parts/words.ts'
import './respond.css'

export const isOpen = (run: ScopeRunView | null): boolean => run !== null && ['waiting', 'running', 'stopping'].includes(run.state)

/** The run as it stands now: asked for again while it is open. `onDone` when it has come to its end since it was first shown. */
export function useScopeRun(run: ScopeRunView | null, onDone?: () => void): ScopeRunView | null {
  const open = isOpen(run)
  const live = useQuery({ ...scopeRunQuery(run?.incident ?? '', run?.id ?? ''), enabled: open })
  const now = live.data?.id === run?.id ? (live.data ?? run) : run
  const ended = open && !isOpen(now)
  useEffect(() => {
    if (ended) onDone?.()
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once an end, whatever the page hands in
  }, [ended])
  return now
}

export function ScopeRunLine({ run }: { readonly run: ScopeRunView }) {
  const { may } = useAccount()
  const stop = useMutation({
    mutationFn: () =>
      call<ScopeRunView>(`/api/incidents/${encodeURIComponent(run.incident)}/scope-runs/${run.id}/stop`, { method: 'POST', body: {} }),
    onSettled: refreshIncidents,
  })
  if (run.state === 'failed' || run.state === 'stopped') {
    return (
      <p className="note gap-top">
        <State state={run.state === 'failed' ? 'error' : 'unknown'}>
          {run.state === 'failed' ? 'The last computation failed.' : 'The last computation was stopped.'}
        </State>{' '}
        {run.problem !== null && <>{run.problem}. </>}
        {run.endedAt !== null && <Time at={run.endedAt} />}. Nothing of it was kept; what is shown below is from the version before, if
        there is one.
      </p>
    )
  }
  if (!isOpen(run)) return null
  const known = run.share > 0
  return (
    <section className="sec run" aria-label="Being computed">
      <p className="row-of" role="status">
        <span className="b">
          {run.state === 'waiting'
            ? 'Waits to be computed'
            : run.state === 'stopping'
              ? 'Stopping …'
              : sentence(run.stage ?? 'being computed').replace(/\.$/, '')}
        </span>
        <span className="q num">
          {known && `${percent(run.share)}, `}
          {run.left === null ? 'time left: not known yet' : `${duration(run.left)} left, give or take`}
        </span>
        {may.act && (
          <button type="button" className="btn end" disabled={stop.isPending || run.state === 'stopping'} onClick={() => stop.mutate()}>
            Stop
          </button>
        )}
      </p>
      <div
        className={known ? 'bar' : 'bar whole-unknown'}
        role="progressbar"
        aria-label="Who is affected, being computed"
        aria-valuemin={0}
        aria-valuemax={100}
        {...(known ? { 'aria-valuenow': Math.round(run.share * 100) } : {})}
      >
        {known && <i className="go" style={{ width: `${run.share * 100}%` }} />}
      </div>
      {stop.error !== null && <Failure error={stop.error} what="It could not be stopped" />}
    </section>
  )
}
