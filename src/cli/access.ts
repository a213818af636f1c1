// `holdfast access TARGET [FIELD] [--as ROLE]`: who can read a field of a PostgreSQL database, by which route, and why. Needs no data folder:
// asks the database in TARGET and keeps nothing.
import { openSession } from '../discover/source/postgres/store-session.ts'
import { storeProbe } from '../discover/store-probe.ts'
import { readAccessCatalogue, type RelationRow } from '../landscape/access/access-catalogue.ts'
import { accessError } from '../landscape/access/access-errors.ts'
import { accessOf, type ColumnRoute } from '../landscape/access/access-routes-of.ts'
import type { RunCommand } from './command.ts'
import { usage } from './flags.ts'
import { columns } from './local-installation.ts'
import { printable } from './terminal.ts'

const REACH: Readonly<Record<ColumnRoute['reach'], string>> = {
  now: 'yes',
  'set-role': 'by another role',
  admin: 'by giving itself a role',
  part: 'a part of it',
  function: 'as a function gives it',
  server: 'past the grants',
}

export const access: RunCommand = async ({ args, flags, terminal, signal }) => {
  const format = flags.format ?? 'table'
  if (format !== 'table' && format !== 'json') throw usage(`--format takes table or json, not \`${String(format)}\``, 'access')
  const target = await storeProbe.parse(args[0]!, null)
  if (target.kind !== 'postgres') throw accessError('access-kind', { kind: target.kind })
  const session = await openSession({ id: target.id, kind: target.kind, address: target.address }, target.secret, null, signal)
  let catalogue
  try {
    catalogue = await readAccessCatalogue(session)
  } finally {
    await session.close()
  }
  const rights = accessOf(catalogue)
  const as = typeof flags.as === 'string' ? flags.as : null
  const logins = as === null ? rights.logins : rights.logins.filter((login) => login.name === as)
  if (as !== null && logins.length === 0) throw usage(`no role \`${as}\` can log in to this database`, 'access')
  for (const problem of catalogue.problems) terminal.err(`note: ${problem}\n`)
  const wanted = args[1]
  if (wanted === undefined) {
    const rows = logins.map((login) => {
      let now = 0
      let more = 0
      for (const relation of catalogue.relations) {
        for (const routes of rights.routes(login, relation).values()) {
          if (routes.some((route) => route.reach === 'now')) now++
          else more++
        }
      }
      return { role: login.name, reads: now, more }
    })
    const total = catalogue.relations.reduce((sum, relation) => sum + relation.columns.length, 0)
    if (format === 'json') await terminal.out(`${JSON.stringify({ store: target.id, columns: total, roles: rows }, null, 2)}\n`)
    else {
      await terminal.out(
        columns([
          ['ROLE', 'READS', 'COULD READ'],
          ...rows.map((row) => [printable(row.role), `${row.reads} of ${total}`, String(row.more)]),
        ]),
      )
    }
    return 0
  }
  const places = fieldsCalled(catalogue.relations, wanted)
  if (places.length === 0) throw accessError('field-unknown')
  const routes = places.flatMap(({ relation, names }) =>
    logins.flatMap((login) => {
      const found = rights.routes(login, relation)
      return names.flatMap((column) =>
        (found.get(column) ?? []).map((route) => ({ field: `${relation.schema}.${relation.name}.${column}`, ...route })),
      )
    }),
  )
  if (format === 'json') {
    await terminal.out(`${JSON.stringify({ store: target.id, routes }, null, 2)}\n`)
    return 0
  }
  if (routes.length === 0) await terminal.out(as === null ? 'nobody who can log in reads it\n' : `\`${printable(as)}\` does not read it\n`)
  else
    await terminal.out(
      columns([
        ['FIELD', 'ROLE', 'READS IT', 'ROWS', 'WHY'],
        ...routes.map((route) => [
          printable(route.field),
          printable(route.role),
          REACH[route.reach],
          route.rows,
          printable(route.steps.join('; ')),
        ]),
      ]),
    )
  return 0
}

/** `column`, `table.column`, `schema.table.column`, `table` or `schema.table`; the ways with fewer parts may mean several. */
function fieldsCalled(relations: readonly RelationRow[], text: string): { relation: RelationRow; names: string[] }[] {
  return relations.flatMap((relation) => {
    const full = `${relation.schema}.${relation.name}`
    if (text === full || text === relation.name) return [{ relation, names: relation.columns.map((column) => column.name) }]
    const names = relation.columns
      .map((column) => column.name)
      .filter((name) => [`${full}.${name}`, `${relation.name}.${name}`, name].includes(text))
    return names.length === 0 ? [] : [{ relation, names }]
  })
}
