// The report as SARIF 2.1.0, for code hosts and security dashboards: a rule for each type, a result for each finding, a notification
// for each line of the ledger. Field values stand only as masked samples.
import type { FieldReport, ObjectReport, StoreReport } from '../../core/contract/finding.ts'
import type { Level } from '../../core/contract/label.ts'
import type { DetectorType } from '../../discover/engine/engine.ts'
import type { GatheredScan } from './scan-report.ts'

const LEVELS = ['note', 'note', 'warning', 'error'] as const

export function* sarifReport({ report, levels }: GatheredScan, types: readonly DetectorType[]): Generator<string> {
  const known = new Map(types.map((type) => [type.id, type]))
  const used = new Set<string>()
  for (const store of report.stores)
    for (const object of store.objects) for (const field of object.fields) for (const type of field.types) used.add(type.type)
  const rules = [...used].toSorted()
  const numbers = new Map(rules.map((rule, i) => [rule, i]))
  yield '{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"tool":{"driver":{"name":"holdfast","rules":[\n'
  yield rules
    .map((rule) => {
      const type = known.get(rule)
      return JSON.stringify({
        id: rule,
        name: rule,
        shortDescription: { text: clean(type?.name ?? rule) },
        properties: { countries: type?.countries ?? [], schemes: type?.schemes ?? [] },
      })
    })
    .join(',\n')
  yield ']}},"invocations":[{"executionSuccessful":'
  yield String(report.coverage.failed.length === 0)
  yield ',"toolExecutionNotifications":[\n'
  let first = true
  for (const status of ['partial', 'skipped', 'failed'] as const) {
    for (const entry of report.coverage[status]) {
      const level = status === 'failed' ? 'error' : status === 'partial' ? 'warning' : 'note'
      yield `${first ? '' : ',\n'}${JSON.stringify({ level, descriptor: { id: `coverage/${status}` }, message: { text: clean(`${entry.object}: ${entry.reason}`) } })}`
      first = false
    }
  }
  yield ']}],"columnKind":"utf16CodeUnits","results":[\n'
  first = true
  for (const store of report.stores) {
    for (const object of store.objects) {
      for (const field of object.fields) {
        for (const type of field.types) {
          const result = resultOf(store, object, field, type, numbers.get(type.type)!, levels.get(field.id))
          yield `${first ? '' : ',\n'}${JSON.stringify(result)}`
          first = false
        }
      }
    }
  }
  yield ']}]}\n'
}

function resultOf(
  store: StoreReport,
  object: ObjectReport,
  field: FieldReport,
  type: FieldReport['types'][number],
  rule: number,
  level: Level | undefined,
): object {
  const isFile = store.kind === 'folder' || store.kind === 'file'
  const where = clean(`${store.name}/${object.name}`)
  return {
    ruleId: type.type,
    ruleIndex: rule,
    level: LEVELS[level ?? 0],
    message: {
      text: clean(
        `${field.name} in ${object.name}: ${type.type}, ${type.count} values, for example ${type.sample}; label ${field.label ?? 'none'}`,
      ),
    },
    locations: [
      {
        ...(isFile ? { physicalLocation: { artifactLocation: { uri: object.name.split('/').map(encoded).join('/') } } } : {}),
        logicalLocations: [
          { name: clean(field.name), fullyQualifiedName: `${where}/${clean(field.name)}`, kind: isFile ? 'member' : 'column' },
        ],
      },
    ],
    partialFingerprints: { 'field/type/v1': `${field.id}/${type.type}` },
    rank: Math.round(type.confidence * 100),
    properties: {
      label: field.label,
      labelId: field.labelId,
      verdict: field.verdict,
      confidence: type.confidence,
      count: type.count,
      share: type.share,
    },
  }
}

function encoded(part: string): string {
  return encodeURIComponent(part.toWellFormed())
}

// Viewers render these texts: no markdown links, no control or direction characters.
function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u0000-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/g, '\uFFFD')
    .replace(/[[\]`<>]/g, (char) => `\\${char}`)
    .slice(0, 2000)
}
