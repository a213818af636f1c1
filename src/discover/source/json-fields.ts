// Turns JSON into named fields: `kunde.mail`, `orders[].id`, below a column `data.$.a.b[]`. Owns the form of paths. Keys that are data
// themselves (an e-mail address as a key) never become part of a name: they are values of the field `….{key}`.
import type { JsonEvents } from './json-tokenizer.ts'
import type { CellSink } from './row-sink.ts'

/** An object with more different keys than this is a map, not a record. */
const KEYS_OF_A_RECORD = 200
/** Beyond so many different places all further keys count as data: memory stays bounded whatever a file holds. */
const PLACES = 20_000

interface Place {
  readonly path: string
  index: number | null
  readonly keys: Map<string, Place>
  item: Place | null
  any: Place | null
  key: number | null
}

const place = (path: string): Place => ({ path, index: null, keys: new Map(), item: null, any: null, key: null })

export interface JsonFields extends JsonEvents {
  /** Forget where we are: after a fault. */
  reset(): void
}

/**
 * `root`: '' for a file, `column.$` for a column. `rowOf`: 'element' makes a row of each element of a top-level array, else each document
 * is one. `onRow` is called at the end of each row; return value false means that the next row is not wanted (sampling).
 */
export function createJsonFields(sink: CellSink, root: string, options: { rows?: { wanted: boolean; onRow(): void } } = {}): JsonFields {
  const top = place(root)
  let stack: { readonly place: Place; readonly array: boolean }[] = []
  let next: Place = top
  let places = 0
  const rows = options.rows

  const wanted = (): boolean => rows === undefined || rows.wanted
  const endOfRow = (): void => {
    if (rows === undefined) return
    sink.endRow()
    rows.onRow()
  }
  const isRow = (): boolean => stack.length === 0 || (stack.length === 1 && stack[0]!.array && rows !== undefined)
  const child = (parent: Place, name: string): Place => {
    const known = parent.keys.get(name)
    if (known !== undefined) return known
    if (isData(name) || parent.keys.size >= KEYS_OF_A_RECORD || places >= PLACES) {
      parent.any ??= place(joined(parent.path, '{}'))
      if (wanted()) {
        parent.key ??= sink.field(joined(parent.path, '{key}'))
        sink.cell(parent.key, name)
      }
      return parent.any
    }
    const made = place(joined(parent.path, segment(name)))
    parent.keys.set(name, made)
    places++
    return made
  }
  const atValue = (): Place => {
    const above = stack.at(-1)
    if (above === undefined || !above.array) return next
    // each element of a top-level array is a row of its own: its fields need no [] before them
    if (stack.length === 1 && rows !== undefined && root === '') return (above.place.item ??= place(''))
    return (above.place.item ??= place(`${above.place.path}[]`))
  }
  const closed = (): void => {
    stack.pop()
    if (isRow() && !(stack.length === 0 && lastWasRowArray)) endOfRow()
    lastWasRowArray = false
  }
  let lastWasRowArray = false

  return {
    startObject() {
      stack.push({ place: atValue(), array: false })
    },
    startArray() {
      stack.push({ place: atValue(), array: true })
    },
    endObject: closed,
    endArray() {
      lastWasRowArray = rows !== undefined && stack.length === 1
      closed()
    },
    key(name) {
      next = child(stack.at(-1)!.place, name)
    },
    value(text) {
      const at = atValue()
      if (wanted()) {
        at.index ??= sink.field(at.path === '' ? (stack.length === 0 ? '$' : '[]') : at.path)
        sink.cell(at.index, text)
      }
      if (isRow()) endOfRow()
    },
    endDocument() {
      next = top
    },
    reset() {
      stack = []
      next = top
      sink.endRow()
    },
  }
}

function joined(path: string, name: string): string {
  return path === '' || name.startsWith('[') ? `${path}${name}` : `${path}.${name}`
}

// A name with a character that has a meaning in paths is quoted, so that two different keys never give one path.
function segment(name: string): string {
  return name === '' || /[.[\]{}"$]/.test(name) ? `[${JSON.stringify(name)}]` : name
}

/** A key that looks like a customer's value rather than a name somebody gave to a field. */
export function isData(name: string): boolean {
  return name.length > 64 || name.includes('@') || /\d[\d\s().-]{5,}/.test(name) || /^[0-9a-f-]{16,}$/i.test(name) || /^\d+$/.test(name)
}
