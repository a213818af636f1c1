import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createJsonTokenizer, JsonFault, type JsonEvents } from './json-tokenizer.ts'

// Builds what JSON.parse would have built, so that the two can be compared.
function treeBuilder(): { events: JsonEvents; documents: unknown[] } {
  const documents: unknown[] = []
  const stack: { value: unknown[] | Map<string, unknown>; key: string }[] = []
  const put = (value: unknown): void => {
    const top = stack.at(-1)
    if (top === undefined) documents.push(value)
    else if (Array.isArray(top.value)) top.value.push(value)
    else top.value.set(top.key, value)
  }
  const close = (): void => {
    const { value } = stack.pop()!
    put(Array.isArray(value) ? value : Object.fromEntries(value))
  }
  const events: JsonEvents = {
    startObject: () => void stack.push({ value: new Map(), key: '' }),
    startArray: () => void stack.push({ value: [], key: '' }),
    endObject: close,
    endArray: close,
    key: (name) => void (stack.at(-1)!.key = name),
    value: (text, quoted) => put(text === null || quoted ? text : text === 'true' ? true : text === 'false' ? false : Number(text)),
    endDocument: () => {},
  }
  return { events, documents }
}

function pieces(text: string, cuts: readonly number[]): string[] {
  const at = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].toSorted((a, b) => a - b)
  return [0, ...at].map((from, i) => text.slice(from, at[i] ?? text.length))
}

function parse(text: string, cuts: readonly number[] = []): unknown[] {
  const { events, documents } = treeBuilder()
  const tokenizer = createJsonTokenizer(events)
  for (const piece of pieces(text, cuts)) tokenizer.write(piece)
  tokenizer.end()
  return documents
}

test('any JSON, cut anywhere, is what JSON.parse makes of it', () => {
  fc.assert(
    fc.property(
      fc.json({ stringUnit: 'binary' }),
      fc.array(fc.nat(), { maxLength: 12 }),
      fc.constantFrom(undefined, 2),
      (text, cuts, indent) => {
        const spaced = JSON.stringify(JSON.parse(text), null, indent)
        assert.deepEqual(parse(spaced, cuts), [JSON.parse(spaced)])
      },
    ),
    { seed: 20261124, numRuns: 150 },
  )
})

test('whatever JSON.parse refuses is refused, and nothing else', () => {
  const alphabet = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '\\',
    'u',
    '1',
    '0',
    '-',
    '.',
    'e',
    ' ',
    'null',
    'true',
    '"a"',
    '\n',
    '\u0001',
  )
  fc.assert(
    fc.property(fc.array(alphabet, { maxLength: 12 }), (parts) => {
      const text = parts.join('')
      let expected: unknown
      let refused = false
      try {
        expected = JSON.parse(text)
      } catch {
        refused = true
      }
      let documents: unknown[] = []
      let fault = false
      try {
        documents = parse(text)
      } catch (error) {
        assert(error instanceof JsonFault)
        fault = true
      }
      // several documents after each other, and none, are no fault here
      if (!refused) assert.deepEqual(documents, [expected])
      else assert(fault || documents.length !== 1, text)
    }),
    { seed: 20261124, numRuns: 5000 },
  )
})

test('documents one after the other', () => {
  assert.deepEqual(parse('{"a":1}\n{"a":2} [3]\n4 "5"'), [{ a: 1 }, { a: 2 }, [3], 4, '5'])
})

test('numbers keep their digits', () => {
  const seen: string[] = []
  const events = { ...treeBuilder().events, value: (text: string | null) => void seen.push(text ?? 'null') }
  createJsonTokenizer(events).write('[9007199254740993,1.10,-0,1e400]')
  assert.deepEqual(seen, ['9007199254740993', '1.10', '-0', '1e400'])
})

test('depth and length have an end', () => {
  assert.throws(() => parse('['.repeat(600)), JsonFault)
  const seen: string[] = []
  const tokenizer = createJsonTokenizer({ ...treeBuilder().events, value: (text) => void seen.push(text ?? '') }, 10)
  tokenizer.write('["0123456789abcdef","x"]')
  assert.deepEqual(seen, ['0123456789', 'x'])
  assert.equal(tokenizer.cut, 1)
})
