// The list of report formats. Each is a generator of pieces of text in a file of its own, loaded when it is asked for.
import type { DetectorType } from '../../discover/engine/engine.ts'
import type { Terminal } from '../command.ts'
import type { GatheredScan } from './scan-report.ts'

export const FORMATS = ['table', 'json', 'ndjson', 'sarif', 'csv', 'html'] as const
export type Format = (typeof FORMATS)[number]

const PIPE_COLUMNS = 160

/** `types`: the catalogue, which only SARIF shows. */
export async function renderReport(
  format: Format,
  scan: GatheredScan,
  terminal: Terminal,
  toFile: boolean,
  types: readonly DetectorType[],
): Promise<Iterable<string>> {
  if (format === 'json') return (await import('./json.ts')).jsonReport(scan)
  if (format === 'ndjson') return (await import('./json.ts')).ndjsonReport(scan, !toFile)
  if (format === 'sarif') return (await import('./sarif.ts')).sarifReport(scan, types)
  if (format === 'csv') return (await import('./csv.ts')).csvReport(scan)
  if (format === 'html') return (await import('./html.ts')).htmlReport(scan)
  const { tableReport } = await import('./table.ts')
  const shown = terminal.outIsTerminal && !toFile
  return tableReport(scan, { columns: shown ? terminal.columns : PIPE_COLUMNS, colour: shown && terminal.colour, most: shown ? 20 : 1000 })
}
