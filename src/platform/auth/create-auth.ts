// Puts accounts together for the program. Owns what others may use of this folder: who a request comes from, the routes, and the links that
// the terminal makes.
import type { FastifyRequest } from 'fastify'
import type { Clock } from '../../core/clock.ts'
import type { Identify } from '../http/http-server.ts'
import type { Routes } from '../http/http.ts'
import type { Keys } from '../keys/keys.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Store } from '../store/store.ts'
import { accountNames, firstLink, linkAtTerminal, secondFactorOf, withoutSecondFactor } from './accounts.ts'
import type { AuthContext } from './auth-context.ts'
import { createLibrary } from './auth-library.ts'
import { authError } from './errors.ts'
import type { Link } from './links.ts'
import { authRoutes } from './routes.ts'
import { callerOf, findSession, passCookies, type OwnSession } from './sessions.ts'

export interface AuthOptions {
  readonly store: Store
  readonly keys: Keys
  readonly ledger: Ledger
  readonly clock: Clock
  readonly version: string
  readonly secure: boolean
  /** how people reach the console; asked when a link is made */
  readonly origin: () => string
}

export interface Auth {
  readonly identify: Identify
  readonly routes: Routes
  /** null once an owner exists */
  firstLink(): Promise<Link | null>
  /** For whoever stands at the machine. Throws `auth/no-account`, `auth/which-account`, `auth/account-off`. */
  linkAtTerminal(email: string | null): Promise<Link & { readonly whose: string | null }>
  names(ids: readonly string[]): Promise<ReadonlyMap<string, string>>
  withoutSecondFactor(): Promise<{ readonly count: number; readonly since: Date | null }>
  secondFactorOf(account: string): Promise<boolean>
}

export function createAuth(options: AuthOptions): Auth {
  const { store, keys, clock, secure } = options
  const context: AuthContext = { ...options, library: createLibrary({ db: store.db, keys, clock, secure }) }
  const sessions = new WeakMap<FastifyRequest, OwnSession>()
  return {
    identify: async (request, reply) => {
      const found = await findSession(context, callerOf(request))
      if (found === null) return null
      sessions.set(request, found.session)
      passCookies(reply, found.headers)
      return found.session.actor
    },
    routes: authRoutes(context, (request) => {
      const own = sessions.get(request)
      if (own === undefined) throw authError('session-unknown')
      return own
    }),
    firstLink: () => firstLink(context),
    linkAtTerminal: (email) => linkAtTerminal(context, email),
    names: (ids) => accountNames(store.db, ids),
    withoutSecondFactor: () => withoutSecondFactor(store.db),
    secondFactorOf: (account) => secondFactorOf(store.db, account),
  }
}
