// Connects to a PostgreSQL server for reading. Owns TLS, the session's limits, and what a failed connection is called.
import type { Socket } from 'node:net'
import pg from 'pg'
import type { AppError } from '../../../core/errors.ts'
import { discoverError } from '../../errors.ts'
import { isLoopback } from '../database-url.ts'
import { CONNECT_SECONDS, networkFault } from '../network-fault.ts'
import type { ParsedTarget } from '../target.ts'
import { tlsFault, tlsPlan, type TlsPlan } from '../tls-plan.ts'
import { createRowTap, type RowTap } from './postgres-tap.ts'

export interface PostgresConnection {
  readonly client: pg.Client
  /** takes rows out of what the server sends, before the client makes strings of them */
  readonly tap: RowTap
  readonly encrypted: boolean
  /** encrypted, but nobody checked whose certificate it is: the target asked for it */
  readonly unchecked: boolean
  readonly broken: () => boolean
  /** Ends it at once, whatever it is doing. */
  destroy(): void
  /** Forget what has been received so far: see RECEIVE_LIMIT. */
  counted(): void
  /** Takes nothing more from the server until `resume`: it waits with what it has not sent. */
  pause(): void
  resume(): void
}

/** A server that sends more than this between two looks at it is ended: memory must stay bounded whatever the other side does. */
const RECEIVE_LIMIT = 512 << 20
const OLDEST = 120000

export async function connectPostgres(target: ParsedTarget, signal: AbortSignal): Promise<PostgresConnection> {
  const { host, port } = placeOf(target)
  const plan = await planFor(target, host)
  let refused: unknown = null
  for (const [i, ssl] of plan.tries.entries()) {
    const last = i === plan.tries.length - 1
    try {
      return await connectOnce(target, ssl, plan, signal)
    } catch (error) {
      if (signal.aborted) throw signal.reason
      const tlsWanted = ssl === false && /^(28000)$/.test(codeOf(error))
      const tlsMissing = ssl !== false && isNoTls(error)
      if (!last && (tlsWanted || tlsMissing)) {
        refused = tlsWanted ? error : null
        continue
      }
      // refused without TLS, and there is none: it was not for TLS that it refused
      throw connectFault(refused !== null && isNoTls(error) ? refused : error, target, host, port)
    }
  }
  throw new TypeError('a plan has at least one try')
}

function placeOf(target: ParsedTarget): { host: string; port: number; database: string } {
  const { address } = target
  if (!('host' in address)) throw new TypeError('a database has a host')
  return address
}

// Without sslmode: this machine needs no TLS; any other must show a certificate that can be checked.
async function planFor(target: ParsedTarget, host: string): Promise<TlsPlan> {
  const asked = target.options['sslmode']
  const ca = target.options['sslrootcert']
  if (host.startsWith('/') || asked === 'disable') return tlsPlan('off', ca, host)
  if (asked === undefined) return tlsPlan(isLoopback(host) ? 'local' : 'full', ca, host)
  if (asked === 'allow' || asked === 'prefer') return tlsPlan('try', ca, host)
  return tlsPlan(asked === 'require' ? 'on' : asked === 'verify-ca' ? 'ca' : 'full', ca, host)
}

async function connectOnce(
  target: ParsedTarget,
  ssl: TlsPlan['tries'][number],
  plan: TlsPlan,
  signal: AbortSignal,
): Promise<PostgresConnection> {
  const { host, port, database } = placeOf(target)
  const client = new pg.Client({
    host,
    port,
    database,
    user: target.user ?? '',
    // a function, so that the password of this process's own environment is never sent to somebody else's server
    password: () => target.secret ?? '',
    ssl,
    enableChannelBinding: ssl !== false,
    application_name: 'holdfast',
    fallback_application_name: 'holdfast',
    connectionTimeoutMillis: CONNECT_SECONDS * 1000,
    keepAlive: true,
    types: { getTypeParser: () => (text: unknown) => text } as unknown as pg.CustomTypesConfig,
  })
  let broken = false
  let received = 0
  // without a listener a connection lost while idle would end the process
  client.on('error', () => (broken = true))
  client.on('end', () => (broken = true))
  const destroy = (): void => {
    broken = true
    socketOf(client).destroy()
  }
  const onAbort = (): void => destroy()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    await client.connect()
    // only now: before, TLS takes the socket over
    const tap = createRowTap(socketOf(client))
    socketOf(client).on('data', (chunk: Buffer) => {
      received += chunk.length
      if (received > RECEIVE_LIMIT) destroy()
    })
    const { rows } = await client.query<{ version: string }>("select pg_catalog.current_setting('server_version_num') as version")
    if (Number(rows[0]?.version ?? 0) < OLDEST) {
      throw discoverError('store-refused', { host, port, why: 'it is older than PostgreSQL 12' })
    }
    return {
      client,
      tap,
      encrypted: ssl !== false,
      unchecked: ssl !== false && (plan.unchecked || ssl.rejectUnauthorized === false),
      broken: () => broken,
      destroy,
      counted: () => void (received = 0),
      pause: tap.pause,
      resume: tap.resume,
    }
  } catch (error) {
    signal.removeEventListener('abort', onAbort)
    destroy()
    throw error
  }
}

function socketOf(client: pg.Client): Socket {
  return (client as unknown as { connection: { stream: Socket } }).connection.stream
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown }).code
  return typeof code === 'string' ? code : ''
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : ''
}

function isNoTls(error: unknown): boolean {
  return messageOf(error) === 'The server does not support SSL connections'
}

function connectFault(error: unknown, target: ParsedTarget, host: string, port: number): Error {
  const network = networkFault(error, host, port)
  if (network !== null) return network
  const message = messageOf(error)
  const code = codeOf(error)
  const { database } = placeOf(target)
  const user = target.user ?? ''
  const refused = (why: string): AppError => discoverError('store-refused', { host, port, why }, error)
  const tls = tlsFault(error)
  if (tls !== null) {
    return discoverError(
      'store-tls',
      {
        host,
        port,
        why: tls,
        help: 'give the certificate to trust by ?sslrootcert=FILE; ?sslmode=require encrypts without checking who answers',
      },
      error,
    )
  }
  if (isNoTls(error)) {
    return discoverError(
      'store-tls',
      {
        host,
        port,
        why: 'it offers no TLS',
        help: 'turn TLS on there; where the network between is trusted, ?sslmode=disable goes without',
      },
      error,
    )
  }
  if (code === '28P01' || message.includes('password must be a')) return discoverError('store-login', { user }, error)
  if (code === '28000') return discoverError('store-login', { user }, error)
  if (code === '3D000' || code === '42501') return discoverError('store-database', { database, host, port }, error)
  if (code === '53300') return refused('all its connections are in use')
  if (code === '57P03') return refused('it is starting up or shutting down')
  if (/timeout/i.test(message)) return discoverError('store-timeout', { host, port, seconds: CONNECT_SECONDS }, error)
  if (/invalid response|unexpected message|Received unexpected|terminated unexpectedly|handshake|ECONNRESET/i.test(`${message} ${code}`)) {
    return discoverError('store-not-this', { host, port, kind: 'PostgreSQL' }, error)
  }
  if (/^[0-9A-Z]{5}$/.test(code)) return refused(`SQLSTATE ${code}`)
  return error instanceof Error ? error : refused('for a reason of its own')
}
