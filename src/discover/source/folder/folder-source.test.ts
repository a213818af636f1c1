// A folder made to trip a scanner: links, pipes, no rights, odd names, odd encodings, files that are not what they say.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { listSource, readObject, type Collected } from '../../../../test/harness/collect-source.ts'
import { objectId } from '../../../core/ids.ts'
import { openSource } from '../open-source.ts'
import type { Outcome, ReadOptions, Source, SourceObject, Unlisted } from '../source.ts'

const folder = mkdtempSync(join(tmpdir(), 'holdfast-folder-'))
const root = join(folder, 'root')
const signal = new AbortController().signal
let source: Source
let listed: { objects: SourceObject[]; unlisted: Unlisted[] }
const socket = createServer()

const contents: Record<string, string | Buffer> = {
  '.env': 'API_KEY=abc\nMAIL=env@example.org\n',
  'latin.txt': Buffer.from('Gr\u00fc\u00dfe von Zo\u00eb <zoe@example.org>', 'latin1'),
  'utf16be.txt': Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from('Zoë', 'utf16le').swap16()]),
  'utf16-no-mark.csv': Buffer.from('name,mail\nAnna,anna@example.org\n', 'utf16le'),
  'bom.csv': '\uFEFFname;mail\nAnna;anna@example.org\n',
  'numbers.csv': '1,2\n3,4\n',
  'ragged.csv': 'id,mail\n1,a@example.org,extra\n2\n',
  'doubled.csv': 'mail,mail,id,\n1,2,3,4\n',
  'no-extension': 'id\tmail\n' + '1\tx@example.org\n'.repeat(20),
  'really-json.txt': '{"a":{"b":"c@example.org"}}',
  'settings.ini': '[section]\nmail=ini@example.org\n',
  'broken.json': '[{"a":"first@example.org"},{"a":"second@example.org"},{"a":oops third@example.org',
  'one-bad-line.ndjson': '{"a":"1@example.org"}\n{bad 2@example.org\n{"a":"3@example.org"}\n',
  'scalars.json': '["x@example.org","y@example.org"]',
  'nested.json': JSON.stringify({ kunde: { mail: 'n@example.org', tags: ['p', 'q'], 'a.b': 1 } }),
  'dump.sql': "INSERT INTO t VALUES ('dump@example.org');\n",
  'page.html': '<p>page@example.org</p>',
  'damaged.zip': Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(200, 7)]),
  'text.pdf': 'not a pdf: pdf@example.org',
  'picture.png': Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
  'noise.bin': Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 7919) % 256)),
  empty: '',
  'quote\'d "name"\n.csv': 'id,mail\n1,a@example.org\n',
  'é-composed.txt': 'nfc',
  'e\u0301-composed.txt': 'nfd',
}

before(async () => {
  mkdirSync(join(root, 'deep', 'er'), { recursive: true })
  for (const [name, content] of Object.entries(contents)) writeFileSync(join(root, name), content)
  writeFileSync(join(folder, 'outside.txt'), 'outside@example.org')
  writeFileSync(join(root, 'deep', 'er', 'x.txt'), 'deep@example.org')
  writeFileSync(Buffer.concat([Buffer.from(root), Buffer.from('/f\xe4.txt', 'latin1')]), 'name@example.org')
  symlinkSync(join(folder, 'outside.txt'), join(root, 'link-out'))
  symlinkSync('..', join(root, 'deep', 'loop'))
  symlinkSync('nowhere', join(root, 'link-dead'))
  execFileSync('mkfifo', [join(root, 'pipe')])
  await new Promise<void>((resolve) => socket.listen(join(root, 'sock'), resolve))
  writeFileSync(join(root, 'sparse.txt'), 'start@example.org ')
  truncateSync(join(root, 'sparse.txt'), 3 * 1024 ** 3)
  source = await openSource(root, { signal })
  listed = await listSource(source)
})
after(() => {
  socket.close()
  rmSync(folder, { recursive: true, force: true })
})

function read(name: string, mode: ReadOptions['mode'] = { kind: 'full' }): Promise<Collected> {
  const object = listed.objects.find((one) => one.name === name)
  assert(object !== undefined, `${name} is not listed`)
  return readObject(source, object, mode)
}
const reason = (outcome: Outcome): string => (outcome.status === 'read' ? '' : outcome.reason)

