// Reads files that the manifest names, after comparing them with what it says of them: once a process for each, since they never change.
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { sha256Of, sha256OfFile } from './files.ts'

interface Named {
  readonly name: string
  readonly sha256: string
  readonly bytes: number
}

const checked = new Set<string>()
const CHECKED = 100_000

/** The file's path, or its bytes; null: it is gone, or not what it was. */
export async function readFileOf(folder: string, file: Named): Promise<string | null>
export async function readFileOf(folder: string, file: Named, as: 'bytes'): Promise<Buffer | null>
export async function readFileOf(folder: string, file: Named, as?: 'bytes'): Promise<string | Buffer | null> {
  const at = path.join(folder, file.name)
  const key = `${at} ${file.sha256}`
  try {
    if (as === 'bytes') {
      const bytes = await readFile(at)
      if (bytes.length !== file.bytes || (!checked.has(key) && sha256Of(bytes) !== file.sha256)) return null
      remember(key)
      return bytes
    }
    if ((await stat(at)).size !== file.bytes || (!checked.has(key) && (await sha256OfFile(at)) !== file.sha256)) return null
    remember(key)
    return at
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return null
    throw error
  }
}

function remember(key: string): void {
  if (checked.size >= CHECKED) checked.clear()
  checked.add(key)
}
