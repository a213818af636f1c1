// The kernel and the code open the gate at the same lines: reading through the gate finds what reading everything finds.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { loadRules } from '../create-engine.ts'
import { languageOf } from './foreign.ts'
import { createGate } from './gate.ts'
import { createTokens, cut } from './tokens.ts'

const known = loadRules()
const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))
const gate = createGate(known.lexicon)

function texts(): string[] {
  const files = [
    ...globSync(`${ROOT}docs/**/*.md`),
    ...globSync(`${ROOT}src/discover/**/*.ts`),
    `${ROOT}src/discover/engine/tagger/held-out.txt`,
  ].sort()
  let state = 7
  const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32
  const parts = [
    'Anna',
    'new york',
    'St. Louis',
    'é',
    '漢字',
    '😀',
    '\n',
    '\n\n',
    ' ',
    ' ',
    '.',
    'name',
    '_x',
    '12',
    'A.',
    "L'Aquila",
    'ŁÓDŹ',
    'the',
    'x='.repeat(3),
    '\u0301',
  ]
  const noise = Array.from({ length: 300 }, () =>
    Array.from({ length: 40 }, () => parts[Math.floor(random() * parts.length)]!).join(random() < 0.5 ? ' ' : ''),
  )
  return [
    ...files.map((file) => readFileSync(file, 'utf8').slice(0, 60_000)),
    ...noise,
    `${'word Anna '.repeat(300)}\n${'x '.repeat(2000)}`,
  ]
}

it('opens at every line at which the code opens', { skip: gate === undefined ? 'the kernel is not built' : false }, () => {
  const tokens = createTokens()
  let lines = 0
  for (const text of texts()) {
    const length = gate!.memory.write(text)
    const count = gate!.open(length)
    assert.ok(count >= 0)
    const windows = Array.from(gate!.windows.subarray(0, count * 2))
    windows.forEach((at, i) => i > 0 && assert.ok(at >= windows[i - 1]!, 'in order'))
    if (!cut(text, known, languageOf(text, known), tokens)) continue
    for (let i = 0; i < tokens.count; i++) {
      if (tokens.active[i] === 0) continue
      lines++
      const at = Buffer.byteLength(text.slice(0, tokens.start[i]))
      assert.ok(
        windows.some((start, w) => w % 2 === 0 && start <= at && at < windows[w + 1]!),
        JSON.stringify(text.slice(Math.max(0, tokens.start[i]! - 60), tokens.end[i]! + 20)),
      )
      // One of a stretch is enough.
      while (i < tokens.count && tokens.active[i] === 1) i++
    }
  }
  assert.ok(lines > 500, String(lines))
})
