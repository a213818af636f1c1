// The tree table of the data map: a real table with the tree grid's keys, rows drawn only where they are seen once there are many.
import { useVirtualizer, useWindowVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore, type KeyboardEvent } from 'react'
import type { MapSort } from '../app/router.tsx'
import { TreeRowCells } from './tree-row.tsx'
import { parentOf, type TreeRow } from './tree.ts'
import '../parts/table.css'
import './map.css'

const MANY = 200

const scrollsInside = matchMedia('(min-width: 961px)')
const coarse = matchMedia('(pointer: coarse)')
const useMedia = (media: MediaQueryList): boolean =>
  useSyncExternalStore(
    (listener) => {
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    () => media.matches,
  )

export interface TreeTableProps {
  readonly rows: readonly TreeRow[]
  readonly at: string | undefined
  readonly sort: MapSort | undefined
  readonly onSort: (sort: MapSort | undefined) => void
  readonly onMove: (key: string) => void
  readonly onOpen: (key: string, open: boolean) => void
  /** the person asked for the why: a click, Enter or W */
  readonly onWhy: (key: string) => void
}

const HEADS: readonly { readonly id: MapSort | 'type' | 'found' | 'read'; readonly head: string; readonly className: string }[] = [
  { id: 'name', head: 'Store, object, field', className: '' },
  { id: 'label', head: 'Label', className: '' },
  { id: 'type', head: 'Type', className: 'p2' },
  { id: 'found', head: 'Found', className: 'num' },
  { id: 'read', head: 'Read', className: 'p2' },
]

export function TreeTable({ rows, at, sort, onSort, onMove, onOpen, onWhy }: TreeTableProps) {
  const table = useRef<HTMLTableElement>(null)
  const inside = useMedia(scrollsInside)
  const rowHeight = useMedia(coarse) ? 44 : 28
  const [margin, setMargin] = useState(0)
  const [focusKey, setFocusKey] = useState<string | null>(null)
  const many = rows.length > MANY
  const options = {
    count: rows.length,
    estimateSize: () => rowHeight,
    overscan: 12,
    // the head stays in view and must not lie over the current row
    scrollPaddingStart: 28,
    getItemKey: (index: number) => rows[index]?.key ?? index,
    scrollMargin: margin,
  }
  const byMain = useVirtualizer({ ...options, getScrollElement: () => document.getElementById('main'), enabled: many && inside })
  const byWindow = useWindowVirtualizer({ ...options, enabled: many && !inside })
  const virtual = inside ? byMain : byWindow

  useLayoutEffect(() => {
    const element = table.current?.tBodies[0]
    const main = document.getElementById('main')
    if (element === undefined || main === null) return
    const top = element.getBoundingClientRect().top
    setMargin(inside ? top - main.getBoundingClientRect().top + main.scrollTop : top + window.scrollY)
  }, [inside, many])

  // INVARIANT: the tree never loses its place. The current row is always in the document, however far it is scrolled away; when it is gone
  // from the tree, the row that stands where it stood is current; and focus that fell out of the tree with a row comes back.
  const [currentKey, setCurrentKey] = useState(at)
  useEffect(() => {
    if (at !== undefined) setCurrentKey(at)
  }, [at])
  const place = useRef(0)
  const known = rows.findIndex((row) => row.key === currentKey)
  const position = known === -1 ? nearest(rows, place.current) : known
  const tabStop = rows[position]?.key
  const wanted = focusKey === null ? -1 : rows.findIndex((row) => row.key === focusKey)
  const held = useRef(false)
  const rowOf = (key: string | undefined): HTMLElement | null =>
    key === undefined ? null : (table.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`) ?? null)
  useLayoutEffect(() => {
    place.current = position
  })
  useLayoutEffect(() => {
    if (focusKey === null) return
    setFocusKey(null)
    if (wanted === -1) return
    const element = rowOf(focusKey)
    element?.focus({ preventScroll: true })
    if (many) virtual.scrollToIndex(wanted, { align: 'auto' })
    else element?.scrollIntoView({ block: 'nearest' })
  }, [focusKey, wanted, many, virtual])
  // A row that leaves the document takes the focus with it, without a blur that React would tell.
  useLayoutEffect(() => {
    if (held.current && document.activeElement === document.body) rowOf(tabStop)?.focus({ preventScroll: true })
  })

  const move = (key: string | undefined): void => {
    if (key === undefined) return
    setCurrentKey(key)
    setFocusKey(key)
    onMove(key)
  }
  const step = (by: number): void => {
    let index = Math.min(rows.length - 1, Math.max(0, position + by))
    const direction = by < 0 ? -1 : 1
    while (rows[index]?.kind === 'note' && index + direction >= 0 && index + direction < rows.length) index += direction
    if (rows[index]?.kind !== 'note') move(rows[index]?.key)
  }
  const keyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const row = rows[position]
    const acts: Readonly<Record<string, () => void>> = {
      ArrowDown: () => step(1),
      ArrowUp: () => step(-1),
      PageDown: () => step(20),
      PageUp: () => step(-20),
      Home: () => step(-rows.length),
      End: () => step(rows.length),
      ArrowRight: () => {
        if (row === undefined || (row.kind !== 'store' && row.kind !== 'object')) return
        if (row.open) step(1)
        else onOpen(row.key, true)
      },
      ArrowLeft: () => {
        if (row === undefined) return
        if ((row.kind === 'store' || row.kind === 'object') && row.open) onOpen(row.key, false)
        else move(parentOf(row))
      },
      Enter: () => row !== undefined && onWhy(row.key),
    }
    const act = acts[event.key]
    if (act === undefined || !(event.target instanceof HTMLTableRowElement)) return
    event.preventDefault()
    act()
  }

  const seen = many ? virtual.getVirtualItems().map((item) => item.index) : rows.map((_, index) => index)
  const items = many ? [...new Set([...seen, position, wanted])].filter((index) => index >= 0).toSorted((a, b) => a - b) : seen

  // The next page comes when its row is seen.
  const lastRow = seen.map((index) => rows[index]).find((row) => row?.kind === 'note' && row.note.kind === 'more')
  const more = lastRow?.kind === 'note' && lastRow.note.kind === 'more' ? lastRow.note : undefined
  const moreKey = lastRow === undefined || more === undefined ? '' : `${lastRow.key} ${more.shown}`
  const asked = useRef('')
  useEffect(() => {
    if (!many || more === undefined || asked.current === moreKey) return
    asked.current = moreKey
    more.more()
  }, [many, more, moreKey])

  return (
    <table
      className="t edge tree"
      role="treegrid"
      aria-label="Stores, objects, fields"
      aria-rowcount={rows.length + 1}
      ref={table}
      onKeyDown={keyDown}
      onFocus={() => (held.current = true)}
      onBlur={() => (held.current = false)}
    >
      <thead>
        <tr aria-rowindex={1}>
          {HEADS.map((head) => {
            const sortable = head.id === 'name' || head.id === 'label' ? head.id : undefined
            const on = sortable !== undefined && sort === sortable
            return (
              <th
                key={head.id}
                scope="col"
                className={head.className}
                {...(sortable === undefined
                  ? {}
                  : { 'aria-sort': on ? (sortable === 'name' ? 'ascending' : 'descending') : ('none' as const) })}
              >
                {sortable === undefined ? (
                  head.head
                ) : (
                  <button type="button" onClick={() => onSort(on ? undefined : sortable)}>
                    {head.head}
                    <span className="dir" aria-hidden="true">
                      {on ? (sortable === 'name' ? '↑' : '↓') : ''}
                    </span>
                  </button>
                )}
              </th>
            )
          })}
        </tr>
      </thead>
      <tbody>
        {items.map((index, nth) => {
          const row = rows[index]
          if (row === undefined) return null
          const selected = row.key === at
          const skipped = index - (items[nth - 1] ?? -1) - 1
          return [
            skipped > 0 && <Spacer key={`before ${row.key}`} height={skipped * rowHeight} />,
            <tr
              key={row.key}
              data-key={row.key}
              data-index={index}
              aria-rowindex={index + 2}
              aria-level={row.depth + 1}
              aria-selected={row.kind === 'note' ? undefined : selected}
              {...(row.kind === 'store' || row.kind === 'object' ? { 'aria-expanded': row.open } : {})}
              className={`d${row.depth}${selected ? ' sel' : ''}${row.kind === 'note' ? ' note-row' : ''}`}
              tabIndex={row.key === tabStop ? 0 : -1}
              onFocus={(event) => {
                if (event.target !== event.currentTarget || row.kind === 'note') return
                setCurrentKey(row.key)
                if (row.key !== at) onMove(row.key)
              }}
              onClick={(event) => {
                if (row.kind === 'note') return
                if (event.target instanceof HTMLElement && event.target.closest('[data-toggle]') !== null) return
                onWhy(row.key)
              }}
            >
              <TreeRowCells row={row} onToggle={() => (row.kind === 'store' || row.kind === 'object') && onOpen(row.key, !row.open)} />
            </tr>,
          ]
        })}
        <Spacer height={(rows.length - 1 - (items.at(-1) ?? rows.length - 1)) * rowHeight} />
      </tbody>
    </table>
  )
}

/** Room for rows that are not drawn: the tree is as high as if they were. */
function Spacer({ height }: { readonly height: number }) {
  if (height <= 0) return null
  return (
    <tr aria-hidden="true" className="spacer">
      <td colSpan={HEADS.length} style={{ height }} />
    </tr>
  )
}

/** The row at a place or the next that can be current: notes cannot. -1: there is none. */
function nearest(rows: readonly TreeRow[], place: number): number {
  const from = Math.min(place, rows.length - 1)
  for (let index = from; index >= 0; index--) if (rows[index]?.kind !== 'note') return index
  return rows.findIndex((row) => row.kind !== 'note')
}
