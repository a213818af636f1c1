// Routes of monitoring: collectors, detection, alerts, accesses, gaps. Decides nothing.
import { Type, type Static } from 'typebox'
import type { AccessQuery } from '../core/contract/access.ts'
import { Uuid } from '../core/contract/api.ts'
import { formatLabel } from '../core/contract/label.ts'
import type { FieldId, ObjectId, StoreId } from '../core/ids.ts'
import type { Gap } from '../platform/events/events.ts'
import { EVERY_ROLE, type Routes } from '../platform/http/http.ts'
import type { Platform } from '../platform/platform.ts'
import type { Alerts, StoredAlert } from './alerts/alerts.ts'
import * as view from './api.ts'
import type { Collectors, CollectorView } from './collector/collectors.ts'
import type { Detection } from './detection/detection.ts'
import { monitorError } from './errors.ts'

const ById = Type.Object({ id: Uuid })
const MOST_GROUPS = 1000
const GROUPED = ['principal', 'object', 'fields'] as const

export interface MonitorParts {
  readonly collectors: Collectors
  readonly detection: Detection
  readonly alerts: Alerts
}

export function monitorRoutes({ events, ledger, store }: Platform, { collectors, detection, alerts }: MonitorParts): Routes {
  return (app) => {
    app.post(
      '/api/collectors',
      {
        config: { allow: ['owner'], records: 'collector.added' },
        schema: { body: view.CollectorNewBody, response: { 200: view.CollectorView } },
      },
      async (request) => shownCollector(await collectors.add(request.actor(), request.body.store as StoreId, request.body.path)),
    )
    app.get('/api/collectors', { config: { allow: EVERY_ROLE }, schema: { response: { 200: view.CollectorsView } } }, async () => ({
      collectors: (await collectors.list()).map(shownCollector),
    }))
    app.post(
      '/api/collectors/:id/look',
      {
        config: { allow: ['owner', 'analyst'], records: 'collector.looked' },
        schema: { params: ById, response: { 200: view.CollectorLookView } },
      },
      async (request) => {
        // The look goes on when the asker leaves: what is read is kept.
        const result = await collectors.lookFor(request.actor(), request.params.id, new AbortController().signal)
        const { lines, records, unread, problem } = result
        return { lines, records, unread, problem, collector: shownCollector(result.collector) }
      },
    )
    app.post(
      '/api/detection/look',
      { config: { allow: ['owner', 'analyst'], records: 'detection.looked' }, schema: { response: { 200: view.DetectionLookView } } },
      async (request) => {
        const found = await detection.look(new AbortController().signal)
        await store.transaction((tx) =>
          ledger.append(tx, { actor: request.actor(), kind: 'detection.looked', entity: 'detection', body: { alerts: [...found] } }),
        )
        return { alerts: [...found] }
      },
    )
    app.get(
      '/api/alerts',
      { config: { allow: EVERY_ROLE }, schema: { querystring: view.AlertsQuery, response: { 200: view.AlertsView } } },
      async ({ query: { state, limit } }) => {
        const found = await alerts.list({ limit: limit ?? 200, ...(state === undefined ? {} : { states: [state] }) })
        return { alerts: found.map(shownAlert) }
      },
    )
    app.get(
      '/api/alerts/:id',
      { config: { allow: EVERY_ROLE }, schema: { params: ById, response: { 200: view.AlertView } } },
      async (request) => {
        const alert = await alerts.find(request.params.id)
        if (alert === null) throw monitorError('alert-unknown')
        return shownAlert(alert)
      },
    )
    app.post(
      '/api/alerts/:id/state',
      {
        config: { allow: ['owner', 'analyst'], records: 'alert.decided' },
        schema: { params: ById, body: view.AlertStateBody, response: { 200: view.AlertView } },
      },
      async (request) => shownAlert(await alerts.decide(request.actor(), request.params.id, request.body.state, request.body.reason)),
    )
    app.get(
      '/api/accesses',
      { config: { allow: EVERY_ROLE }, schema: { querystring: view.AccessesQuery, response: { 200: view.AccessesView } } },
      async (request) => {
        const query = queryOf(request.query)
        const by = request.query.by
        const [answer, groups] = await Promise.all([events.answer(query), events.groups(query, by === undefined ? GROUPED : [by])])
        return {
          records: answer.records,
          rows: answer.rows,
          bytes: answer.bytes,
          subjects: answer.subjects,
          gaps: answer.gaps.map(shownGap),
          groups: groups
            .toSorted((a, b) => (by === 'hour' ? a.hour.localeCompare(b.hour) : b.records - a.records))
            .slice(0, MOST_GROUPS)
            .map(({ principal, session, hour, store: where, object, fields, records, rows, denied, people }) => ({
              principal,
              session,
              hour,
              store: where,
              object,
              fields: [...fields],
              records,
              rows,
              denied,
              people,
            })),
        }
      },
    )
    app.get(
      '/api/accesses/records',
      { config: { allow: EVERY_ROLE }, schema: { querystring: view.AccessRecordsQuery, response: { 200: view.AccessRecordsView } } },
      async (request) => {
        const rows = await events.records(queryOf(request.query), request.query.limit ?? 200)
        return {
          records: rows.map((row) => ({
            writer: row.writer,
            seq: String(row.seq),
            time: row.time,
            plane: row.plane,
            phase: row.phase,
            principal: row.principal,
            actor: row.actor.slice(0, 300),
            session: row.session,
            ip: row.ip ?? null,
            country: row.country ?? null,
            store: row.store,
            object: row.object,
            fields: [...row.fields],
            action: row.action,
            rows: row.rows,
            people: row.people,
            subjects: row.subjects,
            outcome: row.outcome,
            drill: row.drill,
          })),
        }
      },
    )
    app.get(
      '/api/gaps',
      { config: { allow: EVERY_ROLE }, schema: { querystring: view.GapsQuery, response: { 200: view.GapsView } } },
      async ({ query }) => {
        const { from, to } = span(query)
        return { gaps: (await events.gaps(from, to)).map(shownGap) }
      },
    )
  }
}

