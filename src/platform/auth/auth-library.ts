// better-auth as a library: its options, our table names, and the binding to our transactions. Owns no rule of ours and no route; its own
// HTTP handler is never mounted, so an endpoint that we do not call does not exist.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { BetterAuthOptions } from 'better-auth'
import { kyselyAdapter } from '@better-auth/kysely-adapter'
import { hashPassword, verifyPassword } from 'better-auth/crypto'
// The small entry points: the whole library takes most of a second to load.
import { betterAuth } from 'better-auth/minimal'
import { twoFactor } from 'better-auth/plugins/two-factor'
import type { Clock } from '../../core/clock.ts'
import { newId } from '../../core/ids.ts'
import type { Keys } from '../keys/keys.ts'
import type { Db, Tx } from '../store/store.ts'
import { CODE_PERIOD } from './time-code.ts'

/** Seconds. A session ends 12 h after its last use and 7 days after its start, whichever is first. */
export const SESSION_IDLE = 12 * 60 * 60
export const SESSION_LIFE = 7 * 24 * 60 * 60
const SESSION_REFRESH = 5 * 60
const SECOND_FACTOR_WAIT = 10 * 60
export const PASSWORD_MIN = 12
export const PASSWORD_MAX = 200

/** The header in which we tell better-auth the peer's address; what a client sends under this name is dropped before. */
export const ADDRESS_HEADER = 'x-holdfast-address'

/** Slow work done before a transaction begins, for the library to find inside it. */
export interface Prepared {
  readonly verified?: { readonly hash: string; readonly password: string }
  readonly hashed?: { readonly hash: string; readonly password: string }
}

const prepared = new AsyncLocalStorage<Prepared>()

export interface LibraryOptions {
  readonly db: Db
  readonly keys: Keys
  readonly clock: Clock
  /** the origin is https: cookies are Secure and named `__Host-…` */
  readonly secure: boolean
}

/** Names of the cookies. They carry the install's fingerprint, because cookies of one host are shared by all its ports. */
export function cookieNames(keys: Keys, secure: boolean): { readonly session: string; readonly secondFactor: string } {
  const prefix = `${secure ? '__Host-' : ''}holdfast-${keys.fingerprint.slice(0, 8)}`
  return { session: prefix, secondFactor: `${prefix}-2` }
}

/** Apart from the instance, so that the test of the migration can ask what is missing. */
export function libraryOptions(options: LibraryOptions) {
  const names = cookieNames(options.keys, options.secure)
  const attributes = { sameSite: 'strict', httpOnly: true, secure: options.secure, path: '/' } as const
  return {
    appName: 'Holdfast',
    baseURL: 'http://localhost',
    secret: options.keys.derive('session').toString('base64url'),
    database: kyselyAdapter(options.db as unknown as Parameters<typeof kyselyAdapter>[0], { type: 'postgres', transaction: false }),
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_MIN,
      maxPasswordLength: PASSWORD_MAX,
      requireEmailVerification: false,
      // scrypt takes a tenth of a second: never inside a transaction when it can be done before.
      password: {
        verify: async ({ hash, password }) => {
          const done = prepared.getStore()?.verified
          return (done?.hash === hash && done.password === password) || verifyPassword({ hash, password })
        },
        hash: async (password) => {
          const done = prepared.getStore()?.hashed
          return done?.password === password ? done.hash : hashPassword(password)
        },
      },
    },
    user: {
      modelName: 'account_user', // not 'account': the library would take that for its own model of that name
      fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
      additionalFields: {
        role: { type: 'string', required: true, input: false },
        offAt: { type: 'date', required: false, input: false, fieldName: 'off_at' },
      },
    },
    session: {
      modelName: 'account_session',
      fields: {
        userId: 'account',
        expiresAt: 'expires_at',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
        ipAddress: 'ip',
        userAgent: 'agent',
      },
      expiresIn: SESSION_IDLE,
      updateAge: SESSION_REFRESH,
      freshAge: 0,
      cookieCache: { enabled: false },
    },
    account: {
      modelName: 'account_credential',
      encryptOAuthTokens: true,
      accountLinking: { enabled: false },
      fields: {
        userId: 'account',
        accountId: 'provider_account',
        providerId: 'provider',
        accessToken: 'access_token_enc',
        refreshToken: 'refresh_token_enc',
        idToken: 'id_token_enc',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
    },
    verification: {
      modelName: 'account_challenge',
      fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' },
    },
    advanced: {
      cookiePrefix: 'holdfast',
      useSecureCookies: false, // would put `__Secure-` before the name; ours begins with `__Host-`, and the attribute is set below
      defaultCookieAttributes: attributes,
      cookies: { session_token: { name: names.session, attributes }, two_factor: { name: names.secondFactor, attributes } },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      database: { generateId: () => newId(options.clock), validateSchema: false },
    },
    plugins: [
      twoFactor({
        issuer: 'Holdfast',
        twoFactorTable: 'account_second_factor',
        twoFactorCookieMaxAge: SECOND_FACTOR_WAIT,
        totpOptions: { period: CODE_PERIOD, digits: 6 },
        backupCodeOptions: { amount: 10, length: 10, storeBackupCodes: 'encrypted' },
        schema: {
          user: { fields: { twoFactorEnabled: 'second_factor' } },
          twoFactor: {
            fields: {
              secret: 'secret_enc',
              backupCodes: 'recovery_codes_enc',
              userId: 'account',
              failedVerificationCount: 'failures',
              lockedUntil: 'locked_until',
            },
          },
        },
      }),
    ],
  } satisfies BetterAuthOptions
}

export type Library = ReturnType<typeof createLibrary>

/**
 * `within` runs calls of the library in the given transaction, so that an action and its leaf in the ledger commit together. Outside of it the
 * library reads and writes by `db`.
 */
export function createLibrary(options: LibraryOptions) {
  const current = new AsyncLocalStorage<Tx>()
  const bound = new Proxy(options.db, {
    get: (db, name) => {
      const target = current.getStore() ?? db
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
  const auth = betterAuth(libraryOptions({ ...options, db: bound }))
  return {
    api: auth.api,
    context: auth.$context,
    within: <T>(tx: Tx, work: () => Promise<T>, done: Prepared = {}): Promise<T> => current.run(tx, () => prepared.run(done, work)),
  }
}
