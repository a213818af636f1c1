// Roles that may read what no policy shows them, because somebody approved it until a day. Reads only; exceptions are made with plans.
import type { Db } from '../../platform/store/store.ts'

export interface RoleException {
  readonly role: string
  holdsFor(field: string): boolean
}

/** Those that have not ended. */
export async function readExceptions(db: Db, now: Date): Promise<readonly RoleException[]> {
  const rows = await db.selectFrom('exception').select(['role', 'fields']).where('until', '>', now).execute()
  return rows.map((row) => {
    const fields = new Set(row.fields)
    return { role: row.role, holdsFor: (field) => fields.has(field) }
  })
}
