// Controls: what each asks, what its last test said, how old that is; a run of all with progress; and the evidence bundle.
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useMemo, useRef } from 'react'
import { call } from '../api/client.ts'
import { controlsQuery } from '../api/improve-queries.ts'
import { queryClient } from '../api/queries.ts'
import type { ControlsRunView, ControlsView, ControlSummaryView } from '../api/generated.ts'
import { useAccount } from '../app/account.ts'
import { useKeys } from '../app/keys.ts'
import { DataTable, columnsOf } from '../parts/data-table.tsx'
import { Failure, Loading, PageHead } from '../parts/page.tsx'
import { Time } from '../parts/time.tsx'
import { count, plural } from '../parts/words.ts'
import { ControlState, controlRank, countsWord, statesWord } from './improve-words.tsx'
import { RoundProgress } from './round-progress.tsx'

const columns = columnsOf<ControlSummaryView>()([
  {
    id: 'name',
    head: 'Control',
    sort: (control) => control.name,
    className: 'wide',
    cell: (control) => (
      <Link to="/improve/controls/$id" params={{ id: control.id }}>
        {control.name}
        <span className="two p2">{control.asks}</span>
      </Link>
    ),
  },
  { id: 'state', head: 'State', sort: (control) => controlRank(control.state), cell: (control) => <ControlState state={control.state} /> },
  {
    id: 'seen',
    head: 'What was seen',
    className: 'p2 nw',
    cell: (control) =>
      control.counts === null ? (
        <span className="qq">nothing yet</span>
      ) : (
        <Link className="link" to="/improve/controls/$id" params={{ id: control.id }}>
          {countsWord(control.counts)}
        </Link>
      ),
  },
  {
    id: 'at',
    head: 'Tested',
    sort: (control) => control.at ?? '',
    className: 'p2 nw',
    cell: (control) => (control.at === null ? <span className="qq">never</span> : <Time at={control.at} />),
  },
  {
    id: 'until',
    head: 'Valid until',
    className: 'p3 nw q',
    cell: (control) => (control.validUntil === null ? '' : <Time at={control.validUntil} />),
  },
])

export function ImprovePage() {
  const { may } = useAccount()
  const controls = useQuery(controlsQuery)
  const run = useMutation({
    mutationFn: () => call<ControlsRunView>('/api/controls/run', { method: 'POST', body: {} }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['controls'] })
    },
  })
  const running = controls.data?.round?.endedAt === null
  const ready = may.act && !running && !run.isPending
  const start = run.mutate
  const keys = useMemo(() => (ready ? [{ key: 't', does: 'test all controls', run: () => start() }] : []), [ready, start])
  useKeys('Controls', keys)
  const wasRunning = useRef(running)
  useEffect(() => {
    if (wasRunning.current && !running) {
      void queryClient.invalidateQueries({ queryKey: ['controls'] })
      void queryClient.invalidateQueries({ queryKey: ['overview'] })
    }
    wasRunning.current = running
  }, [running])
  return (
    <>
      <PageHead
        title={controls.data === undefined ? 'Controls' : titleOf(controls.data)}
        tab="Controls"
        sub="Each is a question put to the stores themselves. Stale, error and not evaluated never count as a pass."
      >
        {may.act && (
          <button type="button" className="btn main-act" disabled={!ready} onClick={() => start()}>
            {running ? 'Testing …' : 'Test all'} {!running && <kbd>T</kbd>}
          </button>
        )}
      </PageHead>
      <div className="body tight">
        {run.error !== null && <Failure error={run.error} what="The test was not started" />}
        {controls.data === undefined ? (
          controls.error === null ? (
            <Loading what="the controls" rows={10} />
          ) : (
            <Failure error={controls.error} what="The controls could not be shown" retry={() => void controls.refetch()} />
          )
        ) : (
          <>
            {controls.data.round !== null && <RoundProgress round={controls.data.round} />}
            <section className="sec">
              <div className="sec-head">
                <h2>Controls</h2>
                <span className="q s tab">
                  {count(controls.data.controls.length)}: {statesWord(controls.data.controls.map((control) => control.state))}
                </span>
              </div>
              <DataTable
                rows={controls.data.controls.toSorted((a, b) => controlRank(a.state) - controlRank(b.state))}
                columns={columns}
                rowKey={(control) => control.id}
                name="Controls"
              />
            </section>
          </>
        )}
        <Evidence />
      </div>
    </>
  )
}

function titleOf({ controls }: ControlsView): string {
  const number = (state: ControlSummaryView['state']) => controls.filter((control) => control.state === state).length
  const wrong = number('fail') + number('error')
  if (wrong > 0) return `${plural(wrong, 'control')} ${wrong === 1 ? 'does' : 'do'} not hold`
  const passed = number('pass')
  if (passed === 0) return 'No control was tested yet'
  const applies = controls.length - number('not-applicable')
  return passed === applies ? `All ${passed} controls pass` : `${passed} of ${applies} controls pass, the rest is not known`
}

function Evidence() {
  const { may } = useAccount()
  return (
    <section className="sec narrow-text" id="evidence">
      <div className="sec-head">
        <h2>Evidence</h2>
        <span className="q s">for somebody who does not trust this console</span>
      </div>
      <p className="read">
        The bundle is one file with every action in the ledger: plans, proofs, runs of controls, incidents, lessons, each with digests and
        no value of a customer. Anybody checks it without Holdfast’s database, key file or network:
      </p>
      <pre className="code gap-small">holdfast verify BUNDLE --key log.vkey --since checkpoint</pre>
      <p className="q s gap-small">
        Keep <code>log.vkey</code> and a <code>checkpoint</code> of an earlier bundle: without them the bundle is only checked against
        itself.
      </p>
      {may.ledger && (
        <p className="row-of gap-top">
          <a className="btn" href="/api/ledger/bundle" download>
            Download the bundle
          </a>
          <Link className="btn" to="/settings/ledger">
            Open the ledger
          </Link>
        </p>
      )}
    </section>
  )
}
