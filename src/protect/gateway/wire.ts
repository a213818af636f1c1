// Frames of the PostgreSQL protocol, version 3: cuts a stream of bytes into messages and builds those that the gateway says itself. Owns
// lengths and nothing of their meaning. Every byte here may be hostile: a length out of bounds ends the connection, never a buffer.

export class WireFault extends Error {
  override readonly name = 'WireFault'
}

/** One message: `bytes` is the whole of it with type and length, a view into what was received. */
export interface Message {
  readonly type: number
  readonly bytes: Buffer
}

export interface MessageReader {
  /** Every message that is complete after `chunk`; throws WireFault, and then takes nothing more. */
  push(chunk: Buffer): readonly Message[]
  /** bytes of a message that is not complete yet */
  readonly waiting: number
}

/** `limit`: of a message's bytes, asked at each message, since it grows when the client has shown who it is. */
export function createMessageReader(limit: () => number): MessageReader {
  let parts: Buffer[] = []
  let held = 0
  let wanted = 0 // bytes of the message that is not complete, 0: its header is not
  let broken = false
  return {
    get waiting() {
      return held
    },
    push(chunk) {
      if (broken) throw new WireFault('the stream is broken')
      let buffer = chunk
      if (held > 0) {
        parts.push(chunk)
        held += chunk.length
        if (held < Math.max(wanted, 5)) return []
        buffer = Buffer.concat(parts, held)
        parts = []
        held = 0
        wanted = 0
      }
      const messages: Message[] = []
      let at = 0
      while (buffer.length - at >= 5) {
        const length = buffer.readInt32BE(at + 1)
        if (length < 4 || length + 1 > limit()) {
          broken = true
          throw new WireFault('the length of a message is out of bounds')
        }
        if (buffer.length - at < length + 1) {
          wanted = length + 1
          break
        }
        messages.push({ type: buffer[at]!, bytes: buffer.subarray(at, at + length + 1) })
        at += length + 1
      }
      if (at < buffer.length) {
        // INVARIANT: what is kept is a copy when it is small, so that a few bytes do not hold a large buffer.
        const rest = buffer.subarray(at)
        parts = [rest.length < 1024 ? Buffer.from(rest) : rest]
        held = rest.length
      }
      return messages
    },
  }
}

export function message(type: string, ...body: readonly (Buffer | string | number)[]): Buffer {
  const parts = body.map(encode)
  const length = parts.reduce((sum, part) => sum + part.length, 4)
  const head = Buffer.alloc(5)
  head.write(type, 0, 'latin1')
  head.writeInt32BE(length, 1)
  return Buffer.concat([head, ...parts])
}

/** Text ends with a zero byte, a number has four bytes. */
function encode(part: Buffer | string | number): Buffer {
  if (typeof part === 'string') return cString(part)
  return typeof part === 'number' ? int32(part) : part
}

export function cString(text: string): Buffer {
  return Buffer.from(`${text.replaceAll('\0', '')}\0`, 'utf8')
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value | 0)
  return bytes
}

export interface Refusal {
  readonly severity: 'ERROR' | 'FATAL'
  /** SQLSTATE */
  readonly code: string
  readonly message: string
  readonly hint?: string
}

export function errorResponse({ severity, code, message: text, hint }: Refusal): Buffer {
  const fields = [`S${severity}`, `V${severity}`, `C${code}`, `M${text}`, ...(hint === undefined ? [] : [`H${hint}`])]
  return message('E', ...fields, Buffer.of(0))
}

/** The fields of an ErrorResponse or NoticeResponse by their letter. */
export function errorFields(bytes: Buffer): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  let at = 5
  while (at < bytes.length && bytes[at] !== 0) {
    const end = bytes.indexOf(0, at + 1)
    if (end === -1) break
    fields.set(String.fromCharCode(bytes[at]!), bytes.toString('utf8', at + 1, end))
    at = end + 1
  }
  return fields
}

/** Reads a zero-ended text from `at`; throws WireFault when its end is not within the message. */
export function readCString(bytes: Buffer, at: number): { readonly text: string; readonly next: number } {
  const end = bytes.indexOf(0, at)
  if (end === -1) throw new WireFault('a text of a message has no end')
  return { text: bytes.toString('utf8', at, end), next: end + 1 }
}

export interface ResultColumn {
  readonly name: string
  /** pg_class.oid of what it comes from, as the statement names it (a view stays a view); 0: an expression */
  readonly table: number
  /** pg_attribute.attnum; 0: none */
  readonly attribute: number
  /** pg_type.oid */
  readonly type: number
  readonly binary: boolean
}

export function readRowDescription(bytes: Buffer): readonly ResultColumn[] {
  if (bytes.length < 7) throw new WireFault('a row description is too short')
  const count = bytes.readInt16BE(5)
  const columns: ResultColumn[] = []
  let at = 7
  for (let i = 0; i < count; i++) {
    const { text, next } = readCString(bytes, at)
    if (next + 18 > bytes.length) throw new WireFault('a row description is too short')
    columns.push({
      name: text,
      table: bytes.readUInt32BE(next),
      attribute: bytes.readInt16BE(next + 4),
      type: bytes.readUInt32BE(next + 6),
      binary: bytes.readInt16BE(next + 16) === 1,
    })
    at = next + 18
  }
  return columns
}

export const describePortal = (name: string): Buffer => message('D', Buffer.from('P'), name)
