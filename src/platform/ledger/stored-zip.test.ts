// The zip form against two programs that are not ours: yazl writes the same bytes, yauzl reads the same files. And what the strict reader
// must refuse although other programs would read it.
import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import { describe, it } from 'node:test'
import { buffer } from 'node:stream/consumers'
import * as fc from 'fast-check'
import * as yauzl from 'yauzl'
import { ZipFile as Yazl } from 'yazl'
import { centralRecord, endRecords, writeZip, type ZipFile } from './stored-zip.ts'
import { openStrictZip, ZipFault, type StrictZip } from './strict-zip-reader.ts'

const SEED = 20_261_124

async function* each<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items
}

async function zipOf(files: Iterable<ZipFile>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of writeZip(each(files))) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function open(bytes: Buffer): Promise<StrictZip> {
  return openStrictZip({
    size: bytes.length,
    read: (at, length) =>
      at + length > bytes.length || at < 0 ? Promise.reject(new RangeError('outside')) : Promise.resolve(bytes.subarray(at, at + length)),
  })
}

type Options = { compress: boolean; mtime: Date; mode: number; forceDosTimestamp: boolean }
const OPTIONS: Options = { compress: false, mtime: new Date(1980, 0, 1), mode: 0o100644, forceDosTimestamp: true }

async function yazlOf(files: readonly ZipFile[], options: Partial<Options> = {}): Promise<Buffer> {
  const zip = new Yazl()
  for (const { name, content } of files) zip.addBuffer(content, name, { ...OPTIONS, ...options })
  zip.end()
  return await buffer(zip.outputStream)
}

async function yauzlOf(bytes: Buffer): Promise<ZipFile[]> {
  const zip = await yauzl.fromBufferPromise(bytes, { strictFileNames: true })
  const files: ZipFile[] = []
  for await (const entry of zip.eachEntry()) {
    files.push({ name: entry.fileName, content: await buffer(await zip.openReadStreamPromise(entry)) })
  }
  return files
}

const names = fc.uniqueArray(fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', 'é', '漢', '0'), minLength: 1, maxLength: 12 }), {
  maxLength: 12,
})
const someFiles = names.chain((list) =>
  fc.tuple(
    ...list.map((name) =>
      fc.uint8Array({ maxLength: 300 }).map((content) => ({ name: `f${name.replaceAll('/', '/x')}`, content: Buffer.from(content) })),
    ),
  ),
)

describe('stored zip', () => {
  it('is byte for byte what yazl writes for the same files', async () => {
    await fc.assert(
      fc.asyncProperty(someFiles, async (files) => {
        const safe = files.filter(({ name }) => !name.split('/').includes('..'))
        assert.deepEqual(await zipOf(safe), await yazlOf(safe))
      }),
      { seed: SEED, numRuns: 200 },
    )
  })
  it('is read by yauzl and by the strict reader', async () => {
    await fc.assert(
      fc.asyncProperty(someFiles, async (files) => {
        const bytes = await zipOf(files)
        const zip = await open(bytes)
        assert.equal(zip.count, files.length)
        for (const { name, content } of files) assert.deepEqual(await zip.next(name, 300), content)
        zip.end()
        const safe = files.filter(({ name }) => !name.split('/').some((part) => part === '..'))
        assert.deepEqual(await yauzlOf(await zipOf(safe)), safe)
      }),
      { seed: SEED, numRuns: 100 },
    )
  })
  it('with more files than 16 bits count has the 64-bit end, and is read by both', async () => {
    const files = Array.from({ length: 66_000 }, (_, i) => ({ name: `${i}`, content: Buffer.from([i % 256]) }))
    const bytes = await zipOf(files)
    const zip = await open(bytes)
    for (const { name, content } of files) assert.ok((await zip.next(name, 1)).equals(content))
    zip.end()
    let count = 0
    for await (const entry of (await yauzl.fromBufferPromise(bytes)).eachEntry()) assert.equal(entry.fileName, String(count++))
    assert.equal(count, files.length)
  })
  it('beyond 4 GiB has the 64-bit fields that yauzl understands', async () => {
    const OFFSET = 5_000_000_000
    const entry = { name: 'far', size: 10, crc: 0x12345678 }
    const record = centralRecord(entry, OFFSET)
    const end = endRecords({ count: 1, offset: OFFSET + 43, size: record.length })
    const tail = Buffer.concat([record, end])
    const total = OFFSET + 43 + tail.length
    class Sparse extends yauzl.RandomAccessReader {
      override read(
        into: Buffer,
        offset: number,
        length: number,
        position: number,
        done: (error: Error | null, read?: number) => void,
      ): void {
        for (let i = 0; i < length; i++) into[offset + i] = tail[position + i - (total - tail.length)] ?? 0
        done(null, length)
      }
    }
    const zip = await yauzl.fromRandomAccessReaderPromise(new Sparse(), total, { autoClose: false })
    for await (const far of zip.eachEntry()) {
      assert.deepEqual(
        [far.fileName, far.relativeOffsetOfLocalHeader, far.uncompressedSize, far.compressedSize, far.crc32],
        ['far', OFFSET, 10, 10, entry.crc],
      )
    }
  })
})

