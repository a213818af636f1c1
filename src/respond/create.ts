// Puts respond together from the platform and the phases before it.
import type { Platform } from '../platform/platform.ts'
import type { Routes } from '../platform/http/http.ts'
import type { ProcessRole } from '../core/process-roles.ts'
import type { Landscape } from '../landscape/contract.ts'
import type { Discover } from '../discover/contract.ts'
import type { Protect } from '../protect/contract.ts'
import type { Monitor } from '../monitor/contract.ts'
import { createContainments } from './containment/containments.ts'
import type { Respond } from './contract.ts'
import { respondError } from './errors.ts'
import type { Facts } from './incidents/fact-rules.ts'
import { createIncidentRegistry } from './incidents/incident-registry.ts'
import { startRespondJobs } from './jobs.ts'
import { duties, type Duty } from './law/duties.ts'
import { readLaws, type Laws } from './law/law-rule.ts'
import { createMailSettings } from './notices/mail-settings.ts'
import { createNoticeRegistry } from './notices/notice-registry.ts'
import { readBlocks, type Blocks } from './notices/notice-text.ts'
import { createSendNotice, type SendNeeds } from './notices/send-notice.ts'
import { respondRoutes } from './routes.ts'
import { createScopeRegistry, scopeOf } from './scope/scope-registry.ts'
import { createScopeRuns } from './scope/scope-runs.ts'

export interface RespondNeeds {
  readonly landscape: Landscape
  readonly discover: Discover
  readonly protect: Protect
  readonly monitor: Monitor
  /** what people call whoever did something */
  readonly actorNames: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>
  /** how patient sending is; the defaults are for real servers */
  readonly sending?: Pick<SendNeeds, 'times' | 'againMs'>
}

export interface RespondPhase extends Respond {
  readonly routes: Routes
  /** Its jobs and watches, by the roles of this process. */
  start(roles: ReadonlySet<ProcessRole>): Promise<{ stop(): Promise<void> }>
}

export function createRespond(platform: Platform, needs: RespondNeeds): RespondPhase {
  const { landscape, discover, protect, monitor } = needs
  const { store, events, clock } = platform
  // Read at the first use: an object is made without input or output.
  const laws = once<Laws>(() => readLaws())
  const blocks = once<ReadonlyMap<string, Blocks>>(() => readBlocks())

  const incidents = createIncidentRegistry(platform, monitor)
  const scopes = createScopeRegistry(platform, {
    db: store.db,
    events,
    subjects: discover.subjects,
    access: landscape.access,
    monitor,
    law: () => ({ sha256: laws().sha256, rows: laws().rules.length }),
  })
  const runs = createScopeRuns(platform, scopes)
  const containments = createContainments(platform, { protect, landscape })
  const mail = createMailSettings(platform)
  const notices = createNoticeRegistry(platform, {
    rules: () => laws().rules,
    blocks,
    incidents,
    scopes,
    containments,
    subjects: discover.subjects,
    mail,
  })
  const send = createSendNotice(platform, { subjects: discover.subjects, mail, blocks, ...needs.sending })

  const dutiesOf = async (
    incident: string,
  ): Promise<{ readonly version: number; readonly at: Date; readonly duties: readonly Duty[] } | null> => {
    const found = await incidents.find(incident)
    if (found === null) throw respondError('incident-unknown')
    const scope = await scopes.read(incident, 'last')
    if (scope === null) return null
    const at = clock.now()
    const told = await notices.told(incident)
    const list = duties({
      rules: laws().rules,
      countings: laws().countings,
      facts: found.facts as Facts,
      counts: scope.body.counts,
      now: at,
      told,
    })
    return { version: scope.version, at, duties: list }
  }

  return {
    incident: (id) => incidents.find(id),
    incidents: (limit) => incidents.list(limit),
    scope: async (incident, version) => {
      const kept = await scopes.read(incident, version)
      return kept === null ? null : scopeOf(kept)
    },
    duties: async (incident) => (await dutiesOf(incident))?.duties ?? [],
    containments: (incident) => containments.list(incident),
    notices: (incident) => notices.list(incident),
    routes: respondRoutes(platform, {
      incidents,
      scopes,
      runs,
      dutiesOf,
      containments,
      mail,
      notices,
      blocks,
      landscape,
      actorNames: needs.actorNames,
    }),
    start: (roles) => startRespondJobs(platform, send, runs, roles),
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}
