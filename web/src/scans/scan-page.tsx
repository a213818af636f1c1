// One scan: how far it is, how long it takes still, each store, what was found as it runs, and the coverage ledger with reasons.
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import { useEffect, useMemo, useRef, useState } from 'react'
import { call } from '../api/client.ts'
import { isLive, queryClient, refreshFindings, scanFindingsQuery, scanQuery } from '../api/queries.ts'
import type { ScanView } from '../api/generated.ts'
import { useAccount } from '../app/account.ts'
import { useKeys } from '../app/keys.ts'
import '../parts/drawings.css'
import { Dialog } from '../parts/dialog.tsx'
import { Label, State } from '../parts/marks.tsx'
import { Failure, Loading, PageHead } from '../parts/page.tsx'
import { Time } from '../parts/time.tsx'
import { bytes, count, duration, percent, plural, secondsBetween } from '../parts/words.ts'
import { CoverageLedger } from './coverage-ledger.tsx'
import { ScanStores } from './scan-stores.tsx'
import { modeWord, scanTitle } from './scan-words.tsx'
import './scans.css'

const route = getRouteApi('/scans/$id')

export function ScanPage() {
  const { id } = route.useParams()
  const scan = useQuery(scanQuery(id))
  if (scan.data !== undefined) return <OneScan scan={scan.data} stale={scan.error} />
  return (
    <>
      <PageHead title="Scan" sub=" " />
      <div className="body">
        {scan.error === null ? (
          <Loading what="the scan" />
        ) : (
          <Failure error={scan.error} what="The scan could not be shown" retry={() => void scan.refetch()} />
        )}
      </div>
    </>
  )
}

function OneScan({ scan, stale }: { readonly scan: ScanView; readonly stale: unknown }) {
  const { may } = useAccount()
  const [asking, setAsking] = useState(false)
  const live = isLive(scan)
  const stoppable = live && scan.state !== 'stopping' && may.scan
  const wasLive = useRef(live)
  useEffect(() => {
    if (wasLive.current && !live) {
      void refreshFindings()
      void queryClient.invalidateQueries({ queryKey: ['scan', scan.id] })
      void queryClient.invalidateQueries({ queryKey: ['scans'] })
    }
    wasLive.current = live
  }, [live, scan.id])
  const keys = useMemo(() => (stoppable ? [{ key: 's', does: 'stop the scan…', run: () => setAsking(true) }] : []), [stoppable])
  useKeys('This scan', keys)
  const names = scan.stores.map((store) => store.name)
  return (
    <>
      <PageHead
        title={scanTitle(scan)}
        tab={`Scan ${scan.number}`}
        sub={
          <>
            {names.length > 3 ? plural(names.length, 'store') : names.join(', ')}, {modeWord(scan.mode)}. Started by {scan.startedBy},{' '}
            <Time at={scan.createdAt} />
            {scan.endedAt !== null && (
              <>
                ; ended <Time at={scan.endedAt} />
              </>
            )}
            . Every session is read-only.
          </>
        }
      >
        {stoppable && (
          <button type="button" className="btn danger" onClick={() => setAsking(true)}>
            Stop… <kbd>S</kbd>
          </button>
        )}
        {!live && may.scan && (
          <Link className="btn" to="/scans" search={{ new: true, stores: scan.stores.map((store) => store.store).join(',') }}>
            Scan again
          </Link>
        )}
        {!live && (
          <Link className="btn main-act" to="/map">
            Open the data map
          </Link>
        )}
      </PageHead>
      <div className="body tight">
        {stale !== null && <Failure error={stale} what="What is shown may be old" />}
        {scan.problem !== null && (
          <div className="failed" role="alert">
            {scan.state !== 'failed' && <p className="b error">{scan.problem}</p>}
            <p>What was read until then stays, with its findings.</p>
          </div>
        )}
        <section className="sec">
          <Progress scan={scan} live={live} />
        </section>
        <section className="sec">
          <ScanStores scan={scan} />
        </section>
        <div className="cols wide-left sec">
          <CoverageLedger scan={scan} live={live} />
          <Found id={scan.id} live={live} />
        </div>
      </div>
      {asking && <StopDialog scan={scan} onClose={() => setAsking(false)} />}
    </>
  )
}

