// Reads a source the way a scan does and keeps everything, for tests that compare it with what was put in.
import type { Outcome, ReadOptions, Source, SourceField, SourceObject, Unlisted } from '../../src/discover/source/source.ts'

export interface Collected {
  readonly outcome: Outcome
  readonly fields: readonly SourceField[]
  /** by field path, in the order they came */
  readonly values: Readonly<Record<string, (string | null)[]>>
  readonly text: string
}

export async function listSource(source: Source): Promise<{ objects: SourceObject[]; unlisted: Unlisted[] }> {
  const objects: SourceObject[] = []
  const unlisted: Unlisted[] = []
  for await (const entry of source.objects(new AbortController().signal)) {
    if ('unlisted' in entry) unlisted.push(entry.unlisted)
    else objects.push(entry)
  }
  return { objects, unlisted }
}

export async function readObject(
  source: Source,
  object: SourceObject,
  mode: ReadOptions['mode'] = { kind: 'full' },
  signal = new AbortController().signal,
  bytes = false,
): Promise<Collected> {
  const fields: SourceField[] = []
  const values: Record<string, (string | null)[]> = Object.create(null) as Record<string, (string | null)[]>
  let text = ''
  const outcome = await source.read(object, { mode, signal, bytes }, (fragment) => {
    if (fragment.kind === 'text') text += fragment.text
    else if (fragment.kind === 'bytes') text += Buffer.from(fragment.bytes).toString()
    else if (fragment.kind === 'fields') for (const field of fragment.fields) fields.push(field)
    else if (fragment.kind === 'rows') {
      for (const row of fragment.rows) {
        for (const [i, cell] of row.entries()) if (cell !== undefined) (values[fields[i]!.path] ??= []).push(cell)
      }
    } else {
      const { cells } = fragment
      for (const [place, field] of fragment.fields.entries())
        for (let row = 0; field >= 0 && row < cells.rows; row++) {
          const cell = cells.starts[row]! + place
          if (cell < cells.starts[row + 1]!) (values[fields[field]!.path] ??= []).push(cells.value(cell))
        }
    }
  })
  return { outcome, fields, values, text }
}
