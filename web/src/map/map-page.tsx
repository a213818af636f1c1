// The data map: what is where, as a tree, with the inspector beside it. The address holds filters, order and the selected thing.
import { useQuery } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { fieldQuery, mapQuery, type MapFilters } from '../api/queries.ts'
import { useAccount } from '../app/account.ts'
import { Inspector, useBeside } from '../app/inspector-slot.tsx'
import { useKeys } from '../app/keys.ts'
import { BoneRows, Empty, Failure, PageHead } from '../parts/page.tsx'
import { count, plural } from '../parts/words.ts'
import { ExportMenu } from './export-menu.tsx'
import { FieldInspector } from './field-inspector.tsx'
import { MapFiltersBar } from './map-filters.tsx'
import { PlaceInspector } from './place-inspector.tsx'
import { TreeTable } from './tree-table.tsx'
import { useTree } from './use-tree.ts'
import type { TreeRow } from './tree.ts'
import '../parts/table.css'

const route = getRouteApi('/map')

export function MapPage() {
  const { may } = useAccount()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const beside = useBeside()
  const filters: MapFilters = useMemo(
    () => ({
      level: search.level,
      verdict: search.verdict,
      type: search.type,
      regime: search.regime,
      store: search.store,
      read: search.read,
      label: search.label,
      pinned: search.pinned,
      q: search.q,
    }),
    [search.level, search.verdict, search.type, search.regime, search.store, search.read, search.label, search.pinned, search.q],
  )
  const filtered = Object.values(filters).some((value) => value !== undefined)
  const map = useQuery(mapQuery(filters))
  const { rows, setOpen } = useTree(map.data, filters, search.sort)

  // The selected row moves at once; the address follows when the person rests, so that holding an arrow does not flood it.
  const [at, setAt] = useState(search.at)
  const [sheet, setSheet] = useState(search.at !== undefined)
  // What this page wrote into the address comes back later, when the person may be rows further: it is no wish to go back there.
  const written = useRef(new Set<string | undefined>())
  useEffect(() => {
    if (!written.current.has(search.at)) setAt(search.at)
  }, [search.at])
  useEffect(() => {
    if (at === search.at) {
      written.current.clear()
      return undefined
    }
    const timer = setTimeout(() => {
      written.current.add(at)
      void navigate({ search: (before) => ({ ...before, at }), replace: true })
    }, 200)
    return () => clearTimeout(timer)
  }, [at, search.at, navigate])
  useReveal(search.at, rows, setOpen)

  const change = useCallback(
    (next: Partial<typeof search>) => void navigate({ search: (before) => ({ ...before, ...next }), replace: true }),
    [navigate],
  )
  const why = useCallback(
    (key: string) => {
      setAt(key)
      setSheet(true)
      if (beside) requestAnimationFrame(() => document.querySelector<HTMLElement>('.insp')?.scrollTo({ top: 0 }))
    },
    [beside],
  )
  const close = useCallback(() => {
    setSheet(false)
    if (beside) setAt(undefined)
    const row = document.querySelector<HTMLElement>('tr.sel')
    row?.focus()
  }, [beside])
  const keys = useMemo(
    () => [
      { key: 'ArrowUp', does: 'up', run: () => {}, local: true },
      { key: 'ArrowDown', does: 'down', run: () => {}, local: true },
      { key: 'ArrowRight', does: 'open, then into it', run: () => {}, local: true },
      { key: 'ArrowLeft', does: 'close, then out of it', run: () => {}, local: true },
      {
        key: 'w',
        does: 'why',
        run: () => {
          if (at === undefined) return
          setSheet(true)
          requestAnimationFrame(() => document.querySelector<HTMLElement>('.insp')?.focus())
        },
      },
      { key: '/', does: 'filter', run: () => document.getElementById('map-filter')?.focus() },
      { key: 'm', does: 'back to the tree', run: () => document.querySelector<HTMLElement>('tr[data-key][tabindex="0"]')?.focus() },
      { key: 'Escape', does: 'close the why', run: close },
    ],
    [at, close],
  )
  useKeys('Data map', keys)

  const totals = map.data?.totals
  const nothing = map.data !== undefined && (rows.length === 0 || (filtered && map.data.stores.every((store) => store.objects === 0)))
  const selected = rows.find((row) => row.key === at)
  return (
    <>
      <PageHead
        title="Data map"
        sub={
          totals === undefined ? (
            ' '
          ) : (
            <>
              {plural(totals.stores, 'store')}, {plural(totals.objects, 'object')}, {plural(totals.personal, 'field')}{' '}
              {totals.personal === 1 ? 'holds' : 'hold'} customer data
              {totals.unsure > 0 && (
                <>
                  ,{' '}
                  <Link className="link" to="/review">
                    {count(totals.unsure)} unsure
                  </Link>
                </>
              )}
              .{' '}
              {totals.unread > 0 && (
                <>
                  <Link className="link" to="/map" search={{ read: 'unread' }}>
                    {plural(totals.unread, 'object')} could not be read
                  </Link>
                  .
                </>
              )}
            </>
          )
        }
      >
        {may.export && totals !== undefined && totals.fields > 0 && <ExportMenu filters={filters} />}
        {may.scan && totals !== undefined && totals.stores > 0 && (
          <Link className="btn" to="/scans" search={{ new: true, ...(search.store === undefined ? {} : { stores: search.store }) }}>
            Scan again
          </Link>
        )}
      </PageHead>
      <MapFiltersBar search={search} map={map.data} onChange={change} />
      {map.error !== null && (
        <div className="body">
          <Failure
            error={map.error}
            what={map.data === undefined ? 'The data map could not be shown' : 'What is shown may be old'}
            retry={() => void map.refetch()}
          />
        </div>
      )}
      {map.isPending && (
        <table className="t edge tree" aria-hidden="true">
          <tbody>
            <BoneRows rows={10} columns={4} />
          </tbody>
        </table>
      )}
      {nothing && (
        <div className="body">
          {filtered ? (
            <Empty title="Nothing matches these filters">
              <p>
                <button
                  type="button"
                  className="btn"
                  onClick={() =>
                    change({
                      level: undefined,
                      verdict: undefined,
                      type: undefined,
                      regime: undefined,
                      store: undefined,
                      read: undefined,
                      label: undefined,
                      pinned: undefined,
                      q: undefined,
                    })
                  }
                >
                  Clear the filters
                </button>
              </p>
            </Empty>
          ) : (
            <Empty title="The map is empty">
              <p className="read">Each store, object and field that a scan has read stands here, with its label and the reason for it.</p>
              {may.stores && (
                <p className="gap-top">
                  <Link className="btn main-act" to="/stores/connect">
                    Connect a store
                  </Link>
                </p>
              )}
            </Empty>
          )}
        </div>
      )}
      {!nothing && rows.length > 0 && (
        <TreeTable rows={rows} at={at} sort={search.sort} onSort={(sort) => change({ sort })} onMove={setAt} onOpen={setOpen} onWhy={why} />
      )}
      <div className="keybar keys">
        <span>
          <kbd>↑</kbd>
          <kbd>↓</kbd> move
        </span>
        <span>
          <kbd>→</kbd> open
        </span>
        <span>
          <kbd>W</kbd> why
        </span>
        <span>
          <kbd>/</kbd> filter
        </span>
        <span>
          <kbd>?</kbd> all keys
        </span>
      </div>
      {at !== undefined && (
        <Inspector sheet={sheet} onClose={close} name="Why">
          {at.startsWith('fi_') ? (
            <FieldInspector key={at} id={at} onClose={close} />
          ) : (
            <PlaceInspector row={selected} onClose={close} onOpen={(key) => setOpen(key, true)} />
          )}
        </Inspector>
      )}
    </>
  )
}

/** A field given in the address is opened in the tree, once its store and object are known. */
function useReveal(at: string | undefined, rows: readonly TreeRow[], setOpen: (key: string, open: boolean) => void): void {
  const [done, setDone] = useState<string | undefined>(undefined)
  const wanted = at !== undefined && at.startsWith('fi_') && at !== done && !rows.some((row) => row.key === at)
  const field = useQuery({ ...fieldQuery(at ?? ''), enabled: wanted })
  useEffect(() => {
    if (at === undefined || at === done) return
    if (!at.startsWith('fi_') || rows.some((row) => row.key === at)) {
      setDone(at)
      return
    }
    if (field.data?.id !== at) return
    setOpen(field.data.store.id, true)
    setOpen(field.data.object.id, true)
    setDone(at)
  }, [at, done, rows, field.data, setOpen])
}
