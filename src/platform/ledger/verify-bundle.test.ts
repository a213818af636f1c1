// The bundle and its verifier: a whole one passes, and whatever is done to it is seen. The tamper tests come in two kinds: bytes changed by
// accident (every byte of a small bundle, in the zip's own fields too) and by somebody who knows the form and mends all checksums after.
import assert from 'node:assert/strict'
import { generateKeyPairSync, randomBytes, hash } from 'node:crypto'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import type { Json } from '../../core/canonical-json.ts'
import {
  bodyFileName,
  fileCount,
  fileNames,
  formatBodyFile,
  parseBodyFile,
  SUMS_FILE,
  sumsLine,
  type BodyContent,
} from './bundle-layout.ts'
import { formatCheckpoint } from './checkpoint.ts'
import { commitmentOf, formatLeaf } from './leaf.ts'
import { createTree, hashLeaf, rootOf } from './merkle-tree.ts'
import { createVerifierKey, formatVerifierKey, publicKeyBytes, signNote } from './signed-note.ts'
import { writeZip, type ZipFile } from './stored-zip.ts'
import { decodeEntries, encodeEntries } from './tiles.ts'
import type { ByteSource } from './strict-zip-reader.ts'
import { verifyBundle, type VerifyOptions } from './verify-bundle.ts'
import { writeBundle } from './write-bundle.ts'

const SEED = 20_261_124
const ORIGIN = 'holdfast/test'

const signer = generateKeyPairSync('ed25519').privateKey
const stranger = generateKeyPairSync('ed25519').privateKey

function sourceOf(bytes: Buffer): ByteSource {
  return {
    size: bytes.length,
    read: (at, length) =>
      at + length > bytes.length ? Promise.reject(new RangeError('read past the end')) : Promise.resolve(bytes.subarray(at, at + length)),
  }
}

async function* each<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items
}

interface Ledger {
  readonly leaves: string[]
  readonly bodies: BodyContent[]
}

function ledgerOf(size: number, options: { readonly erased?: readonly number[]; readonly body?: (seq: number) => Json } = {}): Ledger {
  const leaves: string[] = []
  const bodies: BodyContent[] = []
  for (let seq = 0; seq < size; seq++) {
    const salt = randomBytes(32)
    const body = options.body?.(seq) ?? { reason: `number ${seq}`, naïve: [seq, null, true] }
    const time = new Date(1_764_000_000_000 + seq).toISOString()
    leaves.push(
      formatLeaf({ v: 1, seq, time, actor: 'account:a', kind: 'store.connected', entity: `st_${seq}`, commit: commitmentOf(salt, body) }),
    )
    bodies.push(options.erased?.includes(seq) === true ? null : { salt, body })
  }
  return { leaves, bodies }
}

function noteOf(leaves: readonly string[], key = signer, origin = ORIGIN): string {
  const tree = createTree(Buffer.concat(leaves.map((leaf) => hashLeaf(leaf))))
  return signNote(formatCheckpoint({ origin, size: leaves.length, root: rootOf(tree.node, leaves.length) }), origin, key)
}

function vkeyOf(key = signer): string {
  return formatVerifierKey(createVerifierKey(ORIGIN, publicKeyBytes(key)))
}