describe('strict zip reader: refuses what others would read', () => {
  const files = [
    { name: 'a', content: Buffer.from('alpha') },
    { name: 'b', content: Buffer.from('beta') },
  ]
  async function refused(bytes: Buffer): Promise<string> {
    try {
      const zip = await open(bytes)
      for (const { name } of files) await zip.next(name, 100)
      zip.end()
    } catch (error) {
      assert.ok(error instanceof ZipFault, String(error))
      return error.message
    }
    return 'nothing'
  }
  const start = Buffer.from('#!/bin/sh\n')

  it('its own form passes', async () => assert.equal(await refused(await zipOf(files)), 'nothing'))
  it('deflated files', async () => assert.match(await refused(await yazlOf(files, { compress: true })), /form of a bundle|header of/))
  it('another mode: a link, a device', async () => assert.match(await refused(await yazlOf(files, { mode: 0o120777 })), /form of a bundle/))
  it('another date', async () => assert.match(await refused(await yazlOf(files, { mtime: new Date(2020, 1, 1) })), /form of a bundle/))
  it('a file too many, one missing, another order', async () => {
    assert.match(await refused(await zipOf([...files, { name: 'c', content: Buffer.alloc(0) }])), /more in the zip/)
    assert.match(await refused(await zipOf(files.slice(0, 1))), /b is missing/)
    assert.match(await refused(await zipOf(files.toReversed())), /does not have a where it belongs/)
  })
  it('a comment, bytes before or behind', async () => {
    const zip = new Yazl()
    for (const { name, content } of files) zip.addBuffer(content, name, OPTIONS)
    zip.end({ comment: 'hello', forceZip64Format: false })
    assert.match(await refused(await buffer(zip.outputStream)), /no zip|end/)
    const bytes = await zipOf(files)
    assert.match(await refused(Buffer.concat([start, bytes])), /end of the zip/)
    assert.match(await refused(Buffer.concat([bytes, start])), /no zip/)
  })
  it('a file larger than it can be: nothing is read for it', async () => {
    const zip = await open(await zipOf([{ name: 'a', content: Buffer.alloc(1000) }]))
    await assert.rejects(zip.next('a', 999), /larger than it can be/)
  })
  it('a list that claims more files, or sizes, than there are bytes', async () => {
    const bytes = await zipOf(files)
    for (const [at, value] of [
      [bytes.length - 12, 0xffff],
      [bytes.length - 14, 0xffff],
      [bytes.length - 10, 0xffff_ffff],
      [bytes.length - 6, 0xffff_fff0],
    ] as const) {
      const changed = Buffer.from(bytes)
      if (value > 0xffff) changed.writeUInt32LE(value, at)
      else changed.writeUInt16LE(value, at)
      assert.match(await refused(changed), /end of the zip/)
    }
    assert.match(await refused(Buffer.alloc(0)), /no zip/)
    assert.match(await refused(Buffer.alloc(1000)), /no zip/)
  })
})
