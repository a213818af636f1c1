// The filters of the data map. They live in the address; this bar reads and writes them, with the count in view.
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { typesQuery } from '../api/queries.ts'
import { LEVEL_WORDS, REGIME_WORDS, type MapView } from '../api/generated.ts'
import type { MapSearch } from '../app/router.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { VERDICTS, count } from '../parts/words.ts'

const LEVELS: readonly (readonly [string, string])[] = [
  ...LEVEL_WORDS.flatMap((word, level) => (level === 0 ? [] : [[String(level), level === 3 ? word : `${word} or higher`] as const])),
  ['none', 'no label'],
]
const READ: readonly (readonly [string, string])[] = [
  ['unread', 'could not be read'],
  ['read', 'read'],
  ['partial', 'partly read'],
  ['skipped', 'skipped'],
  ['failed', 'failed'],
]

export function MapFiltersBar({
  search,
  map,
  onChange,
}: {
  readonly search: MapSearch
  readonly map: MapView | undefined
  readonly onChange: (next: Partial<MapSearch>) => void
}) {
  const types = useQuery(typesQuery)
  const [typed, setTyped] = useState(search.q ?? '')
  useEffect(() => setTyped(search.q ?? ''), [search.q])
  useEffect(() => {
    if (typed === (search.q ?? '')) return undefined
    const timer = setTimeout(() => onChange({ q: typed === '' ? undefined : typed }), 250)
    return () => clearTimeout(timer)
  }, [typed, search.q, onChange])
  const totals = map?.totals
  const storeName = map?.stores.find((store) => store.id === search.store)?.name
  return (
    <search className="filters" aria-label="Filters">
      <Filter
        name="label"
        value={search.label ?? search.level?.toString() ?? ''}
        onValue={(value) =>
          onChange({ label: value === 'none' ? 'none' : undefined, level: value === '' || value === 'none' ? undefined : Number(value) })
        }
        options={LEVELS}
      />
      <Filter
        name="verdict"
        value={search.verdict ?? ''}
        onValue={(value) => onChange({ verdict: value === '' ? undefined : (value as MapSearch['verdict']) })}
        options={Object.entries(VERDICTS)}
      />
      <Filter
        name="type"
        value={search.type ?? ''}
        onValue={(value) => onChange({ type: value === '' ? undefined : value })}
        options={(types.data?.types ?? []).map((type) => [type.id, type.id] as const)}
      />
      <Filter
        name="regime"
        value={search.regime ?? ''}
        onValue={(value) => onChange({ regime: value === '' ? undefined : value })}
        options={REGIME_WORDS}
      />
      <Filter
        name="object"
        value={search.read ?? ''}
        onValue={(value) => onChange({ read: value === '' ? undefined : (value as MapSearch['read']) })}
        options={READ}
      />
      {search.pinned === true && (
        <span className="f">
          <b>decided by a person</b>{' '}
          <button type="button" className="linklike plain" aria-label="Decided or not" onClick={() => onChange({ pinned: undefined })}>
            ×
          </button>
        </span>
      )}
      {search.store !== undefined && (
        <span className="f">
          <i>store</i> <b>{storeName ?? 'one'}</b>{' '}
          <button type="button" className="linklike plain" aria-label="All stores" onClick={() => onChange({ store: undefined })}>
            ×
          </button>
        </span>
      )}
      <input
        id="map-filter"
        className="type"
        type="search"
        aria-label="Filter by name"
        placeholder="Filter: store, object, field…"
        value={typed}
        maxLength={200}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur()
          if (event.key === 'Enter' || event.key === 'ArrowDown') document.querySelector<HTMLElement>('tr[data-key][tabindex="0"]')?.focus()
        }}
      />
      <span className="end">
        <span className="tab" role="status">
          {totals === undefined ? ' ' : `${count(totals.shown)} of ${count(totals.fields)} fields`}
        </span>
        <CopyButton bare text={location.href} what="Copy link" />
      </span>
    </search>
  )
}

function Filter({
  name,
  value,
  onValue,
  options,
}: {
  readonly name: string
  readonly value: string
  readonly onValue: (value: string) => void
  readonly options: readonly (readonly [string, string])[]
}) {
  const known = value === '' || options.some(([key]) => key === value)
  return (
    <label className="f">
      <i>{name}</i>
      <select value={value} onChange={(event) => onValue(event.target.value)}>
        <option value="">any</option>
        {!known && <option value={value}>{value}</option>}
        {options.map(([key, word]) => (
          <option key={key} value={key}>
            {word}
          </option>
        ))}
      </select>
    </label>
  )
}
