// The report as JSON (the contract of DESIGN §6) and as NDJSON, in pieces, so that a large one is never one string.
import type { ObjectReport, StoreReport } from '../../core/contract/finding.ts'
import type { GatheredScan } from './scan-report.ts'

export function* jsonReport({ report }: GatheredScan): Generator<string> {
  yield `{"version":${report.version},"stores":[`
  for (const [s, store] of report.stores.entries()) {
    const { objects, ...head } = store
    yield `${s === 0 ? '' : ','}\n${JSON.stringify(head).slice(0, -1)},"objects":[`
    for (const [o, object] of objects.entries()) yield `${o === 0 ? '' : ','}\n${JSON.stringify(object)}`
    yield ']}'
  }
  yield `],\n"coverage":${JSON.stringify(report.coverage)},\n"seconds":${report.seconds}}\n`
}

/** A line of NDJSON, as soon as the object has been read. */
export function ndjsonObject(store: Omit<StoreReport, 'objects'>, object: ObjectReport): string {
  return `${JSON.stringify({ kind: 'object', store, ...object })}\n`
}

/** One object, one line of the ledger, or the summary a line; `kind` tells which. `told`: the objects have been told already. */
export function* ndjsonReport({ report }: GatheredScan, told: boolean): Generator<string> {
  if (!told) for (const { objects, ...store } of report.stores) for (const object of objects) yield ndjsonObject(store, object)
  for (const status of ['partial', 'skipped', 'failed'] as const) {
    for (const entry of report.coverage[status]) yield `${JSON.stringify({ kind: 'coverage', status, ...entry })}\n`
  }
  yield `${JSON.stringify({ kind: 'summary', version: report.version, read: report.coverage.read, seconds: report.seconds })}\n`
}
