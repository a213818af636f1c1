// Requests and answers about principals. Schemas only.
import { Type } from 'typebox'
import { Nullable, Text } from '../../core/contract/api.ts'

const PrincipalIdText = Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{0,63}$' })
/** kinds: `pg-role` (value `<store id>/<role>`), `email`, `os-user`, `oidc-sub`, `arn` … */
const AliasBody = Type.Object({
  kind: Type.String({ pattern: '^[a-z][a-z0-9-]{0,30}$' }),
  value: Type.String({ minLength: 1, maxLength: 500 }),
})

export const PrincipalView = Type.Object({
  id: Text(100),
  name: Text(),
  kind: Type.Union([Type.Literal('person'), Type.Literal('service'), Type.Literal('vendor'), Type.Literal('unknown')]),
  teams: Type.Array(Text(100)),
  manager: Nullable(Text(100)),
  aliases: Type.Array(Type.Object({ kind: Text(40), value: Text(500) })),
})
/** GET /api/principals (every role) */
export const PrincipalsView = Type.Object({ principals: Type.Array(PrincipalView) })
/** POST /api/principals (owner) → PrincipalView */
export const PrincipalNewBody = Type.Object({
  id: PrincipalIdText,
  name: Type.String({ minLength: 1, maxLength: 200 }),
  kind: Type.Union([Type.Literal('person'), Type.Literal('service'), Type.Literal('vendor')]),
  teams: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 50 }),
  manager: Type.Optional(Text(100)),
  aliases: Type.Array(AliasBody, { maxItems: 100 }),
})
