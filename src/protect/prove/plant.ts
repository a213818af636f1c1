// `--plant`: rows of Holdfast's own to look for, where tables are empty; taken out again at the end. Refused where a trigger would fire, since nobody
// can say what it does.
import { randomBytes } from 'node:crypto'
import type { StoreSession } from '../../landscape/contract.ts'
import { quoted, quotedPath } from '../compile/names.ts'
import { protectError } from '../errors.ts'
import type { PlannedClass } from '../plan/plan.ts'

export interface Planted {
  readonly rows: number
  remove(): Promise<void>
}

export async function plantRows(session: StoreSession, classes: readonly PlannedClass[]): Promise<Planted> {
  const planted: { path: string; mark: string; column: string }[] = []
  const remove = async (): Promise<void> => {
    for (const { path, mark, column } of planted) await session.query(`delete from ${path} where ${quoted(column)}::text = $1`, [mark])
  }
  const seen = new Set<string>()
  try {
    for (const relation of classes.flatMap((one) => one.relations)) {
      const path = quotedPath(...relation.base)
      if (seen.has(path) || relation.columns.every((column) => column.show === 'clear')) continue
      seen.add(path)
      const { rows } = await session.query(
        `select a.attname as name, c.relkind as kind,
                exists (select from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal and t.tgenabled <> 'D') or
                exists (select from pg_rewrite r where r.ev_class = c.oid and c.relkind <> 'v') as fires
           from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
          where n.nspname = $1 and c.relname = $2 and a.atttypid in ('text'::regtype, 'varchar'::regtype) and a.attgenerated = ''
            and (a.atttypmod = -1 or a.atttypmod > 40)`,
        [...relation.base],
      )
      if (rows.some((row) => row['fires'] === 't')) throw protectError('would-fire', { table: relation.base.join('.') })
      const column = relation.columns.find(
        (one) => one.show !== 'clear' && rows.some((row) => row['name'] === one.name && 'rp'.includes(row['kind'] ?? '')),
      )
      if (column === undefined) continue
      const mark = `holdfast-${randomBytes(12).toString('hex')}`
      try {
        await session.query(`insert into ${path} (${quoted(column.name)}) values ($1)`, [mark])
        planted.push({ path, mark, column: column.name })
      } catch {
        // another column of it must be filled, or a check refuses the mark: what rows it has are looked for
      }
    }
  } catch (error) {
    await remove()
    throw error
  }
  return { rows: planted.length, remove }
}
