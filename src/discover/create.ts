// Puts discovery together from the platform and landscape.
import type { Routes } from '../platform/http/http.ts'
import type { Platform } from '../platform/platform.ts'
import type { Landscape, StoreConnections } from '../landscape/contract.ts'
import { createAnnounce } from './announce-label.ts'
import type { Discover } from './contract.ts'
import { createDecisions } from './decisions/decide.ts'
import { createDiscoverReads } from './discover-reads.ts'
import type { DetectorType } from './engine/engine.ts'
import { createFieldRead } from './map/field-read.ts'
import { createMapReads } from './map/map-reads.ts'
import { createReviewRead } from './map/review-reads.ts'
import { discoverRoutes } from './routes.ts'
import { startDiscoverJobs } from './jobs.ts'
import { readStore } from './scans/read-store.ts'
import { createScanWriter } from './scans/record-object.ts'
import { createScanJob } from './scans/scan-job.ts'
import { createScanReads } from './scans/scan-reads.ts'
import { createScanRegistry } from './scans/scan-registry.ts'
import { subjectRoutes } from './subjects/subject-routes.ts'
import { createSubjects } from './subjects/subjects.ts'
import { createStoreFacts } from './store-facts.ts'
import { storeProbe } from './store-probe.ts'

export interface DiscoverNeeds {
  /** what is looked for, and the version of the rules */
  readonly engine: { readonly version: string; readonly types: readonly DetectorType[] }
  /** what people call whoever did something; the id when nobody knows */
  readonly actorNames: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>
  readonly connections: StoreConnections
  /** milliseconds between two writes of a scan's progress; default 1000 */
  readonly beat?: number
}

export function createDiscover(
  platform: Platform,
  landscape: Landscape,
  { engine, actorNames, connections, beat }: DiscoverNeeds,
): Discover & { readonly routes: Routes; startJobs(): Promise<{ stop(): void }> } {
  const { store, clock } = platform
  const names = new Map(engine.types.map((type) => [type.id, type.name]))
  const typeName = (type: string): string => names.get(type) ?? type
  const announce = createAnnounce(clock)
  const scans = createScanRegistry(platform, landscape)
  const job = createScanJob({
    platform,
    landscape,
    writer: createScanWriter(platform, landscape.catalogue, announce),
    engineVersion: engine.version,
    target: storeProbe.known,
    read: readStore,
    atOnce: 1,
    beat: beat ?? 1000,
  })
  const subjects = createSubjects(platform, { landscape, connections, types: engine.types })
  return {
    subjects,
    ...createDiscoverReads(store.db, createStoreFacts(store.db)),
    routes: discoverRoutes(
      platform,
      scans,
      createScanReads(store.db, clock, typeName, actorNames),
      {
        platform,
        reads: createMapReads(store.db),
        readField: createFieldRead(store.db, typeName, actorNames),
        readReview: createReviewRead(store.db, typeName),
        decisions: createDecisions(platform, landscape.catalogue, announce),
        types: engine.types,
      },
      subjectRoutes(subjects, store.db, landscape),
    ),
    startJobs: async () => await startDiscoverJobs(platform, scans, job, subjects),
  }
}
