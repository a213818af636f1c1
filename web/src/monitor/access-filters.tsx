// The question about accesses as a bar: span, who, store, and what a link narrowed it to. It lives in the address.
import { useState } from 'react'
import type { StoresView } from '../api/generated.ts'
import type { AccessQuestion } from '../api/monitor-queries.ts'
import type { AccessSearch } from '../app/router.tsx'
import type { useNames } from './access-words.tsx'

const two = (value: number): string => String(value).padStart(2, '0')
/** as an input of the browser has it: local, to the minute */
const localOf = (instant: string): string => {
  const at = new Date(instant)
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`
}

export function AccessFilters({
  search,
  question,
  stores,
  names,
  onChange,
}: {
  readonly search: AccessSearch
  readonly question: AccessQuestion
  readonly stores: StoresView['stores']
  readonly names: ReturnType<typeof useNames>
  readonly onChange: (next: Partial<AccessSearch>) => void
}) {
  const [who, setWho] = useState(search.principal?.join(', ') ?? '')
  const time = (name: 'from' | 'to') => (
    <label className="f">
      <i>{name}</i>
      <input
        type="datetime-local"
        className="type"
        defaultValue={localOf(question[name])}
        onBlur={(event) => {
          const value = event.target.value
          if (value !== '' && value !== localOf(question[name])) onChange({ [name]: new Date(value).toISOString() })
        }}
      />
    </label>
  )
  const askWho = (): void => {
    const list = who
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== '')
    if (list.join(', ') !== (search.principal?.join(', ') ?? '')) onChange({ principal: list.length === 0 ? undefined : list })
  }
  const chips: readonly (readonly [string, string, Partial<AccessSearch>])[] = [
    ...(search.session === undefined ? [] : ([['sessions', String(search.session.length), { session: undefined }]] as const)),
    ...(search.object === undefined ? [] : ([['object', names.object(search.object), { object: undefined }]] as const)),
    ...(search.field === undefined ? [] : ([['field', search.field, { field: undefined }]] as const)),
  ]
  return (
    <search className="filters" aria-label="Filters">
      {time('from')}
      {time('to')}
      <label className="f">
        <i>who</i>
        <input
          className="type"
          value={who}
          placeholder="anybody"
          spellCheck={false}
          onChange={(event) => setWho(event.target.value)}
          onBlur={askWho}
          onKeyDown={(event) => event.key === 'Enter' && askWho()}
        />
      </label>
      <label className="f">
        <i>store</i>
        <select
          value={search.store === undefined ? '' : search.store.length === 1 ? search.store[0] : '+'}
          onChange={(event) =>
            onChange({ store: event.target.value === '' ? undefined : [event.target.value], object: undefined, field: undefined })
          }
        >
          <option value="">any</option>
          {(search.store?.length ?? 0) > 1 && <option value="+">{search.store!.length} stores</option>}
          {stores.map((store) => (
            <option key={store.id} value={store.id}>
              {store.name}
            </option>
          ))}
        </select>
      </label>
      <label className="f">
        <i>group by</i>
        <select
          value={search.by ?? ''}
          onChange={(event) => onChange({ by: event.target.value === '' ? undefined : (event.target.value as AccessSearch['by']) })}
        >
          <option value="">who and object</option>
          <option value="principal">who</option>
          <option value="object">object</option>
          <option value="session">session</option>
          <option value="hour">hour</option>
        </select>
      </label>
      {chips.map(([name, value, without]) => (
        <span className="f" key={name}>
          <i>{name}</i> <b>{value}</b>
          <button type="button" className="linklike plain" aria-label={`Without ${name}`} onClick={() => onChange(without)}>
            ×
          </button>
        </span>
      ))}
    </search>
  )
}
