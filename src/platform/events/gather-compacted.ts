// The compacted part of an answer: the roll-up for hours that a question covers whole, single records for those that it cuts, or whose roll-up
// is damaged. Owns which file answers what; a file that is gone or changed is a gap, never a smaller number.
import type { AccessQuery } from '../../core/contract/access.ts'
import { REF_BYTES } from './access-batch.ts'
import { boundsOf } from './access-tally.ts'
import { readFileOf } from './compacted-files.ts'
import type { Gathered, RecordSink, Sources, TallyFor } from './gather.ts'
import { HOUR_MS } from './hours.ts'
import type { KnownGap, RollUpFile } from './manifest.ts'
import type { QueryMatch } from './match-query.ts'
import { peopleOfRow, readParquet, whereOf } from './parquet-rows.ts'
import { readRollUp } from './roll-up.ts'

export async function gatherCompacted(
  { folder, manifest, cache, duck }: Sources,
  query: AccessQuery,
  match: QueryMatch,
  sink: RecordSink,
  tallyFor: TallyFor,
): Promise<{ readonly inputs: Gathered['inputs']; readonly gaps: readonly KnownGap[] }> {
  const inputs: { name: string; sha256: string; rows: number }[] = []
  const gaps: KnownGap[] = []
  const touches = (hour: number): boolean => hour * HOUR_MS < match.to && (hour + 1) * HOUR_MS > match.from
  const whole = (hour: number): boolean => hour * HOUR_MS >= match.from && (hour + 1) * HOUR_MS <= match.to
  const single = new Set<string>()
  for (const file of manifest.rollUps) {
    if (!touches(file.hour) || !match.store(file.store)) continue
    const removed = manifest.retainedFrom !== null && (file.hour + 1) * HOUR_MS <= manifest.retainedFrom
    if (!whole(file.hour) && !removed) {
      single.add(`${file.hour} ${file.store}`)
      continue
    }
    const bytes = await readFileOf(folder, file, 'bytes')
    if (bytes === null) {
      if (removed) gaps.push(damaged(file))
      else single.add(`${file.hour} ${file.store}`)
      continue
    }
    inputs.push({ name: file.name, sha256: file.sha256, rows: file.rows })
    if (whole(file.hour)) {
      for (const entry of readRollUp(bytes, match.parts)) {
        const tally = tallyFor(entry, file.hour)
        tally.add(entry)
        if (entry.people.length > 0) tally.people(entry.people)
        if (entry.unresolved.length > 0) await sink.refs(tally, entry.unresolved)
      }
    } else {
      let upper = 0
      for (const { bounds } of readRollUp(bytes, match.parts)) upper += bounds.loose + bounds.lease + bounds.table
      gaps.push({
        ...spanOf(file),
        upper,
        source: 'retention',
        reason: 'single records of this hour are removed: only the counts of the whole hour are left',
      })
    }
  }
  const files: string[] = []
  for (const file of manifest.parquet) {
    if (!single.has(`${file.hour} ${file.store}`)) continue
    const at = await readFileOf(folder, file)
    if (at === null) gaps.push(damaged(file))
    else {
      files.push(at)
      inputs.push({ name: file.name, sha256: file.sha256, rows: file.rows })
    }
  }
  if (files.length === 0) return { inputs, gaps }
  const hours = [...new Set([...single].map((key) => Number(key.split(' ')[0])))]
  const spans = hours.map(
    (hour) => `(time >= make_timestamp(${hour * HOUR_MS * 1000}) and time < make_timestamp(${(hour + 1) * HOUR_MS * 1000}))`,
  )
  // An `open` counts by the manifest's lists, and only when it never ended.
  const where = `phase <> 'open' and ${whereOf(query)} and (${spans.join(' or ')})`
  for await (const rows of readParquet(await duck(), { files, where }, cache)) {
    for (const row of rows) {
      const { record } = row
      const { context } = record
      const tally = tallyFor(context, Math.floor(record.time / HOUR_MS))
      tally.add({
        object: context.object,
        records: 1,
        rows: record.rows ?? 0,
        bytes: record.bytes ?? 0,
        denied: context.outcome === 'denied' ? 1 : 0,
        bounds: boundsOf(record.upper, record.refs.length / REF_BYTES, record.basis),
      })
      const { numbers, unresolved } = peopleOfRow(row)
      tally.refs({ numbers, unresolved: [] })
      await sink.refs(tally, Buffer.from(unresolved.join(''), 'hex'))
    }
  }
  return { inputs, gaps }
}

function damaged(file: { readonly name: string; readonly store: string; readonly hour: number }): KnownGap {
  return { ...spanOf(file), upper: null, source: 'compacted records', reason: `the file ${file.name} is missing or not what it was` }
}

function spanOf(file: Pick<RollUpFile, 'store' | 'hour'>): { store: string; from: number; to: number } {
  return { store: file.store, from: file.hour * HOUR_MS, to: (file.hour + 1) * HOUR_MS }
}
