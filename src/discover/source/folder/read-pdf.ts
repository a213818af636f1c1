// The text of a PDF, page by page, through pdf.js. Owns the words for what a PDF can hide from a reader: a password, damage, pages that are pictures.
// The whole file lies in memory, as pdf.js wants it; the worker that runs this has limits of its own for memory and for standing still.
import type { FileHandle } from 'node:fs/promises'
import type { Outcome } from '../source.ts'
import type { RowSink } from '../row-sink.ts'

/** Larger ones are named, not read. */
const MOST_BYTES = 256 << 20
/** A page without a letter or digit that draws something is a picture of text, or of anything else. */
const WORD = /[\p{L}\p{N}]/u
const LINE_GAP = 1.6

interface TextItem {
  readonly str: string
  readonly hasEOL: boolean
  readonly transform: readonly number[]
  readonly height: number
}

export async function readPdf(
  file: { readonly handle: FileHandle; readonly size: number },
  signal: AbortSignal,
  sink: RowSink,
): Promise<Outcome> {
  if (file.size > MOST_BYTES) return { status: 'skipped', reason: `PDF document larger than ${MOST_BYTES >> 20} MiB` }
  const data = new Uint8Array(file.size)
  let filled = 0
  while (filled < data.length) {
    signal.throwIfAborted()
    const { bytesRead } = await file.handle.read(data, filled, data.length - filled, filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  // loaded with the first PDF: it takes longer than reading most files
  const { getDocumentProxy } = await import('unpdf')
  let pdf: Awaited<ReturnType<typeof getDocumentProxy>>
  try {
    // no fonts of this machine
    pdf = await getDocumentProxy(data.subarray(0, filled), {
      disableFontFace: true,
      useSystemFonts: false,
      verbosity: 0,
      stopAtErrors: false,
    })
  } catch (error) {
    return { status: 'failed', reason: openFault(error) }
  }
  let pictures = 0
  let damaged = 0
  const pages = pdf.numPages
  try {
    for (let number = 1; number <= pages; number++) {
      signal.throwIfAborted()
      try {
        const page = await pdf.getPage(number)
        const { items } = await page.getTextContent()
        const text = pageText(items.filter((item): item is typeof item & TextItem => 'str' in item))
        if (WORD.test(text)) await sink.text('$text', `${text}\n\n`)
        else if ((await page.getOperatorList()).fnArray.length > 0) pictures++
        page.cleanup()
      } catch (error) {
        signal.throwIfAborted()
        if (!(error instanceof Error)) throw error
        damaged++
      }
    }
  } finally {
    await pdf.loadingTask.destroy()
  }
  const amount = { rows: 0, bytes: filled, format: 'pdf' }
  const faults = [
    ...(damaged === 0 ? [] : [`${damaged} of ${pages} pages are damaged`]),
    ...(pictures === 0 ? [] : [`${pictures} of ${pages} pages are pictures: what is written in them is not read`]),
  ]
  if (faults.length > 0) return { status: 'partial', reason: faults.join('; '), ...amount }
  return { status: 'read', ...amount }
}

/** Lines as they stand: a wide gap between two lines is an empty line, so that words of one block do not explain values of the next. */
function pageText(items: readonly TextItem[]): string {
  let text = ''
  let last: number | null = null
  for (const item of items) {
    const y = item.transform[5] ?? 0
    if (text.endsWith('\n') && last !== null && item.str.trim() !== '' && last - y > item.height * LINE_GAP && item.height > 0) text += '\n'
    text += item.str
    if (item.str.trim() !== '') last = y
    if (item.hasEOL) text += '\n'
  }
  return text
}

function openFault(error: unknown): string {
  const name = error instanceof Error ? error.name : ''
  if (name === 'PasswordException') return 'PDF document with a password: it cannot be read without it'
  return 'damaged PDF document: it cannot be opened'
}
