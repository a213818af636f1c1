// The HTTP server: every route closed by default, every request checked, every action on record before it is answered, every error in one
// shape. Owns the order of these steps; what routes do is theirs, who somebody is comes from `identify`.
import { randomBytes } from 'node:crypto'
import fastify, { type FastifyReply, type FastifyRequest, type RouteOptions } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Config } from '../../core/config.ts'
import { monotonicMs } from '../../core/clock.ts'
import { AppError, toAppError } from '../../core/errors.ts'
import { ProblemView } from '../../core/contract/api.ts'
import type { Actor } from '../../core/contract/roles.ts'
import type { Log } from '../log/log.ts'
import { answerHeaders } from './answer-headers.ts'
import { consoleFiles } from './console-files.ts'
import { httpError } from './errors.ts'
import { checkAddress, createGuard, type Guard } from './guard.ts'
import { EVERY_ROLE, type HttpApp, type RouteEntry, type Routes } from './http.ts'
import { describeApi } from './openapi.ts'
import { withNotes } from './recorded.ts'
import { requestCheck } from './request-check.ts'

const BODY_LIMIT = 256 * 1024
const DRAIN_MS = 5000

declare module 'fastify' {
  interface FastifyRequest {
    identity: Actor | null
    noted: Set<string>
    startedMs: number
  }
}

/** Who a request comes from; may set cookies on the answer (a session that is used lives on). */
export type Identify = (request: FastifyRequest, reply: FastifyReply) => Promise<Actor | null>

export interface HttpOptions {
  readonly config: Pick<Config, 'host' | 'port' | 'origin'>
  readonly log: Log
  readonly version: string
  readonly identify: Identify
  readonly routes: readonly Routes[]
  /** folder of the built console; null: the API alone */
  readonly console: string | null
}

export interface HttpServer {
  readonly app: HttpApp
  readonly entries: readonly RouteEntry[]
  /** Where people go: `http://localhost:7420`. Throws `http/port-taken` and its like. */
  listen(): Promise<string>
  /** Lets requests under way finish, at most five seconds. */
  close(): Promise<void>
}

