// Who can read which field by which route, as the store itself says. Owns the table grant_route.
import { coreError } from '../../core/errors.ts'
import type { Platform } from '../../platform/platform.ts'
import type { AccessMap, Principals, StoreConnections } from '../contract.ts'

export function createAccessMap(
  _platform: Platform,
  _needs: { readonly connections: StoreConnections; readonly principals: Principals },
): AccessMap {
  const missing = async (): Promise<never> => {
    throw coreError('not-built', { what: 'the access map', help: 'CHANGELOG.md says what works' })
  }
  return { refresh: missing, ofField: missing, ofStore: missing, readAt: missing }
}
