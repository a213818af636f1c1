// Routes of response. Turns requests into calls and answers into views; decides nothing itself.
import { Type, type Static } from 'typebox'
import { instant } from '../core/clock.ts'
import type { Json } from '../core/canonical-json.ts'
import { Uuid } from '../core/contract/api.ts'
import type { StoreId } from '../core/ids.ts'
import type { Landscape } from '../landscape/contract.ts'
import { EVERY_ROLE, type Routes } from '../platform/http/http.ts'
import type { Platform } from '../platform/platform.ts'
import {
  ContainmentApproveBody,
  ContainmentNewBody,
  ContainmentView,
  DutiesView,
  FactBody,
  IncidentNewBody,
  IncidentsView,
  IncidentSummaryView,
  IncidentView,
  ScopeRunView,
  ScopeView,
} from './api.ts'
import type { Containments } from './containment/containments.ts'
import type { Containment, IncidentSummary } from './contract.ts'
import { respondError } from './errors.ts'
import type { Facts } from './incidents/fact-rules.ts'
import type { IncidentRegistry } from './incidents/incident-registry.ts'
import type { Duty } from './law/duties.ts'
import type { MailSettings } from './notices/mail-settings.ts'
import type { NoticeRegistry } from './notices/notice-registry.ts'
import { noticeRoutes } from './notices/notice-routes.ts'
import type { Blocks } from './notices/notice-text.ts'
import { scopeView, type ScopeRegistry } from './scope/scope-registry.ts'
import type { ScopeRun, ScopeRuns } from './scope/scope-runs.ts'

export interface RespondParts {
  readonly incidents: IncidentRegistry
  readonly scopes: ScopeRegistry
  readonly runs: ScopeRuns
  readonly dutiesOf: (incident: string) => Promise<{ readonly version: number; readonly at: Date; readonly duties: readonly Duty[] } | null>
  readonly containments: Containments
  readonly notices: NoticeRegistry
  readonly blocks: () => ReadonlyMap<string, Blocks>
  readonly mail: MailSettings
  readonly landscape: Pick<Landscape, 'stores'>
  readonly actorNames: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>
}

const Params = Type.Object({ id: Uuid })
const RunParams = Type.Object({ id: Uuid, run: Uuid })
const VersionText = Type.String({ pattern: '^([1-9][0-9]{0,8}|last)$' })
const Empty = Type.Object({}, { additionalProperties: false })

