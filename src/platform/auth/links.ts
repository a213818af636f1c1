// One-time links: 256 random bits in the fragment of an address, kept only as a hash, good for fifteen minutes and once. They make the first
// owner, let an invited person choose a password, or recover an account. Owns making and using them.
import { createHash, randomBytes } from 'node:crypto'
import { hashPassword } from 'better-auth/crypto'
import { sql } from 'kysely'
import { newId } from '../../core/ids.ts'
import { instant, type Instant } from '../../core/clock.ts'
import type { Actor, Role } from '../../core/contract/roles.ts'
import type { Db, Tx } from '../store/store.ts'
import { attempt } from './attempts.ts'
import { normalEmail, refusable, type AuthContext, type Caller } from './auth-context.ts'
import { authError } from './errors.ts'
import type { LinkPurpose } from '../store/tables.ts'

const LINK_MS = 15 * 60_000
// What the account library accepts at sign-in; checked here, so that nobody gets an account that cannot sign in.
const EMAIL = /^(?!\.)(?!.*\.\.)[a-z0-9_'+\-.]*[a-z0-9_+-]@(?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,}$/

export interface Link {
  readonly url: string
  readonly until: Instant
}

/** An owner who can sign in. While there is none, anybody at this machine may become it; afterwards nobody. */
export async function ownerExists(db: Db | Tx): Promise<boolean> {
  const row = await db
    .selectFrom('account_user as user')
    .innerJoin('account_credential as credential', 'credential.account', 'user.id')
    .select('user.id')
    .where('user.role', '=', 'owner')
    .where('user.off_at', 'is', null)
    .where('credential.password', 'is not', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Earlier links of the same account end. The caller's transaction also holds the leaf. */
export async function makeLink(context: AuthContext, tx: Tx, actor: Actor, account: string | null, purpose: LinkPurpose): Promise<Link> {
  const now = context.clock.now()
  const until = new Date(now.getTime() + LINK_MS)
  const token = randomBytes(32).toString('base64url')
  await tx
    .deleteFrom('account_link')
    .where('used_at', 'is', null)
    .where((eb) => (account === null ? eb('account', 'is', null) : eb('account', '=', account)))
    .execute()
  await tx
    .insertInto('account_link')
    .values({ id: newId(context.clock), token_hash: hashOf(token), purpose, account, made_by: actor.id, made_at: now, until })
    .execute()
  await context.ledger.append(tx, {
    actor,
    kind: 'link.made',
    entity: account ?? 'first-owner',
    body: { purpose, until: instant(until) },
  })
  return { url: `${context.origin()}/#claim=${token}`, until: instant(until) }
}

export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

function openLink(db: Db | Tx, token: string, now: Date) {
  return db
    .selectFrom('account_link as link')
    .leftJoin('account_user as user', 'user.id', 'link.account')
    .select(['link.id', 'link.purpose', 'link.until', 'link.account', 'user.email', 'user.name', 'user.role', 'user.off_at'])
    .where('link.token_hash', '=', hashOf(token))
    .where('link.used_at', 'is', null)
    .where('link.until', '>', now)
}

export async function checkLink(context: AuthContext, caller: Caller, token: string) {
  const { store, clock } = context
  const link = await openLink(store.db, token, clock.now()).executeTakeFirst()
  const stale = link === undefined || link.off_at !== null || (link.purpose === 'first-owner' && (await ownerExists(store.db)))
  if (stale) {
    await attempt(context, 'link', null, caller.address)
    throw authError('link-refused')
  }
  return { purpose: link.purpose, email: link.email, name: link.name, until: instant(link.until) }
}

export interface Claim {
  readonly token: string
  readonly password: string
  readonly name?: string
  readonly email?: string
}

/** Uses the link up and signs in; of two at once exactly one wins. */
export async function claim(context: AuthContext, caller: Caller, body: Claim): Promise<Headers> {
  const { store, clock, library, ledger } = context
  const link = await checkLink(context, caller, body.token)
  const name = body.name?.trim().normalize('NFC') ?? ''
  const email = normalEmail(body.email ?? '')
  if (link.purpose === 'first-owner') {
    if (name === '' || email === '') throw authError('name-needed')
    checkEmail(email)
  }
  const hashed = { password: body.password, hash: await hashPassword(body.password) }
  const headers = await store.transaction((tx) =>
    library.within(
      tx,
      async () => {
        const now = clock.now()
        // INVARIANT: only one claim at a time, so that two different links cannot both make a first owner.
        await sql`select pg_advisory_xact_lock(hashtext('holdfast.claim'))`.execute(tx)
        const open = await openLink(tx, body.token, now).forUpdate('link').executeTakeFirst()
        if (open === undefined || open.off_at !== null) return null
        if (open.purpose === 'first-owner' && (await ownerExists(tx))) return null
        await tx.updateTable('account_link').set({ used_at: now }).where('id', '=', open.id).execute()
        const user = open.account === null ? await addUser(context, tx, { name, email, role: 'owner' }) : open.account
        await setPassword(context, tx, user, hashed.hash)
        const role: Role = open.role ?? 'owner'
        const address = open.email ?? email
        const actor: Actor = { kind: 'account', id: user, role }
        await ledger.append(tx, {
          actor,
          kind: 'account.claimed',
          entity: user,
          body: { purpose: open.purpose, email: address, address: caller.address },
        })
        const signed = await refusable(() =>
          library.api.signInEmail({ body: { email: address, password: body.password }, headers: caller.headers, returnHeaders: true }),
        )
        if (signed === null) throw authError('link-refused')
        await tx.updateTable('account_user').set({ last_seen_at: now }).where('id', '=', user).execute()
        await ledger.append(tx, { actor, kind: 'account.signed-in', entity: user, body: { address: caller.address, by: 'link' } })
        return signed.headers
      },
      { hashed, verified: hashed },
    ),
  )
  if (headers === null) throw authError('link-refused')
  return headers
}

export function checkEmail(email: string): void {
  if (email.length > 254 || !EMAIL.test(email)) throw authError('email-invalid')
}

/** Throws `auth/email-taken`. Call it inside `library.within`. */
export async function addUser(context: AuthContext, tx: Tx, user: { name: string; email: string; role: Role }): Promise<string> {
  const now = context.clock.now()
  const row = await tx
    .insertInto('account_user')
    .values({ id: newId(context.clock), ...user, email_verified: false, created_at: now, updated_at: now })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (row === undefined) throw authError('email-taken')
  return row.id
}

// A recovery takes the lost second factor away and ends every session: whoever had them must not keep the account.
async function setPassword(context: AuthContext, tx: Tx, account: string, password: string): Promise<void> {
  const now = context.clock.now()
  await tx
    .insertInto('account_credential')
    .values({
      id: newId(context.clock),
      account,
      provider: 'credential',
      provider_account: account,
      password,
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.columns(['provider', 'provider_account']).doUpdateSet({ password, updated_at: now }))
    .execute()
  await tx.deleteFrom('account_second_factor').where('account', '=', account).execute()
  await tx.deleteFrom('account_challenge').where('value', '=', account).execute()
  await tx.deleteFrom('account_session').where('account', '=', account).execute()
  await tx.updateTable('account_user').set({ second_factor: false, updated_at: now }).where('id', '=', account).execute()
}
