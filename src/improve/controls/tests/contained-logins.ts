// Control: a login that containment closed is still closed, as the store says and as a trial shows.
import { AppError } from '../../../core/errors.ts'
import type { KnownStore, StoreSession } from '../../../landscape/contract.ts'
import { judged, type ControlTest, type Item, type TestContext } from '../control-test.ts'
import { targetOf } from '../stores-asked.ts'

const ROLES = `
select r.rolname as login, r.rolcanlogin as may, exists (select from pg_stat_activity a where a.usesysid = r.oid and a.pid <> pg_backend_pid()) as inside
from unnest($1::text[]) as w(login) join pg_roles r on r.rolname = w.login`

const INCIDENTS = 10_000

interface Closed {
  readonly login: string
  readonly principal: string
}

export const containedLogins: ControlTest = {
  id: 'contained-logins/1',
  query: `${ROLES};\ntry the login with the credential that is kept`,
  file: import.meta.url,
  async run(context) {
    const stores = await context.stores.list()
    const closed = new Map<string, Map<string, Closed>>()
    const items: Item[] = []
    for (const incident of await context.respond.incidents(INCIDENTS)) {
      for (const { store, principal, state } of await context.respond.containments(incident.id)) {
        if (state === 'proposed') continue
        const member = (await context.protect.members(store)).find((each) => each.principal === principal)
        // taken back by a person, with a plan: then it is a member as any other
        if (member !== undefined && member.disabledAt === null && state === 'verified') {
          items.push({ id: `${store}/${principal}`, state: 'fail', why: ['it is an open member of a class again'] })
          continue
        }
        const mine = closed.get(store) ?? new Map<string, Closed>()
        mine.set(principal, { principal, login: member?.login ?? principal })
        closed.set(store, mine)
      }
    }
    const asked = stores.filter((store) => closed.has(store.id))
    for (const id of closed.keys()) {
      if (!stores.some((store) => store.id === id)) items.push({ id, state: 'not-evaluated', why: ['the store is not connected any more'] })
    }
    const answer = await context.stores.postgres(asked, async (store, session) => ({
      items: await askStore(context, store, session, [...closed.get(store.id)!.values()]),
    }))
    return { items: [...items, ...answer.items], excluded: answer.excluded, target: targetOf(asked) }
  },
}

async function askStore(context: TestContext, store: KnownStore, session: StoreSession, closed: readonly Closed[]): Promise<Item[]> {
  const found = new Map((await session.query(ROLES, [closed.map((each) => each.login)])).rows.map((row) => [row['login'], row]))
  const items: Item[] = []
  for (const { login, principal } of closed) {
    const id = `${store.id}/${login}`
    const row = found.get(login)
    if (row === undefined) {
      items.push({ id, state: 'pass', why: ['the store has no such login any more'] })
      continue
    }
    const against = [...(row['may'] === 't' ? ['the role may log in'] : []), ...(row['inside'] === 't' ? ['a session of it is open'] : [])]
    const trial = await tried(context, store, principal)
    if (trial === 'accepted') against.push('its credential was accepted')
    items.push(
      against.length === 0 && trial === 'unreachable'
        ? { id, state: 'error', why: ['the trial of its credential did not reach the store'] }
        : judged(id, against, [trial === 'refused' ? 'its credential was tried and refused' : 'no credential is kept that could be tried']),
    )
  }
  return items
}

/** `none`: Holdfast keeps no credential of it, so there is nothing to try; the store’s word stands alone. */
async function tried(context: TestContext, store: KnownStore, principal: string): Promise<'accepted' | 'refused' | 'unreachable' | 'none'> {
  try {
    return await context.protect.tryLogin(store.id, principal, context.signal)
  } catch (error) {
    const code = error instanceof AppError ? error.code : ''
    if (code === 'protect/no-secret' || code === 'protect/not-member') return 'none'
    throw error
  }
}
