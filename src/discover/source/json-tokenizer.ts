// Reads JSON in pieces cut anywhere, and says what it meets, without building a tree: memory stays bounded by depth and by the longest
// value. Takes one document, documents one after the other, and NDJSON alike. Owns the grammar (RFC 8259); names no fields.

export interface JsonEvents {
  startObject(): void
  endObject(): void
  startArray(): void
  endArray(): void
  key(name: string): void
  /** Numbers and true/false as they are written, so that no digit is lost; `quoted` tells "1" from 1. */
  value(text: string | null, quoted: boolean): void
  /** A value at the top level has ended. */
  endDocument(): void
}

export interface JsonTokenizer {
  /** Throws JsonFault; after that only `reset` helps. */
  write(piece: string): void
  end(): void
  /** Forgets an unfinished document: what is written next begins a new one. */
  reset(): void
  /** How often a key or value was longer than the limit and was cut. */
  readonly cut: number
  readonly depth: number
}

export class JsonFault extends Error {
  /** offset in the piece where reading stopped */
  readonly at: number
  constructor(what: string, at: number) {
    super(what)
    this.name = 'JsonFault'
    this.at = at
  }
}

export const JSON_DEPTH_LIMIT = 512
export const JSON_VALUE_LIMIT = 1 << 20

const STATE = { value: 0, firstKey: 1, key: 2, colon: 3, after: 4, firstItem: 5 } as const
type State = (typeof STATE)[keyof typeof STATE]

const ESCAPES: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/

export function createJsonTokenizer(events: JsonEvents, valueLimit = JSON_VALUE_LIMIT): JsonTokenizer {
  const open: boolean[] = [] // true: object
  let state: State = STATE.value
  let cut = 0
  // a string in progress
  let inString = false
  let stringIsKey = false
  let text = ''
  let escape: string | null = null // null: none, '' after the backslash, 'u…' in \uXXXX
  // a bare word in progress: number, true, false, null
  let word = ''

  const endValue = (): void => {
    state = STATE.after
    if (open.length === 0) {
      state = STATE.value
      events.endDocument()
    }
  }
  const endWord = (at: number): void => {
    const bare = word
    word = ''
    if (bare === 'null') events.value(null, false)
    else if (bare === 'true' || bare === 'false' || NUMBER.test(bare)) events.value(bare, false)
    else throw new JsonFault('not a value', at)
    endValue()
  }
  const add = (part: string): void => {
    if (text.length >= valueLimit) return
    text += part
    if (text.length >= valueLimit) {
      text = text.slice(0, valueLimit)
      cut++
    }
  }
  const endString = (): void => {
    inString = false
    const done = text
    text = ''
    if (stringIsKey) {
      events.key(done)
      state = STATE.colon
    } else {
      events.value(done, true)
      endValue()
    }
  }
  // Returns the offset behind what it took of the string.
  const readString = (piece: string, from: number): number => {
    let start = from
    for (let i = from; i < piece.length; i++) {
      const char = piece.charCodeAt(i)
      if (escape !== null) {
        const letter = piece[i]!
        start = i + 1
        if (escape === '') {
          if (letter === 'u') escape = 'u'
          else {
            const meant = ESCAPES[letter]
            if (meant === undefined) throw new JsonFault('unknown escape', i)
            add(meant)
            escape = null
          }
        } else {
          if (!/[0-9A-Fa-f]/.test(letter)) throw new JsonFault('bad \\u escape', i)
          escape += letter
          if (escape.length === 5) {
            add(String.fromCharCode(Number.parseInt(escape.slice(1), 16)))
            escape = null
          }
        }
      } else if (char === 0x22) {
        add(piece.slice(start, i))
        endString()
        return i + 1
      } else if (char === 0x5c) {
        add(piece.slice(start, i))
        escape = ''
        start = i + 1
      } else if (char < 0x20) throw new JsonFault('control character in a string', i)
    }
    if (start < piece.length) add(piece.slice(start))
    return piece.length
  }
  const close = (object: boolean, at: number): void => {
    if (open.at(-1) !== object) throw new JsonFault('closed what was not open', at)
    open.pop()
    if (object) events.endObject()
    else events.endArray()
    endValue()
  }
  const startValue = (char: number, at: number): void => {
    if (char === 0x22) {
      inString = true
      stringIsKey = false
    } else if (char === 0x7b || char === 0x5b) {
      if (open.length >= JSON_DEPTH_LIMIT) throw new JsonFault('nested too deeply', at)
      open.push(char === 0x7b)
      if (char === 0x7b) events.startObject()
      else events.startArray()
      state = char === 0x7b ? STATE.firstKey : STATE.firstItem
    } else throw new JsonFault('not a value', at)
  }

  const structural = (char: number, at: number): void => {
    switch (state) {
      case STATE.firstItem:
        if (char === 0x5d) close(false, at)
        else startValue(char, at)
        return
      case STATE.value:
        startValue(char, at)
        return
      case STATE.firstKey:
      case STATE.key:
        if (char === 0x7d && state === STATE.firstKey) close(true, at)
        else if (char === 0x22) {
          inString = true
          stringIsKey = true
        } else throw new JsonFault('not a name', at)
        return
      case STATE.colon:
        if (char !== 0x3a) throw new JsonFault('no colon behind a name', at)
        state = STATE.value
        return
      case STATE.after:
        if (char === 0x2c) state = open.at(-1) === true ? STATE.key : STATE.value
        else if (char === 0x7d || char === 0x5d) close(char === 0x7d, at)
        else throw new JsonFault('no comma between values', at)
    }
  }

  return {
    write(piece) {
      let i = 0
      while (i < piece.length) {
        if (inString) {
          i = readString(piece, i)
          continue
        }
        const char = piece.charCodeAt(i)
        const white = char === 0x20 || char === 0x0a || char === 0x0d || char === 0x09
        if (word !== '') {
          if (!white && !isStructural(char)) {
            word += piece[i]
            if (word.length > 400) throw new JsonFault('not a value', i)
            i++
            continue
          }
          endWord(i)
        }
        if (!white) {
          if ((state === STATE.value || state === STATE.firstItem) && isWord(char)) word = piece[i]!
          else structural(char, i)
        }
        i++
      }
    },
    end() {
      if (word !== '') endWord(0)
      if (inString || open.length > 0 || state !== STATE.value) throw new JsonFault('ends in the middle of a value', 0)
    },
    reset() {
      open.length = 0
      state = STATE.value
      inString = false
      text = word = ''
      escape = null
    },
    get cut() {
      return cut
    },
    get depth() {
      return open.length
    },
  }
}

function isStructural(char: number): boolean {
  return char === 0x2c || char === 0x5d || char === 0x7d || char === 0x3a || char === 0x5b || char === 0x7b || char === 0x22
}

function isWord(char: number): boolean {
  return char === 0x2d || (char >= 0x30 && char <= 0x39) || char === 0x74 || char === 0x66 || char === 0x6e
}