function span({ from, to }: { readonly from: string; readonly to: string }): { readonly from: string; readonly to: string } {
  const times = { from: Date.parse(from), to: Date.parse(to) }
  if (Number.isNaN(times.from)) throw monitorError('time-invalid', { name: 'from' })
  if (Number.isNaN(times.to) || times.to <= times.from) throw monitorError('time-invalid', { name: 'to' })
  return { from: new Date(times.from).toISOString(), to: new Date(times.to).toISOString() }
}

function queryOf(asked: Omit<Static<typeof view.AccessesQuery>, 'by'>): AccessQuery {
  return {
    ...span(asked),
    ...(asked.principal === undefined ? {} : { principals: asked.principal }),
    ...(asked.session === undefined ? {} : { sessions: asked.session }),
    ...(asked.store === undefined ? {} : { stores: asked.store as StoreId[] }),
    ...(asked.object === undefined ? {} : { objects: [asked.object as ObjectId] }),
    ...(asked.field === undefined ? {} : { fields: [asked.field as FieldId] }),
  }
}

const shownGap = (gap: Gap): Static<typeof view.GapView> => ({ ...gap, reason: gap.reason.slice(0, 500) })

function shownCollector(collector: CollectorView): Static<typeof view.CollectorView> {
  return {
    ...collector,
    readTo: collector.readTo?.toISOString() ?? null,
    lastLookedAt: collector.lastLookedAt?.toISOString() ?? null,
    unreadReasons: { ...collector.unreadReasons },
  }
}

function shownAlert(alert: StoredAlert): Static<typeof view.AlertView> {
  const { query, label } = alert
  return {
    ...alert,
    rules: [...alert.rules],
    principals: [...alert.principals],
    fields: [...alert.fields],
    why: alert.why.map(({ rule, text, weight }) => ({ rule, text, ...(weight === undefined ? {} : { weight }) })),
    label: label === null ? null : { level: label.level, regimes: [...label.regimes], words: formatLabel(label) },
    query: {
      from: query.from,
      to: query.to,
      ...(query.principals === undefined ? {} : { principals: [...query.principals] }),
      ...(query.sessions === undefined ? {} : { sessions: [...query.sessions] }),
      ...(query.stores === undefined ? {} : { stores: [...query.stores] }),
    },
    openedAt: alert.openedAt.toISOString(),
    changedAt: alert.changedAt?.toISOString() ?? null,
  }
}
