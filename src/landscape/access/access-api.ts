// Requests and answers of the access map. Schemas only.
import { Type } from 'typebox'
import { FieldIdText, InstantText, Nullable, Text } from '../../core/contract/api.ts'

export const AccessRouteView = Type.Object({
  field: FieldIdText,
  /** `public.customers.email` */ name: Text(4000),
  /** the role that can log in */ role: Text(200),
  principal: Nullable(Text(100)),
  kind: Type.Union([
    Type.Literal('owner'),
    Type.Literal('superuser'),
    Type.Literal('grant'),
    Type.Literal('column-grant'),
    Type.Literal('public'),
    Type.Literal('view'),
    Type.Literal('definer-function'),
    Type.Literal('predefined-role'),
  ]),
  /** from the role to the grant, in words */ steps: Type.Array(Text(2000)),
  rows: Type.Union([Type.Literal('all'), Type.Literal('filtered')]),
  reach: Type.Union([
    Type.Literal('now'),
    Type.Literal('set-role'),
    Type.Literal('admin'),
    Type.Literal('part'),
    Type.Literal('function'),
    Type.Literal('server'),
  ]),
})
/** GET /api/fields/:id/access (every role) · readAt null: the store was never asked */
export const FieldAccessView = Type.Object({ readAt: Nullable(InstantText), routes: Type.Array(AccessRouteView) })
/** GET /api/stores/:id/access (every role): who reads how much; the routes of one field are at the field */
export const StoreAccessView = Type.Object({
  readAt: Nullable(InstantText),
  roles: Type.Integer(),
  fields: Type.Integer(),
  routes: Type.Integer(),
  problems: Type.Array(Text(500)),
  readers: Type.Array(
    Type.Object({
      role: Text(200),
      principal: Text(100),
      /** fields it reads as it is */ fields: Type.Integer(),
      /** of them about people */ personal: Type.Integer(),
      /** fields it could read by becoming another role, or past the grants */ more: Type.Integer(),
      kinds: Type.Array(Text(20)),
    }),
  ),
})
/** POST /api/stores/:id/access (owner, analyst): asks the store */
export const AccessCountsView = Type.Object({ roles: Type.Integer(), fields: Type.Integer(), routes: Type.Integer() })