function Progress({ scan, live }: { readonly scan: ScanView; readonly live: boolean }) {
  const total = scan.stores.every((store) => store.bytesTotal !== null)
    ? scan.stores.reduce((sum, store) => sum + (store.bytesTotal ?? 0), 0)
    : null
  const share = live ? scan.share : 1
  return (
    <div className="progress">
      {live ? (
        <p>
          <span className="figure">{share === null ? '…' : percent(share)}</span>{' '}
          <span className="q">
            {share === null
              ? 'how much there is to read is still being found out'
              : total !== null && total > 0
                ? `of ${bytes(total)} to read`
                : 'read'}
          </span>
        </p>
      ) : (
        <p>
          <span className="figure">{count(scan.rows)}</span> <span className="q">rows read, {bytes(scan.bytes)}</span>
        </p>
      )}
      <p className="num">
        {live && scan.left !== null && (
          <>
            <span className="b">{duration(scan.left)}</span> <span className="q">left, give or take</span>
          </>
        )}
        {live && scan.left === null && <span className="q">time left: not known yet</span>}
        {!live && scan.startedAt !== null && scan.endedAt !== null && (
          <span className="q">took {duration(secondsBetween(scan.startedAt, scan.endedAt))}</span>
        )}
      </p>
      {live && (
        <>
          <div
            className={share === null ? 'bar whole-unknown' : 'bar'}
            role="progressbar"
            aria-label={`Scan ${scan.number}`}
            aria-valuemin={0}
            aria-valuemax={100}
            {...(share === null ? {} : { 'aria-valuenow': Math.round(share * 100) })}
          >
            {share !== null && <i className="go" style={{ width: `${share * 100}%` }} />}
          </div>
          <p className="q s">
            {plural(scan.rows, 'row')}, {bytes(scan.bytes)} read so far
          </p>
        </>
      )}
    </div>
  )
}

function Found({ id, live }: { readonly id: string; readonly live: boolean }) {
  const found = useQuery(scanFindingsQuery(id, live))
  const list = found.data?.findings ?? []
  return (
    <section>
      <div className="sec-head">
        <h2>{live ? 'Found as it runs' : 'Found'}</h2>
        <span className="q s">newest first</span>
        <Link className="end link s" to="/map">
          All in the data map
        </Link>
      </div>
      {found.error !== null && <Failure error={found.error} what="The findings could not be listed" retry={() => void found.refetch()} />}
      {found.isPending && <Loading what="findings" columns={3} />}
      {found.data !== undefined && list.length === 0 && (
        <p className="q">{live ? 'Nothing yet.' : 'No field was found that holds customer data, in what could be read.'}</p>
      )}
      {list.length > 0 && (
        <table className="t top" aria-label="Found">
          <tbody>
            {list.map((finding) => (
              <tr key={finding.field}>
                <td className="q tab nw p2">
                  <Time at={finding.at} clock />
                </td>
                <td className="wide">
                  <Link
                    className="mono wrap-any"
                    to={finding.verdict === 'unsure' ? '/review' : '/map'}
                    search={finding.verdict === 'unsure' ? { field: finding.field } : { at: finding.field }}
                  >
                    {finding.store}/{finding.name}
                  </Link>
                  <span className="two">{finding.what}</span>
                </td>
                <td className="nw">
                  {finding.verdict === 'unsure' ? <State state="unknown">unsure</State> : <Label label={finding.label} regimes={false} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function StopDialog({ scan, onClose }: { readonly scan: ScanView; readonly onClose: () => void }) {
  const stop = useMutation({
    mutationFn: () => call<ScanView>(`/api/scans/${scan.id}/stop`, { method: 'POST', body: {} }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['scan', scan.id] })
      onClose()
    },
  })
  const { read, partial, skipped, failed } = scan.coverage
  const total = scan.stores.reduce((sum, store) => sum + (store.objectsTotal ?? 0), 0)
  const done = read + partial + skipped + failed
  const rest = Math.max(0, total - done)
  return (
    <Dialog
      alert
      title={`Stop scan ${scan.number}?`}
      text={`What was read stays. ${plural(done, 'object')} ${done === 1 ? 'keeps its' : 'keep their'} findings; ${rest > 0 ? `${plural(rest, 'object')} ${rest === 1 ? 'is' : 'are'}` : 'what was not reached is'} not read and ${rest > 1 ? 'keep' : 'keeps'} what an earlier scan said.`}
      onClose={onClose}
    >
      {stop.error !== null && (
        <div>
          <Failure error={stop.error} what="It was not stopped" />
        </div>
      )}
      <div className="acts">
        <button type="button" className="btn" onClick={onClose}>
          Keep scanning <kbd>Esc</kbd>
        </button>
        <button type="button" className="btn danger" disabled={stop.isPending} onClick={() => stop.mutate()}>
          Stop the scan
        </button>
      </div>
    </Dialog>
  )
}
