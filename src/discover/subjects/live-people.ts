// Looks people up in their stores as they are now: contact data for sending, rows of one person for a look-up. Owns the way from a number back
// to a row. Nothing that is read here is kept.
import type { FieldId, StoreId } from '../../core/ids.ts'
import type { KnownStore, Landscape, StoreConnections, StoreSession } from '../../landscape/contract.ts'
import type { Platform } from '../../platform/platform.ts'
import { openSource } from '../source/open-source.ts'
import { quoted } from '../source/postgres/postgres-catalogue.ts'
import { scanTarget, storeProbe } from '../store-probe.ts'
import { personParts, type PersonParts } from './person-parts.ts'
import { nativePlace, personRecord } from './person-record.ts'
import { eachRecord, peopleObjects, type PeopleObject } from './source-people.ts'
import { foundFields, readShape, type ShapeColumn, type ShapeTable } from './store-shape.ts'

export interface LiveNeeds {
  readonly platform: Pick<Platform, 'store' | 'keys' | 'clock'>
  readonly landscape: Pick<Landscape, 'stores'>
  readonly connections: StoreConnections
  readonly national: ReadonlySet<string>
}

export interface NativeKey {
  readonly n: number
  readonly field: FieldId
  readonly value: string
}

export interface LiveRow {
  readonly key: string
  readonly email: string | null
  readonly name: string | null
  readonly lang: string | null
}

/** A store's session and shape, in a read-only snapshot. */
export interface LivePostgres {
  readonly session: StoreSession
  readonly shape: readonly ShapeTable[]
  parts(table: ShapeTable): PersonParts<ShapeColumn>
}

const STATEMENT_MS = 30_000

/** Native keys of these people, opened. */
export async function nativeKeys({ platform }: Pick<LiveNeeds, 'platform'>, people: readonly number[]): Promise<NativeKey[]> {
  if (people.length === 0) return []
  const rows = await platform.store.db
    .selectFrom('subject_ref')
    .select(['space', 'ref', 'n', 'native_enc'])
    .where('n', 'in', [...people])
    .where('to_at', 'is', null)
    .where('native_enc', 'is not', null)
    .orderBy('n')
    .orderBy('space')
    .execute()
  return rows.map((row) => ({
    n: row.n,
    field: row.space as FieldId,
    value: platform.keys.open('native-key', row.native_enc!, nativePlace(row.space, row.ref)).toString('utf8'),
  }))
}

export async function withPostgres<T>(
  needs: LiveNeeds,
  store: StoreId,
  signal: AbortSignal,
  work: (live: LivePostgres) => Promise<T>,
): Promise<T> {
  const session = await needs.connections.postgres(store, null, signal)
  try {
    await session.query('begin transaction read only')
    await session.query('set local search_path = pg_catalog')
    await session.query(`set local statement_timeout = ${STATEMENT_MS}`)
    await session.query(`set local datestyle = 'ISO, YMD'`)
    const shape = await readShape(session, store, await foundFields(needs.platform.store.db, store))
    return await work({ session, shape, parts: (table) => personParts(table.columns, needs.national) })
  } finally {
    await session.close()
  }
}

export const tableName = (table: ShapeTable): string => `${quoted(table.path[0])}.${quoted(table.path[1])}`

/** Contact data of the rows with these keys. */
export async function contactRows(live: LivePostgres, field: FieldId, keys: readonly string[]): Promise<LiveRow[]> {
  const table = live.shape.find((each) => each.columns.some((column) => column.field === field))
  const key = table?.columns.find((column) => column.field === field)
  if (table === undefined || key === undefined) return []
  const parts = live.parts(table)
  const email = parts.identities.find(({ space }) => space === 'email')?.column ?? null
  const columns = [key, ...(email === null ? [] : [email]), ...parts.names, ...(parts.lang === null ? [] : [parts.lang])]
  const { rows } = await live.session.query(
    `select ${columns.map((column, at) => `pg_catalog.left(t.${quoted(column.name)}::pg_catalog.text, 500) as c${at}`).join(', ')}
     from ${tableName(table)} t where t.${quoted(key.name)} = any ($1::${key.declared}[])`,
    [keys],
  )
  return rows.map((row) => {
    const cells = Object.values(row)
    const after = email === null ? 1 : 2
    const name = cells
      .slice(after, after + parts.names.length)
      .filter((cell) => cell !== null)
      .join(' ')
      .trim()
    return {
      key: cells[0] ?? '',
      email: email === null ? null : (cells[1]?.trim() ?? null) || null,
      name: name === '' ? null : name,
      lang: parts.lang === null ? null : (cells.at(-1) ?? null),
    }
  })
}

/** Reads what is no PostgreSQL again and hands on each record with its references, until `take` says that it has seen enough. */
export async function liveRecords(
  needs: LiveNeeds,
  store: KnownStore,
  wanted: (object: PeopleObject) => boolean,
  signal: AbortSignal,
  take: (object: PeopleObject, refs: readonly string[], cells: ReadonlyMap<string, string>) => void,
): Promise<void> {
  const { secret } = await needs.landscape.stores.credentials(store.id)
  const found = await foundFields(needs.platform.store.db, store.id)
  const objects = new Map(
    peopleObjects(found, needs.national)
      .filter(wanted)
      .map((each) => [each.object, each]),
  )
  if (objects.size === 0) return
  const key = needs.platform.keys.derive('subject-ref')
  const now = needs.platform.clock.now()
  const source = await openSource(scanTarget(storeProbe.known(store, secret)), { signal, exclude: needs.landscape.stores.ownPlaces() })
  try {
    const tools = {
      signal,
      record: (text: Parameters<typeof personRecord>[1]) => personRecord(key, text, now),
      problem: () => {},
      read: () => {},
    }
    await eachRecord(source, store.id, objects, needs.national, tools, (object, record, cells) =>
      take(
        object,
        record.identities.map(({ ref }) => ref.toString('hex')),
        cells,
      ),
    )
  } finally {
    await source.close()
  }
}
