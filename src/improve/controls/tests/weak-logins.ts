// Control: the logins that classes gave to their members are weak and end, as the store says.
import type { KnownStore, StoreSession } from '../../../landscape/contract.ts'
import type { Member } from '../../../protect/contract.ts'
import { judged, numberOf, type ControlTest, type Excluded, type Item } from '../control-test.ts'
import { targetOf } from '../stores-asked.ts'

// The store's clock judges its own VALID UNTIL.
const LOGINS = `
select r.rolname as login, r.rolcanlogin, r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolcreatedb, r.rolreplication,
  case when r.rolvaliduntil is null or not isfinite(r.rolvaliduntil) then null else extract(epoch from r.rolvaliduntil - clock_timestamp()) end as seconds,
  (select string_agg(g.rolname, ', ' order by g.rolname) from pg_auth_members m join pg_roles g on g.oid = m.roleid
    where m.member = r.oid and g.rolname <> w.class) as others,
  exists (select from pg_auth_members m join pg_roles g on g.oid = m.roleid where m.member = r.oid and g.rolname = w.class) as in_class,
  exists (select from pg_auth_members m join pg_roles g on g.oid = m.roleid where m.member = r.oid and m.admin_option) as admin,
  (select count(*) from pg_class c where c.relowner = r.oid) as owned
from unnest($1::text[], $2::text[]) as w(login, class) join pg_roles r on r.rolname = w.login`

export const weakLogins: ControlTest = {
  id: 'weak-logins/1',
  query: LOGINS,
  file: import.meta.url,
  async run(context) {
    const longest = numberOf(context.params, 'longestDays')
    const stores = await context.stores.list()
    const members = new Map<string, readonly Member[]>()
    const roles = new Map<string, ReadonlyMap<string, string>>()
    const excluded: Excluded[] = []
    const asked: KnownStore[] = []
    for (const store of stores) {
      const all = await context.protect.members(store.id)
      for (const member of all)
        if (member.disabledAt !== null)
          excluded.push({ id: `${store.id}/${member.login}`, reason: 'closed; the control of containment looks at it' })
      const live = all.filter((member) => member.disabledAt === null)
      if (live.length === 0) continue
      members.set(store.id, live)
      roles.set(store.id, new Map((await context.protect.classes(store.id)).map((each) => [each.id, each.role])))
      asked.push(store)
    }
    const answer = await context.stores.postgres(asked, async (store, session) => ({
      items: await askStore(session, store, members.get(store.id)!, roles.get(store.id)!, longest),
    }))
    return { items: answer.items, excluded: [...excluded, ...answer.excluded], target: targetOf(asked) }
  },
}

async function askStore(
  session: StoreSession,
  store: KnownStore,
  members: readonly Member[],
  roles: ReadonlyMap<string, string>,
  longestDays: number,
): Promise<Item[]> {
  const { rows } = await session.query(LOGINS, [members.map((each) => each.login), members.map((each) => roles.get(each.class) ?? '')])
  const found = new Map(rows.map((row) => [row['login'], row]))
  return members.map((member) => {
    const id = `${store.id}/${member.login}`
    const row = found.get(member.login)
    if (row === undefined) return judged(id, ['the store has no such login'])
    const against: string[] = []
    const special = { rolsuper: 'it is a superuser', rolbypassrls: 'row security does not hold it', rolcreaterole: 'it may make roles' }
    const more = { rolcreatedb: 'it may make databases', rolreplication: 'it may copy the whole server' }
    for (const [column, words] of Object.entries({ ...special, ...more })) if (row[column] === 't') against.push(words)
    if (row['in_class'] !== 't') against.push('it is not in its class')
    if (row['others'] !== null) against.push(`it is also a member of ${row['others'] ?? ''}`)
    if (row['admin'] === 't') against.push('it may let others into a role')
    if (row['owned'] !== '0') against.push('it owns tables or views')
    const seconds = row['seconds']
    if (seconds === null || seconds === undefined) against.push('its password never ends')
    else if (Number(seconds) <= 0) against.push('its password has ended')
    else if (Number(seconds) > longestDays * 86_400) against.push(`its password ends in more than ${longestDays} days`)
    return judged(id, against)
  })
}
