// Serves the built console: hashed files for ever, the page itself never from a cache, and the page for every address that is a place in
// the console. Owns no page of its own but the one that says how to build it.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { HttpApp } from './http.ts'
import { httpError } from './errors.ts'

const NOT_BUILT =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>Holdfast</title>' +
  '<h1>The console is not built</h1><p>Run <code>npm run build</code> in the folder of Holdfast, then load this page again. ' +
  'The API works without it.</p></html>\n'

export async function consoleFiles(app: HttpApp, folder: string): Promise<void> {
  if (existsSync(folder)) await app.register(fastifyStatic, { root: folder, serve: false, cacheControl: false, dotfiles: 'deny' })
  const send = (reply: FastifyReply, file: string, cache: string): FastifyReply => {
    if (!app.hasReplyDecorator('sendFile')) throw httpError('not-found')
    return reply.header('cache-control', cache).sendFile(file)
  }

  const page = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    if (!(request.headers.accept ?? '*/*').match(/text\/html|\*\/\*/)) throw httpError('not-found')
    if (existsSync(join(folder, 'index.html')) && app.hasReplyDecorator('sendFile')) return send(reply, 'index.html', 'no-store')
    return reply.code(503).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(NOT_BUILT)
  }

  app.get<{ Params: { '*': string } }>('/assets/*', { config: { allow: 'anyone' }, schema: { hide: true } }, (request, reply) =>
    send(reply, `assets/${request.params['*']}`, 'public, max-age=31536000, immutable'),
  )
  app.get<{ Params: { '*': string } }>('/*', { config: { allow: 'anyone' }, schema: { hide: true } }, (request, reply) => {
    const path = request.params['*']
    if (path === 'api' || path.startsWith('api/')) throw httpError('not-found')
    // A place in the console has no dot in its last part; a file has.
    return /\.[a-z0-9]{1,8}$/i.test(path) && path !== 'index.html' ? send(reply, path, 'no-cache') : page(request, reply)
  })
}
