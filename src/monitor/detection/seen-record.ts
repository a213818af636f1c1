// What detection takes from an access record: whose, when, from where, how many people. Pure; decides what does not count.
import type { Access } from '../../core/contract/access.ts'
import type { AccessRow } from '../../platform/events/events.ts'
import type { Geo } from '../../platform/geo/geo.ts'
import { refNumbers } from './people-sketch.ts'
import type { SeenAccess } from './principal-past.ts'

export type TailRow = AccessRow & { readonly refs: Uint8Array }

/** The same statement is in the gateway's records too. */
export function isDouble(row: Pick<Access, 'plane' | 'session' | 'storeSession'>): boolean {
  return row.plane === 'store-log' && row.storeSession !== undefined && row.session !== row.storeSession
}

/** Null: it gave nobody anything. */
export function seenOf(row: TailRow, geo: Geo, counts: boolean): SeenAccess | null {
  if (row.outcome === 'denied' || row.phase === 'open' || isDouble(row)) return null
  if (row.action === 'grant' || row.action === 'config') return null
  const { refs, subjects } = row
  const bare = refs.length === 0
  const atMost = bare && counts ? Math.min(subjects.upper, row.rows ?? subjects.upper) : 0
  const whole = bare && subjects.basis === 'table' && row.rows === null
  return {
    time: Date.parse(row.time),
    session: row.session,
    store: row.store,
    place: row.country ?? placeOf(row.ip, geo),
    people: counts ? refNumbers(refs) : [],
    rows: whole ? 0 : atMost,
    // a question for numbers alone shows nobody
    table: whole && row.action !== 'search' ? atMost : 0,
  }
}

function placeOf(ip: string | undefined, geo: Geo): string {
  return ip === undefined || geo.placeOf(ip).local ? 'local' : 'unknown'
}
