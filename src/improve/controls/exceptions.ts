// Roles that may read what no policy shows them, because two people decided so until a day. Reads only; exceptions are made by protect.
import type { Db } from '../../platform/store/store.ts'

export interface RoleException {
  readonly role: string
  /** null: it holds */
  readonly ended: Date | null
  holdsFor(field: string): boolean
}

/** Those that hold, and those that held until a day: a reader whose exception has ended is told so. */
export async function readExceptions(db: Db, now: Date): Promise<readonly RoleException[]> {
  const rows = await db
    .selectFrom('exception')
    .select(['role', 'fields', 'until', 'ended_at'])
    .where('approved_by', 'is not', null)
    .orderBy('until', 'desc')
    .execute()
  return rows.map((row) => {
    const fields = new Set(row.fields)
    const end = row.ended_at !== null && row.ended_at < row.until ? row.ended_at : row.until
    return { role: row.role, ended: end <= now ? end : null, holdsFor: (field) => fields.has(field) }
  })
}
