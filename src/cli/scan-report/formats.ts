// The list of report formats. Each is a generator of pieces of text in a file of its own.
import type { DetectorType } from '../../discover/engine/engine.ts'
import type { Terminal } from '../command.ts'
import { csvReport } from './csv.ts'
import { htmlReport } from './html.ts'
import { jsonReport, ndjsonReport } from './json.ts'
import { sarifReport } from './sarif.ts'
import { tableReport } from './table.ts'
import type { GatheredScan } from './scan-report.ts'

export const FORMATS = ['table', 'json', 'ndjson', 'sarif', 'csv', 'html'] as const
export type Format = (typeof FORMATS)[number]

const PIPE_COLUMNS = 160

/** `types`: the catalogue, which only SARIF shows. */
export function renderReport(
  format: Format,
  scan: GatheredScan,
  terminal: Terminal,
  toFile: boolean,
  types: readonly DetectorType[],
): Iterable<string> {
  if (format === 'json') return jsonReport(scan)
  if (format === 'ndjson') return ndjsonReport(scan, !toFile)
  if (format === 'sarif') return sarifReport(scan, types)
  if (format === 'csv') return csvReport(scan)
  if (format === 'html') return htmlReport(scan)
  const shown = terminal.outIsTerminal && !toFile
  return tableReport(scan, { columns: shown ? terminal.columns : PIPE_COLUMNS, colour: shown && terminal.colour, most: shown ? 20 : 1000 })
}
