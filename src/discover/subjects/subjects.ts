// The subject directory: whose data is where. Owns the tables subject, subject_ref and subject_path.
import { coreError } from '../../core/errors.ts'
import type { Landscape, StoreConnections } from '../../landscape/contract.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Subjects } from '../contract.ts'

export function createSubjects(
  platform: Platform,
  _needs: { readonly landscape: Landscape; readonly connections: StoreConnections },
): Subjects {
  const missing = async (): Promise<never> => {
    throw coreError('not-built', { what: 'the subject directory', help: 'CHANGELOG.md says what works' })
  }
  return {
    paths: missing,
    keys: missing,
    ref: () => null,
    get refKey() {
      return platform.keys.derive('subject-ref')
    },
    inStore: missing,
    byJurisdiction: missing,
    contacts: missing,
    digest: missing,
  }
}
