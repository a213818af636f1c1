// Who reads past the masks, and by whose decision until when. An exception is proposed by one person and approved by another; the control that looks
// for clear readers counts it while it is live.
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import { exceptionsQuery } from '../api/protect-queries.ts'
import { queryClient } from '../api/queries.ts'
import type { ExceptionView, ExceptionsView } from '../api/generated.ts'
import { useAccount } from '../app/account.ts'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'
import { DataTable, columnsOf } from '../parts/data-table.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { TextRow } from '../parts/form.tsx'
import { State } from '../parts/marks.tsx'
import { Failure, Loading } from '../parts/page.tsx'
import { ScrollX } from '../parts/scroll-x.tsx'
import { Time } from '../parts/time.tsx'
import { plural } from '../parts/words.ts'
import { useActorName } from './actor-name.ts'
import { exceptionState, latestDay, untilProblem } from './exception-words.ts'
import './protect.css'

type Reader = ExceptionsView['readers'][number]
type Ask = { readonly kind: 'approve' | 'end'; readonly exception: ExceptionView } | { readonly kind: 'propose'; readonly role: string }

export function Exceptions({ store, name }: { readonly store: string; readonly name: string }) {
  const { may, id } = useAccount()
  const nameOf = useActorName()
  const answer = useQuery(exceptionsQuery(store))
  const [ask, setAsk] = useState<Ask | null>(null)
  const readers = columnsOf<Reader>()([
    { id: 'role', head: 'Role', sort: (one) => one.role, className: 'wide', cell: (one) => <span className="mono">{one.role}</span> },
    { id: 'how', head: 'By', className: 'p2', cell: (one) => one.kinds.join(', ') },
    { id: 'fields', head: 'Columns it reads', number: true, className: 'p2', sort: (one) => one.fields, cell: (one) => one.fields },
    {
      id: 'state',
      head: 'Exception',
      sort: (one) => one.fields - one.excepted,
      cell: (one) =>
        one.excepted === one.fields ? (
          <State state="pass">for all of them</State>
        ) : one.excepted === 0 ? (
          <State state="fail">none</State>
        ) : (
          <State state="partial">for {one.excepted} of them</State>
        ),
    },
    ...(may.act
      ? [
          {
            id: 'act',
            head: <span className="sr">Propose</span>,
            className: 'nw',
            cell: (one: Reader) =>
              one.excepted < one.fields && (
                <button type="button" className="linklike" onClick={() => setAsk({ kind: 'propose', role: one.role })}>
                  Propose…<span className="sr"> an exception for {one.role}</span>
                </button>
              ),
          },
        ]
      : []),
  ])
  const exceptions = columnsOf<ExceptionView>()([
    { id: 'role', head: 'Role', sort: (one) => one.role, cell: (one) => <span className="mono">{one.role}</span> },
    { id: 'reason', head: 'Reason', className: 'wide', cell: (one) => one.reason },
    { id: 'fields', head: 'Columns', number: true, className: 'p2', cell: (one) => one.fields.length },
    { id: 'who', head: 'Proposed by', className: 'p2', cell: (one) => nameOf(one.proposedBy) },
    {
      id: 'approver',
      head: 'Approved by',
      className: 'p2',
      cell: (one) => (one.approvedBy === null ? <span className="q">nobody yet</span> : nameOf(one.approvedBy)),
    },
    { id: 'until', head: 'Until', className: 'p2', sort: (one) => one.until, cell: (one) => <Time at={one.until} /> },
    {
      id: 'state',
      head: 'State',
      sort: (one) => one.state,
      cell: (one) => {
        const { state, word } = exceptionState(one)
        return <State state={state}>{word}</State>
      },
    },
    ...(may.act
      ? [
          {
            id: 'act',
            head: <span className="sr">Decide</span>,
            cell: (one: ExceptionView) =>
              one.state !== 'ended' && (
                <span className="row-of">
                  {one.state === 'proposed' && one.proposedBy !== id && (
                    <button type="button" className="linklike" onClick={() => setAsk({ kind: 'approve', exception: one })}>
                      Approve…<span className="sr"> the exception of {one.role}</span>
                    </button>
                  )}
                  <button type="button" className="linklike" onClick={() => setAsk({ kind: 'end', exception: one })}>
                    {one.state === 'live' ? 'End…' : 'Withdraw…'}
                    <span className="sr"> the exception of {one.role}</span>
                  </button>
                </span>
              ),
          },
        ]
      : []),
  ])
  return (
    <section className="sec" id="exceptions">
      <div className="sec-head">
        <h2>Who reads past the masks</h2>
        {answer.data !== undefined && answer.data.readAt !== null && (
          <span className="q s">
            rights read <Time at={answer.data.readAt} />
          </span>
        )}
      </div>
      {answer.data === undefined ? (
        answer.error === null ? (
          <Loading what="the exceptions" />
        ) : (
          <Failure error={answer.error} what="The exceptions could not be shown" retry={() => void answer.refetch()} />
        )
      ) : (
        <>
          {answer.data.readAt === null ? (
            <p className="q read">
              The rights of this store were never read: nobody knows who reads past the masks. Read the access map first.
            </p>
          ) : answer.data.readers.length === 0 ? (
            <p className="q read">Nobody reads a confidential column as it stands in its table.</p>
          ) : (
            <ScrollX name="Who reads past the masks">
              <DataTable rows={answer.data.readers} columns={readers} rowKey={(one) => one.role} name="Who reads past the masks" />
            </ScrollX>
          )}
          {answer.data.exceptions.length > 0 && (
            <>
              <h3 className="gap-top">Exceptions</h3>
              <ScrollX name="Exceptions">
                <DataTable rows={answer.data.exceptions} columns={exceptions} rowKey={(one) => one.id} name="Exceptions" />
              </ScrollX>
            </>
          )}
        </>
      )}
      {ask?.kind === 'propose' && <Propose store={store} name={name} role={ask.role} onClose={() => setAsk(null)} />}
      {(ask?.kind === 'approve' || ask?.kind === 'end') && (
        <Decide store={store} ask={ask.kind} exception={ask.exception} onClose={() => setAsk(null)} />
      )}
    </section>
  )
}

