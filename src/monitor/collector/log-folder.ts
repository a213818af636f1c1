// The files of a log folder and how far each was read. Owns finding a file again after it was renamed, and noticing when one was emptied,
// replaced or copied: by inode and by the hash of its beginning. Reads only.
import { createHash } from 'node:crypto'
import { open, readdir, stat, type FileHandle } from 'node:fs/promises'
import path from 'node:path'

export interface FilePosition {
  readonly name: string
  readonly inode: string
  /** bytes read */
  readonly offset: number
  readonly headLength: number
  readonly head: string
  /** size when it was last looked at */
  readonly size: number
  /** ms: the first time in it, for the order of files; 0: not known yet */
  readonly first: number
}

export type LogKind = 'json' | 'csv' | 'text'

export interface FileToRead {
  readonly position: FilePosition
  readonly path: string
  readonly kind: LogKind
  readonly size: number
  /** ms: last written to */
  readonly changed: number
}

export interface FolderLook {
  readonly files: readonly FileToRead[]
  /** known files that are gone or were emptied before they were read to their end */
  readonly lost: readonly FilePosition[]
  /** known files that are gone and were read whole */
  readonly gone: readonly FilePosition[]
  /** files that hold what another one holds */
  readonly copies: number
  readonly unreadable: readonly string[]
  /** files of plain text that were passed over: its prefix is not known, or says too little */
  readonly plain: number
}

const HEAD = 1024
const MOST_FILES = 20_000

/** `text`: whether plain text can be read, where nothing better is written. */
export async function lookInFolder(folder: string, known: readonly FilePosition[], text: boolean): Promise<FolderLook> {
  const all = await readdir(folder)
  const better = all.filter((name) => /\.(?:json|csv)$/.test(name))
  const plain = better.length > 0 ? [] : all.filter((name) => /\.log(?:\.\d{1,4})?$/.test(name))
  const names = [...better, ...(text ? plain : [])].slice(0, MOST_FILES)
  const both = new Set(names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5)))
  const unreadable: string[] = []
  const found: { name: string; path: string; inode: string; size: number; kind: LogKind; changed: number; head: Buffer }[] = []
  for (const name of names) {
    const kind = name.endsWith('.json') ? 'json' : name.endsWith('.csv') ? 'csv' : 'text'
    // With both forms switched on every line is there twice.
    if (kind === 'csv' && both.has(name.slice(0, -4))) continue
    const file = path.join(folder, name)
    try {
      const facts = await stat(file, { bigint: true })
      if (!facts.isFile()) continue
      const size = Number(facts.size)
      found.push({
        name,
        path: file,
        kind,
        size,
        changed: Number(facts.mtimeMs),
        inode: `${facts.dev}:${facts.ino}`,
        head: await headOf(file, size),
      })
    } catch (error) {
      if ((error as { code?: string }).code !== 'ENOENT') unreadable.push(name)
    }
  }
  const free = new Set(known)
  const taken: FilePosition[] = []
  const matched = new Map<(typeof found)[number], FilePosition>()
  const match = (of: (typeof found)[number], position: FilePosition): void => {
    matched.set(of, position)
    free.delete(position)
    taken.push(position)
  }
  for (const file of found) {
    const before = [...free].find((position) => position.inode === file.inode && holds(file.head, position) && file.size >= position.offset)
    if (before !== undefined) match(file, before)
  }
  // Moved to another disk, or restored: the same beginning under another inode.
  for (const file of found) {
    if (matched.has(file)) continue
    const before = [...free].find((position) => position.headLength >= 64 && holds(file.head, position) && file.size >= position.offset)
    if (before !== undefined) match(file, before)
  }
  let copies = 0
  const files: FileToRead[] = []
  const heads = new Set<string>()
  for (const file of found) {
    const before = matched.get(file)
    const twin = before === undefined && [...taken].some((position) => position.headLength >= 64 && holds(file.head, position))
    const head = hash(file.head)
    const same = before === undefined && file.head.length === HEAD && heads.has(head)
    if (twin || same) {
      copies++
      continue
    }
    heads.add(head)
    const position: FilePosition = {
      name: file.name,
      inode: file.inode,
      offset: before?.offset ?? 0,
      headLength: file.head.length,
      head,
      size: file.size,
      first: before === undefined || before.first === 0 ? firstTime(file.head) : before.first,
    }
    files.push({ position, path: file.path, kind: file.kind, size: file.size, changed: file.changed })
  }
  const rest = [...free].filter((position) => !unreadable.includes(position.name))
  files.sort((a, b) => a.position.first - b.position.first || (a.position.name < b.position.name ? -1 : 1))
  return {
    files,
    copies,
    unreadable,
    plain: text ? 0 : plain.length,
    lost: rest.filter((position) => position.offset < position.size),
    gone: rest.filter((position) => position.offset >= position.size),
  }
}

/** Of a server all files are in one zone: good enough for their order. */
function firstTime(head: Buffer): number {
  const time = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,3})?/.exec(head.toString('latin1'))?.[0]
  return time === undefined ? 0 : Date.parse(`${time.replace(' ', 'T')}Z`) || 0
}

const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex').slice(0, 32)

function holds(head: Buffer, position: FilePosition): boolean {
  return head.length >= position.headLength && hash(head.subarray(0, position.headLength)) === position.head
}

async function headOf(file: string, size: number): Promise<Buffer> {
  const handle: FileHandle = await open(file, 'r')
  try {
    const head = Buffer.alloc(Math.min(HEAD, size))
    const { bytesRead } = await handle.read(head, 0, head.length, 0)
    return head.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}
