// The ledger's signing key: Ed25519, apart from every other key, made at the first use and kept sealed in `setting`. Owns its row and the
// origin (the ledger's name, which is the key's name too); both stay the same for the life of the installation.
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { Clock } from '../../core/clock.ts'
import type { Keys } from '../keys/keys.ts'
import type { Db } from '../store/store.ts'
import { ledgerError } from './errors.ts'
import { createVerifierKey, formatVerifierKey, isKeyName, parseVerifierKey, publicKeyBytes, type VerifierKey } from './signed-note.ts'

const SETTING = 'ledger.key'

export interface LedgerKey {
  readonly origin: string
  readonly privateKey: KeyObject
  readonly verifier: VerifierKey
  /** the public line, to be kept outside */
  readonly vkey: string
}

export interface LedgerKeyOptions {
  readonly db: Db
  readonly keys: Keys
  readonly clock: Clock
  /** used when the key is made; later the stored one holds */
  readonly origin?: string
}

/** Two processes at once get the same key: the first row stays. Throws `ledger/key-unusable`. */
export async function loadLedgerKey(options: LedgerKeyOptions): Promise<LedgerKey> {
  const { db, keys, clock } = options
  const stored = await readSetting(db)
  if (stored !== undefined) return openKey(stored, keys)
  const origin = options.origin ?? `holdfast/${keys.fingerprint}`
  if (!isKeyName(origin)) throw ledgerError('key-unusable', { why: 'its name has spaces or a plus' })
  const { privateKey } = generateKeyPairSync('ed25519')
  const vkey = formatVerifierKey(createVerifierKey(origin, publicKeyBytes(privateKey)))
  const sealed = keys.seal('ledger-key', privateKey.export({ format: 'der', type: 'pkcs8' }), placeOf(vkey)).toString('base64')
  await db
    .insertInto('setting')
    .values({ name: SETTING, value: JSON.stringify({ vkey, sealed }), changed_at: clock.now() })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
  return openKey(await readSetting(db), keys)
}

async function readSetting(db: Db): Promise<unknown> {
  return (await db.selectFrom('setting').select('value').where('name', '=', SETTING).executeTakeFirst())?.value
}

function placeOf(vkey: string): string {
  return `setting/${SETTING}/${vkey}`
}

function openKey(value: unknown, keys: Keys): LedgerKey {
  const { vkey, sealed } = (value ?? {}) as { vkey?: unknown; sealed?: unknown }
  const verifier = typeof vkey === 'string' ? parseVerifierKey(vkey) : null
  if (verifier === null || typeof vkey !== 'string' || typeof sealed !== 'string') {
    throw ledgerError('key-unusable', { why: 'what is stored is no key' })
  }
  let privateKey: KeyObject
  try {
    const der = keys.open('ledger-key', Buffer.from(sealed, 'base64'), placeOf(vkey))
    privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  } catch (error) {
    throw ledgerError('key-unusable', { why: 'the key file does not open it' }, error)
  }
  if (!publicKeyBytes(privateKey).equals(verifier.publicKey)) {
    throw ledgerError('key-unusable', { why: 'its public part belongs to another key' })
  }
  return { origin: verifier.name, privateKey, verifier, vkey }
}