export async function createHttpServer(options: HttpOptions): Promise<HttpServer> {
  const { config, log } = options
  checkAddress(config)
  const entries: RouteEntry[] = []
  let guard: Guard = createGuard(config, config.port)
  const app: HttpApp = fastify({
    bodyLimit: BODY_LIMIT,
    requestTimeout: 60_000,
    // Behind the proxy that --origin speaks of, the peer is the proxy; only one on this machine is believed.
    trustProxy: config.origin === null ? false : 'loopback',
    genReqId: () => randomBytes(6).toString('base64url'),
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: false },
  }).withTypeProvider<TypeBoxTypeProvider>()

  app.removeContentTypeParser('text/plain') // only JSON: a form of another page can send plain text without asking
  app.setValidatorCompiler(({ schema, httpPart }) => requestCheck({ schema, httpPart }))
  app.decorateRequest('identity', null)
  app.decorateRequest('noted')
  app.decorateRequest('startedMs', 0)
  app.decorateRequest('actor', function actor(this: FastifyRequest): Actor {
    if (this.identity === null) throw httpError('signed-out')
    return this.identity
  })
  app.addHook('onRoute', (route) => {
    entries.push(...register(route))
  })

  app.addHook('onRequest', async (request, reply) => {
    request.startedMs = monotonicMs()
    request.noted = new Set()
    const api = request.url === '/api' || request.url.startsWith('/api/')
    void reply.headers(answerHeaders({ secure: guard.secure, api }))
    if (!guard.host(request.headers.host)) throw httpError('foreign-host')
    const { origin, cookie } = request.headers
    const site = request.headers['sec-fetch-site']
    const fetchSite = typeof site === 'string' ? site : undefined
    if (!guard.page({ method: request.method, api, origin, fetchSite, cookie })) throw httpError('foreign-origin')
    const { allow } = request.routeOptions.config
    if (allow === undefined || allow === 'anyone') return
    request.identity = await options.identify(request, reply)
    if (request.identity === null) throw httpError('signed-out')
    if (!allow.includes(request.identity.role)) throw httpError('not-allowed', { role: request.identity.role })
  })
  app.addHook('preHandler', (request, _reply, done) => withNotes(request.noted, done))

  // INVARIANT: no JSON leaves that a schema does not describe; streams and texts (exports) do without.
  app.addHook('preSerialization', async (request, reply, payload) => {
    const { schema, config } = request.routeOptions
    if (
      schema?.response === undefined &&
      (schema as { hide?: boolean } | undefined)?.hide !== true &&
      reply.statusCode < 400 &&
      config.allow !== undefined
    ) {
      throw new TypeError(`route ${request.method} ${routeOf(request)} answers with JSON and has no schema for it`)
    }
    return payload
  })
  // INVARIANT: no success leaves this server for an action that is not in the ledger.
  app.addHook('onSend', async (request, reply, payload) => {
    const { records } = request.routeOptions.config
    if (reply.statusCode >= 400 || records === undefined) return payload
    const kinds = typeof records === 'string' ? [records] : records
    if (kinds.includes('nothing') || kinds.some((kind) => request.noted.has(kind))) return payload
    log.error('http.not-recorded', { method: request.method, route: routeOf(request), id: request.id })
    void reply.removeHeader('set-cookie').removeHeader('content-length').code(500).type('application/json; charset=utf-8')
    return JSON.stringify(problem(httpError('not-recorded')))
  })
  app.addHook('onResponse', async (request, reply) => {
    const level = reply.statusCode >= 500 ? 'error' : reads(request.method) ? 'debug' : 'info'
    const ms = Math.round((monotonicMs() - request.startedMs) * 10) / 10
    log[level]('http.request', { method: request.method, route: routeOf(request), status: reply.statusCode, ms, id: request.id })
  })
  app.setErrorHandler((thrown, request, reply) => {
    const error = asProblem(thrown)
    if (error.status >= 500) log.error('http.failed', { route: routeOf(request), code: error.code, what: error.message, id: request.id })
    void reply.removeHeader('set-cookie').removeHeader('content-disposition').header('cache-control', 'no-store')
    if (error.code === 'http/foreign-host') return reply.code(error.status).type('text/plain; charset=utf-8').send(`${error.message}\n`)
    if (error.code === 'http/too-many' || error.status === 429) void reply.header('retry-after', String(error.details['seconds'] ?? 60))
    return reply.code(error.status).type('application/json; charset=utf-8').serializer(JSON.stringify).send(problem(error))
  })
  app.setNotFoundHandler(() => {
    throw httpError('not-found')
  })

  await describeApi(app, options.version)
  await app.register(async (scope) => {
    const typed = scope as HttpApp
    typed.get(
      '/api/health',
      { config: { allow: 'anyone' }, schema: { response: { 200: Type.Object({ ok: Type.Literal(true) }) } } },
      async () => ({ ok: true as const }),
    )
    typed.get('/api/openapi.json', { config: { allow: EVERY_ROLE }, schema: { hide: true } }, async () => app.swagger())
    for (const routes of options.routes) routes(typed)
    if (options.console !== null) await consoleFiles(typed, options.console)
  })
  await app.ready()

  return {
    app,
    entries,
    listen: async () => {
      await app.listen({ host: config.host.replace(/^\[|\]$/g, ''), port: config.port }).catch((error: unknown) => {
        throw listenProblem(error, config)
      })
      const address = app.server.address()
      guard = createGuard(config, typeof address === 'object' && address !== null ? address.port : config.port)
      return guard.origin
    },
    close: async () => {
      const late = setTimeout(() => app.server.closeAllConnections(), DRAIN_MS)
      await app.close()
      clearTimeout(late)
    },
  }
}

// INVARIANT: a route without `allow`, or one that changes something without `records`, is never registered.
function register(route: RouteOptions): RouteEntry[] {
  const methods = [route.method].flat()
  const { allow, records } = route.config ?? {}
  if (allow === undefined) throw new TypeError(`route ${methods.join()} ${route.url} does not say who may call it: config.allow`)
  const changes = methods.some((method) => !reads(method))
  if (changes && records === undefined)
    throw new TypeError(`route ${methods.join()} ${route.url} does not say what it records: config.records`)
  if (route.schema?.response !== undefined) {
    route.schema = { ...route.schema, response: { ...route.schema.response, '4xx': ProblemView, '5xx': ProblemView } }
  }
  return methods
    .filter((method) => method !== 'HEAD')
    .map((method) => ({ method, url: route.url, allow, records: records === undefined ? [] : [records].flat() }))
}

function reads(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}

/** The pattern, never the URL: that may hold names. */
function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? '-'
}

function problem(error: AppError): { code: string; message: string; help?: string } {
  return { code: error.code, message: error.message, ...(error.help === undefined ? {} : { help: error.help }) }
}

function asProblem(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  const code = (thrown as { code?: unknown } | null)?.code
  const status = (thrown as { statusCode?: unknown } | null)?.statusCode
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return httpError('too-large', { limit: BODY_LIMIT / 1024 })
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return httpError('unsupported')
  if (typeof status === 'number' && status >= 400 && status < 500) return httpError(status === 404 ? 'not-found' : 'unreadable')
  return toAppError(thrown)
}

function listenProblem(error: unknown, { host, port }: Pick<Config, 'host' | 'port'>): AppError {
  const code = (error as { code?: unknown }).code
  if (code === 'EADDRINUSE') return httpError('port-taken', { host, port, next: port < 65535 ? port + 1 : 7420 }, error)
  if (code === 'EACCES') return httpError('port-forbidden', { port }, error)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return httpError('host-unusable', { host }, error)
  return toAppError(error)
}
