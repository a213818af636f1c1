// PostgreSQL's log as plain text, by the log_line_prefix that the server says it uses. Owns what a line of it is: where an entry begins, what belongs to it
// (lines of its text, DETAIL, STATEMENT), and which prefixes say enough. Pure; whatever stands in a line, nothing here throws or is remembered.
import type { FileHandle } from 'node:fs/promises'
import { entryOf, type LogEntry, type NoEntry } from './log-entry.ts'
import { LONGEST_LINE, type LogLine } from './log-lines.ts'
import type { ZoneReader } from './log-time.ts'

export interface TextForm {
  /** the prefix and what stands before the message, at the beginning of a line */
  readonly begin: RegExp
  readonly groups: readonly string[]
}

const TIME = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`
const ZONE = String.raw`[A-Za-z0-9+:<>_/-]{1,40}`
const PLACES: Readonly<Record<string, string>> = {
  m: String.raw`${TIME}\.\d{3} ${ZONE}`,
  t: `${TIME} ${ZONE}`,
  s: `${TIME} ${ZONE}`,
  n: String.raw`\d{1,15}\.\d{3}`,
  c: '[0-9a-f]{1,12}\\.[0-9a-f]{1,8}',
  p: String.raw`\d{1,10}`,
  l: String.raw`\d{1,19}`,
  e: '[0-9A-Z]{5}',
}
const FIRST = 'DEBUG|LOG|INFO|NOTICE|WARNING|ERROR|FATAL|PANIC'
const MORE = 'DETAIL|HINT|QUERY|CONTEXT|LOCATION|STATEMENT|BACKTRACE'

/** null: lines with this prefix do not say when, whose session, which login and which database. */
export function textForm(prefix: string): TextForm | null {
  const groups: string[] = []
  let pattern = '^'
  let open = false
  for (const [, padding, place, plain] of prefix.matchAll(/%(-?\d*)([a-zA-Z%])|([^%]+|%)/g)) {
    if (plain !== undefined) pattern += plain.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    else if (place === '%') pattern += '%'
    else if (place === 'q') {
      if (!open) pattern += '(?:'
      open = true
    } else {
      groups.push(place!)
      pattern += `${padding === '' ? '' : ' *'}(${PLACES[place!] ?? '.*?'})${padding === '' ? '' : ' *'}`
    }
  }
  pattern += open ? ')?' : ''
  const has = (place: string): boolean => groups.includes(place)
  if (!(has('m') || has('t') || has('n')) || !(has('c') || (has('s') && has('p'))) || !has('u') || !has('d')) return null
  return { begin: new RegExp(`${pattern}(${FIRST}|${MORE}): {1,2}`), groups }
}

const SECOND = new RegExp(`^(?:${MORE})$`)
const MOST_PREFIX = 2000

function beginning(form: TextForm, line: string): RegExpExecArray | null {
  return line.startsWith('\t') ? null : form.begin.exec(line.slice(0, MOST_PREFIX))
}

/** One entry with all that belongs to it. */
export function textEntry(form: TextForm, text: string, zones: ZoneReader): LogEntry | NoEntry {
  let values: Readonly<Record<string, string | undefined>> | null = null
  const parts: { readonly kind: string; lines: string[] }[] = []
  for (const line of text.split('\n')) {
    const found = beginning(form, line)
    if (found === null) {
      parts.at(-1)?.lines.push(line.startsWith('\t') ? line.slice(1) : line)
      continue
    }
    values ??= Object.fromEntries(form.groups.map((place, at) => [place, found[at + 1]]))
    parts.push({ kind: found.at(-1)!, lines: [line.slice(found[0].length)] })
  }
  if (values === null || SECOND.test(parts[0]!.kind)) return 'fields-missing'
  const part = (kind: string): string | null => parts.find((one) => one.kind === kind)?.lines.join('\n') ?? null
  const said = (place: string): string | null => {
    const value = values[place]?.trim() ?? ''
    return value === '' || value === '[unknown]' ? null : value
  }
  const line = Number(said('l') ?? Number.NaN)
  const start = said('s')
  let session = said('c')
  if (session === null && start !== null) {
    const began = zones.read(start, null, 0)
    if (began === null) return 'time-unknown'
    session = `${Math.floor(began / 1000).toString(16)}.${Number(said('p')).toString(16)}`
  }
  const seconds = said('n')
  const epoch = seconds === null ? null : `${new Date(Math.round(Number(seconds) * 1000)).toISOString().replace('T', ' ').slice(0, 23)} UTC`
  return entryOf(
    {
      time: said('m') ?? epoch ?? said('t'),
      user: said('u'),
      database: said('d'),
      host: said('h') ?? said('r')?.replace(/\(\d+\)$/, '') ?? null,
      session,
      // Each part of an entry has a number of its own; the last counts.
      line: Number.isSafeInteger(line) ? line : null,
      start,
      severity: parts[0]!.kind,
      state: said('e'),
      message: parts[0]!.lines.join('\n'),
      detail: part('DETAIL'),
      statement: part('STATEMENT'),
      backend: said('b'),
    },
    zones,
    parts.length,
  )
}

const CHUNK = 1024 * 1024

/** Whole entries between two positions. The last one may still be written to: it is given only when the file is `quiet`. */
export async function* readTextLog(
  file: FileHandle,
  form: TextForm,
  from: number,
  to: number,
  quiet: boolean,
): AsyncGenerator<readonly LogLine[], void> {
  let held: Buffer = Buffer.alloc(0)
  let position = from // of the first byte in `held`
  let read = from
  let searched = 0
  let dropped = false // the beginning of the entry at `held` is too long and is gone
  while (read < to) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK, to - read))
    const { bytesRead } = await file.read(chunk, 0, chunk.length, read)
    if (bytesRead === 0) break
    read += bytesRead
    held = held.length === 0 ? chunk.subarray(0, bytesRead) : Buffer.concat([held, chunk.subarray(0, bytesRead)])
    const entries: LogLine[] = []
    let start = 0
    for (;;) {
      const newline = held.indexOf(10, Math.max(start, searched))
      if (newline < 0) break
      searched = newline + 1
      const next = held.indexOf(10, searched)
      const end = next < 0 ? held.length : next
      // Whether the next line begins an entry is known when enough of it is there.
      if (next < 0 && end - searched < MOST_PREFIX && (read < to || end === searched)) {
        searched = newline
        break
      }
      const found = beginning(form, held.toString('utf8', searched, Math.min(end, searched + MOST_PREFIX)))
      if (found === null || SECOND.test(found.at(-1)!)) continue
      push(entries, start, newline)
      start = searched
    }
    if (held.length - start > LONGEST_LINE) {
      dropped = true
      const kept = Math.max(start, held.lastIndexOf(10))
      start = kept
    }
    position += start
    held = held.subarray(start)
    searched = Math.max(0, searched - start)
    if (entries.length > 0) yield entries
  }
  if (quiet && held.length > 0 && held.at(-1) === 10) {
    const last: LogLine[] = []
    push(last, 0, held.length - 1)
    yield last
  }

  function push(entries: LogLine[], start: number, newline: number): void {
    const long = dropped || newline - start > LONGEST_LINE
    dropped = false
    if (newline > start || long) entries.push({ text: long ? null : held.toString('utf8', start, newline), end: position + newline + 1 })
  }
}
