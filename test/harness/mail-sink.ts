// A real SMTP server on loopback for tests, that keeps what it took and answers as a test wants. Owns its port and nothing else.
import { createHash } from 'node:crypto'
import { simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'

export interface TakenMail {
  readonly to: string
  readonly from: string
  readonly raw: Buffer
  readonly sha256: string
}

export interface MailSink {
  readonly port: number
  readonly taken: TakenMail[]
  /** every RCPT TO, whether taken or not */
  readonly asked: string[]
  /** an answer other than yes to a recipient: code, or `drop` closes the connection; `drop-after`: takes it and closes before saying so */
  answer: (to: string, times: number) => number | 'drop' | 'drop-after' | null
  parsed(to: string): Promise<{ subject: string; text: string; to: string; headers: string; messageId: string }>
  close(): Promise<void>
}

export async function startMailSink(): Promise<MailSink> {
  const taken: TakenMail[] = []
  const asked: string[] = []
  const times = new Map<string, number>()
  const sink: { answer: MailSink['answer'] } = { answer: () => null }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onRcptTo(address, session, done) {
      asked.push(address.address)
      times.set(address.address, (times.get(address.address) ?? 0) + 1)
      const answer = sink.answer(address.address, times.get(address.address)!)
      if (answer === 'drop') return closeOf(session)
      if (typeof answer === 'number') return done(Object.assign(new Error('no'), { responseCode: answer }))
      return done()
    },
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        const raw = Buffer.concat(parts)
        const to = session.envelope.rcptTo[0]!.address
        const from = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address
        taken.push({ to, from, raw, sha256: createHash('sha256').update(raw).digest('hex') })
        if (sink.answer(to, times.get(to)!) === 'drop-after') closeOf(session)
        else done(null, `queued as Q${taken.length}`)
      })
    },
  })
  const sockets = new Set<{ destroy(): void; readonly remotePort?: number | undefined }>()
  server.server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  const closeOf = (session: { remotePort?: number | string }): void => {
    for (const socket of sockets) if (socket.remotePort === Number(session.remotePort)) socket.destroy()
  }
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return Object.assign(sink, {
    port: address.port,
    taken,
    asked,
    async parsed(to: string) {
      const mail = taken.find((one) => one.to === to)
      if (mail === undefined) throw new Error(`nothing was taken for ${to}`)
      const parsed = await simpleParser(mail.raw)
      const toText = Array.isArray(parsed.to) ? parsed.to.map((one) => one.text).join() : (parsed.to?.text ?? '')
      const headers = parsed.headerLines.map(({ line }) => line).join('\n')
      return { subject: parsed.subject ?? '', text: parsed.text ?? '', to: toText, headers, messageId: parsed.messageId ?? '' }
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  })
}