async function bundleOf({ leaves, bodies }: Ledger, key = signer): Promise<Buffer> {
  const tree = createTree(Buffer.concat(leaves.map((leaf) => hashLeaf(leaf))))
  const chunks: Buffer[] = []
  const input = {
    checkpoint: { origin: ORIGIN, size: leaves.length, root: rootOf(tree.node, leaves.length) },
    note: noteOf(leaves, key),
    vkey: vkeyOf(key),
    tree,
    leaves: (from: number, to: number) => Promise.resolve(leaves.slice(from, to)),
    bodies: (from: number, to: number) => Promise.resolve(bodies.slice(from, to)),
  }
  for await (const chunk of writeBundle(input)) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

async function reasonOf(bytes: Buffer, options?: VerifyOptions): Promise<string> {
  const result = await verifyBundle(sourceOf(bytes), options)
  return result.ok ? 'holds' : result.error
}

/** The files of a bundle, by reading the local headers in turn. */
function filesOf(zip: Buffer): ZipFile[] {
  const files: ZipFile[] = []
  let at = 0
  while (zip.readUInt32LE(at) === 0x04034b50) {
    const size = zip.readUInt32LE(at + 18)
    const nameEnd = at + 30 + zip.readUInt16LE(at + 26)
    files.push({ name: zip.toString('utf8', at + 30, nameEnd), content: zip.subarray(nameEnd, nameEnd + size) })
    at = nameEnd + size
  }
  return files
}

/** A zip of these files with every checksum right: what a forger who knows the form would make. */
async function forged(files: readonly ZipFile[]): Promise<Buffer> {
  const rest = files.filter((file) => file.name !== SUMS_FILE)
  const sums = rest.map((file) => sumsLine(file.name, hash('sha256', file.content, 'buffer'))).join('')
  const chunks: Buffer[] = []
  for await (const chunk of writeZip(each([...rest, { name: SUMS_FILE, content: Buffer.from(sums) }]))) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const replace = (files: readonly ZipFile[], name: string, content: Buffer | string): ZipFile[] => {
  assert.ok(
    files.some((file) => file.name === name),
    `no ${name}`,
  )
  return files.map((file) => (file.name === name ? { name, content: Buffer.from(content) } : file))
}

describe('bundle: a whole one', () => {
  it('passes at every size, with a tile or more, and has the files that the layout says', async () => {
    for (const size of [0, 1, 2, 3, 7, 8, 255, 256, 257, 520]) {
      const bundle = await bundleOf(ledgerOf(size))
      const result = await verifyBundle(sourceOf(bundle))
      assert.ok(result.ok, `size ${size}: ${result.ok ? '' : result.error}`)
      assert.equal(result.value.checkpoint.size, size)
      const names = filesOf(bundle).map((file) => file.name)
      assert.deepEqual(names, [...fileNames(size)])
      assert.equal(names.length, fileCount(size))
    }
  })
  it('counts what was erased', async () => {
    const result = await verifyBundle(sourceOf(await bundleOf(ledgerOf(9, { erased: [0, 4, 8] }))))
    assert.equal(result.ok && result.value.erased, 3)
  })
  it('is written the same twice: nothing in it depends on the time or the machine', async () => {
    const ledger = ledgerOf(5)
    assert.deepEqual(await bundleOf(ledger), await bundleOf(ledger))
  })
  it('any body comes back', () => {
    fc.assert(
      fc.property(fc.nat(), fc.jsonValue(), fc.uint8Array({ minLength: 32, maxLength: 32 }), (seq, body, salt) => {
        const text = formatBodyFile(seq, { salt: Buffer.from(salt), body: body as Json })
        const content = parseBodyFile(seq, text)
        assert.ok(content)
        assert.equal(commitmentOf(content.salt, content.body), commitmentOf(salt, body as Json))
        assert.equal(parseBodyFile(seq + 1, text), undefined)
      }),
      { seed: SEED },
    )
  })
})

describe('bundle: bytes changed', () => {
  it('every byte, wherever it stands', async () => {
    const bundle = await bundleOf(ledgerOf(2, { erased: [1] }))
    assert.equal(await reasonOf(bundle), 'holds')
    for (let at = 0; at < bundle.length; at++) {
      for (const mask of [1 << (at % 8), 0xff]) {
        const changed = Buffer.from(bundle)
        changed[at]! ^= mask
        assert.notEqual(await reasonOf(changed), 'holds', `byte ${at} of ${bundle.length}, mask ${mask}`)
      }
    }
  })
  it('cut anywhere, or with bytes before, between or behind', async () => {
    const bundle = await bundleOf(ledgerOf(1))
    for (let length = 0; length < bundle.length; length++) assert.notEqual(await reasonOf(bundle.subarray(0, length)), 'holds', `${length}`)
    for (let at = 0; at <= bundle.length; at++) {
      const longer = Buffer.concat([bundle.subarray(0, at), Buffer.from([at % 256]), bundle.subarray(at)])
      assert.notEqual(await reasonOf(longer), 'holds', `inserted at ${at}`)
    }
  })
  it('random bytes, and random changes of many bytes, never throw', async () => {
    const bundle = await bundleOf(ledgerOf(3))
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(bundle.length - 1), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 8 }),
        async (changes) => {
          const changed = Buffer.from(bundle)
          for (const [at, mask] of changes) changed[at]! ^= mask
          if (!changed.equals(bundle)) assert.notEqual(await reasonOf(changed), 'holds')
        },
      ),
      { seed: SEED, numRuns: 500 },
    )
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        assert.notEqual(await reasonOf(Buffer.from(bytes)), 'holds')
      }),
      { seed: SEED, numRuns: 300 },
    )
  })
})

