// The report as one page that needs nothing else: no script, no request, its style inside and allowed by its hash. Everything from a
// store is escaped. Prints well, follows light and dark.
import { createHash } from 'node:crypto'
import { LEVELS, type Level } from '../../core/contract/label.ts'
import type { CoverageEntry, FieldReport, ObjectReport } from '../../core/contract/finding.ts'
import { size } from './table.ts'
import { percent } from './percent.ts'
import type { GatheredScan } from './scan-report.ts'

const STYLE = `
:root{color-scheme:light dark;--ink:#1a1d21;--soft:#5b6470;--line:#d9dee4;--paper:#fff;--l0:#2f7d4f;--l1:#2b6cb0;--l2:#9a6700;--l3:#b42318}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ed;--soft:#9aa4b0;--line:#333a42;--paper:#14171a;--l0:#6fce97;--l1:#7ab8f5;--l2:#e3b341;--l3:#ff8a80}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:1200px;margin:0 auto;padding:24px 16px}
h1{font-size:24px;margin:0 0 4px}h2{font-size:18px;margin:32px 0 8px}h3{font-size:15px;margin:24px 0 4px;overflow-wrap:anywhere}
p{margin:0 0 8px;color:var(--soft)}table{border-collapse:collapse;width:100%;margin:0 0 8px}
th,td{text-align:left;vertical-align:top;padding:4px 12px 4px 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
th{font-weight:600;color:var(--soft);font-size:13px}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.label{font-weight:600}.l0{color:var(--l0)}.l1{color:var(--l1)}.l2{color:var(--l2)}.l3{color:var(--l3)}.none{color:var(--soft);font-style:italic}
code{font:13px ui-monospace,monospace}
@media print{body{max-width:none;padding:0}h3,tr{break-inside:avoid}h3{break-after:avoid}}
`

export function* htmlReport({ report, levels, sampled }: GatheredScan): Generator<string> {
  const hash = createHash('sha256').update(STYLE).digest('base64')
  const csp = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`
  yield `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${csp}">`
  yield `<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer"><title>Holdfast scan</title><style>${STYLE}</style></head><body>\n`
  const { read, partial, skipped, failed } = report.coverage
  const inSample = partial.filter((entry) => sampled.has(entry.object)).length
  yield `<h1>Where customer data is</h1><p>${count(read.objects)} objects read, ${count(inSample)} sampled, ${count(partial.length - inSample)} partly read, ${count(skipped.length)} skipped, ${count(failed.length)} failed; ${count(read.rows)} rows, ${size(read.bytes)}, ${report.seconds.toFixed(1)} s. Samples are masked.</p>\n`
  for (const store of report.stores) {
    yield `<h2>${text(store.name)}</h2>\n`
    const worth = store.objects.filter((object) => object.fields.some((field) => shown(field, levels)))
    for (const object of worth) yield* objectPart(object, levels)
    const quiet = store.objects.length - worth.length
    if (quiet > 0) yield `<p>${count(quiet)} ${quiet === 1 ? 'object' : 'objects'} without customer data in what was read.</p>\n`
  }
  yield '<h2>What was not read</h2>\n'
  if (partial.length + skipped.length + failed.length === 0) yield '<p>Everything was read.</p>\n'
  else {
    yield '<table><thead><tr><th>Object<th>Status<th>Reason</thead><tbody>\n'
    yield* ledgerRows('failed', failed)
    yield* ledgerRows('skipped', skipped)
    yield* ledgerRows(
      'partly read',
      partial.filter((entry) => !sampled.has(entry.object)),
    )
    yield* ledgerRows(
      'sampled',
      partial.filter((entry) => sampled.has(entry.object)),
    )
    yield '</tbody></table>\n'
  }
  yield '</body></html>\n'
}

function shown(field: FieldReport, levels: ReadonlyMap<string, Level>): boolean {
  return field.types.length > 0 || (levels.get(field.id) ?? 0) > 1
}

function* objectPart(object: ObjectReport, levels: ReadonlyMap<string, Level>): Generator<string> {
  const rows = object.rows === undefined ? '' : ` · ${object.rowsExact === true ? '' : 'about '}${count(object.rows)} rows`
  yield `<h3>${text(object.name)}</h3><p>${text(object.label ?? 'unlabelled')}${rows}</p>\n`
  yield '<table><thead><tr><th>Field<th>Label<th>Type<th class="n">Share<th class="n">Values<th class="n">Sure<th>Sample<th>Why</thead><tbody>\n'
  for (const field of object.fields) {
    if (!shown(field, levels)) continue
    const level = levels.get(field.id)
    const label = `<span class="label ${level === undefined ? 'none' : `l${level}`}">${text(field.label ?? LEVELS.find((one) => one.level === level)?.word ?? 'unlabelled')}</span>`
    if (field.types.length === 0)
      yield `<tr><td><code>${text(field.name)}</code><td>${label}<td><td class="n"><td class="n"><td class="n"><td><td>\n`
    for (const type of field.types) {
      const why = type.why.map((one) => one.text).join('; ')
      yield `<tr><td><code>${text(field.name)}</code><td>${label}<td>${text(type.type)}<td class="n">${percent(type.share)}<td class="n">${count(type.count)}<td class="n">${Math.round(type.confidence * 100)} %<td><code>${text(type.sample)}</code><td>${text(why)}\n`
    }
  }
  yield '</tbody></table>\n'
}

function* ledgerRows(word: string, entries: readonly CoverageEntry[]): Generator<string> {
  for (const entry of entries) yield `<tr><td><code>${text(entry.object)}</code><td>${word}<td>${text(entry.reason)}\n`
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function text(raw: string): string {
  return raw
    .replace(/[\u0000-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/g, '\uFFFD')
    .replace(/[&<>"']/g, (char) => ESCAPES[char]!)
}

function count(number: number): string {
  return number.toLocaleString('en-US')
}
