// Connects to MySQL or MariaDB for reading. Owns TLS, the settings that keep the server from reaching into this machine, and what a
// failed connection is called.
import mysql from 'mysql2'
import type { Connection, ConnectionOptions } from 'mysql2'
import { discoverError } from '../../errors.ts'
import { isLoopback } from '../database-url.ts'
import { CONNECT_SECONDS, networkFault } from '../network-fault.ts'
import type { ParsedTarget } from '../target.ts'
import { tlsFault, tlsPlan, type TlsPlan } from '../tls-plan.ts'

export interface MysqlConnection {
  readonly connection: Connection
  readonly encrypted: boolean
  readonly unchecked: boolean
  readonly broken: () => boolean
  query(sql: string, values?: readonly unknown[]): Promise<readonly (readonly (string | null)[])[]>
  destroy(): void
}

type Cells = readonly (readonly (string | null)[])[]

export async function connectMysql(target: ParsedTarget, signal: AbortSignal): Promise<MysqlConnection> {
  const { address } = target
  if (!('host' in address)) throw new TypeError('a database has a host')
  const { host, port, database } = address
  const plan = await planFor(target, host)
  for (const [i, ssl] of plan.tries.entries()) {
    try {
      return await connectOnce(target, address, ssl, plan, signal)
    } catch (error) {
      if (signal.aborted) throw signal.reason
      const code = codeOf(error)
      const other = (ssl === false && code === 'ER_SECURE_TRANSPORT_REQUIRED') || (ssl !== false && code === 'HANDSHAKE_NO_SSL_SUPPORT')
      if (other && i < plan.tries.length - 1) continue
      throw connectFault(error, host, port, target.user ?? '', database)
    }
  }
  throw new TypeError('a plan has at least one try')
}

async function planFor(target: ParsedTarget, host: string): Promise<TlsPlan> {
  const mode = target.options['ssl-mode']
  const ca = target.options['ssl-ca']
  if (mode === undefined) return tlsPlan(isLoopback(host) ? 'local' : 'full', ca, host)
  return tlsPlan(mode === 'DISABLED' ? 'off' : mode === 'REQUIRED' ? 'on' : mode === 'VERIFY_CA' ? 'ca' : 'full', ca, host)
}

async function connectOnce(
  target: ParsedTarget,
  address: { host: string; port: number; database: string },
  ssl: TlsPlan['tries'][number],
  plan: TlsPlan,
  signal: AbortSignal,
): Promise<MysqlConnection> {
  const { host, port, database } = address
  const options: ConnectionOptions = {
    host,
    port,
    user: target.user ?? '',
    password: target.secret ?? '',
    ...(database === '' ? {} : { database }),
    ...(ssl === false
      ? {}
      : {
          ssl: { ...ssl, verifyIdentity: ssl.rejectUnauthorized === true && !('checkServerIdentity' in ssl) } as NonNullable<
            ConnectionOptions['ssl']
          >,
        }),
    connectTimeout: CONNECT_SECONDS * 1000,
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
    rowsAsArray: true,
    // the server may ask for any file of ours with it
    flags: ['-LOCAL_FILES'],
    multipleStatements: false,
    charset: 'utf8mb4',
    // every value as the text the server sends; bytes only where the column is binary
    typeCast: (field, next) => (field.type === 'GEOMETRY' || field.type === 'JSON' ? field.string('utf8') : next()) as unknown,
  }
  const connection = mysql.createConnection(options)
  let broken = false
  const destroy = (): void => {
    broken = true
    connection.destroy()
  }
  connection.on('error', () => (broken = true))
  const onAbort = (): void => destroy()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    await new Promise<void>((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())))
  } catch (error) {
    signal.removeEventListener('abort', onAbort)
    destroy()
    throw error
  }
  connection.on('end', () => (broken = true))
  return {
    connection,
    encrypted: ssl !== false,
    unchecked: ssl !== false && (plan.unchecked || ssl.rejectUnauthorized === false),
    broken: () => broken,
    query: (sql, values) =>
      new Promise<Cells>((resolve, reject) => {
        if (broken) reject(Object.assign(new Error('connection lost'), { code: 'PROTOCOL_CONNECTION_LOST' }))
        connection.query({ sql, values: [...(values ?? [])] }, (error, rows) => (error ? reject(error) : resolve(rows as unknown as Cells)))
      }),
    destroy,
  }
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown }).code
  return typeof code === 'string' ? code : ''
}

function connectFault(error: unknown, host: string, port: number, user: string, database: string): Error {
  const network = networkFault(error, host, port)
  if (network !== null) return network
  const code = codeOf(error)
  const tls = tlsFault(error)
  if (tls !== null || code === 'HANDSHAKE_SSL_ERROR') {
    return discoverError(
      'store-tls',
      {
        host,
        port,
        why: tls ?? 'its certificate cannot be checked',
        help: 'give the certificate to trust by ?ssl-ca=FILE; ?ssl-mode=REQUIRED encrypts without checking who answers',
      },
      error,
    )
  }
  if (code === 'HANDSHAKE_NO_SSL_SUPPORT') {
    return discoverError(
      'store-tls',
      {
        host,
        port,
        why: 'it offers no TLS',
        help: 'turn TLS on there; where the network between is trusted, ?ssl-mode=DISABLED goes without',
      },
      error,
    )
  }
  if (code === 'ER_ACCESS_DENIED_ERROR' || code === 'ER_HOST_NOT_PRIVILEGED' || code === 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR')
    return discoverError('store-login', { user }, error)
  if (code === 'ER_BAD_DB_ERROR' || code === 'ER_DBACCESS_DENIED_ERROR')
    return discoverError('store-database', { database, host, port }, error)
  if (code === 'ER_CON_COUNT_ERROR' || code === 'ER_TOO_MANY_USER_CONNECTIONS')
    return discoverError('store-refused', { host, port, why: 'all its connections are in use' }, error)
  if (code === 'PROTOCOL_CONNECTION_LOST' || code === 'ECONNRESET' || /sequence|packet/i.test(code))
    return discoverError('store-not-this', { host, port, kind: 'MySQL' }, error)
  if (/^ER_[A-Z0-9_]{1,60}$/.test(code)) return discoverError('store-refused', { host, port, why: code }, error)
  return discoverError('store-not-this', { host, port, kind: 'MySQL' }, error)
}
