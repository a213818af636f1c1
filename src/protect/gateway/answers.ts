// Which answer of the server belongs to what the client asked: the pipeline of one session, with its portals and prepared statements. Adds a
// Describe before every Execute that has none, so that no row comes without a description. Owns the queue; reads no row.
import type { StatementFacts } from './statement-facts.ts'
import { describePortal, readCString, WireFault, type Message, type ResultColumn } from './wire.ts'

export interface Text {
  readonly length: number
  readonly facts: Promise<readonly StatementFacts[] | null>
}

export interface AskedQuery {
  readonly kind: 'query'
  readonly text: Text
  /** statements of it that have ended */
  done: number
  columns: readonly ResultColumn[] | null
}

export interface AskedExecute {
  readonly kind: 'execute'
  readonly portal: string
  columns: readonly ResultColumn[] | null
}

export type Asked =
  | AskedQuery
  | AskedExecute
  | { readonly kind: 'parse'; readonly name: string; readonly text: Text }
  | { readonly kind: 'bind'; readonly portal: string; readonly statement: string }
  | { readonly kind: 'describe'; readonly portal: string | null; readonly ours: boolean; execute: AskedExecute | null }
  | { readonly kind: 'close'; readonly statement: boolean; readonly name: string }
  | { readonly kind: 'sync' }

/** How many questions, and how long their texts, may wait before a client has to: each costs us memory. */
const MOST_WAITING = 20_000
const MOST_WAITING_BYTES = 8 << 20
/** Words by which SQL gives names of its own to statements and portals, or runs texts that nobody sees. */
const NAMES = /\b(prepare|deallocate|discard|declare|call)\b|\bdo\b(?!\s+(update|nothing)\b)/i

export interface Answers {
  /** What a client's message becomes on its way to the store. Throws WireFault for one that does not pass. */
  asked(one: Message): readonly Buffer[]
  head(): Asked | undefined
  /** The description asked for is here; whether the client asked for it. */
  described(columns: readonly ResultColumn[] | null): boolean
  completed(): void
  done(type: number): void
  failed(): void
  ready(): void
  textOf(asked: Asked): Text
  room(): Promise<void>
  end(): void
}

const UNKNOWN: Text = { length: 0, facts: Promise.resolve(null) }
/** Names that a session may leave lying about; beyond, they are forgotten, and what they stand for is unknown. */
const MOST_NAMES = 10_000

