// Counts tries at passwords, codes and links, in the store, so that all processes count together. Each try is taken before the secret is
// compared: a hundred at once get no more than their share. Owns the limits.
import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { httpError } from '../http/errors.ts'
import type { AuthContext } from './auth-context.ts'
import { SIGN_IN, hidden } from './auth-context.ts'

const MINUTE = 60_000

/** `pair`: one account from one address, so that a stranger elsewhere does not lock the owner out; `account`: from anywhere. */
const LIMITS = {
  pair: { tries: 10, ms: 15 * MINUTE },
  account: { tries: 100, ms: 60 * MINUTE },
  address: { tries: 50, ms: 15 * MINUTE },
} as const

export type AttemptAt = 'password' | 'code' | 'link'

export interface Attempt {
  /** The secret was right: the tries of this account from this address are forgotten, and this one does not count for the others. */
  succeed(): Promise<void>
}

/** Throws `http/too-many`. `account`: e-mail address or id, null where there is none (links). */
export async function attempt(context: AuthContext, at: AttemptAt, account: string | null, from: string): Promise<Attempt> {
  const { store, clock, keys } = context
  const address = networkOf(from)
  const key = (kind: keyof typeof LIMITS, ...parts: string[]): Buffer =>
    createHmac('sha256', keys.derive('signin-link'))
      .update([at, kind, ...parts].join('\0'))
      .digest()
  const rows: [keyof typeof LIMITS, Buffer][] = [['address', key('address', address)]]
  if (account !== null) rows.push(['pair', key('pair', account, address)], ['account', key('account', account)])
  // One order for all, so that two tries at once wait for each other instead of blocking each other.
  const ordered = rows.toSorted(([, a], [, b]) => Buffer.compare(a, b))

  const now = clock.now()
  const over = await store.transaction(async (tx) => {
    await tx.deleteFrom('account_attempt').where('until', '<=', now).execute()
    let wait = 0
    let first = false
    for (const [kind, bytes] of ordered) {
      const limit = LIMITS[kind]
      const row = await tx
        .insertInto('account_attempt')
        .values({ key: bytes, tries: 1, since: now, until: new Date(now.getTime() + limit.ms) })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ tries: sql<number>`account_attempt.tries + 1` }))
        .returning(['tries', 'until'])
        .executeTakeFirstOrThrow()
      if (row.tries <= limit.tries) continue
      wait = Math.max(wait, row.until.getTime() - now.getTime())
      first ||= row.tries === limit.tries + 1
    }
    // One leaf when a limit is reached, none for the tries beyond it: a flood must not fill the ledger.
    if (first) {
      const entity = hidden(keys, 'account', account ?? address)
      await context.ledger.append(tx, { actor: SIGN_IN, kind: 'account.locked', entity, body: { at, address } })
    }
    return wait
  })
  if (over > 0) throw httpError('too-many', { seconds: Math.ceil(over / 1000) })
  return {
    succeed: async () => {
      await store.transaction(async (tx) => {
        for (const [kind, bytes] of ordered) {
          if (kind === 'pair') await tx.deleteFrom('account_attempt').where('key', '=', bytes).execute()
          else {
            const tries = sql<number>`greatest(account_attempt.tries - 1, 0)`
            await tx.updateTable('account_attempt').set({ tries }).where('key', '=', bytes).execute()
          }
        }
      })
    },
  }
}

/** Who has one IPv6 address has 2^64 of them, so the network counts; an IPv4 address counts as itself, however it is written. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined || !address.includes(':')) return mapped ?? address
  const [head = '', tail] = address.toLowerCase().split('%')[0]!.split('::')
  const groups = head === '' ? [] : head.split(':')
  const rest = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - groups.length - rest.length) }, () => '0')
  const all = [...groups, ...zeros, ...rest].map((group) => group.replace(/^0+(?=.)/, ''))
  return `${all.slice(0, 4).join(':')}::/64`
}
