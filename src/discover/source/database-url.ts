// Takes a database URL apart without ever losing its secret into a message. Owns the syntax all database kinds share; the meaning
// of options belongs to <kind>-address.ts. Not WHATWG URL: that reads part of an unencoded password as the host.
import { discoverError } from '../errors.ts'

export interface DatabaseUrl {
  readonly user: string | null
  readonly secret: string | null
  readonly host: string
  readonly port: number | null
  readonly database: string | null
  readonly options: Readonly<Record<string, string>>
}

/** `scheme://user:password@host:port/database?option=value`; `known`: options that mean something to this kind. */
export function parseDatabaseUrl(target: string, known: readonly string[]): DatabaseUrl {
  const scheme = target.slice(0, target.indexOf('://') + 3)
  // Only the scheme is ever shown: anything behind it may be part of a password.
  const bad = (why: string): Error =>
    discoverError('target-invalid', {
      target: `${scheme}…`,
      why,
      help: `${scheme}user:password@host:port/database; in user and password write @ as %40, / as %2F, # as %23, ? as %3F, % as %25`,
    })
  const rest = target.slice(scheme.length)
  if (/[\u0000-\u0020\u007F]/.test(rest)) throw bad('it holds white space or control characters')
  const at = rest.lastIndexOf('@')
  const login = at === -1 ? '' : rest.slice(0, at)
  if (/[/?#]/.test(login)) throw bad('user or password hold a character that must be percent-encoded')
  const match = /^(\[[0-9A-Fa-f:.%]+\]|[^:/?#[\]]*)(?::(\d{0,5}))?(?:\/([^/?#]*))?(?:\?([^#]*))?$/.exec(rest.slice(at + 1))
  if (match === null) throw bad('host, port or database cannot be read')
  const [, hostPart = '', portPart, databasePart, query] = match
  const colon = login.indexOf(':')
  const user = decoded(colon === -1 ? login : login.slice(0, colon))
  const options: Record<string, string> = {}
  let secret = colon === -1 ? null : decoded(login.slice(colon + 1))
  for (const pair of (query ?? '').split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decoded(equals === -1 ? pair : pair.slice(0, equals))
    const value = equals === -1 ? '' : decoded(pair.slice(equals + 1))
    if (name === 'password') secret = value
    else if (known.includes(name)) options[name] = value
    else throw bad(`an option is none of ${known.join(', ')}`)
  }
  const host = decoded(hostPart).replace(/^\[|\]$/g, '')
  if (host.includes(',')) throw bad('it names several hosts, one is needed')
  const port = portPart === undefined || portPart === '' ? null : Number(portPart)
  if (port !== null && (port < 1 || port > 65535)) throw bad('the port is not between 1 and 65535')
  const database = databasePart === undefined || databasePart === '' ? null : decoded(databasePart)
  if ([user, host, database ?? ''].some((part) => part.includes('\0'))) throw bad('it holds a zero byte')
  return { user: user === '' ? null : user, secret, host, port, database, options }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // a bare % in a password: taken as it stands
  }
}

/** The URL without its secret, as people read it. */
export function shownDatabaseUrl(scheme: string, user: string | null, host: string, port: number, database: string): string {
  const name = host.includes(':') ? `[${host}]` : host.startsWith('/') ? encodeURIComponent(host) : host
  return `${scheme}://${user === null ? '' : `${encodeURIComponent(user)}@`}${name}:${port}/${encodeURIComponent(database)}`
}

export function isLoopback(host: string): boolean {
  return host.startsWith('/') || host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
