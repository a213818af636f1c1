// Reads people out of what is no PostgreSQL: spreadsheets, JSON and other files, MySQL, SQLite. There people are known by e-mail address,
// telephone and national number alone. Owns which rows of a source say something about one person together.
import type { ObjectId, StoreId } from '../../core/ids.ts'
import { objectId } from '../../core/ids.ts'
import type { Source } from '../source/source.ts'
import type { BuildTools } from './build-tools.ts'
import { formOfSpace } from './identity-types.ts'
import { personParts, type PartColumn } from './person-parts.ts'
import type { PersonRecord } from './person-record.ts'
import type { ReadObject, ReadPath, ReadPeople } from './postgres-people.ts'
import type { FoundField } from './store-shape.ts'
import { count, type PlannedKey } from './subject-plan.ts'

/** Places of name and language among the cells of a record, beside the spaces. */
export const NAME = 'name'
export const LANG = 'lang'

/** Beyond so many columns a source packs its cells: what stands in one row need not belong together. */
const WIDE = 250

export interface PeopleObject {
  readonly object: ObjectId
  readonly name: string
  readonly fields: readonly FoundField[]
}

/** Objects of a store in which some field identifies people. */
export function peopleObjects(found: readonly FoundField[], national: ReadonlySet<string>): PeopleObject[] {
  return [...Map.groupBy(found, (each) => each.object)].flatMap(([object, fields]) =>
    personParts(partsOf(fields), national).identities.length === 0 ? [] : [{ object, name: fields[0]!.name, fields }],
  )
}

function partsOf(fields: readonly FoundField[]): PartColumn[] {
  return fields
    .filter((each) => each.column !== '$text')
    .map((each) => ({ name: each.column, field: each.field, may: true, personal: each.personal, types: each.types }))
}

/** Calls `take` with what each row says of a person. Throws when the store is lost. */
export async function eachRecord(
  source: Source,
  store: StoreId,
  wanted: ReadonlyMap<ObjectId, PeopleObject>,
  national: ReadonlySet<string>,
  tools: Pick<BuildTools, 'signal' | 'record' | 'problem' | 'read'>,
  take: (object: PeopleObject, record: PersonRecord, cells: ReadonlyMap<string, string>) => Promise<void> | void,
): Promise<Map<ObjectId, { rows: number; reached: number; filled: Map<string, number> }>> {
  const seen = new Map<ObjectId, { rows: number; reached: number; filled: Map<string, number> }>()
  for await (const listed of source.objects(tools.signal)) {
    if ('unlisted' in listed) continue
    const one = wanted.get(objectId(store, listed.path))
    if (one === undefined) continue
    const parts = personParts(partsOf(one.fields), national)
    const counts = { rows: 0, reached: 0, filled: new Map<string, number>() }
    const columns: string[] = []
    const outcome = await source.read(listed, { mode: { kind: 'full' }, signal: tools.signal }, async (fragment) => {
      if (fragment.kind === 'fields') columns.push(...fragment.fields.map((each) => each.path))
      if (fragment.kind !== 'rows') return
      const at = new Map(columns.map((name, index) => [name, index]))
      // Values of a list inside one document need not stand beside their own.
      const loose = columns.length > WIDE || parts.identities.some(({ column }) => column.name.includes('[]'))
      for (const row of fragment.rows) {
        const cell = (name: string | undefined): string | null => (name === undefined ? null : (row[at.get(name) ?? -1] ?? null))
        const identities = parts.identities.map(({ column, space }) => ({ space, value: cell(column.name), name: column.name }))
        const rest = {
          names: parts.names.map((column) => cell(column.name)),
          country: cell(parts.country?.name),
          state: cell(parts.state?.name),
          postcode: cell(parts.postcode?.name),
          lang: cell(parts.lang?.name),
          minor: cell(parts.minor?.name),
          birth: cell(parts.birth?.name),
        }
        const records = loose
          ? identities.map((each) => ({ texts: [each], record: tools.record({ identities: [each], names: [] }) }))
          : [{ texts: identities, record: tools.record({ identities, ...rest }) }]
        counts.rows++
        let reached = false
        for (const { texts, record } of records) {
          for (const { name, value } of texts) if ((value ?? '').trim() !== '') counts.filled.set(name, (counts.filled.get(name) ?? 0) + 1)
          if (record.identities.length === 0) continue
          reached = true
          const cells = new Map(texts.flatMap(({ space, value }) => (value === null ? [] : [[space, value] as const])))
          const name = loose
            ? ''
            : rest.names
                .filter((each) => each !== null)
                .join(' ')
                .trim()
          if (name !== '') cells.set(NAME, name)
          if (!loose && rest.lang !== null) cells.set(LANG, rest.lang)
          const waits = take(one, record, cells)
          if (waits !== undefined) await waits
        }
        if (reached) counts.reached++
      }
      tools.read(fragment.rows.length, one.name)
    })
    if (outcome.status !== 'read')
      tools.problem(one.name, outcome.status === 'partial' ? `not wholly read: ${outcome.reason}` : `could not be read: ${outcome.reason}`)
    if (outcome.status === 'read' || outcome.status === 'partial') seen.set(one.object, counts)
  }
  for (const [id, { name }] of wanted) if (!seen.has(id)) tools.problem(name, 'was not there any more, or could not be read')
  return seen
}

export async function readSourcePeople(
  source: Source,
  store: StoreId,
  found: readonly FoundField[],
  national: ReadonlySet<string>,
  tools: BuildTools,
): Promise<ReadPeople & { readonly keys: readonly PlannedKey[] }> {
  const wanted = new Map(peopleObjects(found, national).map((each) => [each.object, each]))
  const seen = await eachRecord(source, store, wanted, national, tools, (one, record) =>
    tools.stage.row({
      object: tools.place(one.object),
      keys: [],
      identities: record.identities.map(({ space, ref }) => ({ space: tools.space(space), ref })),
      named: record.named,
      jurisdictions: record.jurisdictions,
      basis: record.basis,
      lang: record.lang,
      minor: record.minor,
    }),
  )
  const paths: ReadPath[] = []
  const objects: ReadObject[] = []
  const keys: PlannedKey[] = []
  for (const [id, one] of wanted) {
    const { identities } = personParts(partsOf(one.fields), national)
    for (const { column, space } of identities) keys.push({ field: column.field, object: id, space, form: formOfSpace(space) })
    const counts = seen.get(id)
    if (counts === undefined) continue
    const { rows, reached, filled } = counts
    objects.push({ object: id, place: tools.place(id), rows, reached })
    for (const { column } of identities) {
      const coverage = rows === 0 ? 1 : Math.min(1, (filled.get(column.name) ?? 0) / rows)
      paths.push({ object: id, role: 'self', hops: [], anchor: column.field, basis: 'identity', coverage })
    }
    if (reached < rows)
      tools.problem(one.name, `${count(rows - reached, 'row')} of ${rows.toLocaleString('en-US')} have nothing that says who it is`)
  }
  const text = found.filter((each) => each.column === '$text' && each.personal)
  for (const each of text) tools.problem(each.name, 'running text about people: who is named in it is not in the directory')
  return { paths, objects, keys }
}
