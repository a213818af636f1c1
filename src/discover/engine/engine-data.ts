// What a thread needs to make an engine quickly: the snapshot of the rules that the build wrote, and the large tables, in memory that all threads share. Owns
// the question whether that snapshot was made of the very rules and code that lie here now: else it is not used.
import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { readRuleFiles } from './rule-files.ts'
import { snapshotKeys } from './rules-snapshot.ts'

export interface EngineData {
  readonly snapshot: Uint8Array
  readonly lexicon: Uint8Array
  readonly words: Uint8Array
  readonly tagger: Uint8Array
  readonly digest: string
}

const SNAPSHOT = new URL('../../../dist/kernel/rules.bin', import.meta.url)
/** What a snapshot depends on beside the rules. */
const CODE = ['prepare', 'pattern-reach', 'general-words', 'words', 'type-rule', 'rule-files', 'rules-snapshot']

/** Reads and compares. null: the rules have to be read one by one. */
export function readEngineData(rules?: URL, snapshotFile: URL = SNAPSHOT): EngineData | null {
  try {
    const snapshot = readShared(snapshotFile)
    const keys = snapshotKeys(snapshot)
    if (keys.length === 0) return null
    const { lexicon, words, tagger, digest } = readRuleFiles(rules, readShared)
    const key = snapshotKey(digest)
    return key !== undefined && keys.some((one) => key.equals(one)) ? { snapshot, lexicon, words, tagger, digest } : null
  } catch {
    return null
  }
}

/** Of the rules with this digest, and of the code beside this file or in `folder`; undefined: the code is not there. */
export function snapshotKey(
  digest: string,
  folder: URL = new URL('../engine/', import.meta.url),
  extension: string = import.meta.url.slice(-3),
): Buffer | undefined {
  const hash = createHash('sha256').update(digest)
  try {
    for (const name of CODE) hash.update(readFileSync(new URL(`${name}${extension}`, folder)))
  } catch {
    return undefined
  }
  return hash.digest()
}

function readShared(file: URL | string): Uint8Array {
  const opened = openSync(file, 'r')
  try {
    const { size } = fstatSync(opened)
    const bytes = new Uint8Array(new SharedArrayBuffer(size))
    let read = 0
    while (read < size) {
      const more = readSync(opened, bytes, read, size - read, read)
      if (more === 0) break
      read += more
    }
    return bytes.subarray(0, read)
  } finally {
    closeSync(opened)
  }
}
