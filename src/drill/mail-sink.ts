// An SMTP server on loopback that takes every message and keeps it. Owns the mailbox; it stands for the mail servers of the world, and answers as they do.
import { SMTPServer } from 'smtp-server'
import { simpleParser } from 'mailparser'

export interface TakenMessage {
  readonly from: string
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  readonly language: string | null
  readonly raw: Buffer
}

export interface MailSink {
  readonly port: number
  messages(): Promise<readonly TakenMessage[]>
  /** this address is refused with 550, as one that nobody has any more */
  refuse(address: string): void
  stop(): Promise<void>
}

export async function startMailSink(): Promise<MailSink> {
  const taken: { readonly from: string; readonly to: readonly string[]; readonly raw: Buffer }[] = []
  const refused = new Set<string>()
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: 1 << 20,
    disableReverseLookup: true,
    logger: false,
    onRcptTo(address, _session, callback) {
      if (!refused.has(address.address.toLowerCase())) return callback()
      callback(Object.assign(new Error('5.1.1 no such mailbox'), { responseCode: 550 }))
    },
    onData(stream, session, callback) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        taken.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map((each) => each.address.toLowerCase()),
          raw: Buffer.concat(parts),
        })
        callback()
      })
    },
  })
  server.on('error', () => {})
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.server.address() as { port: number }
  return {
    port,
    refuse: (address) => void refused.add(address.toLowerCase()),
    async messages() {
      const read: TakenMessage[] = []
      for (const { from, to, raw } of taken) {
        const mail = await simpleParser(raw, { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true })
        const language = mail.headers.get('content-language')
        read.push({
          from,
          to,
          raw,
          subject: mail.subject ?? '',
          text: mail.text ?? '',
          language: typeof language === 'string' ? language : null,
        })
      }
      return read
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
      }),
  }
}
