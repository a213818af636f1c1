// Reads one file: finds out what it is, and feeds its content into the scan. Owns the order of the decisions and the words of the
// ledger; each format is in a file of its own.
import type { Fragment, Outcome, ReadOptions } from '../source.ts'
import { createRowSink, type RowSink } from '../row-sink.ts'
import { createJsonTokenizer, JsonFault, type JsonEvents } from '../json-tokenizer.ts'
import { detectCsv } from './csv-dialect.ts'
import { changed, fileText, openFile, type FileText, type OpenFile } from './file-bytes.ts'
import { extensionOf, formatByContent, kindByName, promiseOf } from './file-format.ts'
import { readJson } from './read-json.ts'
import { readPdf } from './read-pdf.ts'
import { readTable, type ContentResult } from './read-table.ts'
import { detectEncoding } from './text-encoding.ts'

/** Between blocks of a sample: what stands before it does not go on behind it. */
const GAP = Buffer.from('\n\n')

export async function readFileContent(
  path: Buffer | string,
  name: string,
  options: ReadOptions,
  take: (fragment: Fragment) => void | Promise<void>,
): Promise<Outcome> {
  let file: OpenFile | 'special'
  try {
    file = await openFile(path)
  } catch (error) {
    return { status: 'failed', reason: openFault(error) }
  }
  if (file === 'special') return { status: 'skipped', reason: 'not a regular file' }
  try {
    return await readOpen(file, name, options, take)
  } catch (error) {
    options.signal.throwIfAborted()
    const code = (error as { code?: unknown }).code
    if (code === 'EIO' || code === 'ESTALE' || code === 'EISDIR' || code === 'ENXIO')
      return { status: 'failed', reason: `reading broke off: ${code}` }
    throw error
  } finally {
    await file.handle.close()
  }
}

async function readOpen(
  file: OpenFile,
  name: string,
  options: ReadOptions,
  take: (fragment: Fragment) => void | Promise<void>,
): Promise<Outcome> {
  const { head, stats } = file
  if (head.length === 0) return { status: 'read', rows: 0, bytes: 0, format: 'empty' }
  const encoding = detectEncoding(head)
  const format = formatByContent(head, name)
  // a magic number can begin a text too; a PDF may be nothing but text and is still a PDF
  if (format !== null && (encoding === null || format.kind === 'pdf' || encoding.encoding === 'windows-1252')) {
    if (format.kind === 'zip' || format.kind === 'office') {
      if (!(await hasZipEnd(file))) return { status: 'failed', reason: `damaged ${format.words}: its end is missing` }
    }
    if (format.kind === 'pdf') return await pdfOutcome(file, options, take)
    return { status: 'skipped', reason: `${format.words}: not read yet` }
  }
  const promise = promiseOf(name)
  if (encoding === null) {
    if (promise !== null) return { status: 'failed', reason: `damaged ${promise.words}: it does not begin like one` }
    return { status: 'skipped', reason: 'unknown binary format' }
  }
  const sink = createRowSink(take)
  const text = fileText(file, encoding, { sample: options.mode.kind === 'sample', signal: options.signal })
  const headText = new TextDecoder(encoding.encoding).decode(head.subarray(encoding.skip))
  const kind = textKind(headText, name, head.length === stats.size)
  const result = await readText(kind, text, stats.size, options, sink, take)
  const faults = [...result.faults]
  if (promise !== null) faults.unshift(`damaged ${promise.words}: it is text, and was read as such`)
  if (text.damaged) faults.push('some bytes are not valid in its encoding and were left out')
  if (await changed(file)) faults.push('it changed while it was read')
  const amount = {
    rows: result.rows,
    bytes: text.bytes,
    format: kind.name,
    ...(result.total === null ? {} : { total: { rows: result.total, exact: true } }),
  }
  if (faults.length > 0) return { status: 'partial', reason: faults.join('; '), ...amount }
  if (!text.whole)
    return { status: 'partial', sampled: true, reason: `sample: ${megabytes(text.bytes)} of ${megabytes(stats.size)}`, ...amount }
  if (result.total !== null && result.rows < result.total) {
    return { status: 'partial', sampled: true, reason: `sample: ${result.rows} of ${result.total} rows`, ...amount }
  }
  return { status: 'read', ...amount }
}

async function pdfOutcome(file: OpenFile, options: ReadOptions, take: (fragment: Fragment) => void | Promise<void>): Promise<Outcome> {
  const outcome = await readPdf({ handle: file.handle, size: file.stats.size }, options.signal, createRowSink(take))
  if (!('bytes' in outcome) || !(await changed(file))) return outcome
  const reason = 'it changed while it was read'
  return { ...outcome, status: 'partial', reason: outcome.status === 'partial' ? `${outcome.reason}; ${reason}` : reason }
}

