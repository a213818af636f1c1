// The coverage ledger of one scan as CSV, written while it is read, a page at a time. Names and reasons come from foreign data: formulas
// in them are disarmed.
import { csvCell } from '../map/map-export.ts'
import type { CoverageOptions, ScanReads } from './scan-reads.ts'

const COLUMNS = ['store', 'object', 'outcome', 'sampled', 'reason', 'rows', 'bytes', 'storeId', 'objectId'] as const
const PAGE = 1000

/** Pieces of text. */
export async function* exportCoverage(
  reads: Pick<ScanReads, 'coverage'>,
  scan: string,
  wish: Pick<CoverageOptions, 'status' | 'store'>,
): AsyncGenerator<string> {
  yield `${COLUMNS.join(',')}\r\n`
  let after: string | null = null
  do {
    const page: Awaited<ReturnType<ScanReads['coverage']>> = await reads.coverage(scan, {
      ...wish,
      limit: PAGE,
      ...(after === null ? {} : { after }),
    })
    yield page.rows
      .map((row) =>
        [row.storeName, row.name, row.status, row.sampled, row.reason, row.rows, row.bytes, row.store, row.object].map(csvCell).join(','),
      )
      .map((line) => `${line}\r\n`)
      .join('')
    after = page.next
  } while (after !== null)
}
