// A person at Holdfast's API: a session with cookies, as a browser keeps them. Owns the way of a request and the three ways it ends: an answer, a
// refusal, or an address that this build does not have. Knows no step of the drill.
import { monotonicMs } from '../core/clock.ts'

export interface Answer {
  readonly status: number
  // The drill looks into answers as any program outside would: by name, and a wrong name shows as a difference.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any
}

export interface HoldfastClient {
  /** Throws `Refused`, `NotBuilt`. */
  get(at: string): Promise<Answer['body']>
  post(at: string, body?: unknown): Promise<Answer['body']>
  put(at: string, body: unknown): Promise<Answer['body']>
  /** Whatever the answer is. */
  try(method: string, at: string, body?: unknown): Promise<Answer>
  bytes(at: string): Promise<Buffer>
}

/** Holdfast answered that it will not. */
export class Refused extends Error {
  readonly status: number
  readonly code: string
  constructor(method: string, at: string, status: number, code: string, message: string) {
    super(`${method} ${at} answered ${status} ${code}: ${message}`)
    this.name = 'Refused'
    this.status = status
    this.code = code
  }
}

/** This build has no such route, or says itself that it is not built. */
export class NotBuilt extends Error {
  constructor(what: string) {
    super(`${what} is not built`)
    this.name = 'NotBuilt'
  }
}

const REQUEST_MS = 60_000

/** `cookie`: of a session that is signed in already. */
export function createHoldfastClient(origin: string, signal: AbortSignal, cookie = ''): HoldfastClient {
  const cookies = new Map<string, string>()
  for (const pair of cookie.split('; ').filter(Boolean)) {
    const equals = pair.indexOf('=')
    if (equals > 0) cookies.set(pair.slice(0, equals), pair.slice(equals + 1))
  }

  const send = async (method: string, at: string, body: unknown): Promise<Response> => {
    const headers: Record<string, string> = { origin }
    if (cookies.size > 0) headers['cookie'] = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    if (body !== undefined) headers['content-type'] = 'application/json'
    const answer = await fetch(`${origin}${at}`, {
      method,
      headers,
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_MS)]),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';')
      const equals = pair.indexOf('=')
      if (/max-age=0/i.test(cookie)) cookies.delete(pair.slice(0, equals))
      else cookies.set(pair.slice(0, equals), pair.slice(equals + 1))
    }
    return answer
  }
  const ask = async (method: string, at: string, body?: unknown): Promise<Answer> => {
    const answer = await send(method, at, body)
    const text = await answer.text()
    const json = answer.headers.get('content-type')?.startsWith('application/json') === true
    return { status: answer.status, body: json ? (JSON.parse(text) as unknown) : null }
  }
  const must = async (method: string, at: string, body?: unknown): Promise<Answer['body']> => {
    const answer = await ask(method, at, body)
    if (answer.status < 300) return answer.body
    throw problem(method, at, answer)
  }
  return {
    get: (at) => must('GET', at),
    post: (at, body = {}) => must('POST', at, body),
    put: (at, body) => must('PUT', at, body),
    try: ask,
    async bytes(at) {
      const answer = await send('GET', at, undefined)
      if (answer.status >= 300) throw problem('GET', at, { status: answer.status, body: null })
      return Buffer.from(await answer.arrayBuffer())
    },
  }
}

function problem(method: string, at: string, { status, body }: Answer): Error {
  const { code = '', message = '' } = (body ?? {}) as { code?: string; message?: string }
  if ((status === 404 && code === 'http/not-found') || status === 501) return new NotBuilt(`${method} ${at.replace(/\?.*/, '')}`)
  return new Refused(method, at, status, code, message)
}

/** Looks again until `done` says so; the drill waits for what it can see, never for a time. */
export async function waitUntil<T>(
  what: string,
  look: () => Promise<T>,
  done: (seen: T) => boolean,
  signal: AbortSignal,
  ms = 60_000,
): Promise<T> {
  const end = monotonicMs() + ms
  for (;;) {
    signal.throwIfAborted()
    const seen = await look()
    if (done(seen)) return seen
    if (monotonicMs() > end) throw new Error(`waited ${Math.round(ms / 1000)} s in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
