// Control: the gateway answers, and refuses who is unknown. Makes a real connection to it, as a client would.
import { randomBytes } from 'node:crypto'
import { Socket } from 'node:net'
import pg from 'pg'
import { numberOf, type ControlTest, type Item, type Outcome, type TestContext } from '../control-test.ts'
import { madeUpName } from '../sign-in-offer.ts'
import { reasonOf } from '../stores-asked.ts'

export const gatewayRefuses: ControlTest = {
  id: 'gateway-refuses/2',
  query: 'connect to the address of the gateway with a made-up user and password; SQLSTATE class 28 is a refusal',
  file: import.meta.url,
  async run(context) {
    const guarded: string[] = []
    for (const store of await context.stores.list()) if ((await context.protect.classes(store.id)).length > 0) guarded.push(store.id)
    const gateway = await context.protect.gateway()
    const target = gateway.address === null ? 'the gateway' : `the gateway at ${gateway.address}`
    if (guarded.length === 0 && gateway.address === null)
      return { items: [], excluded: [{ id: 'gateway', reason: 'no store has a policy class' }], target }
    return { items: [await judge(context, gateway)], excluded: [], target } satisfies Outcome
  },
}

async function judge(context: TestContext, gateway: Awaited<ReturnType<TestContext['protect']['gateway']>>): Promise<Item> {
  const id = 'gateway'
  // switched off by a person: nothing is reached through it, and nothing is shown about it either
  if (!gateway.on) return { id, state: 'not-evaluated', why: ['the gateway is switched off'] }
  if (gateway.address === null)
    return {
      id,
      state: 'fail',
      why: ['stores have policy classes and no gateway runs', ...(gateway.problem === null ? [] : [gateway.problem])],
    }
  const at = /^(.*):(\d+)$/.exec(gateway.address)
  if (at === null) return { id, state: 'error', why: ['the address of the gateway is not understood'] }
  const host = at[1]!.replace(/^\[(.*)\]$/, '$1')
  const seconds = numberOf(context.params, 'seconds')
  const answer = await tryDoor(
    { host: host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host, port: Number(at[2]) },
    gateway.proxied,
    seconds,
  )
  context.signal.throwIfAborted()
  if (answer.kind === 'refused') return { id, state: 'pass', why: [`a made-up user was refused (${answer.code})`] }
  return { id, state: 'fail', why: [answer.kind === 'accepted' ? 'a made-up user was let in' : `no refusal came: ${answer.why}`] }
}

type Answer =
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'accepted' }
  | { readonly kind: 'silent'; readonly why: string }

// Version 2, command LOCAL: the connection is the sender's own, and says nothing about a client.
const LOCAL_HEADER = Buffer.from('0d0a0d0a000d0a515549540a20000000', 'hex')

/** A socket that says the header before anything else, as a load balancer's own check does. */
function ownSocket(): Socket {
  const socket = new Socket()
  // before the client's listener, which is added later
  socket.once('connect', () => socket.write(LOCAL_HEADER))
  return socket
}

async function tryDoor(where: { readonly host: string; readonly port: number }, proxied: boolean, seconds: number): Promise<Answer> {
  let last: Answer = { kind: 'silent', why: 'nothing was tried' }
  // with TLS first, as clients do; a gateway without it on this machine says so
  for (const ssl of [{ rejectUnauthorized: false }, false] as const) {
    const client = new pg.Client({
      ...where,
      ssl,
      user: madeUpName(),
      password: randomBytes(16).toString('hex'),
      database: madeUpName(),
      application_name: 'holdfast',
      ...(proxied ? { stream: ownSocket } : {}),
      connectionTimeoutMillis: seconds * 1000,
    })
    client.on('error', () => {})
    try {
      await client.connect()
      return { kind: 'accepted' }
    } catch (error) {
      const code = (error as { code?: unknown }).code
      if (typeof code === 'string' && /^28[0-9A-Z]{3}$/.test(code)) return { kind: 'refused', code }
      last = {
        kind: 'silent',
        why: error instanceof Error && /timeout/i.test(error.message) ? `nothing within ${seconds} s` : reasonOf(error),
      }
      if (!(error instanceof Error && error.message === 'The server does not support SSL connections')) return last
    } finally {
      await client.end().catch(() => {})
    }
  }
  return last
}
