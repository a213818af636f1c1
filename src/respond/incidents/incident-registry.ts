// Incidents: opened from an alert, with facts that say who said so, when and why. Owns the table `incident`; computes no scope.
import { sql } from 'kysely'
import { instant } from '../../core/clock.ts'
import type { Json } from '../../core/canonical-json.ts'
import type { AccessQuery } from '../../core/contract/access.ts'
import type { Incident } from '../../core/contract/response.ts'
import type { Actor } from '../../core/contract/roles.ts'
import { newId } from '../../core/ids.ts'
import type { Monitor } from '../../monitor/contract.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Db, Tx } from '../../platform/store/store.ts'
import type { IncidentSummary } from '../contract.ts'
import { respondError } from '../errors.ts'
import { checkFact, type Fact, type Facts } from './fact-rules.ts'

export interface IncidentRegistry {
  open(actor: Actor, alert: string): Promise<IncidentSummary>
  fact(
    actor: Actor,
    incident: string,
    fact: { readonly name: string; readonly value: Json; readonly why: string },
  ): Promise<IncidentSummary>
  find(id: string): Promise<IncidentSummary | null>
  list(limit: number): Promise<readonly IncidentSummary[]>
}

export type IncidentActor = Incident['actors'][number]

export function createIncidentRegistry(
  { store, ledger, clock }: Pick<Platform, 'store' | 'ledger' | 'clock'>,
  monitor: Pick<Monitor, 'alert'>,
): IncidentRegistry {
  const find = (id: string): Promise<IncidentSummary | null> => readIncidents(store.db, { id }).then((rows) => rows[0] ?? null)
  const must = async (id: string): Promise<IncidentSummary> => {
    const found = await find(id)
    if (found === null) throw respondError('incident-unknown')
    return found
  }
  return {
    find,
    list: (limit) => readIncidents(store.db, { limit }),

    async open(actor, alertId) {
      const alert = await monitor.alert(alertId)
      if (alert === null) throw respondError('alert-unknown')
      const id = newId(clock)
      const now = clock.now()
      const known = instant(alert.openedAt < now ? alert.openedAt : now)
      const at = instant(now)
      const said = (why: string): Fact => ({ value: known, by: actor.id, at, why })
      const facts: Facts = {
        // Not a silent default: it stands there with its reason, and a person who knew earlier replaces it.
        awareness: said('Holdfast opened the alert then; replace this if a person knew earlier'),
        discovery: said('Holdfast opened the alert then; replace this if it was found, or should have been found, earlier'),
      }
      await store.transaction(async (tx) => {
        await sql`select pg_advisory_xact_lock(hashtextextended(${`holdfast.incident.${alertId}`}, 0))`.execute(tx)
        const taken = await tx
          .selectFrom('incident')
          .select('number')
          .where(sql<boolean>`alerts @> array[${alertId}]::uuid[]`)
          .executeTakeFirst()
        if (taken !== undefined) throw respondError('alert-taken', { number: taken.number })
        await tx
          .insertInto('incident')
          .values({
            id,
            alerts: [alertId],
            facts: JSON.stringify(facts),
            actors: JSON.stringify(actorsOf(alert.query)),
            drill: alert.drill,
            opened_at: now,
          })
          .execute()
        await ledger.append(tx, {
          actor,
          kind: 'incident.opened',
          entity: id,
          body: { alert: alertId, drill: alert.drill, query: alert.query as unknown as Json },
        })
      })
      return await must(id)
    },

    async fact(actor, incident, { name, value, why }) {
      checkFact(name, value, clock.now())
      const reason = clean(why)
      if (reason === '') throw respondError('fact-invalid', { name, why: 'needs a reason', help: 'say why it is so, in a sentence' })
      await store.transaction(async (tx) => {
        const was = await lockIncident(tx, incident)
        const before = (was.facts as Facts)[name]
        const fact: Fact = { value: cleanJson(value), by: actor.id, at: instant(clock.now()), why: reason }
        await tx
          .updateTable('incident')
          .set({ facts: JSON.stringify({ ...(was.facts as Facts), [name]: fact }) })
          .where('id', '=', incident)
          .execute()
        await ledger.append(tx, {
          actor,
          kind: 'incident.fact',
          entity: incident,
          body: { name, value: fact.value, why: reason, was: before?.value ?? null },
        })
      })
      return await must(incident)
    },
  }
}

/** The row, locked until the transaction ends: what is made for an incident is made one after another. */
export async function lockIncident(tx: Tx, id: string) {
  const row = await tx.selectFrom('incident').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (row === undefined) throw respondError('incident-unknown')
  return row
}

/** Who the alert's question is about: each session when it names them, else each principal, over its interval. */
function actorsOf(query: AccessQuery): IncidentActor[] {
  const { from, to, principals = [], sessions = [] } = query
  const one = principals.length === 1 ? { principal: principals[0]! } : {}
  if (sessions.length > 0) return sessions.map((session) => ({ ...one, session, from, to }))
  return principals.map((principal) => ({ principal, from, to }))
}

async function readIncidents(db: Db, which: { readonly id?: string; readonly limit?: number }): Promise<IncidentSummary[]> {
  let query = db
    .selectFrom('incident')
    .selectAll()
    .select(sql<number | null>`(select max(s.version) from scope s where s.incident = incident.id)`.as('version'))
    .orderBy('opened_at', 'desc')
    .orderBy('number', 'desc')
    .limit(which.limit ?? 1)
  if (which.id !== undefined) query = query.where('id', '=', which.id)
  const rows = await query.execute()
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    alerts: row.alerts,
    facts: row.facts as Facts,
    actors: row.actors as IncidentActor[],
    drill: row.drill,
    openedAt: row.opened_at,
    closedAt: row.closed_at,
    scopeVersion: row.version,
  }))
}

function clean(text: string): string {
  return text.toWellFormed().replaceAll('\0', '').trim()
}

/** PostgreSQL takes no NUL in jsonb, and canonical JSON no lone surrogate. */
function cleanJson(value: Json): Json {
  return JSON.parse(
    JSON.stringify(value, (_key, held: unknown) => (typeof held === 'string' ? held.toWellFormed().replaceAll('\0', '') : held)),
  ) as Json
}
