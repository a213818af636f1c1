// The text of a MySQL or MariaDB target to an address, and back without its secret. Owns the meaning of its options; connects to nothing.
import { userInfo } from 'node:os'
import { discoverError } from '../../errors.ts'
import { parseDatabaseUrl, shownDatabaseUrl } from '../database-url.ts'
import type { ParsedTarget } from '../target.ts'

/** As MySQL's own client calls them; `ssl-ca` names a file with certificates to trust. */
export const SSL_MODES = ['DISABLED', 'REQUIRED', 'VERIFY_CA', 'VERIFY_IDENTITY'] as const

export function parseMysqlTarget(target: string): ParsedTarget {
  const url = parseDatabaseUrl(target, ['ssl-mode', 'ssl-ca'])
  const mode = url.options['ssl-mode']?.toUpperCase()
  if (mode !== undefined && !(SSL_MODES as readonly string[]).includes(mode)) {
    throw discoverError('target-invalid', {
      target: 'ssl-mode',
      why: `it is none of ${SSL_MODES.join(', ')}`,
      help: 'without ssl-mode other machines must show a certificate that can be checked',
    })
  }
  const host = url.host || '127.0.0.1'
  const port = url.port ?? 3306
  const user = url.user ?? userInfo().username
  const database = url.database ?? ''
  const options: Record<string, string> = {}
  if (mode !== undefined) options['ssl-mode'] = mode
  if (url.options['ssl-ca'] !== undefined) options['ssl-ca'] = url.options['ssl-ca']
  return {
    kind: 'mysql',
    address: { kind: 'mysql', host, port, database },
    user,
    secret: url.secret,
    options,
    name: database === '' ? host : database,
    shown: shownDatabaseUrl('mysql', user, host, port, database),
  }
}
