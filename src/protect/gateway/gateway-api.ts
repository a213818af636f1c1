// Requests and answers about the gateway. Schemas only.
import { Type } from 'typebox'
import { InstantText, Nullable, StoreIdText, Text } from '../../core/contract/api.ts'

/** GET /api/gateway (every role) */
export const GatewayView = Type.Object({
  on: Type.Boolean(),
  /** host:port; null: it does not run */
  address: Nullable(Text(300)),
  sessions: Type.Integer(),
  problem: Nullable(Text(1000)),
  /** SHA-256 of the certificate that clients see */
  fingerprint: Nullable(Text(100)),
})

/** POST /api/gateway/credentials (owner) */
export const GatewayCredentialBody = Type.Object({ store: StoreIdText, principal: Type.String({ minLength: 1, maxLength: 200 }) })
/** Shown once. */
export const GatewayCredentialView = Type.Object({
  user: Text(200),
  password: Text(200),
  host: Text(300),
  port: Type.Integer(),
  database: Text(200),
  until: InstantText,
})

/** POST /api/gateway/off · /on (owner): how many sessions that ended */
export const GatewaySwitchView = Type.Object({ on: Type.Boolean(), ended: Type.Integer() })
