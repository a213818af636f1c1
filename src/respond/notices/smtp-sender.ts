// One message to one person over SMTP. Owns the connection and what a server's answer means; knows no notice and writes no table. A message
// counts as taken only when the server said 250 for it.
import { createHash } from 'node:crypto'
import nodemailer from 'nodemailer'
import MailComposer from 'nodemailer/lib/mail-composer'
import type { MailRoute } from './mail-settings.ts'
import { addressIn } from './mail-settings.ts'

export interface OneMessage {
  readonly to: string
  readonly name: string
  readonly subject: string
  readonly text: string
  readonly lang: string
  readonly messageId: string
  readonly date: Date
}

export type Delivery =
  | { readonly kind: 'taken'; readonly mta: string; readonly sha256: string }
  /** this person cannot be reached so; `again`: later perhaps */
  | { readonly kind: 'refused'; readonly again: boolean; readonly reason: string }
  /** the server or the way to it: says nothing about the person. `code`: of ours, never the server's own words */
  | { readonly kind: 'away'; readonly code: string }

export interface SmtpSender {
  send(message: OneMessage, signal: AbortSignal): Promise<Delivery>
  close(): void
}

export interface SmtpTimes {
  readonly connectMs: number
  readonly answerMs: number
  readonly messageMs: number
}

const TIMES: SmtpTimes = { connectMs: 20_000, answerMs: 60_000, messageMs: 180_000 }

export function createSmtpSender(route: MailRoute, connections: number, times: SmtpTimes = TIMES): SmtpSender {
  const transport = nodemailer.createTransport({
    pool: true,
    maxConnections: connections,
    maxMessages: 1000,
    // INVARIANT: what happens after a broken connection is decided by whoever counts; a transport that tries again by itself sends twice
    maxRequeues: 0,
    host: route.address,
    port: route.port,
    secure: route.security === 'tls',
    requireTLS: route.security === 'starttls',
    ignoreTLS: route.security === 'none',
    tls: { servername: route.servername, minVersion: 'TLSv1.2' },
    ...(route.auth === null ? {} : { auth: route.auth }),
    connectionTimeout: times.connectMs,
    greetingTimeout: times.connectMs,
    socketTimeout: times.answerMs,
    socketCloseTimeout: 1000,
    maxResponseSize: 64 * 1024,
    logger: false,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  // A pooled connection that breaks while idle; the next message tells.
  transport.on('error', () => {})
  const sender = addressIn(route.from)
  return {
    async send(message, signal) {
      const raw = await compose(route.from, message)
      try {
        const info = await transport.sendMail({
          envelope: { from: sender, to: [message.to] },
          raw,
          signal: AbortSignal.any([signal, AbortSignal.timeout(times.messageMs)]),
        })
        const answer = String(info.response)
        if (!answer.startsWith('250') || info.accepted.length !== 1 || info.rejected.length > 0) {
          return { kind: 'refused', again: true, reason: `the server answered ${answer.slice(0, 3)}` }
        }
        return { kind: 'taken', mta: mtaId(answer), sha256: createHash('sha256').update(raw).digest('hex') }
      } catch (error) {
        return meaning(error)
      }
    },
    close: () => transport.close({ force: true }),
  }
}

/** The bytes as they are sent. Plain text of one language, in ASCII on the wire: nothing of it can be a header or a command. */
async function compose(from: string, message: OneMessage): Promise<Buffer> {
  const composer = new MailComposer({
    from,
    to: { name: message.name, address: message.to },
    subject: message.subject,
    text: message.text,
    messageId: message.messageId,
    date: message.date,
    textEncoding: 'quoted-printable',
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All', 'Content-Language': message.lang },
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  } as ConstructorParameters<typeof MailComposer>[0])
  const node = composer.compile()
  return await new Promise((resolve, reject) => {
    node.build((error: Error | null, built?: Buffer) =>
      error === null && built !== undefined ? resolve(built) : reject(error ?? new Error('no message')),
    )
  })
}

/** How the server calls the message: of "250 2.0.0 Ok: queued as 4XyZ" the words behind the codes; printable, short. */
function mtaId(answer: string): string {
  return answer
    .replace(/^250[ -]?(\d\.\d\.\d+ )?/, '')
    .replace(/[^\x20-\x7e]/g, ' ')
    .trim()
    .slice(0, 200)
}

function meaning(error: unknown): Delivery {
  const { code, responseCode, command } = error as { code?: unknown; responseCode?: unknown; command?: unknown }
  const status = typeof responseCode === 'number' ? responseCode : 0
  const said = typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? code : 'unknown'
  const about = typeof command === 'string' ? command : ''
  if (code === 'EENVELOPE' && status === 0) return { kind: 'refused', again: false, reason: 'the address is not usable' }
  // 421: the server closes; MAIL FROM, AUTH, STARTTLS, EHLO: about us, not about the person
  const aboutPerson = status >= 400 && status !== 421 && /^(RCPT TO|DATA)$/i.test(about)
  if (!aboutPerson) return { kind: 'away', code: status === 0 ? said : `${said} ${status}` }
  return { kind: 'refused', again: status < 500, reason: `the server answered ${status} to ${about.toUpperCase()}` }
}
