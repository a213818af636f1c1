// What the cell kernel cuts is what the reader of delimited text says of the same text, whatever it holds and wherever the pieces end.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { takeCellKernel } from '../../engine/cells.ts'
import { createCsvReader } from './csv-reader.ts'
import { cutRecords } from './cut-records.ts'

function plainly(text: string, delimiter: string): string[][] {
  const records: string[][] = []
  const reader = createCsvReader(delimiter, (cells) => records.push(cells))
  reader.write(text)
  reader.end()
  return records
}

/** The records, and how many of them were cut by the kernel. */
async function cut(bytes: Buffer, delimiter: string, sizes: readonly number[]): Promise<readonly [string[][], number]> {
  const records: string[][] = []
  const reader = createCsvReader(delimiter, (cells) => records.push(cells))
  const kernel = takeCellKernel()
  assert.ok(kernel !== undefined, 'npm run build:kernel')
  let byKernel = 0
  async function* chunks(): AsyncGenerator<{ bytes: Buffer; jump: boolean }> {
    for (let from = 0, i = 0; from < bytes.length; i++) {
      const size = sizes[i % sizes.length] ?? bytes.length
      yield { bytes: bytes.subarray(from, from + size), jump: false }
      from += size
    }
  }
  await cutRecords(
    kernel,
    chunks(),
    delimiter,
    async ({ batch, widest }) => {
      const before = records.length
      for (let row = 0; row < batch.rows; row++) {
        const cells: string[] = []
        for (let cell = batch.starts[row]!; cell < batch.starts[row + 1]!; cell++) cells.push(batch.text(cell))
        records.push(cells)
      }
      byKernel += batch.rows
      assert.equal(widest, Math.max(...records.slice(before).map((record) => record.length)))
    },
    async (piece) => reader.write(piece),
  )
  kernel.release()
  reader.end()
  return [records, byKernel]
}

const piece = fc.oneof(
  fc.constantFrom(
    '"',
    '""',
    ',',
    ';',
    '\t',
    '|',
    '\n',
    '\r\n',
    '\r',
    '\n\n',
    '',
    ' ',
    '\0',
    'é',
    '表',
    '😀',
    '\u{feff}',
    'a"b',
    '" "',
    '","',
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.stringMatching(/^[a-z0-9 .@-]{0,40}$/),
)

test('any text, cut anywhere, gives the same records', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 60 }),
      fc.constantFrom(',', ';', '\t', '|'),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
      async (pieces, delimiter, sizes) => {
        const text = pieces.join('').toWellFormed()
        const [records] = await cut(Buffer.from(text), delimiter, sizes)
        assert.deepEqual(records, plainly(text, delimiter))
      },
    ),
    { numRuns: 600 },
  )
})

test('more rows and cells than a batch holds, and records of any length, give the same records', async () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => `${i},"a ""${i}""",é${i}`)
  const wide = Array.from({ length: 9000 }, (_, i) => String(i)).join(',')
  const text = [...rows, wide, wide, ...rows, ''].join('\r\n')
  const [records, byKernel] = await cut(Buffer.from(text), ',', [300_000])
  assert.deepEqual(records, plainly(text, ','))
  assert.equal(byKernel, records.length)
})

test('a record that the kernel has no room for is read the other way, and all behind it; so is one of very many cells', async () => {
  for (const long of [`b,"${'x'.repeat(1_100_000)}é",c`, ','.repeat(20_000)]) {
    const text = `a,b,c\n1,2,3\n${long}\n4,"5\n5",6\n`
    for (const sizes of [[1 << 20], [333_333]]) {
      const [records, byKernel] = await cut(Buffer.from(text), ',', sizes)
      assert.deepEqual(records, plainly(text, ','))
      assert.equal(byKernel, 2)
    }
  }
})