describe('bundle: forged with every checksum mended', () => {
  const SIZE = 6
  const ledger = ledgerOf(SIZE, { erased: [2] })
  const cases: readonly [string, RegExp, (files: ZipFile[]) => ZipFile[]][] = [
    [
      'a body',
      /^body\/1\.json is not what leaf 1 commits to$/,
      (files) => replace(files, 'body/1.json', formatBodyFile(1, { salt: ledger.bodies[1]!.salt, body: 'other' })),
    ],
    [
      'a salt',
      /^body\/1\.json is not what leaf 1/,
      (files) => replace(files, 'body/1.json', formatBodyFile(1, { salt: randomBytes(32), body: ledger.bodies[1]!.body })),
    ],
    [
      'a body moved to another leaf',
      /^body\/3\.json is not what leaf 3/,
      (files) => replace(files, 'body/3.json', formatBodyFile(3, ledger.bodies[1]!)),
    ],
    [
      'a body with a number of another',
      /^body\/3\.json is not in the form/,
      (files) => replace(files, 'body/3.json', formatBodyFile(1, ledger.bodies[1]!)),
    ],
    [
      'a body in another form',
      /not in the form of a body/,
      (files) => replace(files, 'body/1.json', `${formatBodyFile(1, ledger.bodies[1]!)} `),
    ],
    [
      'a body nested too deeply',
      /not in the form of a body/,
      (files) => replace(files, 'body/1.json', `{"body":${'['.repeat(100_000)}${']'.repeat(100_000)},"salt":"","seq":1}`),
    ],
    ['the manifest', /^manifest\.json does not say/, (files) => replace(files, 'manifest.json', '{"v":1}\n')],
    [
      'a body said to be erased, the manifest not told',
      /^manifest\.json does not say/,
      (files) => replace(files, 'body/1.json', formatBodyFile(1, null)),
    ],
    [
      'a leaf',
      /^leaf 1 is not the one in the tree/,
      (files) => entriesChanged(files, (entries) => entries.with(1, entries[1]!.replace('st_1', 'st_9'))),
    ],
    [
      'leaves in another order',
      /^leaf 1 is not the one in the tree/,
      (files) => entriesChanged(files, (entries) => entries.with(1, entries[2]!).with(2, entries[1]!)),
    ],
    ['a leaf too few', /does not hold 6 entries/, (files) => entriesChanged(files, (entries) => entries.slice(0, -1))],
    ['a leaf too many', /does not hold 6 entries/, (files) => entriesChanged(files, (entries) => [...entries, entries[0]!])],
    [
      'a hash in a tile',
      /does not have the root/,
      (files) =>
        files.map((file) =>
          file.name.startsWith('tile/0/')
            ? { name: file.name, content: file.content.map((byte, i) => (i === 40 ? byte ^ 1 : byte)) as Buffer }
            : file,
        ),
    ],
    [
      'a proof of another leaf',
      /^proof\/4\.tlog-proof does not prove leaf 4$/,
      (files) => replace(files, 'proof/4.tlog-proof', files.find((file) => file.name === 'proof/3.tlog-proof')!.content),
    ],
    [
      'a checkpoint of fewer leaves',
      /has \d+ files, the bundle \d+/,
      (files) => replace(files, 'checkpoint', noteOf(ledger.leaves.slice(0, 5))),
    ],
    ['a checkpoint of other leaves', /does not have the root/, (files) => replace(files, 'checkpoint', noteOf(ledgerOf(SIZE).leaves))],
    [
      'a checkpoint signed by a stranger',
      /not signed with the ledger/,
      (files) => replace(files, 'checkpoint', noteOf(ledger.leaves, stranger)),
    ],
    [
      'a checkpoint whose text was changed',
      /false signature/,
      (files) => replace(files, 'checkpoint', noteOf(ledger.leaves).replace('\n6\n', '\n7\n')),
    ],
    [
      'a checkpoint of another origin',
      /another ledger|not signed/,
      (files) => replace(files, 'checkpoint', noteOf(ledger.leaves, signer, 'holdfast/elsewhere')),
    ],
    [
      'a checkpoint that claims a number beyond reason',
      /more than can be checked/,
      (files) =>
        replace(files, 'checkpoint', signNote(`${ORIGIN}\n900719925474099\n${Buffer.alloc(32).toString('base64')}\n`, ORIGIN, signer)),
    ],
    ['the key', /not signed with the ledger/, (files) => replace(files, 'log.vkey', `${vkeyOf(stranger)}\n`)],
    ['no key', /holds no key/, (files) => replace(files, 'log.vkey', 'hello\n')],
    ['a file removed', /files, the bundle/, (files) => files.filter((file) => file.name !== bodyFileName(5))],
    ['a file added', /files, the bundle/, (files) => [...files, { name: 'extra', content: Buffer.from('x') }]],
    [
      'a file that is there twice',
      /list of files does not have body\/2\.json/,
      (files) => files.map((file) => (file.name === 'body/2.json' ? files.find((other) => other.name === 'body/1.json')! : file)),
    ],
    [
      'a path that leads out',
      /list of files does not have body\/2\.json/,
      (files) => files.map((file) => (file.name === 'body/2.json' ? { ...file, name: '../../../etc/passwd' } : file)),
    ],
    ['two files swapped', /list of files does not have/, (files) => [files[1]!, files[0]!, ...files.slice(2)]],
  ]
  const entriesChanged = (files: readonly ZipFile[], change: (entries: string[]) => string[]): ZipFile[] => {
    const file = files.find(({ name }) => name.startsWith('tile/entries/'))!
    const entries = decodeEntries(file.content, SIZE)!.map((entry) => entry.toString('utf8'))
    return replace(files, file.name, encodeEntries(change(entries)))
  }

  it('nothing, to see that the forger’s tools are good', async () => {
    assert.equal(await reasonOf(await forged(filesOf(await bundleOf(ledger)))), 'holds')
  })
  for (const [name, reason, change] of cases) {
    it(name, async () => {
      assert.match(await reasonOf(await forged(change(filesOf(await bundleOf(ledger))))), reason)
    })
  }
  it('a leaf left out and the whole tree built anew: only the number in the leaves tells', async () => {
    const shorter = { leaves: ledger.leaves.toSpliced(3, 1), bodies: ledger.bodies.toSpliced(3, 1) }
    assert.match(await reasonOf(await bundleOf(shorter)), /^leaf 3 says that it is number 4$/)
  })
  it('checksums listed for other bytes', async () => {
    const files = filesOf(await bundleOf(ledger))
    const sums = files.at(-1)!.content.toString('utf8')
    const chunks: Buffer[] = []
    for await (const chunk of writeZip(each(replace(files, SUMS_FILE, `${sums.slice(0, -3)}x\n`)))) chunks.push(chunk)
    assert.match(await reasonOf(Buffer.concat(chunks)), /SHA256SUMS does not have the checksum of manifest\.json/)
  })
})

