// Feeds JSON of any shape into a sink: one document, an array of records, NDJSON, documents one after the other. What stops being JSON
// goes on as text, so that nothing behind a fault is missed.
import type { ReadOptions } from '../source.ts'
import type { RowSink } from '../row-sink.ts'
import { createJsonFields } from '../json-fields.ts'
import { createJsonTokenizer, JsonFault } from '../json-tokenizer.ts'
import type { FileText } from './file-bytes.ts'
import type { ContentResult } from './read-table.ts'
import { createStride, slices } from './stride.ts'

/** Where a faulty line ends: only NDJSON has a safe place to go on. */
export async function readJson(
  text: FileText,
  lines: boolean,
  size: number,
  mode: ReadOptions['mode'],
  sink: RowSink,
): Promise<ContentResult> {
  let place = 0
  const stride = createStride(mode, size, () => place)
  const rows = { wanted: stride.take(), onRow: () => void (rows.wanted = stride.take()) }
  const fields = createJsonFields(sink, '', { rows })
  let tokenizer = createJsonTokenizer(fields)
  let cut = 0
  let broken = 0
  let brokenRest = false
  let skipLine = false
  const fresh = (): void => {
    cut += tokenizer.cut
    fields.reset()
    tokenizer = createJsonTokenizer(fields)
  }
  const write = async (piece: string): Promise<void> => {
    let rest = piece
    while (rest !== '') {
      if (brokenRest) return sink.text('$text', rest)
      if (skipLine) {
        const at = rest.indexOf('\n')
        await sink.text('$text', at === -1 ? rest : rest.slice(0, at + 1))
        rest = at === -1 ? '' : rest.slice(at + 1)
        skipLine = at === -1
        continue
      }
      try {
        tokenizer.write(rest)
        return
      } catch (error) {
        if (!(error instanceof JsonFault)) throw error
        broken++
        rest = rest.slice(error.at)
        fresh()
        if (lines) skipLine = true
        else brokenRest = true
      }
    }
  }
  for await (const piece of text.pieces()) {
    if (piece.jump) {
      fresh()
      skipLine = true
    }
    for (const slice of slices(piece.text, piece.from, text.bytes - piece.from, mode)) {
      place = slice.end
      await write(slice.text)
      if (sink.full) await sink.flush()
    }
  }
  if (text.whole && !brokenRest && !skipLine) {
    try {
      tokenizer.end()
    } catch (error) {
      if (!(error instanceof JsonFault)) throw error
      broken++
      fields.reset()
    }
  }
  await sink.flush()
  const faults: string[] = []
  if (broken > 0 && lines) faults.push(`${broken} ${broken === 1 ? 'line is' : 'lines are'} not valid JSON and read as text`)
  if (broken > 0 && !lines) faults.push('not valid JSON to its end: from the fault on it was read as text')
  if (cut + tokenizer.cut > 0)
    faults.push(`${cut + tokenizer.cut === 1 ? '1 value was' : `${cut + tokenizer.cut} values were`} longer than 1 MiB and read in part`)
  if (sink.tooMany) faults.push('more fields than are read')
  const seen = Math.max(0, stride.seen - 1) // one is always asked for ahead
  return { rows: Math.max(0, stride.taken - (rows.wanted ? 1 : 0)), total: text.whole ? seen : null, faults }
}