export function createAnswers(read: (text: string) => Promise<readonly StatementFacts[] | null>): Answers {
  let queue: Asked[] = []
  let first = 0
  /** of the texts in the queue */
  let length = 0
  let skipping = false
  let suspicious = false
  let wake: (() => void) | null = null
  const statements = new Map<string, Text>()
  const portals = new Map<string, Text>()

  const textFor = (words: string): Text => {
    if (NAMES.test(words)) suspicious = true
    return { length: words.length, facts: read(words) }
  }
  const put = (one: Asked): void => {
    // After an error the server throws away everything up to the next Sync.
    if (skipping) return
    queue.push(one)
    length += lengthOf(one)
  }
  const lengthOf = (one: Asked | undefined): number => (one?.kind === 'query' || one?.kind === 'parse' ? one.text.length : 0)
  const full = (share: number): boolean => queue.length - first > MOST_WAITING * share || length > MOST_WAITING_BYTES * share
  const shift = (): void => {
    length -= lengthOf(queue[first])
    first++
    if (first > 1000 && first * 2 > queue.length) {
      queue = queue.slice(first)
      first = 0
    }
    if (wake !== null && !full(0.5)) wake()
  }
  const head = (): Asked | undefined => queue[first]
  const keep = (map: Map<string, Text>, name: string, text: Text): void => {
    if (map.size >= MOST_NAMES) map.clear()
    map.set(name, text)
  }
  // Only names without a text of their own can be given anew by SQL: those of length zero cannot.
  const textOf = (one: Asked): Text => {
    if (one.kind === 'query' || one.kind === 'parse') return one.text
    const [map, name] = one.kind === 'bind' ? [statements, one.statement] : one.kind === 'execute' ? [portals, one.portal] : [portals, '?']
    return suspicious && name !== '' ? UNKNOWN : (map.get(name) ?? UNKNOWN)
  }
  const last = (): Asked | undefined => (queue.length > first ? queue[queue.length - 1] : undefined)

  return {
    head,
    asked({ type, bytes }) {
      switch (type) {
        case 0x51: {
          // Query
          const { text } = readCString(bytes, 5)
          put({ kind: 'query', text: textFor(text), done: 0, columns: null })
          return [bytes]
        }
        case 0x50: {
          // Parse
          const name = readCString(bytes, 5)
          const { text } = readCString(bytes, name.next)
          put({ kind: 'parse', name: name.text, text: textFor(text) })
          return [bytes]
        }
        case 0x42: {
          // Bind
          const portal = readCString(bytes, 5)
          const statement = readCString(bytes, portal.next)
          put({ kind: 'bind', portal: portal.text, statement: statement.text })
          return [bytes]
        }
        case 0x44: {
          // Describe
          const { text } = readCString(bytes, 6)
          if (bytes[5] !== 0x53 && bytes[5] !== 0x50) throw new WireFault('a description of what is neither statement nor portal')
          put({ kind: 'describe', portal: bytes[5] === 0x50 ? text : null, ours: false, execute: null })
          return [bytes]
        }
        case 0x45: {
          // Execute
          const { text: portal } = readCString(bytes, 5)
          const execute: AskedExecute = { kind: 'execute', portal, columns: null }
          const before = last()
          // INVARIANT: between a portal's description and its execution nothing else can come, so the description is that of the rows.
          if (!skipping && before?.kind === 'describe' && before.portal === portal && before.execute === null) {
            before.execute = execute
            put(execute)
            return [bytes]
          }
          put({ kind: 'describe', portal, ours: true, execute })
          put(execute)
          return [describePortal(portal), bytes]
        }
        case 0x43: {
          // Close
          const { text } = readCString(bytes, 6)
          put({ kind: 'close', statement: bytes[5] === 0x53, name: text })
          return [bytes]
        }
        case 0x53: // Sync
          skipping = false
          put({ kind: 'sync' })
          return [bytes]
        case 0x48: // Flush
        case 0x64: // CopyData
        case 0x63: // CopyDone
        case 0x66: // CopyFail
          return [bytes]
        case 0x46:
          throw new WireFault('function calls outside SQL do not pass the gateway')
        default:
          throw new WireFault('a message that the protocol does not have here')
      }
    },
    described(columns) {
      const one = head()
      if (one?.kind !== 'describe') throw new WireFault('an answer that does not fit')
      if (one.execute !== null) one.execute.columns = columns
      shift()
      return !one.ours
    },
    completed() {
      const one = head()
      if (one?.kind === 'query') {
        one.done++
        one.columns = null
      } else if (one?.kind === 'execute') shift()
    },
    done(type) {
      const one = head()
      if (type === 0x31 && one?.kind === 'parse') keep(statements, one.name, one.text)
      else if (type === 0x32 && one?.kind === 'bind') keep(portals, one.portal, textOf(one))
      else if (type === 0x33 && one?.kind === 'close') (one.statement ? statements : portals).delete(one.name)
      else throw new WireFault('an answer that does not fit')
      shift()
    },
    failed() {
      const one = head()
      if (one === undefined || one.kind === 'query' || one.kind === 'sync') return
      while (head() !== undefined && head()!.kind !== 'sync') shift()
      if (head() === undefined) skipping = true
    },
    ready() {
      const one = head()
      if (one?.kind !== 'query' && one?.kind !== 'sync') throw new WireFault('an answer that does not fit')
      shift()
    },
    textOf,
    async room() {
      while (full(1)) {
        await new Promise<void>((resolve) => (wake = resolve))
        wake = null
      }
    },
    end() {
      queue = []
      first = 0
      length = 0
      wake?.()
    },
  }
}
