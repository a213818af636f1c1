// The tree of the data map as a flat list of rows. Pure: what is open and what has arrived in, rows out. Owns the order.
import type { MapFieldView, MapObjectView, MapStoreView } from '../api/generated.ts'
import type { MapSort } from '../app/router.tsx'

export type TreeRow =
  | { readonly key: string; readonly depth: 0; readonly kind: 'store'; readonly store: MapStoreView; readonly open: boolean }
  | {
      readonly key: string
      readonly depth: 1
      readonly kind: 'object'
      readonly store: MapStoreView
      readonly object: MapObjectView
      readonly open: boolean
    }
  | {
      readonly key: string
      readonly depth: 2
      readonly kind: 'field'
      readonly store: MapStoreView
      readonly object: MapObjectView
      readonly field: MapFieldView
    }
  | { readonly key: string; readonly depth: 1 | 2; readonly kind: 'note'; readonly note: Note; readonly parent: string }

export type Note =
  | { readonly kind: 'loading' }
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly retry: () => void }
  | { readonly kind: 'more'; readonly shown: number; readonly of: number; readonly more: () => void }

export interface Part<T> {
  readonly rows: readonly T[] | undefined
  readonly failed: boolean
  readonly retry: () => void
  readonly more?: (() => void) | undefined
}

export interface TreeInput {
  readonly stores: readonly MapStoreView[]
  readonly isOpen: (key: string) => boolean
  readonly objectsOf: (store: string) => Part<MapObjectView>
  readonly fieldsOf: (object: string) => Part<MapFieldView>
  readonly sort: MapSort | undefined
}

interface Sortable {
  readonly label: { readonly level: number } | null
}

/** Unlabelled counts as the highest: what is unknown may be anything. */
const level = (row: Sortable): number => row.label?.level ?? 4

const collator = new Intl.Collator('en', { numeric: true })

/** By name, or highest first. Objects come in this order from the server, page by page; stores and fields are all here. */
function sorted<T extends Sortable>(rows: readonly T[], sort: MapSort | undefined, name: (row: T) => string): readonly T[] {
  if (sort === undefined) return rows
  return rows.toSorted((a, b) => (sort === 'label' ? level(b) - level(a) : 0) || collator.compare(name(a), name(b)))
}

export function treeRows({ stores, isOpen, objectsOf, fieldsOf, sort }: TreeInput): readonly TreeRow[] {
  const rows: TreeRow[] = []
  for (const store of sorted(stores, sort, (row) => row.name)) {
    const open = isOpen(store.id)
    rows.push({ key: store.id, depth: 0, kind: 'store', store, open })
    if (!open) continue
    const objects = objectsOf(store.id)
    const note = (note: Note): void => {
      rows.push({ key: `${store.id} ${note.kind}`, depth: 1, kind: 'note', note, parent: store.id })
    }
    if (objects.rows === undefined) {
      note(objects.failed ? { kind: 'failed', retry: objects.retry } : { kind: 'loading' })
      continue
    }
    if (objects.rows.length === 0) note({ kind: 'none' })
    for (const object of objects.rows) addObject(object, store)
    if (objects.more !== undefined) note({ kind: 'more', shown: objects.rows.length, of: store.objects, more: objects.more })
  }
  return rows

  function addObject(object: MapObjectView, store: MapStoreView): void {
    const open = isOpen(object.id)
    rows.push({ key: object.id, depth: 1, kind: 'object', store, object, open })
    if (!open) return
    const fields = fieldsOf(object.id)
    const note = (note: Note): void => {
      rows.push({ key: `${object.id} ${note.kind}`, depth: 2, kind: 'note', note, parent: object.id })
    }
    if (fields.rows === undefined) {
      note(fields.failed ? { kind: 'failed', retry: fields.retry } : { kind: 'loading' })
      return
    }
    if (fields.rows.length === 0) note({ kind: 'none' })
    for (const field of sorted(fields.rows, sort, (row) => row.path)) {
      rows.push({ key: field.id, depth: 2, kind: 'field', store, object, field })
    }
    if (fields.more !== undefined) note({ kind: 'more', shown: fields.rows.length, of: object.fields, more: fields.more })
  }
}

export function parentOf(row: TreeRow): string | undefined {
  if (row.kind === 'object') return row.store.id
  if (row.kind === 'field') return row.object.id
  return row.kind === 'note' ? row.parent : undefined
}
