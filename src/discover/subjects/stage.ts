// What a build has read so far, kept in temporary tables of Holdfast's own database: a connection of its own, gone with all of it when the
// process dies, so that a build that was killed starts again from nothing. Owns the connection, the tables and how rows get into them;
// who is one person is decided in merge-people.ts and settle-people.ts.
import pg from 'pg'
import type { Store } from '../../platform/store/store.ts'

export interface StagedRow {
  /** object, by its place in the build's list */
  readonly object: number
  readonly keys: readonly { readonly space: number; readonly ref: Buffer; readonly native: Buffer | null }[]
  readonly identities: readonly { readonly space: number; readonly ref: Buffer }[]
  /** telephone and name together, once a telephone */
  readonly named: readonly Buffer[]
  readonly jurisdictions: readonly string[]
  readonly basis: string | null
  readonly lang: string | null
  readonly minor: boolean | null
}

export interface Stage {
  readonly client: pg.Client
  /** number of rows staged so far: their ids are 1 … rows */
  readonly rows: () => number
  row(row: StagedRow): Promise<void>
  /** the key of a table in between, and the reference it leads to */
  via(space: number, ref: Buffer, toSpace: number, to: Buffer): Promise<void>
  /** an object has rows of whoever this refers to */
  reach(object: number, space: number, ref: Buffer): Promise<void>
  /** where whoever this refers to lives, from another table */
  lives(space: number, ref: Buffer, jurisdictions: readonly string[], basis: string): Promise<void>
  flush(): Promise<void>
  close(): Promise<void>
}

// space 0 is telephone and name together: it merges, and is no reference
const TABLES = {
  s_row: 'id int, object int, weak boolean, jurisdictions text, basis text, lang text, minor boolean',
  s_key: 'id int, space int, ref bytea, native bytea',
  s_ident: 'id int, space int, ref bytea',
  s_via: 'space int, ref bytea, to_space int, to_ref bytea',
  s_reach: 'object int, space int, ref bytea',
  s_lives: 'space int, ref bytea, jurisdictions text, basis text',
  s_merge: 'id int, root int',
  s_space: 'no int, space text, strength int, complete boolean',
} as const
export type StageTable = keyof typeof TABLES

const FLUSH_CHARS = 1 << 19
/** one build at a time on one database, whoever started it */
const LOCK = '7420, 6'

export async function openStage(store: Store, signal: AbortSignal): Promise<Stage> {
  const client = new pg.Client({ ...store.connection, application_name: 'holdfast subjects', keepAlive: true })
  client.on('error', () => {})
  const onAbort = (): void => (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy()
  signal.throwIfAborted()
  signal.addEventListener('abort', onAbort, { once: true })
  const close = async (): Promise<void> => {
    signal.removeEventListener('abort', onAbort)
    await client.end().catch(() => {})
  }
  try {
    await client.connect()
    await client.query(`select pg_advisory_lock(${LOCK})`)
    await client.query(
      `set work_mem = '96MB'; set temp_buffers = '32MB'; set statement_timeout = 0; set max_parallel_workers_per_gather = 2`,
    )
    for (const [table, columns] of Object.entries(TABLES)) await client.query(`create temp table ${table} (${columns})`)
  } catch (error) {
    await close()
    throw error
  }
  const waiting = new Map<StageTable, string[]>()
  let chars = 0
  let rows = 0
  const put = (table: StageTable, line: string): void => {
    const lines = waiting.get(table)
    if (lines === undefined) waiting.set(table, [line])
    else lines.push(line)
    chars += line.length
  }
  const flush = async (): Promise<void> => {
    signal.throwIfAborted()
    chars = 0
    const batch = [...waiting]
    waiting.clear()
    for (const [table, lines] of batch) {
      await copyInto(client, table, `${lines.join('\n')}\n`)
    }
  }
  const full = async (): Promise<void> => {
    if (chars >= FLUSH_CHARS) await flush()
  }
  return {
    client,
    rows: () => rows,
    async row(row) {
      const id = ++rows
      // known by a telephone alone: whoever else has that number is meant
      const weak = row.keys.length === 0 && row.named.length === 0 && row.identities.every(({ space }) => space === PHONE_NO)
      put(
        's_row',
        `${id}\t${row.object}\t${weak ? 't' : 'f'}\t${row.jurisdictions.join(',') || '\\N'}\t${row.basis ?? '\\N'}\t${row.lang ?? '\\N'}\t${row.minor === null ? '\\N' : row.minor ? 't' : 'f'}`,
      )
      for (const { space, ref, native } of row.keys) put('s_key', `${id}\t${space}\t${hex(ref)}\t${native === null ? '\\N' : hex(native)}`)
      for (const { space, ref } of row.identities) put('s_ident', `${id}\t${space}\t${hex(ref)}`)
      for (const ref of row.named) put('s_ident', `${id}\t0\t${hex(ref)}`)
      await full()
    },
    async via(space, ref, toSpace, to) {
      put('s_via', `${space}\t${hex(ref)}\t${toSpace}\t${hex(to)}`)
      await full()
    },
    async reach(object, space, ref) {
      put('s_reach', `${object}\t${space}\t${hex(ref)}`)
      await full()
    },
    async lives(space, ref, jurisdictions, basis) {
      put('s_lives', `${space}\t${hex(ref)}\t${jurisdictions.join(',')}\t${basis}`)
      await full()
    },
    flush,
    close,
  }
}

/** the number of the space `phone` in every build */
export const PHONE_NO = 1

const hex = (bytes: Buffer): string => `\\\\x${bytes.toString('hex')}`

interface CopyWire {
  query(text: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
}

/** Lines in COPY's text form into a table of this connection. */
export async function copyInto(client: pg.Client, table: string, text: string): Promise<void> {
  const bytes = Buffer.from(text)
  await new Promise<void>((resolve, reject) => {
    let problem: Error | null = null
    const nothing = (): void => {}
    const query = {
      submit: (wire: CopyWire): null => {
        wire.query(`copy ${table} from stdin`)
        return null
      },
      handleCopyInResponse: (wire: CopyWire): void => {
        for (let at = 0; at < bytes.length; at += 65_536) wire.sendCopyFromChunk(bytes.subarray(at, at + 65_536))
        wire.endCopyFrom()
      },
      handleRowDescription: nothing,
      handleDataRow: nothing,
      handleCommandComplete: nothing,
      handlePortalSuspended: nothing,
      handleEmptyQuery: nothing,
      handleCopyData: nothing,
      handleError: (error: Error): void => {
        problem = error
        reject(error)
      },
      handleReadyForQuery: (): void => (problem === null ? resolve() : reject(problem)),
    }
    client.query(query as unknown as pg.Submittable)
  })
}
