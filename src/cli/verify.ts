// `holdfast verify`: checks a bundle offline and says what was checked, what does not hold, and what cannot be checked without a key or a
// checkpoint kept outside. Opens no store. The checking itself: platform/ledger/verify-bundle.ts.
import { createReadStream } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { ledgerError } from '../platform/ledger/errors.ts'
import { unreadable, withFileBytes } from '../platform/ledger/file-bytes.ts'
import { parseNote, parseVerifierKey, type VerifierKey } from '../platform/ledger/signed-note.ts'
import { verifyBundle, type Verified, type VerifyOptions } from '../platform/ledger/verify-bundle.ts'
import { parseCheckpoint } from '../platform/ledger/checkpoint.ts'
import { usage } from './flags.ts'
import { printable } from './terminal.ts'
import type { RunCommand } from './command.ts'

const MAX_SIDE_FILE_BYTES = 65_536

export const verify: RunCommand = async ({ args, flags, terminal }) => {
  const format = flags.format ?? 'text'
  if (format !== 'text' && format !== 'json') throw usage(`verify writes text or json, not \`${String(format)}\``, 'verify')
  const path = args[0]!
  const options: VerifyOptions = {
    ...(typeof flags.key === 'string' ? { key: await readKey(flags.key) } : {}),
    ...(typeof flags.since === 'string' ? { since: await readCheckpoint(flags.since) } : {}),
  }
  const result = await withFileBytes(path, (source) => verifyBundle(source, options))
  if (format === 'json') {
    await terminal.out(
      `${JSON.stringify(result.ok ? passedJson(result.value) : { version: 1, ok: false, reason: result.error }, null, 2)}\n`,
    )
  } else {
    await terminal.out(result.ok ? passedText(path, result.value) : `${printable(path)} does NOT hold\n\n  ${printable(result.error)}\n`)
  }
  return result.ok ? 0 : 1
}

async function readSideFile(path: string): Promise<string> {
  try {
    // a pipe is fine here, an endless one too
    const bytes = await buffer(createReadStream(path, { end: MAX_SIDE_FILE_BYTES }))
    return bytes.length > MAX_SIDE_FILE_BYTES ? '' : bytes.toString('utf8')
  } catch (error) {
    throw unreadable(path, error)
  }
}

async function readKey(path: string): Promise<VerifierKey> {
  const key = parseVerifierKey((await readSideFile(path)).trim())
  if (key === null) throw ledgerError('key-file-unusable', { path })
  return key
}

async function readCheckpoint(path: string): Promise<string> {
  const text = await readSideFile(path)
  const note = parseNote(text)
  if (note === null || parseCheckpoint(note.text) === null) throw ledgerError('since-file-unusable', { path })
  return text
}

/** What was checked, in the order of reading. */
function checkedOf(verified: Verified): string[] {
  const { size } = verified.checkpoint
  return [
    'every byte of the file is where the form of a bundle wants it, and has the checksum listed',
    `the checkpoint of ${leaves(size)} is signed with the key in the bundle`,
    `${leaves(size)} stand in the tree in order: none removed, added, moved or changed since that checkpoint`,
    `every proof leads from its leaf to the checkpoint`,
    verified.erased === 0
      ? 'every body is the one its leaf commits to'
      : `every body is the one its leaf commits to; ${verified.erased === 1 ? '1 was erased, its leaf stands' : `${verified.erased} were erased, their leaves stand`}`,
    ...(verified.keyKnown ? ['the key is the one given with --key'] : []),
    ...(verified.since === null ? [] : [`the ledger continues the checkpoint given with --since (${leaves(verified.since)})`]),
  ]
}

function uncheckedOf(verified: Verified): string[] {
  return [
    ...(verified.keyKnown ? [] : ['who signed: whoever made the bundle could have made the key too; give the one kept outside with --key']),
    ...(verified.since === null
      ? ['whether history was rewritten before the checkpoint was signed; give a former one kept outside with --since']
      : []),
    'whether the times in the leaves are right, and whether something was done without a leaf',
  ]
}

function leaves(count: number): string {
  return count === 1 ? '1 leaf' : `${count} leaves`
}

function passedText(path: string, verified: Verified): string {
  const { checkpoint, vkey, first, last } = verified
  const facts = [
    ['ledger', checkpoint.origin],
    ['leaves', String(checkpoint.size)],
    ...(first === null || last === null ? [] : [['time', `${first} to ${last}`]]),
    ['root', checkpoint.root.toString('base64')],
    ['key', vkey],
  ]
  const list = (lines: readonly string[]): string => lines.map((line) => `  · ${line}\n`).join('')
  return printableLines(
    `${printable(path)} holds\n\n${facts.map(([name, value]) => `  ${name!.padEnd(8)}${printable(value!)}\n`).join('')}\n` +
      `checked\n${list(checkedOf(verified))}\nnot checked\n${list(uncheckedOf(verified))}`,
  )
}

function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n')
}

function passedJson(verified: Verified): object {
  const { checkpoint, vkey, erased, first, last, since, keyKnown } = verified
  return {
    version: 1,
    ok: true,
    origin: checkpoint.origin,
    size: checkpoint.size,
    root: checkpoint.root.toString('base64'),
    key: vkey,
    keyKnown,
    since,
    erased,
    first,
    last,
    checked: checkedOf(verified),
    unchecked: uncheckedOf(verified),
  }
}
