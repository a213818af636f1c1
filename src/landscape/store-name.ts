// Names of stores: what a person may call one, and a free name where they gave none.
import type { Tx } from '../platform/store/store.ts'
import { landscapeError } from './errors.ts'

const LONGEST = 100

/** One line that can be read; throws `landscape/name-invalid` when nothing is left. */
export function cleanStoreName(given: string): string {
  const name = readable(given)
  if (name === '' || name.length > LONGEST) throw landscapeError('name-invalid')
  return name
}

/** `suggested`, or with the first number behind it that no connected store has. */
export async function freeStoreName(tx: Tx, suggested: string): Promise<string> {
  const base =
    readable(suggested)
      .slice(0, LONGEST - 6)
      .trim() || 'store'
  const rows = await tx.selectFrom('store').select('name').where('removed_at', 'is', null).execute()
  const taken = new Set(rows.map((row) => row.name.toLowerCase()))
  let name = base
  for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${base} ${n}`
  return name
}

// Control and direction characters could make one name look like another.
function readable(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\u0000-\u001F\u007F-\u009F\u00AD\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}
