// Main's side of the door: asks protection who may come in, makes the challenge, checks the proof, hands over the way to the store. The gateway's
// process never holds what opens a verifier, and gets a login's secret only after a proof that holds once. Limits attempts.
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { monotonicMs, type Clock } from '../../core/clock.ts'
import type { Geo } from '../../platform/geo/geo.ts'
import type { Admission, Admit, Admitted } from '../admission.ts'
import type { Challenge, Entry, Questions, Verdict } from './gateway-messages.ts'
import { checkProof, mockVerifier } from './scram-exchange.ts'
import type { ScramVerifier } from '../scram.ts'

const CHALLENGE_MS = 60_000
const MOST_CHALLENGES = 2000
const TRIES = 10
const WINDOW_MS = 600_000
const MOST_COUNTED = 50_000

export interface Gatekeeper {
  challenge(ask: Questions['challenge']['ask']): Promise<Questions['challenge']['answer']>
  prove(ask: Questions['prove']['ask']): Promise<Verdict>
}

export interface GatekeeperNeeds {
  readonly admit: Admit
  readonly geo: Geo
  readonly clock: Clock
  /** makes the salts of names that nobody has; the same after a restart */
  readonly secret: Uint8Array
  readonly on: () => boolean
}

interface Waiting {
  readonly admission: Admission
  readonly verifier: ScramVerifier
  readonly nonce: string
  readonly country: string | null
  readonly keys: readonly string[]
  readonly since: number
}

export function createGatekeeper({ admit, geo, clock, secret, on }: GatekeeperNeeds): Gatekeeper {
  const waiting = new Map<number, Waiting>()
  const failures = new Map<string, { count: number; since: number }>()
  let next = 1

  const failed = (key: string): number => {
    const seen = failures.get(key)
    if (seen === undefined || monotonicMs() - seen.since > WINDOW_MS) return 0
    return seen.count
  }
  const countFailure = (key: string): void => {
    if (failures.size >= MOST_COUNTED) {
      for (const [old, { since }] of failures) if (monotonicMs() - since > WINDOW_MS) failures.delete(old)
      if (failures.size >= MOST_COUNTED) failures.delete(failures.keys().next().value!)
    }
    const seen = failures.get(key)
    if (seen === undefined || monotonicMs() - seen.since > WINDOW_MS) failures.set(key, { count: 1, since: monotonicMs() })
    else seen.count++
  }

  return {
    async challenge({ user, database, ip }) {
      for (const [id, one] of waiting) {
        if (waiting.size < MOST_CHALLENGES && monotonicMs() - one.since < CHALLENGE_MS) break
        waiting.delete(id)
      }
      // From one address, and for one name from there: nobody can lock somebody else out from afar.
      const keys = [`a/${ip}`, `n/${ip}/${database}/${user}`]
      if (failed(keys[0]!) >= 5 * TRIES || failed(keys[1]!) >= TRIES) return { wait: WINDOW_MS / 1000 }
      const place = geo.placeOf(ip)
      const admission = await admit({ store: database, user, ip, country: place.country, at: clock.now() })
      const verifier = admission.scram ?? mockVerifier(secret, `${database}\0${user}`)
      const id = next++
      const nonce = randomBytes(18).toString('base64')
      waiting.set(id, { admission, verifier, nonce, country: place.country, keys, since: monotonicMs() })
      return { id, nonce, salt: Buffer.from(verifier.salt).toString('base64'), iterations: verifier.iterations } satisfies Challenge
    },
    async prove({ challenge, authMessage, proof }) {
      const one = waiting.get(challenge)
      waiting.delete(challenge)
      const fail = (): Verdict => {
        if (one !== undefined) for (const key of one.keys) countFailure(key)
        return { ok: false, knocked: null }
      }
      if (one === undefined || monotonicMs() - one.since > CHALLENGE_MS) return { ok: false, knocked: null }
      // INVARIANT: the proof is over the nonce made here for this one challenge.
      if (!authMessage.includes(`${one.nonce},s=`) || !authMessage.endsWith(one.nonce)) return fail()
      const signature = checkProof(one.verifier, authMessage, Buffer.from(proof, 'base64'))
      const { admission, country } = one
      if (signature === null || admission.scram === null) return fail()
      for (const key of one.keys) failures.delete(key)
      const shown = signature.toString('base64')
      if (admission.ok && on()) return { ok: true, signature: shown, entry: await entryOf(admission, country) }
      const { store, principal } = admission
      if (store === null || principal === null) return { ok: false, knocked: null }
      const why = admission.ok ? 'the gateway is switched off' : admission.why
      const decision = admission.decision?.id ?? null
      return { ok: false, knocked: { signature: shown, why, store: { id: store.id, drill: store.drill }, principal, decision, country } }
    },
  }
}

async function entryOf(admission: Admitted, country: string | null): Promise<Entry> {
  const { host, port, database, options } = admission.database
  return {
    store: { id: admission.store.id, drill: admission.store.drill },
    principal: admission.principal,
    class: admission.class.id,
    decision: admission.decision.id,
    country,
    login: admission.login,
    database: { host, port, database },
    tls: {
      mode: tlsMode(host, options['sslmode']),
      ca: options['sslrootcert'] === undefined ? null : await readFile(options['sslrootcert'], 'utf8'),
    },
    budget: admission.budget,
    relations: admission.relations,
  }
}

// As discovery reaches the same store: without sslmode this machine needs no TLS, any other shows a certificate that can be checked.
function tlsMode(host: string, sslmode: string | undefined): Entry['tls']['mode'] {
  switch (sslmode) {
    case 'disable':
      return 'off'
    case 'allow':
    case 'prefer':
      return 'try'
    case 'require':
      return 'on'
    case 'verify-ca':
      return 'ca'
    case undefined:
      return host === 'localhost' || host === '::1' || host.startsWith('127.') || host.startsWith('/') ? 'local' : 'full'
    default:
      return 'full'
  }
}