type TextKind = { readonly name: string } & (
  | { readonly reader: 'table'; readonly dialect: NonNullable<ReturnType<typeof detectCsv>> }
  | { readonly reader: 'json'; readonly lines: boolean }
  | { readonly reader: 'text' }
)

function textKind(head: string, name: string, whole: boolean): TextKind {
  const byName = kindByName(name)
  const extension = extensionOf(name)
  const documents = jsonDocuments(head, whole)
  if (documents !== null) {
    const lines = byName === 'ndjson' || (documents > 1 && byName !== 'json')
    return { name: lines ? 'ndjson' : 'json', reader: 'json', lines: lines || documents > 1 }
  }
  if (byName === 'json' || byName === 'ndjson') {
    // begins wrong but is called JSON: the reader finds the fault and says so
    if (/^\s*[[{]/.test(head)) return { name: byName, reader: 'json', lines: byName === 'ndjson' }
  }
  if (byName === 'csv' || ['file', 'text', 'log'].includes(byName) || extension === '') {
    const dialect = detectCsv(head, { sure: byName === 'csv', whole })
    if (dialect !== null) return { name: dialect.delimiter === '\t' ? 'tsv' : 'csv', reader: 'table', dialect }
  }
  return { name: byName === 'file' || byName === 'csv' || byName === 'json' || byName === 'ndjson' ? 'text' : byName, reader: 'text' }
}

async function readText(
  kind: TextKind,
  text: FileText,
  size: number,
  options: ReadOptions,
  sink: RowSink,
  take: (fragment: Fragment) => void | Promise<void>,
): Promise<ContentResult> {
  if (kind.reader === 'table') return readTable(text, kind.dialect, size, options, sink)
  if (kind.reader === 'json') return readJson(text, kind.lines, size, options.mode, sink)
  if (options.bytes === true) {
    for await (const chunk of text.chunks()) {
      if (chunk.jump) await take({ kind: 'bytes', field: '$text', bytes: GAP })
      await take({ kind: 'bytes', field: '$text', bytes: chunk.bytes })
    }
    return { rows: 0, total: null, faults: [] }
  }
  for await (const piece of text.pieces()) await sink.text('$text', piece.jump ? `\n\n${piece.text}` : piece.text)
  return { rows: 0, total: null, faults: [] }
}

// How many JSON documents begin in the text; null: it is not JSON. A cut at the end of the head is no fault.
function jsonDocuments(head: string, whole: boolean): number | null {
  if (!/^\s*[[{]/.test(head)) return null
  let ended = 0
  const ignore = (): void => {}
  const events: JsonEvents = {
    startObject: ignore,
    endObject: ignore,
    startArray: ignore,
    endArray: ignore,
    key: ignore,
    value: ignore,
    endDocument: () => void ended++,
  }
  const tokenizer = createJsonTokenizer(events)
  try {
    tokenizer.write(head)
    if (whole) tokenizer.end()
    return ended + (whole || tokenizer.depth === 0 ? 0 : 1)
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error
    return ended > 0 ? ended + 1 : null // NDJSON with a faulty line, or `[section]` of a settings file
  }
}

// The end record of a zip archive lies in its last 64 KiB and 22 bytes.
async function hasZipEnd({ handle, stats }: OpenFile): Promise<boolean> {
  const length = Math.min(stats.size, 65557)
  const tail = Buffer.alloc(length)
  const { bytesRead } = await handle.read(tail, 0, length, stats.size - length)
  return tail.subarray(0, bytesRead).includes(Buffer.from('504b0506', 'hex'))
}

function openFault(error: unknown): string {
  const code = (error as { code?: unknown }).code
  if (code === 'EACCES' || code === 'EPERM') return 'no right to read it'
  if (code === 'ENOENT') return 'it disappeared while the folder was read'
  if (code === 'ELOOP') return 'it became a link while the folder was read'
  if (code === 'EMFILE' || code === 'ENFILE') return 'too many files are open on this machine'
  return typeof code === 'string' && /^[A-Z0-9_]{1,20}$/.test(code) ? `cannot be opened: ${code}` : 'cannot be opened'
}

function megabytes(bytes: number): string {
  return `${(bytes / (1 << 20)).toFixed(bytes < 10 << 20 ? 1 : 0)} MiB`
}