export function respondRoutes(platform: Platform, parts: RespondParts): Routes {
  const { incidents, scopes, runs, containments, landscape, actorNames } = parts

  const incidentView = (incident: IncidentSummary, names: ReadonlyMap<string, string>): Static<typeof IncidentSummaryView> => ({
    id: incident.id,
    number: incident.number,
    alerts: [...incident.alerts],
    drill: incident.drill,
    openedAt: instant(incident.openedAt),
    closedAt: incident.closedAt === null ? null : instant(incident.closedAt),
    scopeVersion: incident.scopeVersion,
    actors: incident.actors.map((actor) => ({ ...actor })),
    facts: Object.entries(incident.facts as Facts).map(([name, fact]) => ({
      name,
      value: fact.value,
      by: names.get(fact.by) ?? fact.by,
      at: fact.at,
      why: fact.why,
    })),
  })
  const summaryView = async (incident: IncidentSummary) =>
    incidentView(incident, await actorNames([...new Set(Object.values(incident.facts).map(({ by }) => by))]))
  const containmentView = async (containment: Containment): Promise<Static<typeof ContainmentView>> => {
    const { proposedBy, approvedBy } = containment
    const names = await actorNames(approvedBy === null ? [proposedBy] : [proposedBy, approvedBy])
    const store = await landscape.stores.find(containment.store)
    return {
      ...containment,
      storeName: store?.name ?? 'a store that is not connected any more',
      proposedBy: names.get(proposedBy) ?? proposedBy,
      approvedBy: approvedBy === null ? null : (names.get(approvedBy) ?? approvedBy),
      verifiedAt: containment.verifiedAt === null ? null : instant(containment.verifiedAt),
      detail: [...containment.detail],
    }
  }
  const must = async (id: string): Promise<IncidentSummary> => {
    const found = await incidents.find(id)
    if (found === null) throw respondError('incident-unknown')
    return found
  }

  return (app) => {
    app.post(
      '/api/incidents',
      {
        config: { allow: ['owner', 'analyst'], records: 'incident.opened' },
        schema: { body: IncidentNewBody, response: { 200: IncidentSummaryView } },
      },
      async (request) => await summaryView(await incidents.open(request.actor(), request.body.alert)),
    )

    app.get(
      '/api/incidents',
      {
        config: { allow: EVERY_ROLE },
        schema: {
          querystring: Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })) }),
          response: { 200: IncidentsView },
        },
      },
      async (request) => ({ incidents: await Promise.all((await incidents.list(request.query.limit ?? 100)).map(summaryView)) }),
    )

    app.get(
      '/api/incidents/:id',
      { config: { allow: EVERY_ROLE }, schema: { params: Params, response: { 200: IncidentView } } },
      async (request) => {
        const incident = await must(request.params.id)
        const { id } = incident
        const run = await runs.last(id)
        return {
          ...(await summaryView(incident)),
          scopeRun: run === null ? null : runView(run),
          scopes: (await scopes.versions(id)).map((one) => ({ ...one, computedAt: instant(one.computedAt) })),
          containments: await Promise.all((await containments.list(id)).map(containmentView)),
          notices: [...(await parts.notices.list(id))],
        }
      },
    )

    app.post(
      '/api/incidents/:id/facts',
      {
        config: { allow: ['owner', 'analyst'], records: 'incident.fact' },
        schema: { params: Params, body: FactBody, response: { 200: IncidentSummaryView } },
      },
      async (request) => {
        const { name, value, why } = request.body
        return await summaryView(await incidents.fact(request.actor(), request.params.id, { name, value: value as Json, why }))
      },
    )

    app.post(
      '/api/incidents/:id/scope',
      {
        config: { allow: ['owner', 'analyst'], records: 'scope.asked' },
        schema: { params: Params, body: Empty, response: { 202: ScopeRunView } },
      },
      async (request, reply) => {
        const run = await runs.start(request.actor(), request.params.id, { kind: 'compute' })
        return await reply.status(202).send(runView(run))
      },
    )

    app.get(
      '/api/incidents/:id/scope-runs/:run',
      { config: { allow: EVERY_ROLE }, schema: { params: RunParams, response: { 200: ScopeRunView } } },
      async (request) => {
        const run = await runs.find(request.params.id, request.params.run)
        if (run === null) throw respondError('scope-run-unknown')
        return runView(run)
      },
    )

    app.post(
      '/api/incidents/:id/scope-runs/:run/stop',
      {
        config: { allow: ['owner', 'analyst'], records: 'scope.stopped' },
        schema: { params: RunParams, body: Empty, response: { 200: ScopeRunView } },
      },
      async (request) => runView(await runs.stop(request.actor(), request.params.id, request.params.run)),
    )

    app.get(
      '/api/incidents/:id/scopes/:version',
      {
        config: { allow: EVERY_ROLE },
        schema: { params: Type.Object({ id: Uuid, version: VersionText }), response: { 200: ScopeView } },
      },
      async (request) => {
        const kept = await scopes.read(request.params.id, versionOf(request.params.version))
        if (kept === null) throw respondError('scope-unknown')
        return shownScope(kept)
      },
    )

    app.post(
      '/api/incidents/:id/scopes/:version/check',
      {
        config: { allow: ['owner', 'analyst', 'auditor'], records: 'scope.asked' },
        schema: { params: Type.Object({ id: Uuid, version: VersionText }), body: Empty, response: { 202: ScopeRunView } },
      },
      async (request, reply) => {
        const { id } = request.params
        const version = versionOf(request.params.version)
        const kept = await scopes.read(id, version)
        if (kept === null) throw respondError('scope-unknown')
        const run = await runs.start(request.actor(), id, { kind: 'check', version: kept.version })
        return await reply.status(202).send(runView(run))
      },
    )

    app.get(
      '/api/incidents/:id/duties',
      { config: { allow: EVERY_ROLE }, schema: { params: Params, response: { 200: DutiesView } } },
      async (request) => {
        const found = await parts.dutiesOf(request.params.id)
        if (found === null) throw respondError('scope-missing')
        return { scopeVersion: found.version, asOf: instant(found.at), duties: [...found.duties] }
      },
    )

    app.post(
      '/api/incidents/:id/containments',
      {
        config: { allow: ['owner', 'analyst'], records: 'containment.proposed' },
        schema: { params: Params, body: ContainmentNewBody, response: { 200: ContainmentView } },
      },
      async (request) => {
        const { store, principal } = request.body
        return await containmentView(await containments.propose(request.actor(), request.params.id, { store: store as StoreId, principal }))
      },
    )

    app.post(
      '/api/containments/:id/approve',
      {
        config: { allow: ['owner', 'analyst'], records: 'containment.done' },
        schema: { params: Params, body: ContainmentApproveBody, response: { 200: ContainmentView } },
      },
      async (request) =>
        await containmentView(
          await containments.approve(request.actor(), request.params.id, request.body.control, AbortSignal.timeout(60_000)),
        ),
    )

    app.post(
      '/api/containments/:id/verify',
      {
        config: { allow: ['owner', 'analyst'], records: 'containment.tried' },
        schema: { params: Params, body: Empty, response: { 200: ContainmentView } },
      },
      async (request) => await containmentView(await containments.verify(request.actor(), request.params.id, AbortSignal.timeout(60_000))),
    )

    noticeRoutes(platform, parts)(app)
  }
}

const versionOf = (text: string): number | 'last' => (text === 'last' ? 'last' : Number(text))

function runView(run: ScopeRun): Static<typeof ScopeRunView> {
  const { check } = run
  return { ...run, check: check === null ? null : { ...check, differences: [...check.differences] } }
}

function shownScope(kept: Parameters<typeof scopeView>[0]): Static<typeof ScopeView> {
  const view = scopeView(kept)
  return {
    ...view,
    counts: [...view.counts],
    gaps: view.gaps.map((gap) => ({ ...gap, source: gap.source.slice(0, 300), reason: gap.reason.slice(0, 1000) })),
    queries: view.queries.map(({ from, to, principals, sessions, stores }) => ({
      from,
      to,
      ...(principals === undefined ? {} : { principals: [...principals] }),
      ...(sessions === undefined ? {} : { sessions: [...sessions] }),
      ...(stores === undefined ? {} : { stores: [...stores] }),
    })),
    inputs: [...view.inputs],
    shown: [...view.shown],
    notes: view.notes.map((note) => note.slice(0, 1000)),
    excluded: [...view.excluded],
  }
}
