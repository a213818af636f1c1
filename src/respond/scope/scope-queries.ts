// The questions to the access records that an incident's scope is computed from. Pure: incident in, questions out.
import { instant } from '../../core/clock.ts'
import type { AccessQuery } from '../../core/contract/access.ts'
import type { StoreId } from '../../core/ids.ts'
import type { IncidentActor } from '../incidents/incident-registry.ts'
import type { Facts } from '../incidents/fact-rules.ts'

/** Who is asked about: the incident's actors and those that a person added by the fact `actors`. */
export function actorsOfIncident(actors: readonly IncidentActor[], facts: Facts): IncidentActor[] {
  return [...actors, ...((facts['actors']?.value ?? []) as unknown as IncidentActor[])]
}

/**
 * One question for each actor, intervals widened by the known skew of the clocks. Actors of one principal in one interval are asked about
 * together, so that no record counts twice; overlapping intervals can count a record without a key twice, which only widens.
 */
export function scopeQueries(actors: readonly IncidentActor[], stores: readonly StoreId[], skewSeconds: number): AccessQuery[] {
  const groups = new Map<string, { from: string; to: string; principal: string | undefined; sessions: Set<string>; whole: boolean }>()
  for (const actor of actors) {
    const from = instant(new Date(Date.parse(actor.from) - skewSeconds * 1000))
    const to = instant(new Date(Date.parse(actor.to) + skewSeconds * 1000))
    const key = JSON.stringify([from, to, actor.principal ?? null])
    const group = groups.get(key) ?? { from, to, principal: actor.principal, sessions: new Set(), whole: false }
    if (actor.session === undefined) group.whole = true
    else group.sessions.add(actor.session)
    groups.set(key, group)
  }
  return [...groups.values()].map(({ from, to, principal, sessions, whole }) => ({
    from,
    to,
    ...(principal === undefined ? {} : { principals: [principal] }),
    ...(whole ? {} : { sessions: [...sessions].toSorted() }),
    ...(stores.length === 0 ? {} : { stores: [...stores].toSorted() }),
  }))
}
