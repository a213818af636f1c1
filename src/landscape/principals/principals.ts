// Who acts: people, services and vendors with their names in each store. Owns the tables principal and principal_alias.
import { coreError } from '../../core/errors.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Principals } from '../contract.ts'

export function createPrincipals(_platform: Platform): Principals {
  const missing = async (): Promise<never> => {
    throw coreError('not-built', { what: 'the list of principals', help: 'CHANGELOG.md says what works' })
  }
  return { list: missing, find: missing, resolve: missing, ensure: missing, addAlias: missing }
}
