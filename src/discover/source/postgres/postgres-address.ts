// The text of a PostgreSQL target to an address, and back without its secret. Owns the meaning of its options; connects to nothing.
import { userInfo } from 'node:os'
import { discoverError } from '../../errors.ts'
import { parseDatabaseUrl, shownDatabaseUrl } from '../database-url.ts'
import type { ParsedTarget } from '../target.ts'

/** What libpq understands by `sslmode`; the default is ours: see `tlsPlan` in postgres-connection.ts. */
export const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const
export type SslMode = (typeof SSL_MODES)[number]

const OPTIONS = ['sslmode', 'sslrootcert', 'host', 'port', 'user', 'dbname', 'connect_timeout', 'application_name']

export function parsePostgresTarget(target: string): ParsedTarget {
  const url = parseDatabaseUrl(target, OPTIONS)
  const { host: hostOption, port: portOption, user: userOption, dbname, sslmode, sslrootcert } = url.options
  if (sslmode !== undefined && !(SSL_MODES as readonly string[]).includes(sslmode)) {
    throw discoverError('target-invalid', {
      target: 'sslmode',
      why: `it is none of ${SSL_MODES.join(', ')}`,
      help: 'without sslmode other machines must show a certificate that can be checked',
    })
  }
  const host = (hostOption ?? url.host) || 'localhost'
  const port = url.port ?? (portOption !== undefined && /^\d{1,5}$/.test(portOption) ? Number(portOption) : 5432)
  const user = url.user ?? userOption ?? userInfo().username
  const database = url.database ?? dbname ?? user
  const options: Record<string, string> = {}
  if (sslmode !== undefined) options['sslmode'] = sslmode
  if (sslrootcert !== undefined) options['sslrootcert'] = sslrootcert
  return {
    kind: 'postgres',
    address: { kind: 'postgres', host, port, database },
    user,
    secret: url.secret,
    options,
    name: database,
    shown: shownDatabaseUrl('postgres', user, host, port, database),
  }
}
