// tables.ts is kept by hand: every table and column of it must exist in a migrated database with the same nullability, and none be left out.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { readdirSync, readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { testStore, type TestStore } from '../../../test/harness/test-store.ts'

let fixture: TestStore
before(async () => {
  fixture = await testStore()
})
after(() => fixture.close())

interface Column {
  readonly nullable: boolean
}
type Shape = Map<string, Map<string, Column>>

function declared(): Shape {
  const here = new URL('.', import.meta.url)
  const files = readdirSync(here).filter((name) => /^tables(-[a-z]+)?\.ts$/.test(name))
  const text = files.map((name) => readFileSync(new URL(name, here), 'utf8')).join('\n')
  const interfaces = new Map<string, Map<string, Column>>()
  const aliases = new Map<string, string>()
  for (const [, name, type] of text.matchAll(/^(?:export )?type (\w+)(?:<T>)? = (.+?)(?: \/\/.*)?$/gm)) aliases.set(name!, type!)
  for (const [, name, body] of text.matchAll(/^export interface (\w+) \{\n([\s\S]*?)^\}/gm)) {
    const columns = new Map<string, Column>()
    for (const [, column, type] of body!.matchAll(/^ {2}(\w+): (.+)$/gm)) columns.set(column!, { nullable: nullable(type!, aliases) })
    interfaces.set(name!, columns)
  }
  const tables: Shape = new Map()
  // also where the head goes over two lines
  for (const [, body] of text.matchAll(/^export interface \w*Tables\b[^{]*\{\n([\s\S]*?)^\}/gm)) {
    for (const [, table, name] of body!.matchAll(/^ {2}(\w+): (\w+)$/gm)) tables.set(table!, interfaces.get(name!)!)
  }
  return tables
}

/** What is selected may be null: the first part of a ColumnType, or the type itself. */
function nullable(type: string, aliases: ReadonlyMap<string, string>): boolean {
  const alias = aliases.get(type.replace(/<.*$/, ''))
  if (alias !== undefined) return nullable(alias, aliases)
  const inner = /^ColumnType<(.*)>$/.exec(type)?.[1] ?? type
  let depth = 0
  let first = ''
  for (const char of inner) {
    if ('<({['.includes(char)) depth++
    if ('>)}]'.includes(char)) depth--
    if (char === ',' && depth === 0) break
    first += char
  }
  return /(^|\| )null\b/.test(first)
}

test('tables.ts agrees with the database', async () => {
  const { rows } = await sql<{ table_name: string; column_name: string; is_nullable: 'YES' | 'NO' }>`
    select table_name, column_name, is_nullable from information_schema.columns
    where table_schema = current_schema() order by table_name, ordinal_position`.execute(fixture.store.db)
  const real: Shape = new Map()
  for (const row of rows) {
    const columns = real.get(row.table_name) ?? new Map<string, Column>()
    columns.set(row.column_name, { nullable: row.is_nullable === 'YES' })
    real.set(row.table_name, columns)
  }
  const ours = declared()
  assert.ok(ours.size >= 12, `only ${ours.size} tables were read from tables.ts`)
  const differences: string[] = []
  for (const [table, columns] of ours) {
    const there = real.get(table)
    if (there === undefined) {
      differences.push(`${table}: not in the database`)
      continue
    }
    for (const [name, { nullable }] of columns) {
      const column = there.get(name)
      if (column === undefined) differences.push(`${table}.${name}: not in the database`)
      else if (column.nullable !== nullable)
        differences.push(`${table}.${name}: ${column.nullable ? 'may' : 'cannot'} be null in the database`)
    }
    for (const name of there.keys()) if (!columns.has(name)) differences.push(`${table}.${name}: not in tables.ts`)
  }
  assert.deepEqual(differences, [])
})