test('every entry is either an object or in the ledger; links, pipes and sockets are never opened', () => {
  const skipped = new Map(listed.unlisted.map((entry) => [entry.name, entry]))
  for (const name of ['link-out', 'link-dead', 'deep/loop', 'pipe', 'sock']) assert.equal(skipped.get(name)?.status, 'skipped', name)
  assert.equal(listed.unlisted.length, 5)
  assert.equal(listed.objects.length, Object.keys(contents).length + 3)
  assert.equal(new Set(listed.objects.map((one) => objectId(source.id, one.path))).size, listed.objects.length)
})

test('names with any bytes are read', async () => {
  assert.match((await read('f\\xE4.txt')).text, /name@/)
  assert.deepEqual((await read('quote\'d "name"\n.csv')).values['mail'], ['a@example.org'])
  const composed = listed.objects.filter((one) => one.name.endsWith('-composed.txt'))
  assert.deepEqual((await Promise.all(composed.map((one) => readObject(source, one)))).map((one) => one.text).toSorted(), ['nfc', 'nfd'])
})

test('encodings', async () => {
  assert.equal((await read('latin.txt')).text, 'Grüße von Zoë <zoe@example.org>')
  assert.equal((await read('utf16be.txt')).text, 'Zoë')
  assert.deepEqual((await read('utf16-no-mark.csv')).values['mail'], ['anna@example.org'])
  assert.deepEqual((await read('bom.csv')).values, Object.assign(Object.create(null), { name: ['Anna'], mail: ['anna@example.org'] }))
})

test('tables: no header, ragged, repeated names, no extension', async () => {
  assert.deepEqual((await read('numbers.csv')).values['1'], ['1', '3'])
  const ragged = await read('ragged.csv')
  assert.deepEqual([ragged.values['mail'], ragged.values['3']], [['a@example.org'], ['extra']])
  assert.deepEqual(
    (await read('doubled.csv')).fields.map((field) => field.path),
    ['mail', 'mail#2', 'id', '4'],
  )
  assert.equal((await read('no-extension')).values['mail']!.length, 20)
})

test('JSON of any shape, and what is no longer JSON is read as text', async () => {
  assert.deepEqual((await read('really-json.txt')).values['a.b'], ['c@example.org'])
  assert.deepEqual((await read('scalars.json')).values['[]'], ['x@example.org', 'y@example.org'])
  const nested = await read('nested.json')
  assert.deepEqual(
    [nested.values['kunde.mail'], nested.values['kunde.tags[]'], nested.values['kunde["a.b"]']],
    [['n@example.org'], ['p', 'q'], ['1']],
  )
  const broken = await read('broken.json')
  assert.equal(broken.outcome.status, 'partial')
  assert.deepEqual(broken.values['a'], ['first@example.org', 'second@example.org'])
  assert.match(broken.text, /third@/)
  const line = await read('one-bad-line.ndjson')
  assert.deepEqual(line.values['a'], ['1@example.org', '3@example.org'])
  assert.match(line.text, /2@/)
  assert.match(reason(line.outcome), /1 lines? (is|are) not valid JSON/)
  assert.match((await read('settings.ini')).text, /ini@/)
})

test('what cannot be read says what it is', async () => {
  assert.deepEqual((await read('damaged.zip')).outcome, { status: 'failed', reason: 'damaged zip archive: its end is missing' })
  assert.deepEqual((await read('picture.png')).outcome, { status: 'skipped', reason: 'PNG picture: not read yet' })
  assert.deepEqual((await read('noise.bin')).outcome, { status: 'skipped', reason: 'unknown binary format' })
  const pdf = await read('text.pdf')
  assert.equal(pdf.outcome.status, 'partial')
  assert.match(pdf.text, /pdf@/)
})

test('text of all kinds, hidden files, empty files', async () => {
  for (const [name, found] of [
    ['.env', 'env@'],
    ['dump.sql', 'dump@'],
    ['page.html', 'page@'],
    ['deep/er/x.txt', 'deep@'],
  ] as const)
    assert.ok((await read(name)).text.includes(found), name)
  assert.deepEqual((await read('empty')).outcome, { status: 'read', rows: 0, bytes: 0, format: 'empty' })
})

