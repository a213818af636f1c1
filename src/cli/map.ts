// `holdfast map [STORE]`: what customer data is where, of how many people, and who can read it. Reads only.
import { sql } from 'kysely'
import { formatLabel, type Level, type Regime } from '../core/contract/label.ts'
import { coreError } from '../core/errors.ts'
import type { RunCommand } from './command.ts'
import { usage } from './flags.ts'
import { columns, openInstallation, type LocalInstallation } from './local-installation.ts'
import { printable } from './terminal.ts'

const MOST_READERS = 4

export const map: RunCommand = async (input) => {
  const { args, flags, terminal } = input
  const format = flags.format ?? 'table'
  if (format !== 'table' && format !== 'json') throw usage(`--format takes table or json, not \`${String(format)}\``, 'map')
  const installation = await openInstallation(input)
  try {
    const [name] = args
    const stores = await installation.landscape.stores.list()
    const store = name === undefined ? undefined : stores.find((each) => each.name.toLowerCase() === name.toLowerCase() || each.id === name)
    if (name !== undefined && store === undefined)
      throw coreError('usage', {
        what: `no store is called \`${name}\``,
        help: stores.length === 0 ? 'none is connected' : `connected: ${stores.map((each) => each.name).join(', ')}`,
      })
    if (store === undefined) {
      const rows = await storeRows(installation)
      if (format === 'json') await terminal.out(`${JSON.stringify({ stores: rows }, null, 2)}\n`)
      else if (rows.length === 0) await terminal.out('no store is connected\n')
      else
        await terminal.out(
          columns([
            ['STORE', 'KIND', 'OBJECTS', 'PERSONAL', 'UNREAD', 'PEOPLE', 'LABEL'],
            ...rows.map((row) => [
              printable(row.name),
              row.kind,
              String(row.objects),
              String(row.personal),
              String(row.unread),
              row.people === null ? '?' : String(row.people),
              row.label ?? 'unlabelled',
            ]),
          ]),
        )
      return 0
    }
    const rows = await objectRows(installation, store.id)
    if (format === 'json') await terminal.out(`${JSON.stringify({ store: { id: store.id, name: store.name }, objects: rows }, null, 2)}\n`)
    else
      await terminal.out(
        columns([
          ['OBJECT', 'PERSONAL', 'PEOPLE', 'READERS', 'LABEL'],
          ...rows.map((row) => [
            printable(row.name),
            String(row.personal),
            row.people === null ? '?' : String(row.people),
            readers(row.readers),
            row.label ?? 'unlabelled',
          ]),
        ]),
      )
    return 0
  } finally {
    await installation.close()
  }
}

function readers(names: readonly string[] | null): string {
  if (names === null) return '?'
  const shown = names.slice(0, MOST_READERS).map(printable).join(', ')
  return names.length > MOST_READERS ? `${shown} +${names.length - MOST_READERS}` : shown || 'nobody'
}

async function storeRows({ landscape, subjects, facts }: LocalInstallation) {
  const stores = await landscape.stores.list()
  const known = await facts(stores.map((store) => store.id))
  const built = await subjects.reads.built()
  const rows = []
  for (const store of stores) {
    const said = known.get(store.id)
    rows.push({
      id: store.id,
      name: store.name,
      kind: store.kind,
      objects: said?.objects ?? 0,
      personal: said?.personal ?? 0,
      unread: said?.unread ?? 0,
      people: built ? (await subjects.inStore(store.id)).size : null,
      label: said === undefined || said.label === null ? null : formatLabel(said.label),
    })
  }
  return rows
}

async function objectRows({ store: own, landscape, subjects }: LocalInstallation, store: Parameters<typeof subjects.inStore>[0] & string) {
  const { rows } = await sql<{ id: string; name: string; level: Level | null; regimes: Regime[]; personal: string }>`
    select o.id, o.name, o.label_level as level, o.regimes, count(f.id) filter (where f.verdict = 'personal') as personal
    from object o left join field f on f.object = o.id and f.gone_at is null
    where o.store = ${store} and o.gone_at is null group by o.id order by o.label_level desc nulls last, o.name`.execute(own.db)
  const people = new Map((await subjects.reads.objects(store)).map((each) => [each.object as string, each.people.size]))
  const asked = (await landscape.access.readAt(store)) !== null
  const roles = await sql<{ object: string; roles: string[] }>`
    select f.object, array_agg(distinct g.route->>'role' order by g.route->>'role') as roles
    from grant_route g join field f on f.id = g.field and f.gone_at is null and f.verdict = 'personal' join object o on o.id = f.object
    where o.store = ${store} and g.route->>'reach' = 'now' group by f.object`.execute(own.db)
  const readersOf = new Map(roles.rows.map((row) => [row.object, row.roles]))
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    label: row.level === null ? null : formatLabel({ level: row.level, regimes: row.regimes }),
    personal: Number(row.personal),
    people: people.get(row.id) ?? null,
    readers: asked ? (readersOf.get(row.id) ?? []) : null,
  }))
}
