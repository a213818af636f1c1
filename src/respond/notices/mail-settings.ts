// The mail server that notices go through: who may set it, what is refused, and how it is reached. Owns the setting `mail`; its password
// is sealed and never answered. A mail server is a way inwards: private and local ranges need an owner's explicit word, and the address
// that was checked is the address that is connected to.
import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import type { Actor } from '../../core/contract/roles.ts'
import type { Platform } from '../../platform/platform.ts'
import { respondError } from '../errors.ts'
import { isUsableAddress } from './mail-address.ts'

export interface MailWish {
  readonly host: string
  readonly port: number
  readonly security: 'none' | 'starttls' | 'tls'
  readonly user?: string
  readonly password?: string
  readonly from: string
  readonly allowPrivate?: boolean
  readonly perMinute?: number
}

interface Kept {
  readonly host: string
  readonly port: number
  readonly security: 'none' | 'starttls' | 'tls'
  readonly user: string | null
  readonly passwordEnc: string | null
  readonly from: string
  readonly allowPrivate: boolean
  readonly perMinute: number
}

export interface MailView {
  readonly set: boolean
  readonly host: string
  readonly port: number
  readonly security: string
  readonly user: string | null
  readonly hasPassword: boolean
  readonly from: string
  readonly allowPrivate: boolean
  readonly perMinute: number
}

/** Where to connect, now: the address is the one that was checked. */
export interface MailRoute {
  readonly address: string
  readonly local: boolean
  readonly servername: string
  readonly port: number
  readonly security: 'none' | 'starttls' | 'tls'
  readonly auth: { readonly user: string; readonly pass: string } | null
  readonly from: string
  readonly perMinute: number
}

export interface MailSettings {
  view(): Promise<MailView>
  set(actor: Actor, wish: MailWish): Promise<MailView>
  /** Throws `respond/mail-not-set`, `respond/mail-host`, `respond/mail-private`. */
  route(): Promise<MailRoute>
}

const NAME = 'mail'
const AAD = 'setting:mail'
const EMPTY: MailView = {
  set: false,
  host: '',
  port: 587,
  security: 'starttls',
  user: null,
  hasPassword: false,
  from: '',
  allowPrivate: false,
  perMinute: 600,
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')
const inner = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  inner.addSubnet(net, bits, 'ipv4')
}
for (const [net, bits] of [
  ['::', 128],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  inner.addSubnet(net, bits, 'ipv6')
}

export function createMailSettings({ store, ledger, clock, keys }: Pick<Platform, 'store' | 'ledger' | 'clock' | 'keys'>): MailSettings {
  const kept = async (): Promise<Kept | null> => {
    const row = await store.db.selectFrom('setting').select('value').where('name', '=', NAME).executeTakeFirst()
    return row === undefined ? null : (row.value as Kept)
  }
  const view = async (): Promise<MailView> => {
    const is = await kept()
    if (is === null) return EMPTY
    const { passwordEnc, ...rest } = is
    return { set: true, ...rest, hasPassword: passwordEnc !== null }
  }
  return {
    view,
    async set(actor, wish) {
      const host = wish.host.trim().replace(/^\[(.*)\]$/, '$1')
      if (!/^[A-Za-z0-9:._-]{1,253}$/.test(host)) throw invalid('host', 'is no host name or address', 'give it as mail.example.org')
      const from = wish.from.trim()
      if (!isUsableAddress(addressIn(from)))
        throw invalid('from', 'is no usable mail address', 'give it as notices@example.org or Name <notices@example.org>')
      const user = wish.user?.trim() === '' ? undefined : wish.user?.trim()
      const before = await kept()
      // The stored password stays with the server and login it was given for, and goes nowhere else.
      const same = before !== null && before.host === host && before.port === wish.port && before.user === (user ?? null)
      const passwordEnc =
        user === undefined
          ? null
          : wish.password === undefined
            ? same
              ? before.passwordEnc
              : null
            : keys.seal('mail-secret', wish.password, AAD).toString('base64')
      if (user !== undefined && passwordEnc === null)
        throw invalid('password', 'is missing', 'give the password with the user, also when the server changes')
      const reached = await resolve(host, wish.allowPrivate === true)
      if (user !== undefined && wish.security === 'none' && !reached.local) {
        throw invalid('security', 'would send the password in clear', 'choose starttls or tls')
      }
      const value: Kept = {
        host,
        port: wish.port,
        security: wish.security,
        user: user ?? null,
        passwordEnc,
        from,
        allowPrivate: wish.allowPrivate === true,
        perMinute: wish.perMinute ?? EMPTY.perMinute,
      }
      await store.transaction(async (tx) => {
        const row = { value: JSON.stringify(value), changed_at: clock.now() }
        await tx
          .insertInto('setting')
          .values({ name: NAME, ...row })
          .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
          .execute()
        const { passwordEnc: sealed, ...rest } = value
        await ledger.append(tx, { actor, kind: 'mail.set', entity: NAME, body: { ...rest, password: sealed !== null } })
      })
      return await view()
    },
    async route() {
      const is = await kept()
      if (is === null) throw respondError('mail-not-set')
      const { address, local } = await resolve(is.host, is.allowPrivate)
      const pass = is.passwordEnc === null ? null : keys.open('mail-secret', Buffer.from(is.passwordEnc, 'base64'), AAD).toString('utf8')
      return {
        address,
        local,
        servername: is.host,
        port: is.port,
        security: is.security,
        auth: is.user === null || pass === null ? null : { user: is.user, pass },
        from: is.from,
        perMinute: is.perMinute,
      }
    },
  }
}

function invalid(name: string, why: string, help: string): Error {
  return respondError('mail-invalid', { name, why, help })
}

/** Of `Name <address>` or the address alone. */
export function addressIn(from: string): string {
  const inside = /^[^<>\r\n\0]*<([^<>]+)>$/.exec(from)
  return (inside?.[1] ?? from).trim()
}

async function resolve(host: string, allowPrivate: boolean): Promise<{ readonly address: string; readonly local: boolean }> {
  let found: { address: string; family: number }[]
  try {
    found = isIP(host) === 0 ? await lookup(host, { all: true }) : [{ address: host, family: isIP(host) }]
  } catch (error) {
    throw respondError('mail-host', {}, error)
  }
  const [first] = found
  if (first === undefined) throw respondError('mail-host')
  // One private answer among public ones is enough to refuse: which one is used is not ours to guess.
  if (!allowPrivate && found.some(isInner)) throw respondError('mail-private')
  return { address: first.address, local: found.every(isLoopback) }
}

function plain({ address, family }: { address: string; family: number }): [string, 'ipv4' | 'ipv6'] {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  return mapped === null ? [address, family === 6 ? 'ipv6' : 'ipv4'] : [mapped[1]!, 'ipv4']
}
const isInner = (one: { address: string; family: number }): boolean => inner.check(...plain(one))
const isLoopback = (one: { address: string; family: number }): boolean => loopback.check(...plain(one))
