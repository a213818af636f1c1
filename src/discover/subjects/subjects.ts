// The subject directory: whose data is where. Puts its parts together; the tables subject, subject_ref, subject_path, subject_key,
// subject_object and subject_build are this folder's.
import type { Landscape, StoreConnections } from '../../landscape/contract.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Subjects } from '../contract.ts'
import type { DetectorType } from '../engine/engine.ts'
import { createBuildRegistry, type BuildRegistry } from './build-registry.ts'
import { createBuildJob } from './build-subjects.ts'
import { createContacts } from './contacts.ts'
import { createFindPerson, type FindPerson } from './find-person.ts'
import { nationalTypes } from './identity-types.ts'
import { createSubjectReads, type SubjectReads } from './subject-reads.ts'
import { subjectRef } from './subject-ref.ts'

export interface SubjectNeeds {
  readonly landscape: Landscape
  readonly connections: StoreConnections
  readonly types: readonly DetectorType[]
}

export interface SubjectDirectory extends Subjects {
  readonly reads: SubjectReads
  readonly builds: BuildRegistry
  readonly findPerson: FindPerson
  readonly runBuild: (data: { readonly build: string }, signal: AbortSignal) => Promise<void>
}

export function createSubjects(platform: Platform, { landscape, connections, types }: SubjectNeeds): SubjectDirectory {
  const national = nationalTypes(types)
  const reads = createSubjectReads(platform.store.db)
  const live = { platform, landscape, connections, national }
  const refKey = platform.keys.derive('subject-ref')
  return {
    paths: async (store) => await reads.paths(store),
    keys: reads.keys,
    ref: (space, form, value) => subjectRef(refKey, space, form, value),
    refKey,
    inStore: reads.inStore,
    byJurisdiction: reads.byJurisdiction,
    contacts: createContacts(live, reads),
    digest: reads.digest,
    reads,
    builds: createBuildRegistry(platform, landscape),
    findPerson: createFindPerson(live, reads),
    runBuild: createBuildJob(live),
  }
}
