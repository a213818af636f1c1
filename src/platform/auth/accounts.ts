// The accounts of this installation: who there is, inviting, changing, turning off. Owns that there is always an owner who can sign in.
import { sql } from 'kysely'
import { instant, type Instant } from '../../core/clock.ts'
import type { Actor, Role } from '../../core/contract/roles.ts'
import type { Db, Tx } from '../store/store.ts'
import { TERMINAL, normalEmail, type AuthContext } from './auth-context.ts'
import { authError } from './errors.ts'
import { addUser, checkEmail, makeLink, ownerExists, type Link } from './links.ts'

export interface AccountRow {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly role: Role
  readonly state: 'active' | 'invited' | 'off'
  readonly secondFactor: boolean
  readonly lastSeen: Instant | null
}

export async function listAccounts(db: Db | Tx, only?: string): Promise<AccountRow[]> {
  let query = db
    .selectFrom('account_user as user')
    .leftJoin('account_credential as credential', (join) =>
      join.onRef('credential.account', '=', 'user.id').on('credential.provider', '=', 'credential'),
    )
    .select(['user.id', 'user.name', 'user.email', 'user.role', 'user.off_at', 'user.second_factor'])
    .select(sql<boolean>`credential.password is not null`.as('claimed'))
    .select(
      sql<Date | null>`greatest(${sql.ref('user.last_seen_at')}, (select max(s.updated_at) from account_session s where s.account = ${sql.ref('user.id')}))`.as(
        'seen',
      ),
    )
  if (only !== undefined) query = query.where('user.id', '=', only)
  const rows = await query.orderBy('user.name').orderBy('user.id').limit(5000).execute()
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    email: row.email,
    role: row.role,
    state: row.off_at === null ? (row.claimed ? 'active' : 'invited') : 'off',
    secondFactor: row.second_factor === true,
    lastSeen: row.seen === null ? null : instant(row.seen),
  }))
}

async function accountOf(db: Db | Tx, id: string): Promise<AccountRow> {
  const [row] = await listAccounts(db, id)
  if (row === undefined) throw authError('account-unknown')
  return row
}

export interface AccountLink {
  readonly account: AccountRow
  readonly link: string
  readonly until: Instant
}

export async function invite(context: AuthContext, actor: Actor, body: { name: string; email: string; role: Role }): Promise<AccountLink> {
  const email = normalEmail(body.email)
  const name = body.name.trim().normalize('NFC')
  checkEmail(email)
  if (name === '') throw authError('name-needed')
  return context.store.transaction(async (tx) => {
    const id = await addUser(context, tx, { name, email, role: body.role })
    await context.ledger.append(tx, { actor, kind: 'account.invited', entity: id, body: { email, name, role: body.role } })
    const link = await makeLink(context, tx, actor, id, 'invite')
    return { account: await accountOf(tx, id), link: link.url, until: link.until }
  })
}

export async function changeAccount(
  context: AuthContext,
  actor: Actor,
  id: string,
  body: { role?: Role; off?: boolean },
): Promise<AccountRow> {
  return context.store.transaction(async (tx) => {
    // INVARIANT: changes of accounts come one after another, so that two owners cannot remove each other at the same moment.
    await sql`select pg_advisory_xact_lock(hashtext('holdfast.claim'))`.execute(tx)
    const was = await accountOf(tx, id)
    const now = context.clock.now()
    const off = body.off ?? was.state === 'off'
    const role = body.role ?? was.role
    await tx
      .updateTable('account_user')
      .set({ role, off_at: off ? now : null, updated_at: now })
      .where('id', '=', id)
      .execute()
    if (was.role === 'owner' && was.state === 'active' && !(await ownerExists(tx))) throw authError('last-owner')
    if (off) await dropOut(tx, id)
    await context.ledger.append(tx, {
      actor,
      kind: 'account.changed',
      entity: id,
      body: { was: { role: was.role, off: was.state === 'off' }, is: { role, off } },
    })
    return accountOf(tx, id)
  })
}

async function dropOut(tx: Tx, account: string): Promise<void> {
  await tx.deleteFrom('account_session').where('account', '=', account).execute()
  await tx.deleteFrom('account_challenge').where('value', '=', account).execute()
  await tx.deleteFrom('account_link').where('account', '=', account).where('used_at', 'is', null).execute()
}

export async function linkFor(context: AuthContext, actor: Actor, id: string): Promise<AccountLink> {
  return context.store.transaction(async (tx) => {
    const account = await accountOf(tx, id)
    if (account.state === 'off') throw authError('account-off')
    const link = await makeLink(context, tx, actor, id, account.state === 'invited' ? 'invite' : 'recover')
    return { account, link: link.url, until: link.until }
  })
}

/** `holdfast signin-link [EMAIL]`: whoever has the key file and the data folder may recover any account; the ledger shows it. */
export async function linkAtTerminal(context: AuthContext, given: string | null): Promise<Link & { readonly whose: string | null }> {
  return context.store.transaction(async (tx) => {
    if (given === null && !(await ownerExists(tx))) return { ...(await makeLink(context, tx, TERMINAL, null, 'first-owner')), whose: null }
    const accounts = await listAccounts(tx)
    const owners = accounts.filter(({ role, state }) => role === 'owner' && state === 'active')
    const account = given === null ? owners[0] : accounts.find(({ email }) => email === normalEmail(given))
    if (given === null && owners.length > 1) throw authError('which-account', { count: owners.length })
    if (account === undefined) throw authError('no-account')
    if (account.state === 'off') throw authError('account-off')
    const purpose = account.state === 'invited' ? 'invite' : 'recover'
    return { ...(await makeLink(context, tx, TERMINAL, account.id, purpose)), whose: account.email }
  })
}

/** The link that `holdfast up` shows while nobody owns the installation; null afterwards. */
export async function firstLink(context: AuthContext): Promise<Link | null> {
  return context.store.transaction(async (tx) => {
    if (await ownerExists(tx)) return null
    return makeLink(context, tx, TERMINAL, null, 'first-owner')
  })
}

/** What people call an actor of the ledger or of a decision; ids that no account has are left out. */
export async function accountNames(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('account_user')
    .select(['id', 'name'])
    .where('id', 'in', [...ids])
    .execute()
  return new Map(rows.map((row) => [row.id, row.name]))
}

/** Accounts that sign in with a password alone, and when the oldest of them was made. */
export async function withoutSecondFactor(db: Db): Promise<{ readonly count: number; readonly since: Date | null }> {
  const row = await db
    .selectFrom('account_user as user')
    .innerJoin('account_credential as credential', 'credential.account', 'user.id')
    .select((eb) => [eb.fn.countAll<string>().as('count'), eb.fn.min('user.created_at').as('since')])
    .where('user.off_at', 'is', null)
    .where('credential.password', 'is not', null)
    .where((eb) => eb.or([eb('user.second_factor', 'is', null), eb('user.second_factor', '=', false)]))
    .executeTakeFirstOrThrow()
  return { count: Number(row.count), since: row.since }
}

export async function secondFactorOf(db: Db, account: string): Promise<boolean> {
  const row = await db.selectFrom('account_user').select('second_factor').where('id', '=', account).executeTakeFirst()
  return row?.second_factor === true
}
