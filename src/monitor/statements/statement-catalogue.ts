// What the statement worker knows of a store: its tables with their columns, masked relations, and which columns refer to people. Plain data
// that crosses to the worker; owns the shapes and the look-up of names. Holds no customer value but the key under the references.
import type { Show } from '../../core/contract/access.ts'
import type { IdentitySpace } from '../../core/canon.ts'
import type { FieldId, ObjectId, StoreId } from '../../core/ids.ts'

export interface StatementColumn {
  readonly name: string
  readonly field: FieldId
  readonly show: Show
  /** its value refers to a person */
  readonly key: { readonly space: string; readonly form: IdentitySpace } | null
}

export interface StatementTable {
  readonly schema: string
  readonly name: string
  readonly object: ObjectId
  readonly columns: readonly StatementColumn[]
  /** people it can show at most; 0: nobody's data */
  readonly people: number
  /** of a view: the tables under it, with the fields that it uses */
  readonly reads?: readonly { readonly table: StatementTable; readonly fields: readonly FieldId[] }[]
}

export interface StatementCatalogue {
  readonly store: StoreId
  readonly tables: readonly StatementTable[]
  /** schemas that a login looks in: its setting; of a class the masked one first. `$user` is its own; '' is everybody else */
  readonly paths: Readonly<Record<string, readonly string[]>>
  /** functions of the store's own that read nothing but their arguments */
  readonly harmless: readonly string[]
  /** everybody with data in the store, as far as is known */
  readonly people: number
  readonly refKey: Uint8Array
}

export interface Names {
  /** Tables that the name may mean; empty: none that is known. `path`: what the session set, when it did. */
  tables(schema: string | null, name: string, login: string | null, path: readonly string[] | null): readonly StatementTable[]
  readonly harmless: ReadonlySet<string>
}

const USUAL = ['$user', 'public']

export function createNames(catalogue: StatementCatalogue): Names {
  const whole = new Map<string, StatementTable>()
  const bare = new Map<string, StatementTable[]>()
  for (const table of catalogue.tables) {
    whole.set(`${table.schema}\0${table.name}`, table)
    const same = bare.get(table.name)
    if (same === undefined) bare.set(table.name, [table])
    else same.push(table)
  }
  const paths = new Map(Object.entries(catalogue.paths))
  return {
    harmless: new Set(catalogue.harmless),
    tables(schema, name, login, path) {
      if (schema !== null) {
        const table = whole.get(`${schema}\0${name}`)
        return table === undefined ? [] : [table]
      }
      for (const place of path ?? paths.get(login ?? '') ?? paths.get('') ?? USUAL) {
        const table = whole.get(`${place === '$user' ? login : place}\0${name}`)
        if (table !== undefined) return [table]
      }
      // A search path that is not known here: every table of that name may be meant.
      return bare.get(name) ?? []
    },
  }
}
