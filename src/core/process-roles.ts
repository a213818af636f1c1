// What one process of Holdfast does: one code path, roles select. Owns the list and how it is written.
import { coreError } from './errors.ts'

export const PROCESS_ROLES = ['web', 'scan', 'ingest', 'detect', 'gateway', 'schedule'] as const

export type ProcessRole = (typeof PROCESS_ROLES)[number]

/** `web,scan`; throws `core/config-invalid`. */
export function readProcessRoles(text: string): ReadonlySet<ProcessRole> {
  const words = text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
  const odd = words.find((word) => !(PROCESS_ROLES as readonly string[]).includes(word))
  if (odd !== undefined || words.length === 0) {
    const why = odd === undefined ? 'no role is named' : `there is no role \`${odd.slice(0, 40)}\``
    throw coreError('config-invalid', { name: '--roles', why, help: `roles: ${PROCESS_ROLES.join(', ')}` })
  }
  return new Set(words as ProcessRole[])
}
