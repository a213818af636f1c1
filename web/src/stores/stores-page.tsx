// The stores Holdfast knows: where they are, when they were read, what is in them; with rename, password and removal for an owner.
import { useQuery } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import { Suspense, lazy, useState } from 'react'
import { storesQuery } from '../api/queries.ts'
import type { StoreView } from '../api/generated.ts'
import { useAccount } from '../app/account.ts'
import { DataTable, columnsOf } from '../parts/data-table.tsx'
import { Label, State } from '../parts/marks.tsx'
import { Empty, Failure, Loading, PageHead } from '../parts/page.tsx'
import { Time } from '../parts/time.tsx'
import { count, kindWord, plural } from '../parts/words.ts'

const StoreDialog = lazy(() => import('./store-dialog.tsx').then((module) => ({ default: module.StoreDialog })))

const route = getRouteApi('/stores')

export type StoreAction = 'change' | 'remove'

export function StoresPage() {
  const { may } = useAccount()
  const { store: about } = route.useSearch()
  const stores = useQuery(storesQuery)
  const [open, setOpen] = useState<{ store: StoreView; action: StoreAction } | null>(null)
  const list = stores.data?.stores ?? []
  const never = list.filter((store) => store.lastScan === null).length
  return (
    <>
      <PageHead
        title="Stores"
        sub={stores.data === undefined ? ' ' : `${plural(list.length, 'store')}${never > 0 ? `, ${never} never scanned` : ''}.`}
      >
        {may.stores && (
          <>
            <Link className="btn" to="/stores/connect" search={{ kind: 'folder' }}>
              Connect a folder
            </Link>
            <Link className="btn main-act" to="/stores/connect" search={{ kind: 'database' }}>
              Connect a database
            </Link>
          </>
        )}
      </PageHead>
      <div className="body">
        {stores.error !== null && (
          <Failure error={stores.error} what="The stores could not be listed" retry={() => void stores.refetch()} />
        )}
        {stores.isPending && <Loading what="stores" />}
        {stores.data !== undefined && list.length === 0 && (
          <Empty title="No store is connected">
            <p className="read">
              A store is a database or a folder that may hold customer data. Holdfast reads it, and changes nothing.
              {!may.stores && ' An owner connects stores.'}
            </p>
          </Empty>
        )}
        {list.length > 0 && (
          <StoreTable
            stores={list}
            about={about}
            mayScan={may.scan}
            onAction={may.stores ? (store, action) => setOpen({ store, action }) : undefined}
          />
        )}
      </div>
      <Suspense fallback={null}>
        {open !== null && <StoreDialog store={open.store} action={open.action} onClose={() => setOpen(null)} />}
      </Suspense>
    </>
  )
}

const column = columnsOf<StoreView>()

function StoreTable({
  stores,
  about,
  mayScan,
  onAction,
}: {
  readonly stores: readonly StoreView[]
  readonly about: string | undefined
  readonly mayScan: boolean
  readonly onAction: ((store: StoreView, action: StoreAction) => void) | undefined
}) {
  const columns = column([
    {
      id: 'name',
      head: 'Store',
      sort: (store) => store.name.toLowerCase(),
      cell: (store) => (
        <>
          <Link className="m" to="/map" search={{ store: store.id, at: store.id }}>
            {store.name}
          </Link>{' '}
          <span className="qq s">{kindWord(store.kind)}</span>
          <span className="two mono wrap-any">{store.address}</span>
        </>
      ),
      className: 'wide',
    },
    {
      id: 'label',
      head: 'Highest label',
      sort: (store) => store.label?.level ?? -1,
      cell: (store) => <Label label={store.label} none={store.lastScan === null ? 'not scanned' : 'no label'} />,
    },
    {
      id: 'objects',
      head: 'Objects',
      number: true,
      className: 'p2',
      sort: (store) => store.objects,
      cell: (store) => count(store.objects),
    },
    { id: 'personal', head: 'Personal fields', number: true, sort: (store) => store.personal, cell: (store) => count(store.personal) },
    {
      id: 'scan',
      head: 'Last scan',
      className: 'p2',
      sort: (store) => store.lastScan?.endedAt ?? '',
      cell: (store) => <LastScan store={store} />,
    },
    ...(onAction === undefined && !mayScan
      ? []
      : [
          {
            id: 'acts',
            head: <span className="sr">Actions</span>,
            cell: (store: StoreView) => (
              <span className="acts">
                {mayScan && (
                  <Link className="link" to="/scans" search={{ new: true, stores: store.id }} aria-label={`Scan ${store.name}`}>
                    Scan
                  </Link>
                )}
                {onAction !== undefined && (
                  <>
                    <button
                      type="button"
                      className="linklike"
                      onClick={() => onAction(store, 'change')}
                      aria-label={`Change ${store.name}`}
                    >
                      Change
                    </button>
                    <button
                      type="button"
                      className="linklike"
                      onClick={() => onAction(store, 'remove')}
                      aria-label={`Remove ${store.name}`}
                    >
                      Remove…
                    </button>
                  </>
                )}
              </span>
            ),
          },
        ]),
  ])
  return <DataTable rows={stores} columns={columns} rowKey={(store) => store.id} name="Stores" className="t top" selected={about} />
}

function LastScan({ store }: { readonly store: StoreView }) {
  if (store.lastScan === null) return <State state="unknown">never</State>
  const { id, number, endedAt, unread } = store.lastScan
  return (
    <>
      <span className="nw">
        <Link className="link" to="/scans/$id" params={{ id }}>
          scan {number}
        </Link>{' '}
        {endedAt !== null && (
          <span className="q">
            <Time at={endedAt} />
          </span>
        )}
      </span>
      {unread > 0 && (
        <span className="two">
          <State state="unknown">{count(unread)} could not be read</State>
        </span>
      )}
    </>
  )
}
