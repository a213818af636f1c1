// Gathers what a scan says into the report of CONTRACTS and DESIGN §6 (`--format json`). Owns names, order and the ledger; every other
// format is made from this one. Nothing unmasked gets in unless `reveal` was asked for.
import { formatLabel, labelId, type Label, type Level } from '../../core/contract/label.ts'
import type { CoverageEntry, FieldReport, ObjectReport, ScanReport, StoreReport } from '../../core/contract/finding.ts'
import { storeId, type StoreId } from '../../core/ids.ts'
import type { FieldScan, ObjectScan, ScanTarget } from '../../discover/scan/scan-store.ts'
import type { Unlisted } from '../../discover/source/source.ts'

export interface GatheredScan {
  readonly report: ScanReport
  /** of each field with a label, by its id: the report itself has only words */
  readonly levels: ReadonlyMap<string, Level>
  /** partial only because a sample was asked for: `object` as in the ledger */
  readonly sampled: ReadonlySet<string>
}

export interface ReportGatherer {
  object(store: StoreId, scan: ObjectScan): ObjectReport
  unlisted(store: StoreId, entry: Unlisted): void
  /** A store that could not be opened at all, or was lost. */
  problem(store: StoreId, message: string): void
  finish(seconds: number): GatheredScan
}

export function gatherReport(targets: readonly ScanTarget[], reveal: boolean): ReportGatherer {
  const objects = new Map<StoreId, ObjectReport[]>(targets.map((target) => [storeId(target.address), []]))
  const names = new Map<StoreId, string>(targets.map((target) => [storeId(target.address), target.name]))
  const ledger = { partial: [] as CoverageEntry[], skipped: [] as CoverageEntry[], failed: [] as CoverageEntry[] }
  const levels = new Map<string, Level>()
  const sampled = new Set<string>()
  const read = { objects: 0, bytes: 0, rows: 0 }
  const named = (store: StoreId, name: string): string => (objects.size > 1 ? `${names.get(store) ?? ''}/${name}` : name)

  return {
    object(store, scan) {
      const name = scan.object.path.join('/')
      const { outcome } = scan
      const entry = named(store, name)
      if (outcome.status === 'read' || outcome.status === 'partial') {
        read.bytes += outcome.bytes
        read.rows += outcome.rows
      }
      if (outcome.status === 'read') read.objects++
      else {
        ledger[outcome.status].push({ object: entry, reason: outcome.reason })
        if (outcome.status === 'partial' && outcome.sampled === true) sampled.add(entry)
      }
      for (const field of scan.fields) if (field.result.label !== null) levels.set(field.id, field.result.label.level)
      const { rows, rowsExact, bytes } = scan.object
      const report: ObjectReport = {
        id: scan.id,
        name,
        ...(rows === undefined ? {} : { rows, rowsExact: rowsExact === true }),
        ...(bytes === undefined ? {} : { bytes }),
        ...words(scan.label),
        fields: scan.fields.map((field) => fieldReport(field, reveal)),
      }
      objects.get(store)?.push(report)
      return report
    },
    unlisted(store, entry) {
      ledger[entry.status].push({ object: named(store, entry.name), reason: entry.reason })
    },
    problem(store, message) {
      ledger.failed.push({ object: named(store, '.'), reason: message })
    },
    finish(seconds) {
      const byName = (a: CoverageEntry, b: CoverageEntry): number => compare(a.object, b.object)
      const stores = targets.map((target): StoreReport => {
        const id = storeId(target.address)
        return { id, kind: target.kind, name: target.name, objects: (objects.get(id) ?? []).sort((a, b) => compare(a.name, b.name)) }
      })
      const coverage = {
        read,
        partial: ledger.partial.sort(byName),
        skipped: ledger.skipped.sort(byName),
        failed: ledger.failed.sort(byName),
      }
      return { report: { version: 1, stores, coverage, seconds: Math.round(seconds * 1000) / 1000 }, levels, sampled }
    },
  }
}

function fieldReport({ id, field, result }: FieldScan, reveal: boolean): FieldReport {
  return {
    id,
    name: field.path,
    verdict: result.verdict,
    ...words(result.label),
    types: result.types.map(({ raw, ...finding }) => (reveal ? { ...finding, sample: raw } : finding)),
  }
}

function words(label: Label | null): { label: string | null; labelId: string | null } {
  return label === null ? { label: null, labelId: null } : { label: formatLabel(label), labelId: labelId(label) }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
