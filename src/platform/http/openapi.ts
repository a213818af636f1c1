// The description of the API, OpenAPI 3.1, made from the schemas of the routes. Owns its head; the console's types and the reference page
// are generated from it.
import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import type { HttpApp } from './http.ts'

/** Registered before any route, so that it sees them all. */
export async function describeApi(app: HttpApp, version: string): Promise<void> {
  await (app as unknown as FastifyInstance).register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Holdfast',
        version,
        description: 'The API of the console. Sessions are cookies; every change is a leaf in the ledger.',
      },
    },
    hideUntagged: false,
  })
}
