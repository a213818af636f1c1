// Control: the store asks for passwords safely and encrypts what leaves its machine. Asks the store's settings, its sign-in rules where the
// login may read them, and the door itself with a made-up name.
import type { KnownStore, StoreSession } from '../../../landscape/contract.ts'
import { judged, type ControlTest, type Item, type TestContext } from '../control-test.ts'
import { signInOffer, type Offer } from '../sign-in-offer.ts'
import { reasonOf, targetOf } from '../stores-asked.ts'

const SETTINGS = `select name, setting from pg_settings where name in ('password_encryption', 'ssl', 'listen_addresses')`
const RULES = `
select type, coalesce(address, '') as address, auth_method, coalesce(options::text, '') as options, error is not null as broken, line_number as line
from pg_hba_file_rules order by line_number limit 10000`
const MAY_READ_RULES = `select has_table_privilege('pg_catalog.pg_hba_file_rules', 'SELECT') and has_function_privilege('pg_catalog.pg_hba_file_rules()', 'EXECUTE') as may`

const SECONDS = 15

export const safeSignIn: ControlTest = {
  id: 'safe-sign-in/1',
  query: [SETTINGS, MAY_READ_RULES, RULES, 'connect to the store with a made-up name and see what it asks for'].join(';\n'),
  file: import.meta.url,
  async run(context) {
    const stores = await context.stores.list()
    const answer = await context.stores.postgres(stores, async (store, session) => ({ items: [await askStore(context, store, session)] }))
    return { ...answer, target: targetOf(stores) }
  },
}

async function askStore(context: TestContext, store: KnownStore, session: StoreSession): Promise<Item> {
  const against: string[] = []
  const remarks: string[] = []
  const settings = new Map((await session.query(SETTINGS)).rows.map((row) => [row['name'] ?? '', row['setting'] ?? '']))
  const encryption = settings.get('password_encryption')
  if (encryption !== 'scram-sha-256') against.push(`password_encryption is ${encryption ?? 'not readable'}`)
  const listens = (settings.get('listen_addresses') ?? '*').split(',').map((text) => text.trim())
  const beyond = listens.filter((address) => !isThisMachine(address))
  const encrypts = settings.get('ssl') === 'on'
  if (!encrypts && beyond.length > 0)
    against.push(`it listens at ${beyond.join(', ')} and offers no TLS (ssl is ${settings.get('ssl') ?? 'not readable'})`)
  const allowed = context.params['methods'] as readonly string[]
  if ((await session.query(MAY_READ_RULES)).rows[0]?.['may'] === 't') {
    for (const rule of (await session.query(RULES)).rows) {
      const line = `rule in line ${rule['line'] ?? '?'}`
      if (rule['broken'] === 't') against.push(`${line} of pg_hba.conf is broken`)
      else if (!allowed.includes(rule['auth_method'] ?? '')) against.push(`${line} of pg_hba.conf says ${rule['auth_method'] ?? '?'}`)
      else if (
        encrypts &&
        rule['auth_method'] !== 'reject' &&
        ['host', 'hostnossl'].includes(rule['type'] ?? '') &&
        !isThisMachine(rule['address'] ?? '')
      )
        remarks.push(`${line} of pg_hba.conf (${rule['address'] ?? ''}) does not insist on TLS`)
    }
  } else remarks.push('its sign-in rules may not be read by this login: only the way from this machine was seen')
  const offer = await offered(context, store)
  if (typeof offer === 'string')
    return {
      id: store.id,
      state: against.length > 0 ? 'fail' : 'error',
      why: [...against, ...remarks, `its door could not be tried: ${offer}`],
    }
  if (offer.asks === 'none') against.push('it lets a name in without a password from this machine')
  else if (offer.asks === 'unknown')
    return { id: store.id, state: 'error', why: [...against, 'its door answers with nothing PostgreSQL says'] }
  else if (offer.asks !== 'refused' && !allowed.includes(offer.asks)) against.push(`from this machine it asks for ${offer.asks}`)
  else
    remarks.push(
      offer.asks === 'refused'
        ? 'a made-up name is refused from this machine before it is asked for proof'
        : `from this machine it asks for ${offer.asks}${offer.encrypted ? ' inside TLS' : ''}`,
    )
  return judged(store.id, against, remarks)
}

async function offered(context: TestContext, store: KnownStore): Promise<Offer | string> {
  const { host, port, database } = store.address
  if (typeof host !== 'string' || typeof port !== 'number' || typeof database !== 'string') return 'its address is not known'
  try {
    return await signInOffer({ host, port, database }, AbortSignal.any([context.signal, AbortSignal.timeout(SECONDS * 1000)]))
  } catch (error) {
    context.signal.throwIfAborted()
    return reasonOf(error)
  }
}

function isThisMachine(address: string): boolean {
  return /^(|localhost|127\.\d+\.\d+\.\d+(\/\d+)?|::1(\/\d+)?)$/.test(address)
}
