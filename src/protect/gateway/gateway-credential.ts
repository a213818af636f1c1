// Makes a password for the gateway and its leaf in one transaction; for the route and for `holdfast db-login`. Owns that it is never made unseen.
import type { Actor } from '../../core/contract/roles.ts'
import { instant } from '../../core/clock.ts'
import type { StoreId } from '../../core/ids.ts'
import type { Stores } from '../../landscape/contract.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Credentials, MadeCredential } from '../credentials.ts'
import { protectError } from '../errors.ts'

export interface CredentialNeeds extends Pick<Platform, 'store' | 'ledger'> {
  readonly credentials: Credentials
  readonly stores: Pick<Stores, 'find'>
}

/** `database`: what a client names to come to this store. Throws `protect/not-member` and the like. */
export async function makeGatewayCredential(
  { store, ledger, credentials, stores }: CredentialNeeds,
  actor: Actor,
  id: StoreId,
  principal: string,
): Promise<MadeCredential & { readonly database: string }> {
  const known = await stores.find(id)
  if (known === null) throw protectError('not-member', { principal })
  const { made, save } = await credentials.prepare(known.id, principal)
  await store.transaction(async (tx) => {
    await save(tx)
    const body = { principal, until: instant(made.until) }
    await ledger.append(tx, { actor, kind: 'gateway.credential-made', entity: known.id, body })
  })
  return { ...made, database: known.name }
}
