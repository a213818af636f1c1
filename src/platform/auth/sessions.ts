// Who a request comes from, and the sessions a person has. Owns when a session still counts; the library keeps and signs it.
import { isIP } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ROLES, type Actor, type Role } from '../../core/contract/roles.ts'
import { instant } from '../../core/clock.ts'
import { authError } from './errors.ts'
import { ADDRESS_HEADER, SESSION_LIFE } from './auth-library.ts'
import type { AuthContext, Caller } from './auth-context.ts'

export interface OwnSession {
  readonly id: string
  readonly token: string
  readonly account: {
    readonly id: string
    readonly name: string
    readonly email: string
    readonly role: Role
    readonly secondFactor: boolean
  }
  readonly actor: Actor
}

export function callerOf(request: FastifyRequest): Caller {
  const headers = new Headers()
  const { cookie } = request.headers
  if (cookie !== undefined) headers.set('cookie', cookie)
  headers.set('user-agent', (request.headers['user-agent'] ?? '').slice(0, 300))
  // A proxy passes on what it was told; only an address is one.
  const address = isIP(request.ip) === 0 ? 'unknown' : request.ip
  headers.set(ADDRESS_HEADER, address)
  return { headers, cookie, address }
}

/** The cookies that the library set, on our answer; those of features we do not use (it expires them all) stay behind. */
export function passCookies(reply: FastifyReply, headers: Headers): void {
  for (const cookie of headers.getSetCookie()) if (/^(__Host-)?holdfast-/.test(cookie)) void reply.header('set-cookie', cookie)
}

export async function findSession(context: AuthContext, caller: Caller): Promise<{ session: OwnSession; headers: Headers } | null> {
  const found = await context.library.api.getSession({ headers: caller.headers, returnHeaders: true })
  if (found.response === null) return null
  const { session, user } = found.response
  const now = context.clock.now().getTime()
  const over = session.expiresAt.getTime() <= now || session.createdAt.getTime() + SESSION_LIFE * 1000 <= now
  const role = ROLES.find((entry) => entry.role === user.role)?.role
  if (over || role === undefined || (user.offAt ?? null) !== null) return null
  const account = { id: user.id, name: user.name, email: user.email, role, secondFactor: user.twoFactorEnabled === true }
  return {
    session: { id: session.id, token: session.token, account, actor: { kind: 'account', id: user.id, role } },
    headers: found.headers,
  }
}

export async function listSessions(context: AuthContext, own: OwnSession) {
  const rows = await context.store.db
    .selectFrom('account_session')
    .select(['id', 'created_at', 'expires_at', 'ip', 'agent'])
    .where('account', '=', own.account.id)
    .where('expires_at', '>', context.clock.now())
    .orderBy('created_at', 'desc')
    .limit(200)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    current: row.id === own.id,
    since: instant(row.created_at),
    until: instant(new Date(Math.min(row.expires_at.getTime(), row.created_at.getTime() + SESSION_LIFE * 1000))),
    ip: row.ip === '' ? null : row.ip,
    agent: row.agent === '' ? null : row.agent,
  }))
}

export async function endSession(context: AuthContext, own: OwnSession, id: string): Promise<void> {
  await context.store.transaction(async (tx) => {
    const gone = await tx
      .deleteFrom('account_session')
      .where('id', '=', id)
      .where('account', '=', own.account.id)
      .returning('id')
      .executeTakeFirst()
    if (gone === undefined) throw authError('session-unknown')
    await context.ledger.append(tx, { actor: own.actor, kind: 'session.ended', entity: own.account.id, body: { session: id } })
  })
}
