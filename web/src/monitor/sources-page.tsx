// What is watched and how far it was read: logs, the gateway, and what is missing. A source that fell silent is a gap, never quiet.
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import type { CollectorLookView, CollectorView, GatewaySwitchView } from '../api/generated.ts'
import { collectorsQuery, gapsQuery, gatewayQuery } from '../api/monitor-queries.ts'
import { queryClient, storesQuery } from '../api/queries.ts'
import { useAccount } from '../app/account.ts'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { SelectRow, TextRow } from '../parts/form.tsx'
import { State } from '../parts/marks.tsx'
import { Empty, Failure, Loading, PageHead } from '../parts/page.tsx'
import { ScrollX } from '../parts/scroll-x.tsx'
import { Time } from '../parts/time.tsx'
import { count, plural } from '../parts/words.ts'
import { AccessLink, GapTable, useNames } from './access-words.tsx'

const HOUR = 3_600_000

export function SourcesPage() {
  const { may } = useAccount()
  const collectors = useQuery(collectorsQuery)
  const [adding, setAdding] = useState(false)
  const list = collectors.data?.collectors ?? []
  const wrong = list.filter((collector) => collector.problem !== null || collector.unread > 0).length
  const title =
    collectors.data === undefined
      ? 'Sources'
      : list.length === 0
        ? 'No log is read yet'
        : wrong === 0
          ? `${plural(list.length, 'log')} read without a loss`
          : `${plural(wrong, 'log')} of ${count(list.length)} could not be read in full`
  return (
    <>
      <PageHead
        title={title}
        tab="Sources"
        sub="Where accesses are known from. What could not be read is a gap, and widens every bound that it touches."
      >
        {may.own && (
          <button type="button" className="btn main-act" onClick={() => setAdding(true)}>
            Read a log…
          </button>
        )}
      </PageHead>
      <div className="body tight">
        <section className="sec">
          <div className="sec-head">
            <h2>Logs</h2>
          </div>
          {collectors.data === undefined && collectors.error === null && <Loading what="sources" rows={3} columns={5} />}
          {collectors.error !== null && (
            <Failure error={collectors.error} what="The sources could not be read" retry={() => void collectors.refetch()} />
          )}
          {collectors.data !== undefined && list.length === 0 && (
            <Empty title="Only accesses through the gateway are seen">
              <p>PostgreSQL’s own log, as JSON, CSV or text files in a folder that this machine can read, says what happened beside it.</p>
            </Empty>
          )}
          {list.length > 0 && <Collectors list={list} />}
        </section>
        <Gateway />
        <Gaps />
      </div>
      {adding && <AddDialog onClose={() => setAdding(false)} />}
    </>
  )
}

