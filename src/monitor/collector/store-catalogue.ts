// What the collector of a store must know to read its statements: tables and columns of the catalogue, keys that refer to people, masked
// schemas. Reads only; joins landscape, discovery and protection. Made anew for each look, since all of it changes.
import { createHash } from 'node:crypto'
import type { Discover } from '../../discover/contract.ts'
import type { KnownStore } from '../../landscape/contract.ts'
import type { Protect } from '../../protect/contract.ts'
import type { Db } from '../../platform/store/store.ts'
import { objectId, type FieldId, type ObjectId, type StoreId } from '../../core/ids.ts'
import { NOTHING_KNOWN, type StoreKnowledge } from './store-knowledge.ts'
import type { StatementCatalogue, StatementTable } from '../statements/statement-catalogue.ts'

export interface StoreCatalogue {
  readonly catalogue: StatementCatalogue
  /** the same digest: nothing that statements are read by has changed */
  readonly digest: string
  /** logins made by Holdfast that should only come through the gateway, with their principals */
  readonly members: ReadonlyMap<string, string>
}

export async function readStoreCatalogue(
  db: Db,
  store: KnownStore,
  { discover, protect }: { readonly discover: Discover; readonly protect: Protect },
  knowledge: StoreKnowledge = NOTHING_KNOWN,
): Promise<StoreCatalogue> {
  const rows = await db
    .selectFrom('object')
    .innerJoin('field', 'field.object', 'object.id')
    .select([
      'object.id as object',
      'object.path as path',
      'object.rows as rows',
      'field.id as field',
      'field.path as column',
      'field.verdict as verdict',
    ])
    .where('object.store', '=', store.id)
    .where('object.gone_at', 'is', null)
    .where('field.gone_at', 'is', null)
    .orderBy('object.id')
    .orderBy('field.position')
    .execute()
  const [keys, paths, classes, members, everybody] = await Promise.all([
    discover.subjects.keys(store.id),
    discover.subjects.paths(store.id),
    protect.classes(store.id),
    protect.members(store.id),
    discover.subjects.inStore(store.id),
  ])
  const keyOf = new Map(keys.map((key) => [key.field, { space: key.space, form: key.form }]))
  const withPeople = new Set(paths.map((path) => path.objectId))
  const largest = rows.reduce((most, row) => Math.max(most, Number(row.rows ?? 0)), 0)
  // Before the directory is built anybody may be behind a row.
  const people = everybody.size > 0 ? everybody.size : largest
  const objects = new Map<
    ObjectId,
    { schema: string; name: string; rows: number | null; columns: StatementTable['columns'][number][]; personal: boolean }
  >()
  for (const row of rows) {
    if (row.path.length < 2 || row.column.includes('.$') || row.column.startsWith('$')) continue
    let object = objects.get(row.object)
    if (object === undefined) {
      object = {
        schema: row.path.at(-2)!,
        name: row.path.at(-1)!,
        rows: row.rows === null ? null : Number(row.rows),
        columns: [],
        personal: false,
      }
      objects.set(row.object, object)
    }
    object.columns.push({ name: row.column, field: row.field, show: 'clear', key: keyOf.get(row.field) ?? null })
    object.personal ||= row.verdict !== 'not-personal'
  }
  const tables: StatementTable[] = []
  for (const [id, { schema, name, rows: size, columns, personal }] of objects) {
    const somebody = withPeople.has(id) || columns.some((column) => column.key !== null) || personal
    tables.push({ schema, name, object: id, columns, people: somebody ? Math.max(size ?? people, 0) || people : 0 })
  }
  const byName = new Map(tables.map((table) => [`${table.schema}\0${table.name}`, table]))
  for (const { schema, name, ofSchema, ofName } of knowledge.parts) {
    const root = byName.get(`${ofSchema}\0${ofName}`)
    if (root !== undefined && !byName.has(`${schema}\0${name}`)) tables.push({ ...root, schema, name })
  }
  const masked: Record<string, string[]> = { ...knowledge.paths } as Record<string, string[]>
  const maskedSchemas = new Set(classes.map((one) => one.schema))
  // Views of the store's own give what lies under them; those of a class are known column by column.
  for (const { schema, name } of knowledge.views) {
    if (maskedSchemas.has(schema)) continue
    const known = byName.get(`${schema}\0${name}`)
    const reads = under(knowledge, byName, `${schema}\0${name}`, people, store.id)
    const view = { schema, name, object: known?.object ?? objectId(store.id, [schema, name]), columns: known?.columns ?? [], people, reads }
    if (known !== undefined) tables.splice(tables.indexOf(known), 1, view)
    else tables.push(view)
  }
  for (const { schema, columns, views } of classes) {
    for (const table of byName.values()) {
      if (!table.columns.some((column) => columns[column.field] !== undefined)) continue
      const seen = table.columns.map((column) => {
        const show = columns[column.field as FieldId] ?? 'denied'
        return { ...column, show, key: show === 'clear' ? column.key : null }
      })
      tables.push({ ...table, schema, name: views[table.object] ?? table.name, columns: seen })
    }
  }
  for (const member of members) {
    const schema = classes.find((item) => item.id === member.class)?.schema
    if (schema !== undefined) masked[member.login] = [schema, '$user', 'public']
  }
  const catalogue: StatementCatalogue = {
    store: store.id,
    tables,
    paths: masked,
    harmless: knowledge.harmless,
    people,
    refKey: discover.subjects.refKey,
  }
  const { refKey: _, ...plain } = catalogue
  return {
    catalogue,
    digest: createHash('sha256').update(JSON.stringify(plain)).digest('hex'),
    members: new Map(members.map((member) => [member.login, member.principal])),
  }
}

/** The tables under a view, however deep, with the columns that it uses of them. */
function under(
  { views }: StoreKnowledge,
  byName: ReadonlyMap<string, StatementTable>,
  view: string,
  people: number,
  store: StoreId,
): NonNullable<StatementTable['reads']> {
  const found = new Map<StatementTable, Set<FieldId>>()
  const seen = new Set<string>()
  const look = (name: string): void => {
    if (seen.has(name)) return
    seen.add(name)
    for (const part of views.find((one) => `${one.schema}\0${one.name}` === name)?.under ?? []) {
      const key = `${part.schema}\0${part.name}`
      if (views.some((one) => `${one.schema}\0${one.name}` === key)) {
        look(key)
        continue
      }
      const table =
        byName.get(key) ??
        [...found.keys()].find((one) => one.schema === part.schema && one.name === part.name) ??
        ({
          schema: part.schema,
          name: part.name,
          object: objectId(store, [part.schema, part.name]),
          columns: [],
          people,
        } satisfies StatementTable)
      const fields = found.get(table) ?? new Set()
      found.set(table, fields)
      const column = table.columns.find((one) => one.name === part.column)
      if (column !== undefined) fields.add(column.field)
    }
  }
  look(view)
  return [...found].map(([table, fields]) => ({ table, fields: [...fields] }))
}
