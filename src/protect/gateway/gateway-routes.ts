// Routes of the gateway: how it is, its switch, and passwords for it. Decides nothing.
import { Type } from 'typebox'
import { instant } from '../../core/clock.ts'
import type { StoreId } from '../../core/ids.ts'
import type { Stores } from '../../landscape/contract.ts'
import { EVERY_ROLE, type Routes } from '../../platform/http/http.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Credentials } from '../credentials.ts'
import { GatewayCredentialBody, GatewayCredentialView, GatewaySwitchView, GatewayView } from './gateway-api.ts'
import type { Gateway } from './gateway.ts'
import { makeGatewayCredential } from './gateway-credential.ts'

export interface GatewayRouteParts {
  readonly platform: Pick<Platform, 'store' | 'ledger' | 'config'>
  readonly gateway: Gateway
  readonly credentials: Credentials
  readonly stores: Pick<Stores, 'find'>
}

export function gatewayRoutes({ platform, gateway, credentials, stores }: GatewayRouteParts): Routes {
  const { store, ledger } = platform
  return (app) => {
    app.get('/api/gateway', { config: { allow: EVERY_ROLE }, schema: { response: { 200: GatewayView } } }, async () => {
      const { on, address, sessions, problem, fingerprint } = await gateway.state()
      return { on, address, sessions, problem, fingerprint }
    })

    app.post(
      '/api/gateway/credentials',
      {
        config: { allow: ['owner'], records: 'gateway.credential-made' },
        schema: { body: GatewayCredentialBody, response: { 200: GatewayCredentialView } },
      },
      async (request) => {
        const { store: id, principal } = request.body
        const { host, port } = await gateway.state()
        const made = await makeGatewayCredential({ store, ledger, credentials, stores }, request.actor(), id as StoreId, principal)
        // Sessions under the password before this one go on until they end; it lets nobody in any more.
        const at = { host: host ?? platform.config.gatewayHost, port: port ?? platform.config.gatewayPort }
        return { user: made.user, password: made.password, ...at, database: made.database, until: instant(made.until) }
      },
    )

    for (const on of [false, true]) {
      app.post(
        on ? '/api/gateway/on' : '/api/gateway/off',
        {
          config: { allow: ['owner'], records: 'gateway.switched' },
          schema: { body: Type.Object({}), response: { 200: GatewaySwitchView } },
        },
        async (request) => {
          const actor = request.actor()
          await store.transaction(async (tx) => {
            await gateway.setSwitch(tx, on)
            await ledger.append(tx, { actor, kind: 'gateway.switched', entity: 'gateway', body: { on } })
          })
          return { on, ended: await gateway.applySwitch(on) }
        },
      )
    }
  }
}