async function again(store: string): Promise<void> {
  await Promise.all(
    [['protection', store], ['plan'], ['controls'], ['overview']].map(async (queryKey) => {
      await queryClient.invalidateQueries({ queryKey })
    }),
  )
}

function Propose({
  store,
  name,
  role,
  onClose,
}: {
  readonly store: string
  readonly name: string
  readonly role: string
  readonly onClose: () => void
}) {
  const [reason, setReason] = useState('')
  const [until, setUntil] = useState('')
  const problem = until === '' ? undefined : untilProblem(until, new Date())
  const propose = useMutation({
    mutationFn: () =>
      call<ExceptionView>(`/api/stores/${encodeURIComponent(store)}/exceptions`, {
        method: 'POST',
        body: { role, reason: reason.trim(), until: `${until}T00:00:00.000Z` },
      }),
    onSuccess: async () => {
      await again(store)
      onClose()
    },
  })
  const ready = reason.trim().length >= 3 && until !== '' && problem === undefined && !propose.isPending
  return (
    <Dialog
      title={`Propose an exception for ${role}`}
      text={`It keeps what it reads in ${name} now: the confidential and unlabelled columns, and no others. Another owner or analyst approves it.`}
      onClose={onClose}
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) propose.mutate()
        }}
      >
        <TextRow label="Why it must read them" value={reason} maxLength={1000} onValue={setReason} />
        <TextRow
          label="Until"
          type="date"
          hint="The beginning of that day, UTC; a year at most. It can be proposed again."
          max={latestDay(new Date())}
          value={until}
          error={problem}
          onValue={setUntil}
        />
        {propose.error !== null && <Failure error={propose.error} what="It was not proposed" />}
        <p className="row-of">
          <button type="submit" className="btn main-act" disabled={!ready}>
            {propose.isPending ? 'Proposing …' : 'Propose'}
          </button>
          <button type="button" className="btn" onClick={onClose}>
            Cancel
          </button>
        </p>
      </form>
    </Dialog>
  )
}

function Decide({
  store,
  ask,
  exception,
  onClose,
}: {
  readonly store: string
  readonly ask: 'approve' | 'end'
  readonly exception: ExceptionView
  readonly onClose: () => void
}) {
  const decide = useMutation({
    mutationFn: () => call<ExceptionView>(`/api/exceptions/${exception.id}/${ask}`, { method: 'POST', body: {} }),
    onSuccess: async () => {
      await again(store)
      onClose()
    },
  })
  const columns = plural(exception.fields.length, 'column')
  return (
    <ConfirmDialog
      title={ask === 'approve' ? `Approve the exception of ${exception.role}?` : `End the exception of ${exception.role}?`}
      text={
        ask === 'approve' ? (
          <>
            It reads {columns} as they are until <Time at={exception.until} />. The reason given: {exception.reason}
          </>
        ) : (
          `Nothing changes in the database: from now on the control names ${exception.role} until its right is closed by a plan or excepted anew.`
        )
      }
      name={exception.role}
      action={ask === 'approve' ? 'Approve' : 'End it'}
      busy={decide.isPending}
      error={decide.error}
      onConfirm={() => decide.mutate()}
      onClose={onClose}
    />
  )
}