test('a sparse file of 3 GB: its zeros are no text, memory stays small', async () => {
  const before = process.memoryUsage().rss
  const { outcome } = await read('sparse.txt', { kind: 'sample', rows: 10 })
  assert.notEqual(outcome.status, 'read')
  assert.ok(process.memoryUsage().rss - before < 200 << 20)
})

test('a file that grows while it is read is partial', async () => {
  const name = join(folder, 'growing.csv')
  writeFileSync(name, `id,mail\n${'1,a@example.org\n'.repeat(100_000)}`)
  const growing = await openSource(name, { signal })
  const { objects } = await listSource(growing)
  let grown = false
  const outcome = await growing.read(objects[0]!, { mode: { kind: 'full' }, signal }, () => {
    if (!grown) appendFileSync(name, '2,b@example.org\n')
    grown = true
  })
  assert(outcome.status === 'partial')
  assert.match(outcome.reason, /changed while it was read/)
})

test('a large file is sampled in blocks from its beginning to its end', async () => {
  const name = join(folder, 'large.csv')
  const row = (i: number): string => `${String(i).padStart(9, '0')},user${i}@example.org,${'y'.repeat(470)}\n`
  writeFileSync(name, 'id,mail,filler\n')
  for (let part = 0; part < 20; part++) appendFileSync(name, Array.from({ length: 10_000 }, (_, i) => row(part * 10_000 + i)).join(''))
  const large = await openSource(name, { signal })
  const { objects } = await listSource(large)
  const { outcome, values } = await readObject(large, objects[0]!, { kind: 'sample', rows: 1000 })
  assert(outcome.status === 'partial' && outcome.sampled === true, reason(outcome))
  assert.ok(outcome.bytes <= 65 << 20)
  assert.ok(values['id']!.length > 300 && values['id']!.length <= 1000, `${values['id']!.length}`)
  assert.ok(
    values['id']!.every((id) => /^\d{9}$/.test(id!)),
    'no half rows',
  )
  const thirds = [0, 0, 0]
  for (const id of values['id']!) thirds[Math.floor((Number(id) * 3) / 200_000)]!++
  for (const third of thirds) assert.ok(third > 50, thirds.join(', '))
})

test(
  'without the right to read: a line of the ledger, for files and folders',
  { skip: process.getuid?.() === 0 && process.platform === 'win32' },
  async () => {
    const closed = join(folder, 'closed')
    mkdirSync(join(closed, 'inner'), { recursive: true })
    writeFileSync(join(closed, 'secret.txt'), 'x')
    chmodSync(join(closed, 'secret.txt'), 0o000)
    chmodSync(join(closed, 'inner'), 0o000)
    chmodSync(closed, 0o755)
    chmodSync(folder, 0o755)
    // root may read everything: look at it as somebody else
    const script = `
    const { openSource } = await import(${JSON.stringify(new URL('../open-source.ts', import.meta.url).href)})
    const signal = new AbortController().signal
    const source = await openSource(${JSON.stringify(closed)}, { signal })
    const out = []
    for await (const entry of source.objects(signal)) out.push('unlisted' in entry ? [entry.unlisted.name, entry.unlisted.status, entry.unlisted.reason] : [entry.name, ...Object.values(await source.read(entry, { mode: { kind: 'full' }, signal }, () => {}))])
    console.log(JSON.stringify(out.sort()))`
    const identity = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
    const out = execFileSync(process.execPath, ['--input-type=module', '-e', script], { ...identity, cwd: '/', encoding: 'utf8' })
    assert.deepEqual(JSON.parse(out), [
      ['inner', 'failed', 'no right to list it'],
      ['secret.txt', 'failed', 'no right to read it'],
    ])
  },
)

test('Holdfast’s own folders are never entered', async () => {
  const own = await openSource(root, { signal, exclude: [join(root, 'deep')] })
  const { objects, unlisted } = await listSource(own)
  assert.ok(!objects.some((one) => one.name.startsWith('deep/')))
  assert.ok(unlisted.some((one) => one.name === 'deep' && one.status === 'skipped'))
})
