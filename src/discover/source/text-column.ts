// A column of a store without a JSON type of its own: a text that is an object or a list is taken apart into fields below the column,
// any other is a cell of the column. Owns when the column itself becomes a field: not when all of it is JSON.
import { createJsonFields } from './json-fields.ts'
import { createJsonTokenizer, JsonFault, type JsonEvents } from './json-tokenizer.ts'
import type { RowSink } from './row-sink.ts'

export interface TextColumn {
  put(text: string): void
  putNull(): void
  /** After the last row: a column that held nothing is a field all the same. */
  finish(): void
}

/** `own` announces the column and gives its number. `declared`: its type is JSON, so that NULLs say nothing about the column itself. */
export function createTextColumn(name: string, own: () => number, sink: RowSink, declared = false): TextColumn {
  const fields = createJsonFields(sink, `${name}.$`)
  let index = -1
  let json = false
  const direct = (value: string | null): void => {
    if (index < 0) index = own()
    sink.cell(index, value)
  }
  return {
    put(text) {
      if (isJson(text)) {
        json = true
        const tokenizer = createJsonTokenizer(fields)
        tokenizer.write(text)
        tokenizer.end()
        return
      }
      direct(text)
    },
    putNull() {
      if (index >= 0 || !declared) direct(null)
    },
    finish() {
      if (index < 0 && !json) index = own()
    },
  }
}

const NOTHING = (): void => {}
const IGNORE: JsonEvents = {
  startObject: NOTHING,
  endObject: NOTHING,
  startArray: NOTHING,
  endArray: NOTHING,
  key: NOTHING,
  value: NOTHING,
  endDocument: NOTHING,
}

function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false
  const tokenizer = createJsonTokenizer(IGNORE)
  try {
    tokenizer.write(text)
    tokenizer.end()
    return true
  } catch (error) {
    if (error instanceof JsonFault) return false
    throw error
  }
}
