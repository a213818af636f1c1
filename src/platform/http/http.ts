// What a route file gets. Owns the interface of the HTTP layer for phases; the server is http-server.ts.
//
// Every route is closed by default: `config.allow` names who may call it, and registration throws without it. Every route that
// changes something names in `config.records` the kind of the ledger leaf that its handler appends in the same transaction (several:
// one of them); a successful answer without that leaf is a defect that the server turns into a 500 and the route walk test finds. A POST
// that changes nothing (its body is too secret for a query) says `records: 'nothing'`.
import type { FastifyInstance, RawServerDefault, FastifyBaseLogger } from 'fastify'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { Actor, Role } from '../../core/contract/roles.ts'

export type Allow = 'anyone' | readonly Role[]

export const EVERY_ROLE = ['owner', 'analyst', 'auditor', 'viewer'] as const satisfies readonly Role[]

declare module 'fastify' {
  interface FastifyContextConfig {
    allow?: Allow
    /** kind of the leaf appended, or 'nothing'; required unless the method is GET */
    records?: string | readonly string[]
  }
  interface FastifyRequest {
    /** who asks; throws on a route for anyone */
    actor(): Actor
  }
}

export type HttpApp = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, TypeBoxTypeProvider>

/** A registered route, as the route walk test and the reference see it. */
export interface RouteEntry {
  readonly method: string
  readonly url: string
  readonly allow: Allow
  readonly records: readonly string[]
}

/** A phase's routes.ts exports one of these from a factory that takes its dependencies. */
export type Routes = (app: HttpApp) => void