function Collectors({ list }: { readonly list: readonly CollectorView[] }) {
  const { may } = useAccount()
  const names = useNames([])
  const look = useMutation({
    mutationFn: (id: string) => call<CollectorLookView>(`/api/collectors/${encodeURIComponent(id)}/look`, { method: 'POST', body: {} }),
    onSettled: () =>
      Promise.all([['collectors'], ['accesses'], ['gaps'], ['alerts']].map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  })
  return (
    <>
      <ScrollX name="Logs">
        <table className="t top" aria-label="Logs">
          <thead>
            <tr>
              <th scope="col" className="wide">
                Log
              </th>
              <th scope="col">Read to</th>
              <th scope="col" className="num p2">
                Lines
              </th>
              <th scope="col" className="num p2">
                Records
              </th>
              <th scope="col" className="num">
                Not understood
              </th>
              <th scope="col">State</th>
              <th scope="col">
                <span className="sr">Do</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {list.map((collector) => (
              <tr key={collector.id}>
                <td>
                  <span className="m">{names.store(collector.store)}</span> <span className="qq">PostgreSQL log</span>
                  <span className="two mono">{collector.where}</span>
                </td>
                <td>{collector.readTo === null ? <span className="unknown">nothing yet</span> : <Time at={collector.readTo} />}</td>
                <td className="num p2">{count(collector.lines)}</td>
                <td className="num p2">{count(collector.records)}</td>
                <td className="num">
                  <span className={collector.unread === 0 ? 'qq' : 'unknown b'}>{count(collector.unread)}</span>
                  {Object.entries(collector.unreadReasons).map(([reason, n]) => (
                    <span className="two" key={reason}>
                      {count(n)} {reason}
                    </span>
                  ))}
                </td>
                <td>
                  {collector.problem !== null ? (
                    <>
                      <State state="error">stopped</State>
                      <span className="two">{collector.problem}</span>
                    </>
                  ) : collector.lastLookedAt === null ? (
                    <State state="unknown">not looked yet</State>
                  ) : (
                    <>
                      <State state={collector.unread > 0 ? 'partial' : 'pass'}>{collector.unread > 0 ? 'partly read' : 'read'}</State>
                      <span className="two">
                        looked <Time at={collector.lastLookedAt} />
                      </span>
                    </>
                  )}
                </td>
                <td className="acts-cell">
                  {may.act && (
                    <button type="button" className="btn" disabled={look.isPending} onClick={() => look.mutate(collector.id)}>
                      {look.isPending && look.variables === collector.id ? 'Reading …' : 'Read now'}
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
      {look.error !== null && <Failure error={look.error} what="The log could not be read" />}
      {look.isSuccess && (
        <p className="note gap-small" role="status">
          {plural(look.data.lines, 'new line')}, {plural(look.data.records, 'record')},{' '}
          {look.data.unread === 0 ? 'all understood' : `${count(look.data.unread)} not understood`}.
        </p>
      )}
    </>
  )
}

function Gateway() {
  const { may } = useAccount()
  const gateway = useQuery(gatewayQuery)
  const [asking, setAsking] = useState(false)
  const turn = useMutation({
    mutationFn: (to: 'on' | 'off') => call<GatewaySwitchView>(`/api/gateway/${to}`, { method: 'POST', body: {} }),
    onSuccess: () => setAsking(false),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['gateway'] }),
  })
  const view = gateway.data
  return (
    <section className="sec narrow-text">
      <div className="sec-head">
        <h2>Gateway</h2>
        <span className="q s">the way in for people; it records who read what</span>
      </div>
      {gateway.error !== null && (
        <Failure error={gateway.error} what="The gateway could not be asked" retry={() => void gateway.refetch()} />
      )}
      {view !== undefined && (
        <>
          <dl className="kv">
            <dt>State</dt>
            <dd>
              {view.problem !== null ? (
                <State state="error">{view.problem}</State>
              ) : view.address === null ? (
                <State state="unknown">does not run</State>
              ) : view.on ? (
                <State state="pass">on</State>
              ) : (
                <State state="fail">off: every log-in is refused</State>
              )}
            </dd>
            <dt>Address</dt>
            <dd className="mono">{view.address ?? 'none'}</dd>
            <dt>Sessions now</dt>
            <dd className="tab">{count(view.sessions)}</dd>
            <dt>Certificate</dt>
            <dd className="mono s" style={{ overflowWrap: 'anywhere' }}>
              {view.fingerprint ?? 'none'}
            </dd>
          </dl>
          {may.own && view.address !== null && (
            <p className="row-of gap-top">
              {view.on ? (
                <button type="button" className="btn danger" onClick={() => setAsking(true)}>
                  Switch it off…
                </button>
              ) : (
                <button type="button" className="btn" disabled={turn.isPending} onClick={() => turn.mutate('on')}>
                  Switch it on
                </button>
              )}
            </p>
          )}
          {turn.isSuccess && (
            <p className="note gap-small" role="status">
              The gateway is {turn.data.on ? 'on' : 'off'}.{turn.data.ended > 0 && ` ${plural(turn.data.ended, 'session')} ended.`}
            </p>
          )}
        </>
      )}
      {asking && view !== undefined && (
        <ConfirmDialog
          title="Switch the gateway off?"
          text={
            <>
              {view.sessions === 0 ? 'No session runs now. ' : `${plural(view.sessions, 'session')} end at once. `}
              Every new log-in through the gateway is refused, for everybody, until it is switched on again. Nothing in the stores changes.
            </>
          }
          name="gateway"
          action="Switch it off"
          busy={turn.isPending}
          error={turn.error}
          onConfirm={() => turn.mutate('off')}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  )
}

function Gaps() {
  const [span] = useState(() => {
    const to = Math.ceil(Date.now() / HOUR) * HOUR
    return { from: new Date(to - 7 * 24 * HOUR).toISOString(), to: new Date(to).toISOString() }
  })
  const gaps = useQuery(gapsQuery(span.from, span.to))
  const names = useNames([])
  return (
    <section className="sec">
      <div className="sec-head">
        <h2>Gaps</h2>
        <span className="q s">the last 7 days</span>
        <span className="end s">
          <AccessLink question={{ ...span, by: 'hour' }}>accesses by hour</AccessLink>
        </span>
      </div>
      {gaps.error !== null && <Failure error={gaps.error} what="The gaps could not be read" retry={() => void gaps.refetch()} />}
      {gaps.data !== undefined && gaps.data.gaps.length === 0 && <p className="q">No record is known to be missing.</p>}
      {gaps.data !== undefined && gaps.data.gaps.length > 0 && <GapTable gaps={gaps.data.gaps} storeName={names.store} />}
    </section>
  )
}

function AddDialog({ onClose }: { readonly onClose: () => void }) {
  const stores = useQuery(storesQuery)
  const databases = (stores.data?.stores ?? []).filter((store) => store.kind === 'postgres')
  const [store, setStore] = useState('')
  const [where, setWhere] = useState('')
  const chosen = store === '' ? (databases[0]?.id ?? '') : store
  const add = useMutation({
    mutationFn: () =>
      call<CollectorView>('/api/collectors', { method: 'POST', body: { store: chosen, kind: 'postgres-log', path: where.trim() } }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['collectors'] })
      onClose()
    },
  })
  return (
    <Dialog
      title="Read the log of a PostgreSQL"
      text="Holdfast reads the files and changes nothing. Statements are taken apart on this machine; their values are not kept."
      onClose={onClose}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          add.mutate()
        }}
      >
        <div className="stack">
          {stores.data !== undefined && databases.length === 0 ? (
            <p className="unknown">No PostgreSQL is connected: connect one under Stores first.</p>
          ) : (
            <SelectRow label="Store" value={chosen} onValue={setStore} options={databases.map((each) => [each.id, each.name] as const)} />
          )}
          <TextRow
            label="Folder of the log files"
            hint="The server writes it with log_destination = jsonlog or csvlog and log_statement = all; the guide to monitoring says all settings."
            value={where}
            mono
            required
            maxLength={4000}
            spellCheck={false}
            onValue={setWhere}
          />
          {add.error !== null && <Failure error={add.error} what="The log was not added" />}
        </div>
        <div className="acts">
          <button type="button" className="btn" onClick={onClose}>
            Cancel <kbd>Esc</kbd>
          </button>
          <button type="submit" className="btn main-act" disabled={chosen === '' || where.trim() === '' || add.isPending}>
            Read it
          </button>
        </div>
      </form>
    </Dialog>
  )
}
