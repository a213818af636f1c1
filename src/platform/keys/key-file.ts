// The file with the install's key: where it is, its form, its rights. 32 random bytes; made once, for an empty store; never overwritten.
//   holdfast-key 1 <installId>
//   <base64>
import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { link, mkdir, open, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Config, Environment } from '../../core/config.ts'
import { keyError } from './errors.ts'

export interface KeyFile {
  readonly file: string
  readonly secret: Buffer
  readonly made: boolean
}

export interface KeyFileOptions {
  readonly config: Pick<Config, 'keyFile'>
  readonly environment: Environment
  readonly installId: string
  /** the store holds nothing yet, so a new key locks nobody out */
  readonly mayMake: boolean
}

export async function readKeyFile(options: KeyFileOptions): Promise<KeyFile> {
  const place = keyPlace(options)
  const found = await readIfThere(place)
  if (found !== null) return { file: place.file, secret: parseKeyFile(place.file, found, options.installId), made: false }
  if (!options.mayMake || place.fromSystem) throw keyError('file-missing', { file: place.file })
  const secret = randomBytes(32)
  const won = await make(place.file, formatKeyFile(options.installId, secret))
  return won ? { file: place.file, secret, made: true } : await readKeyFile({ ...options, mayMake: false })
}

interface Place {
  readonly file: string
  /** handed to us by systemd, which owns its rights */
  readonly fromSystem: boolean
}

function keyPlace({ config, environment, installId }: KeyFileOptions): Place {
  if (config.keyFile !== null) return { file: path.resolve(config.keyFile), fromSystem: false }
  if (environment.credentialsDirectory !== null) {
    return { file: path.join(environment.credentialsDirectory, 'holdfast-key'), fromSystem: true }
  }
  const { configHome, home } = environment
  const base =
    configHome !== null && path.isAbsolute(configHome) ? configHome : home === null || home === '' ? null : path.join(home, '.config')
  if (base === null) throw keyError('no-place')
  return { file: path.join(base, 'holdfast', `${installId}.key`), fromSystem: false }
}

/** null: there is no such file. */
async function readIfThere({ file, fromSystem }: Place): Promise<string | null> {
  let handle
  try {
    handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw unusable(file, error)
  }
  try {
    const info = await handle.stat()
    if (!info.isFile()) throw keyError('file-invalid', { file, why: 'it is not a file' })
    const uid = process.getuid?.()
    if (uid !== undefined && !fromSystem) {
      if (info.uid !== uid) throw keyError('file-open', { file, why: `it belongs to user ${info.uid}` })
      if ((info.mode & 0o077) !== 0) throw keyError('file-open', { file, why: `its mode is ${(info.mode & 0o777).toString(8)}` })
    }
    if (info.size > 4096) throw keyError('file-invalid', { file, why: 'it is too large' })
    return await handle.readFile('utf8')
  } finally {
    await handle.close()
  }
}

export function formatKeyFile(installId: string, secret: Uint8Array): string {
  return `holdfast-key 1 ${installId}\n${Buffer.from(secret).toString('base64')}\n`
}

export function parseKeyFile(file: string, text: string, installId: string): Buffer {
  const match = /^holdfast-key (\d{1,6}) ([0-9a-f-]{36})\r?\n([A-Za-z0-9+/]{43}=)\s*$/.exec(text)
  if (match === null) throw keyError('file-invalid', { file, why: 'its form is another' })
  if (match[1] !== '1') throw keyError('file-invalid', { file, why: `its version ${match[1]} is newer than this program` })
  if (match[2] !== installId) throw keyError('file-foreign', { file, installId })
  const secret = Buffer.from(match[3]!, 'base64')
  if (secret.toString('base64') !== match[3]) throw keyError('file-invalid', { file, why: 'its form is another' })
  return secret
}

/** Whole or not at all, and never over another one: false when somebody else was quicker. */
async function make(file: string, text: string): Promise<boolean> {
  const beside = `${file}.${randomBytes(6).toString('hex')}.new`
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
    const handle = await open(beside, 'wx', 0o600)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await link(beside, file)
    const parent = await open(path.dirname(file), 'r')
    try {
      await parent.sync()
    } finally {
      await parent.close()
    }
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw unusable(file, error)
  } finally {
    await rm(beside, { force: true }).catch(() => {})
  }
}

function unusable(file: string, error: unknown): Error {
  const said: Record<string, string> = {
    EACCES: 'no right to read or write there',
    EPERM: 'no right to read or write there',
    EROFS: 'it is on a read-only file system',
    ENOTDIR: 'a part of its path is not a folder',
    ENOSPC: 'no space is left there',
    ELOOP: 'its symbolic links go round in a circle',
  }
  return keyError('file-unusable', { file, why: said[(error as NodeJS.ErrnoException).code ?? ''] ?? 'the system refuses it' }, error)
}
