// Which roles were at work in a store in the last thirty days, by the access records: whoever would lose something is somebody's daily work, or nobody's. By
// the principal of a record, so a person's other logins count as seen too. Reads only.
import { instant } from '../core/clock.ts'
import { toAppError } from '../core/errors.ts'
import type { StoreId } from '../core/ids.ts'
import type { Platform } from '../platform/platform.ts'

const DAYS = 30
const DAY = 86_400_000

/** Role → the hour in which its principal was last seen. Empty when the records cannot be asked: then those connected now are all that is known. */
export async function seenRoles(
  { store: own, events, clock, log }: Pick<Platform, 'store' | 'events' | 'clock' | 'log'>,
  store: StoreId,
): Promise<ReadonlyMap<string, string>> {
  const now = clock.now()
  const seen = new Map<string, string>()
  try {
    const query = { from: instant(new Date(now.getTime() - DAYS * DAY)), to: instant(new Date(now.getTime() + 1)), stores: [store] }
    const last = new Map<string, string>()
    for (const { principal, hour } of await events.groups(query, ['principal', 'hour'])) {
      if (principal !== null && hour > (last.get(principal) ?? '')) last.set(principal, hour)
    }
    const prefix = `${store}/`
    const aliases = await own.db
      .selectFrom('principal_alias')
      .select(['value', 'principal'])
      .where('kind', '=', 'pg-role')
      .where((eb) => eb.fn<boolean>('starts_with', ['value', eb.val(prefix)]))
      .execute()
    for (const { value, principal } of aliases) {
      const hour = last.get(principal)
      const role = value.slice(prefix.length)
      if (hour !== undefined && hour > (seen.get(role) ?? '')) seen.set(role, hour)
    }
  } catch (error) {
    log.warn('plan.records-not-asked', { store, code: toAppError(error).code })
  }
  return seen
}

/** The later of both for each role. */
export function laterOf(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const both = new Map(one)
  for (const [role, at] of other) if (at > (both.get(role) ?? '')) both.set(role, at)
  return both
}
