// The question that covers two. Pure.
import type { AccessQuery } from '../../core/contract/access.ts'

const MOST_SESSIONS = 100

export function mergeQueries(one: AccessQuery, other: AccessQuery): AccessQuery {
  const sessions = union(one.sessions, other.sessions)
  const stores = union(one.stores, other.stores)
  const principals = union(one.principals, other.principals)
  return {
    from: one.from < other.from ? one.from : other.from,
    to: one.to > other.to ? one.to : other.to,
    ...(principals === null ? {} : { principals }),
    ...(stores === null ? {} : { stores }),
    ...(sessions === null || sessions.length > MOST_SESSIONS ? {} : { sessions }),
  }
}

/** Null: one of them asks for all. */
function union<T extends string>(one: readonly T[] | undefined, other: readonly T[] | undefined): readonly T[] | null {
  return one === undefined || other === undefined ? null : [...new Set([...one, ...other])]
}
