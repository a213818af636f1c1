// One entry of PostgreSQL's own log, from its JSON or its CSV form. Pure; owns what an entry is. Whatever stands in a line, nothing here throws,
// and no text of it gets into a reason.
import type { ZoneReader } from './log-time.ts'

export interface LogEntry {
  /** ms, as the server claims */
  readonly time: number
  readonly user: string | null
  readonly database: string | null
  /** address of the client; `[local]` over a socket of the machine */
  readonly host: string | null
  /** %c: start and process of the session */
  readonly session: string
  /** ms: when the session began, from its name */
  readonly began: number
  /** number of the line within the session, from 1 */
  readonly line: number | null
  /** numbers of lines that it takes; 1 without */
  readonly parts?: number
  readonly severity: string
  readonly state: string | null
  readonly message: string
  readonly detail: string | null
  /** of an error: what was executed */
  readonly statement: string | null
  readonly backend: string | null
}

export type NoEntry = 'not-json' | 'not-csv' | 'fields-missing' | 'time-unknown'

export function jsonEntry(text: string, zones: ZoneReader): LogEntry | NoEntry {
  let line: unknown
  try {
    line = JSON.parse(text)
  } catch {
    return 'not-json'
  }
  if (typeof line !== 'object' || line === null || Array.isArray(line)) return 'fields-missing'
  const value = line as Record<string, unknown>
  const word = (name: string): string | null => (typeof value[name] === 'string' ? value[name] : null)
  return entryOf(
    {
      time: word('timestamp'),
      user: word('user'),
      database: word('dbname'),
      host: word('remote_host'),
      session: word('session_id'),
      line: typeof value['line_num'] === 'number' ? value['line_num'] : null,
      start: word('session_start'),
      severity: word('error_severity'),
      state: word('state_code'),
      message: word('message'),
      detail: word('detail'),
      statement: word('statement'),
      backend: word('backend_type'),
    },
    zones,
  )
}

// https://www.postgresql.org/docs/current/runtime-config-logging.html: columns of csvlog; the last three came with 13 and 14.
export function csvEntry(text: string, zones: ZoneReader): LogEntry | NoEntry {
  const fields = csvFields(text)
  if (fields === null) return 'not-csv'
  if (fields.length < 23) return 'fields-missing'
  const word = (at: number): string | null => (fields[at] === undefined || fields[at] === '' ? null : fields[at])
  const line = Number(word(6))
  return entryOf(
    {
      time: word(0),
      user: word(1),
      database: word(2),
      host: word(4)?.replace(/:\d+$/, '') ?? null,
      session: word(5),
      line: Number.isSafeInteger(line) ? line : null,
      start: word(8),
      severity: word(11),
      state: word(12),
      message: word(13),
      detail: word(14),
      statement: word(19),
      backend: word(23),
    },
    zones,
  )
}

interface Words {
  readonly [name: string]: string | number | null
  readonly time: string | null
  readonly user: string | null
  readonly database: string | null
  readonly host: string | null
  readonly session: string | null
  readonly line: number | null
  readonly start: string | null
  readonly severity: string | null
  readonly state: string | null
  readonly message: string | null
  readonly detail: string | null
  readonly statement: string | null
  readonly backend: string | null
}

export function entryOf(words: Words, zones: ZoneReader, parts = 1): LogEntry | NoEntry {
  const { time: claimed, session, start, severity, message, line, state, ...rest } = words
  if (claimed === null || session === null || severity === null || session.length > 60) return 'fields-missing'
  const began = sessionStart(session)
  if (began === null) return 'fields-missing'
  const time = zones.read(claimed, start, began)
  if (time === null) return 'time-unknown'
  const fine = line !== null && Number.isSafeInteger(line) && line > 0 ? line : null
  return {
    time,
    began,
    session,
    line: fine,
    severity,
    message: message ?? '',
    state: state === '00000' ? null : state,
    user: short(rest.user),
    database: short(rest.database),
    host: short(rest.host),
    detail: rest.detail,
    statement: rest.statement,
    backend: short(rest.backend),
    ...(parts === 1 ? {} : { parts }),
  }
}

const short = (text: string | null): string | null => (text === null || text === '' ? null : text.slice(0, 300))

/** `%c` is the seconds of the start and the process, both hexadecimal. */
function sessionStart(session: string): number | null {
  const seconds = /^([0-9a-f]{1,12})\.[0-9a-f]{1,8}$/i.exec(session)?.[1]
  return seconds === undefined ? null : Number.parseInt(seconds, 16) * 1000
}

function csvFields(text: string): string[] | null {
  const fields: string[] = []
  let at = 0
  for (;;) {
    if (text[at] === '"') {
      let value = ''
      let from = at + 1
      for (;;) {
        const quote = text.indexOf('"', from)
        if (quote < 0) return null
        value += text.slice(from, quote)
        if (text[quote + 1] !== '"') {
          at = quote + 1
          break
        }
        value += '"'
        from = quote + 2
      }
      fields.push(value)
    } else {
      const comma = text.indexOf(',', at)
      const end = comma < 0 ? text.length : comma
      fields.push(text.slice(at, end))
      at = end
    }
    if (at >= text.length) return fields
    if (text[at] !== ',' || fields.length > 100) return null
    at++
  }
}
