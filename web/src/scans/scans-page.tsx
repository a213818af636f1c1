// The list of scans, newest first, and the dialog that starts one.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import { useMemo } from 'react'
import { isLive, scanListQuery, storesQuery } from '../api/queries.ts'
import type { ScanView } from '../api/generated.ts'
import { useAccount } from '../app/account.ts'
import { useKeys } from '../app/keys.ts'
import { DataTable, columnsOf } from '../parts/data-table.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Empty, Failure, Loading, PageHead } from '../parts/page.tsx'
import { Time } from '../parts/time.tsx'
import { bytes, count, duration, plural, secondsBetween } from '../parts/words.ts'
import { ScanState, modeWord, scanTitle, unreadOf } from './scan-words.tsx'
import { StartScan } from './start-scan.tsx'
import './scans.css'

const route = getRouteApi('/scans')
const column = columnsOf<ScanView>()

const columns = column([
  {
    id: 'number',
    head: 'Scan',
    sort: (scan) => scan.number,
    cell: (scan) => (
      <Link className="m" to="/scans/$id" params={{ id: scan.id }}>
        Scan {scan.number}
      </Link>
    ),
  },
  { id: 'state', head: 'State', sort: (scan) => scan.state, cell: (scan) => <ScanState scan={scan} /> },
  {
    id: 'stores',
    head: 'Stores',
    className: 'p2 wide',
    cell: (scan) => <span className="q">{scan.stores.map((store) => store.name).join(', ')}</span>,
  },
  {
    id: 'mode',
    head: 'How much',
    className: 'p3',
    cell: (scan) => <span className="q nw">{scan.mode.kind === 'full' ? 'everything' : modeWord(scan.mode)}</span>,
  },
  {
    id: 'read',
    head: 'Objects read',
    number: true,
    className: 'p2',
    sort: (scan) => scan.coverage.read,
    cell: (scan) => count(scan.coverage.read),
  },
  {
    id: 'bytes',
    head: 'Read',
    number: true,
    className: 'p3',
    sort: (scan) => scan.bytes,
    cell: (scan) => bytes(scan.bytes),
  },
  {
    id: 'unread',
    head: 'Could not be read',
    number: true,
    sort: (scan) => unreadOf(scan.coverage),
    cell: (scan) =>
      unreadOf(scan.coverage) === 0 ? (
        <span className="qq">0</span>
      ) : (
        <Link className="link" to="/scans/$id" params={{ id: scan.id }}>
          {count(unreadOf(scan.coverage))}
        </Link>
      ),
  },
  {
    id: 'took',
    head: 'Took',
    number: true,
    className: 'p3',
    cell: (scan) =>
      scan.startedAt !== null && scan.endedAt !== null ? (
        duration(secondsBetween(scan.startedAt, scan.endedAt))
      ) : (
        <span className="qq">–</span>
      ),
  },
  {
    id: 'at',
    head: 'Started',
    className: 'p2',
    sort: (scan) => scan.createdAt,
    cell: (scan) => (
      <span className="q">
        <Time at={scan.createdAt} />
      </span>
    ),
  },
])

export function ScansPage() {
  const { may } = useAccount()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const scans = useInfiniteQuery(scanListQuery)
  const stores = useQuery(storesQuery)
  const list = scans.data?.pages.flatMap((page) => page.scans) ?? []
  const running = list.find(isLive)
  const noStores = stores.data?.stores.length === 0
  const open = may.scan && search.new === true
  const setOpen = useMemo(
    () => (next: boolean) =>
      void navigate({ search: (before) => ({ ...before, new: next ? true : undefined, stores: undefined }), replace: true }),
    [navigate],
  )
  const keys = useMemo(() => (may.scan ? [{ key: 'n', does: 'new scan', run: () => setOpen(true) }] : []), [may.scan, setOpen])
  useKeys('Scans', keys)
  return (
    <>
      <PageHead
        title={running === undefined ? 'Scans' : scanTitle(running)}
        tab="Scans"
        sub={
          scans.data === undefined
            ? ' '
            : list.length === 0
              ? 'Nothing was read yet.'
              : `${scans.hasNextPage ? `The newest ${count(list.length)} scans` : plural(list.length, 'scan')}, newest first.`
        }
      >
        {may.scan && !noStores && (
          <button type="button" className="btn main-act" onClick={() => setOpen(true)}>
            New scan <kbd>N</kbd>
          </button>
        )}
      </PageHead>
      <div className="body">
        {scans.error !== null && <Failure error={scans.error} what="The scans could not be listed" retry={() => void scans.refetch()} />}
        {scans.isPending && <Loading what="scans" columns={5} />}
        {scans.data !== undefined && list.length === 0 && (
          <Empty title="No scan has run yet">
            <p className="read">Each scan is listed here with what it read, what it found, and what it could not read and why.</p>
            {may.stores && noStores && (
              <p className="gap-top">
                <Link className="btn main-act" to="/stores/connect">
                  Connect a store first
                </Link>
              </p>
            )}
          </Empty>
        )}
        {list.length > 0 && <DataTable rows={list} columns={columns} rowKey={(scan) => scan.id} name="Scans" />}
        {scans.hasNextPage && (
          <p className="gap-top">
            <button type="button" className="btn" disabled={scans.isFetchingNextPage} onClick={() => void scans.fetchNextPage()}>
              Older
            </button>
          </p>
        )}
      </div>
      {open && !noStores && (
        <Dialog
          title="New scan"
          text="Every session is read-only. What was found before stays until it is read again."
          onClose={() => setOpen(false)}
        >
          <div>
            <StartScan onCancel={() => setOpen(false)} {...(search.stores === undefined ? {} : { chosen: search.stores.split(',') })} />
          </div>
        </Dialog>
      )}
    </>
  )
}