describe('bundle: with a key and a checkpoint kept outside', () => {
  const ledger = ledgerOf(10)
  const key = createVerifierKey(ORIGIN, publicKeyBytes(signer))

  it('continues every former checkpoint, its own too', async () => {
    const bundle = await bundleOf(ledger)
    for (let size = 0; size <= 10; size++) {
      const result = await verifyBundle(sourceOf(bundle), { key, since: noteOf(ledger.leaves.slice(0, size)) })
      assert.ok(result.ok)
      assert.equal(result.value.since, size)
      assert.equal(result.value.keyKnown, true)
    }
  })
  it('a ledger rewritten and signed with the right key is no continuation', async () => {
    const rewritten = ledgerOf(12)
    assert.equal(await reasonOf(await bundleOf(rewritten), { key }), 'holds')
    assert.match(await reasonOf(await bundleOf(rewritten), { key, since: noteOf(ledger.leaves.slice(0, 4)) }), /history was rewritten/)
  })
  it('a ledger cut back is none either', async () => {
    const cut = { leaves: ledger.leaves.slice(0, 4), bodies: ledger.bodies.slice(0, 4) }
    assert.match(await reasonOf(await bundleOf(cut), { key, since: noteOf(ledger.leaves) }), /had 10 leaves .* only 4 now/)
  })
  it('a ledger made anew by a stranger', async () => {
    const bundle = await bundleOf(ledger, stranger)
    assert.equal(await reasonOf(bundle), 'holds')
    assert.match(await reasonOf(bundle, { key }), /another key than the one given/)
    assert.match(await reasonOf(bundle, { since: noteOf(ledger.leaves.slice(0, 3)) }), /--since is not signed with the ledger/)
  })
})
