// `holdfast verify` as people and scripts meet it: exit codes, words, and what it says it cannot check.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { formatCheckpoint } from '../platform/ledger/checkpoint.ts'
import { commitmentOf, formatLeaf } from '../platform/ledger/leaf.ts'
import { createTree, hashLeaf, rootOf } from '../platform/ledger/merkle-tree.ts'
import { createVerifierKey, formatVerifierKey, publicKeyBytes, signNote } from '../platform/ledger/signed-note.ts'
import { writeBundle } from '../platform/ledger/write-bundle.ts'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
const ORIGIN = 'holdfast/test'
const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-verify-'))
const at = (name: string): string => path.join(folder, name)
after(() => rmSync(folder, { recursive: true }))

async function writeSample(name: string, size: number, privateKey = generateKeyPairSync('ed25519').privateKey): Promise<void> {
  const salt = Buffer.alloc(32, 1)
  const leaves = Array.from({ length: size }, (_, seq) =>
    formatLeaf({
      v: 1,
      seq,
      time: '2026-11-24T09:40:00.000Z',
      actor: 'account:a',
      kind: 'scan.started',
      entity: `${seq}`,
      commit: commitmentOf(salt, { seq }),
    }),
  )
  const noteOf = (count: number): string => {
    const part = createTree(Buffer.concat(leaves.slice(0, count).map((leaf) => hashLeaf(leaf))))
    return signNote(formatCheckpoint({ origin: ORIGIN, size: count, root: rootOf(part.node, count) }), ORIGIN, privateKey)
  }
  const tree = createTree(Buffer.concat(leaves.map((leaf) => hashLeaf(leaf))))
  const vkey = formatVerifierKey(createVerifierKey(ORIGIN, publicKeyBytes(privateKey)))
  const chunks: Buffer[] = []
  for await (const chunk of writeBundle({
    checkpoint: { origin: ORIGIN, size, root: rootOf(tree.node, size) },
    note: noteOf(size),
    vkey,
    tree,
    leaves: (from, to) => Promise.resolve(leaves.slice(from, to)),
    bodies: (from, to) =>
      Promise.resolve(Array.from({ length: to - from }, (_, i) => (from + i === 1 ? null : { salt, body: { seq: from + i } }))),
  })) {
    chunks.push(chunk)
  }
  writeFileSync(at(`${name}.zip`), Buffer.concat(chunks))
  writeFileSync(at(`${name}.vkey`), `${vkey}\n`)
  writeFileSync(at(`${name}.checkpoint`), noteOf(Math.min(3, size)))
}

function holdfast(...args: string[]): { readonly status: number | null; readonly out: string; readonly err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'verify', ...args], { encoding: 'utf8' })
  return { status, out: stdout, err: stderr }
}

describe('holdfast verify', () => {
  before(async () => {
    await writeSample('good', 5)
    await writeSample('other', 5)
    const bytes = readFileSync(at('good.zip'))
    bytes[bytes.indexOf('body/4.json') + 20]! ^= 1
    writeFileSync(at('changed.zip'), bytes)
    writeFileSync(at('text.zip'), 'hello')
    writeFileSync(at('\u001b[31mred.zip'), 'x')
  })

  it('a whole bundle: exit 0, what was checked, and plainly what was not', () => {
    const { status, out, err } = holdfast(at('good.zip'))
    assert.equal(status, 0, err)
    assert.equal(err, '')
    assert.match(out, /good\.zip holds\n/)
    assert.match(out, /ledger {2}holdfast\/test\n/)
    assert.match(out, /leaves {2}5\n/)
    assert.match(out, /1 was erased, its leaf stands/)
    assert.match(out, /not checked\n(.*\n)*.*who signed: .*--key/)
    assert.match(out, /not checked\n(.*\n)*.*history was rewritten.*--since/)
  })
  it('with key and checkpoint kept outside: checks those too', () => {
    const { status, out } = holdfast(at('good.zip'), '--key', at('good.vkey'), '--since', at('good.checkpoint'))
    assert.equal(status, 0)
    assert.match(out, /the key is the one given with --key/)
    assert.match(out, /continues the checkpoint given with --since \(3 leaves\)/)
    assert.doesNotMatch(out, /who signed/)
  })
  it('as JSON: nothing else on stdout', () => {
    const passed = JSON.parse(holdfast(at('good.zip'), '--format', 'json', '--key', at('good.vkey')).out) as Record<string, unknown>
    assert.deepEqual(
      { ok: passed['ok'], size: passed['size'], erased: passed['erased'], keyKnown: passed['keyKnown'], since: passed['since'] },
      { ok: true, size: 5, erased: 1, keyKnown: true, since: null },
    )
    const { status, out } = holdfast(at('changed.zip'), '--format', 'json')
    assert.equal(status, 1)
    assert.deepEqual(JSON.parse(out), {
      version: 1,
      ok: false,
      reason: 'body/4.json was changed: its bytes do not have the checksum of the zip',
    })
  })
  it('what does not hold: exit 1 and the reason', () => {
    for (const [args, reason] of [
      [[at('changed.zip')], /changed\.zip does NOT hold\n\n {2}body\/4\.json was changed/],
      [[at('text.zip')], /this is no zip/],
      [[at('good.zip'), '--key', at('other.vkey')], /another key than the one given/],
      [[at('other.zip'), '--since', at('good.checkpoint')], /--since is not signed with the ledger’s key/],
    ] as const) {
      const { status, out } = holdfast(...args)
      assert.equal(status, 1)
      assert.match(out, reason)
    }
  })
  it('wrong use: exit 2 and help', () => {
    for (const args of [
      [],
      [at('good.zip'), at('other.zip')],
      [at('good.zip'), '--format', 'xml'],
      [at('good.zip'), '--key', at('text.zip')],
      [at('good.zip'), '--since', at('text.zip')],
      [at('good.zip'), '--nope'],
    ]) {
      const { status, out, err } = holdfast(...args)
      assert.equal(status, 2, args.join(' '))
      assert.equal(out, '')
      assert.match(err, /^error: .*\nhelp: .*\n$/)
    }
  })
  it('what cannot be read: exit 3', () => {
    for (const args of [[at('missing.zip')], [folder], [at('good.zip'), '--key', at('missing')], [at('good.zip'), '--since', folder]]) {
      const { status, out, err } = holdfast(...args)
      assert.equal(status, 3, args.join(' '))
      assert.equal(out, '')
      assert.match(err, /^error: `.*` cannot be read: .*\nhelp: .*\n$/)
    }
  })
  it('what never ends does not keep it waiting', { skip: process.platform === 'win32' }, () => {
    spawnSync('mkfifo', [at('pipe')])
    assert.equal(holdfast(at('pipe')).status, 3)
    assert.equal(holdfast(at('good.zip'), '--key', '/dev/zero').status, 2)
  })
  it('names with escape codes do not reach the terminal', () => {
    const { status, out } = holdfast(at('\u001b[31mred.zip'))
    assert.equal(status, 1)
    assert.match(out, /\[31mred\.zip does NOT hold/)
    assert.ok(!out.includes('\u001b'))
  })
  it('20 places flipped, as the acceptance check does: all seen', () => {
    const bytes = readFileSync(at('good.zip'))
    for (let k = 1; k <= 20; k++) {
      const changed = Buffer.from(bytes)
      changed[Math.floor((bytes.length * k) / 21)]! ^= 1
      writeFileSync(at('flipped.zip'), changed)
      assert.equal(holdfast(at('flipped.zip')).status, 1, `place ${k} of 20`)
    }
  })
})
