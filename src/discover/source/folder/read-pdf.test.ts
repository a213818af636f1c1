// PDF files that other programs made (test/files/pdf/README.md), whole and damaged.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Outcome } from '../source.ts'
import { readFileContent } from './read-file.ts'

const FILES = fileURLToPath(new URL('../../../../test/files/pdf/', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'holdfast-pdf-'))
after(() => rmSync(folder, { recursive: true, force: true }))

async function read(path: string): Promise<{ outcome: Outcome; text: string }> {
  let text = ''
  const options = { mode: { kind: 'full' } as const, signal: new AbortController().signal }
  const outcome = await readFileContent(path, 'a.pdf', options, (fragment) => {
    if (fragment.kind === 'text') text += fragment.text
  })
  return { outcome, text }
}

test('all pages are read as text, with lines and letters as they stand', async () => {
  const { outcome, text } = await read(join(FILES, 'letter.pdf'))
  assert.equal(outcome.status, 'read')
  assert.ok('format' in outcome && outcome.format === 'pdf')
  assert.match(text.replaceAll('\n', ' '), /panią Katarzyną Wiśniewską, PESEL 44051401359/)
  assert.match(text, /tel\. 601 234 567/, 'the second page')
  assert.match(text, /Umowa zlecenia\n/)
})

test('a password to open is a failure that says so; one for the owner alone hides nothing', async () => {
  const locked = await read(join(FILES, 'locked.pdf'))
  assert.deepEqual(locked, {
    outcome: { status: 'failed', reason: 'PDF document with a password: it cannot be read without it' },
    text: '',
  })
  assert.match((await read(join(FILES, 'open-to-read.pdf'))).text, /44051401359/)
})

test('a page that is a picture is not passed over in silence', async () => {
  const { outcome } = await read(join(FILES, 'scanned.pdf'))
  assert.equal(outcome.status, 'partial')
  assert.match('reason' in outcome ? outcome.reason : '', /1 of 1 pages are pictures/)
})

test('cut and bent files end with a word about it, never with an exception', async () => {
  const whole = readFileSync(join(FILES, 'letter.pdf'))
  let seed = 7
  const random = (below: number): number => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) % below
  let unread = 0
  for (let round = 0; round < 24; round++) {
    const bent = Buffer.from(round % 3 === 0 ? whole.subarray(0, random(whole.length)) : whole)
    for (let i = 0; i < 40 && bent.length > 8; i++) bent[5 + random(bent.length - 5)] = random(256)
    if (bent.length < 6) continue
    const path = join(folder, `${round}.pdf`)
    writeFileSync(path, bent)
    const { outcome } = await read(path)
    if (outcome.status !== 'read') {
      unread++
      assert.ok('reason' in outcome && outcome.reason.length > 10)
    }
  }
  assert.ok(unread > 4, `${unread} of the files were too damaged to read whole`)
})
