// Which requests are let in at all: by the name they use for us (DNS rebinding) and by the page they come from (forged requests).
// Owns the rule, pure; must not know routes or people.
import type { Config } from '../../core/config.ts'
import { httpError } from './errors.ts'

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'] as const

export interface Guard {
  /** how people reach us: the configured origin, else http://localhost:<port> */
  readonly origin: string
  readonly secure: boolean
  host(header: string | undefined): boolean
  page(request: PageHeaders): boolean
}

export interface PageHeaders {
  readonly method: string
  readonly api: boolean
  readonly origin: string | undefined
  readonly fetchSite: string | undefined
  readonly cookie: string | undefined
}

/** Throws `http/origin-invalid` or `http/origin-needed`; call it before anything listens. */
export function checkAddress(config: Pick<Config, 'host' | 'port' | 'origin'>): URL | null {
  const origin = readOrigin(config.origin)
  if (origin === null && !isLoopback(config.host)) throw httpError('origin-needed', { host: config.host, port: config.port })
  return origin
}

export function createGuard(config: Pick<Config, 'host' | 'port' | 'origin'>, port: number): Guard {
  const origin = checkAddress(config)
  const hosts = new Set<string>(LOOPBACK_NAMES.map((name) => withPort(name, port)))
  const origins = new Set<string>(LOOPBACK_NAMES.map((name) => `http://${withPort(name, port)}`))
  if (origin !== null) {
    hosts.add(origin.host)
    origins.add(origin.origin)
  }
  return {
    origin: origin?.origin ?? `http://${withPort('localhost', port)}`,
    secure: origin?.protocol === 'https:',
    host: (header) => header !== undefined && hosts.has(header.toLowerCase()),
    page: ({ method, api, origin, fetchSite, cookie }) => {
      const reads = method === 'GET' || method === 'HEAD'
      // Other ports of this machine are the "same site" to a browser, so their pages send our cookies: only our own pages may.
      if (api && fetchSite !== undefined && fetchSite !== 'same-origin' && fetchSite !== 'none') return false
      if (reads) return true
      if (origin !== undefined) return origins.has(origin.toLowerCase())
      // Browsers send Origin with every such request. A program may leave it out, but not while it uses a browser's cookie.
      return cookie === undefined && fetchSite === undefined
    },
  }
}

function withPort(name: string, port: number): string {
  return port === 80 ? name : `${name}:${port}`
}

function readOrigin(given: string | null): URL | null {
  if (given === null) return null
  const url = URL.canParse(given) ? new URL(given) : null
  const plain = url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && `${url.origin}/` === url.href
  if (!plain) throw httpError('origin-invalid')
  return url
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}
