// Routes of principals.
import { EVERY_ROLE } from '../../platform/http/http.ts'
import type { Routes } from '../../platform/http/http.ts'
import type { KnownPrincipal } from '../contract.ts'
import { PrincipalNewBody, PrincipalsView, PrincipalView } from './principal-api.ts'
import type { PrincipalRegistry } from './principals.ts'

function view(principal: KnownPrincipal) {
  return {
    id: principal.id,
    name: principal.name,
    kind: principal.kind,
    teams: [...principal.teams],
    manager: principal.manager ?? null,
    aliases: principal.aliases.map(({ kind, value }) => ({ kind, value })),
  }
}

export function principalRoutes(principals: PrincipalRegistry): Routes {
  return (app) => {
    app.get('/api/principals', { config: { allow: EVERY_ROLE }, schema: { response: { 200: PrincipalsView } } }, async () => ({
      principals: (await principals.list()).map(view),
    }))
    app.post(
      '/api/principals',
      {
        config: { allow: ['owner'], records: 'principal.added' },
        schema: { body: PrincipalNewBody, response: { 200: PrincipalView } },
      },
      async (request) => {
        const { manager, ...wish } = request.body
        return view(await principals.add(request.actor(), { ...wish, ...(manager === undefined ? {} : { manager }) }))
      },
    )
  }
}
