// Plain text logs: which prefixes say enough, and that entries are the same however the file is cut, read and grown. Entries have the shape of PostgreSQL 15's;
// that the server's own are understood is foreign-database.test.ts.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { createZoneReader } from './log-time.ts'
import { readTextLog, textEntry, textForm } from './text-log.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-text-'))
after(() => rmSync(folder, { recursive: true }))
const form = textForm('%m [%p] %c-%l %q%u@%d ')!

test('a prefix must say when, whose session, which login, which database', () => {
  for (const enough of ['%m %c %u %d ', '%n|%s|%p|%u|%d|', '%t [%p] %c %q%u@%d %a %% ', '%-20m %10p %c %u %d'])
    assert.notEqual(textForm(enough), null, enough)
  for (const little of ['%m [%p] ', '%m [%p] %q%u@%d ', '%t:%r:%u@%d:[%p]:', '', '%c %u %d']) assert.equal(textForm(little), null, little)
})

test('an entry with its parts; a zone by its abbreviation, in summer and in winter', () => {
  const text = [
    '2026-07-01 10:00:00.123 CEST [77] 6a44d2d0.4d-5 dana@shop ERROR:  division by zero',
    '2026-07-01 10:00:00.123 CEST [77] 6a44d2d0.4d-6 dana@shop STATEMENT:  select 1',
    '\t  / 0',
  ].join('\n')
  const entry = textEntry(form, text, createZoneReader('Europe/Berlin'))
  assert.ok(typeof entry === 'object')
  assert.deepEqual(
    [new Date(entry.time).toISOString(), entry.user, entry.database, entry.line, entry.parts, entry.message, entry.statement],
    ['2026-07-01T08:00:00.123Z', 'dana', 'shop', 5, 2, 'division by zero', 'select 1\n  / 0'],
  )
  const winter = textEntry(form, text.replaceAll('2026-07-01', '2026-12-01').replaceAll('CEST', 'CET'), createZoneReader('Europe/Berlin'))
  assert.ok(typeof winter === 'object')
  assert.equal(new Date(winter.time).toISOString(), '2026-12-01T09:00:00.123Z')
  assert.equal(textEntry(form, text, createZoneReader(null)), 'time-unknown')
  const late = '2026-07-01 10:00:00.123 UTC [5] 6a44d2d0.5-1 LOG:  checkpoint starting: time'
  const server = textEntry(form, late, createZoneReader(null))
  assert.ok(typeof server === 'object')
  assert.deepEqual([server.user, server.message], [null, 'checkpoint starting: time'])
})

test('the same entries wherever the file was cut', async () => {
  const line = fc.stringMatching(/^[ -~äö]{0,40}$/)
  const one = fc.record({ text: line, more: fc.array(line, { maxLength: 4 }), part: fc.boolean() })
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 20 }), fc.array(fc.nat(), { maxLength: 4 }), async (made, cuts) => {
      const entries = made.map(({ text, more, part }, at) => {
        const prefix = (number: number): string => `2026-07-01 10:00:00.000 UTC [7] 6a44d2d0.7-${at * 2 + number} dana@shop `
        const lines = [`${prefix(1)}LOG:  statement: ${text}`, ...more.map((each) => `\t${each}`)]
        return [...lines, ...(part ? [`${prefix(2)}DETAIL:  ${text}`] : [])].join('\n')
      })
      const bytes = Buffer.from(`${entries.join('\n')}\n`)
      const file = path.join(folder, `${run++}.log`)
      const read: string[] = []
      let at = 0
      for (const size of [...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length]) {
        writeFileSync(file, bytes.subarray(0, size))
        const handle = await open(file, 'r')
        try {
          for await (const some of readTextLog(handle, form, at, size, false)) {
            read.push(...some.map((each) => each.text ?? '(too long)'))
            at = some.at(-1)!.end
          }
        } finally {
          await handle.close()
        }
      }
      assert.deepEqual(read, entries.slice(0, -1), 'the last may still grow')
      const handle = await open(file, 'r')
      try {
        for await (const some of readTextLog(handle, form, at, bytes.length, true))
          read.push(...some.map((each) => each.text ?? '(too long)'))
      } finally {
        await handle.close()
      }
      assert.deepEqual(read, entries)
    }),
    { numRuns: 60 },
  )
})

test('what is too long is said and passed over; what follows is read', async () => {
  const begin = (number: number, text: string): string =>
    `2026-07-01 10:00:00.000 UTC [7] 6a44d2d0.7-${number} dana@shop LOG:  statement: ${text}`
  const file = path.join(folder, 'long.log')
  writeFileSync(file, `${begin(1, 'a')}\n${begin(2, 'x'.repeat(3_000_000))}\n\t${'y'.repeat(2_000_000)}\n${begin(3, 'b')}\n`)
  const handle = await open(file, 'r')
  const read: (string | null)[] = []
  try {
    for await (const some of readTextLog(handle, form, 0, (await handle.stat()).size, true)) read.push(...some.map((each) => each.text))
  } finally {
    await handle.close()
  }
  assert.deepEqual(read, [begin(1, 'a'), null, begin(3, 'b')])
})
