// The faults that every connection over a network can have, as errors of ours. Never the text of a driver or of the other side.
import type { AppError } from '../../core/errors.ts'
import { discoverError } from '../errors.ts'

export const CONNECT_SECONDS = 15

/** null: it is no fault of the network. */
export function networkFault(error: unknown, host: string, port: number): AppError | null {
  const code = codeOf(error)
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EAI_FAIL') return discoverError('store-host', { host }, error)
  if (code === 'ETIMEDOUT' || code === 'ESOCKETTIMEDOUT')
    return discoverError('store-timeout', { host, port, seconds: CONNECT_SECONDS }, error)
  if (['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENOENT', 'EADDRNOTAVAIL', 'EACCES', 'EPERM'].includes(code)) {
    return discoverError('store-unreachable', { host, port }, error)
  }
  return null
}

// A name with several addresses fails with all their errors at once.
function codeOf(error: unknown): string {
  const { code, errors } = error as { code?: unknown; errors?: unknown }
  if (typeof code === 'string') return code
  return Array.isArray(errors) && errors.length > 0 ? codeOf(errors[0]) : ''
}
