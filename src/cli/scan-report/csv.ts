// The report as CSV: one line for each finding, each unlabelled or finding-free field, and each line of the ledger. Cells that a
// spreadsheet would run as a formula are made harmless: names and samples come from strangers.
import type { GatheredScan } from './scan-report.ts'

const HEADER = [
  'store',
  'object',
  'field',
  'verdict',
  'label',
  'type',
  'confidence',
  'count',
  'share',
  'sample',
  'why',
  'coverage',
  'reason',
]

export function* csvReport({ report }: GatheredScan): Generator<string> {
  yield line(HEADER)
  for (const store of report.stores) {
    for (const object of store.objects) {
      for (const field of object.fields) {
        const base = [store.name, object.name, field.name, field.verdict, field.label ?? '']
        if (field.types.length === 0) yield line([...base, '', '', '', '', '', '', '', ''])
        for (const type of field.types) {
          const why = type.why.map((one) => one.text).join('; ')
          yield line([...base, type.type, String(type.confidence), String(type.count), String(type.share), type.sample, why, '', ''])
        }
      }
    }
  }
  for (const status of ['partial', 'skipped', 'failed'] as const) {
    for (const entry of report.coverage[status]) yield line(['', entry.object, '', '', '', '', '', '', '', '', '', status, entry.reason])
  }
}

function line(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

/** RFC 4180, with an apostrophe before what begins like a formula (OWASP: CSV injection). */
export function csvCell(text: string): string {
  const safe = /^[\s]*[=+\-@\t\r|%]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text
  return /[",\r\n;\t']|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
