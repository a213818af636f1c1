// A PostgreSQL of the user's own, by DATABASE_URL: reads the address, looks whether the server will do, and says in plain words when not.
// Never repeats the address: it holds a password.
import pg from 'pg'
import { parse } from 'pg-connection-string'
import { storeError } from './errors.ts'
import { isLost } from './postgres-store.ts'

const OLDEST = 15

export function readDatabaseUrl(url: string): Record<string, unknown> {
  if (!/^postgres(ql)?:\/\//.test(url)) throw storeError('url-invalid', { why: 'it does not begin with postgres://' })
  let parsed: ReturnType<typeof parse>
  let address: URL
  let user: string
  let password: string
  let database: string
  try {
    parsed = parse(url) // for the TLS settings and the host, also a socket's folder
    address = new URL(url)
    // Its own decoding leaves %23 and the like in a database's name, and a URL's path loses a database called `.` or `..`.
    user = decodeURIComponent(address.username)
    password = decodeURIComponent(address.password)
    database = decodeURIComponent(/^[a-z]+:\/\/[^/?#]*\/([^?#]*)/.exec(url)?.[1] ?? '')
  } catch {
    throw storeError('url-invalid', { why: 'it is not a URL' }) // no cause: it would hold the address
  }
  if (database === '') throw storeError('url-invalid', { why: 'it names no database' })
  if (user === '') throw storeError('url-invalid', { why: 'it names no user' })
  const { host, port, ssl, options } = parsed
  return {
    host: host === undefined || host === null || host === '' ? 'localhost' : host,
    port: port === undefined || port === null || port === '' ? 5432 : Number(port),
    database,
    user,
    password,
    ssl: ssl === undefined ? false : ssl,
    options: options ?? '',
  }
}

/** Opens one connection and looks at the server. The caller ends it. */
export async function connectTo(connection: Readonly<Record<string, unknown>>): Promise<pg.Client> {
  const client = new pg.Client({ ...connection, application_name: 'holdfast', connectionTimeoutMillis: 15_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const answer = await client.query<{ n: string }>(`select current_setting('server_version_num') as n`)
    const number = Number(answer.rows[0]!.n)
    if (number < OLDEST * 10_000) throw storeError('server-too-old', { found: Math.floor(number / 10_000) })
    return client
  } catch (error) {
    await client.end().catch(() => {})
    throw connectProblem(error)
  }
}

function connectProblem(error: unknown): unknown {
  const code = (error as { code?: string }).code ?? ''
  const message = error instanceof Error ? error.message : ''
  const refused: Record<string, string> = {
    '28P01': 'wrong user or password',
    '28000': 'this user may not connect from here',
    '3D000': 'there is no such database',
    '42501': 'this user has no right to connect',
    '53300': 'it has too many connections',
  }
  if (refused[code] !== undefined) return storeError('url-refused', { why: refused[code] }, error)
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return storeError('url-unreachable', { why: 'its host name is not known' }, error)
  if (/password must be a string|no password/i.test(message)) return storeError('url-refused', { why: 'it asks for a password' }, error)
  if (/SSL|certificate|TLS|self.signed/i.test(message) || /CERT|SSL/.test(code)) {
    return storeError('url-refused', { why: 'the encrypted connection failed (certificate or TLS setting)' }, error)
  }
  if (isLost(error) || /timeout/i.test(message)) return storeError('url-unreachable', { why: code === '' ? 'no answer' : code }, error)
  return error
}
