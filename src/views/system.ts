// "Before you start": whether this installation stands on firm ground. Looks at the real data folder and key file each time; what is not
// known is said to be unknown. Read only.
import { constants } from 'node:fs'
import { access, realpath, stat, statfs } from 'node:fs/promises'
import { relative, isAbsolute } from 'node:path'
import type { Static } from 'typebox'
import type { SystemView } from './api.ts'
import type { AccountFacts } from './overview.ts'

export interface SystemParts {
  readonly version: string
  readonly engine: 'embedded' | 'url'
  readonly dataFolder: string
  readonly keyFile: string
  readonly accounts: AccountFacts
}

type Check = Static<typeof SystemView>['checks'][number]

const LITTLE = 2 * 1024 ** 3
const VERY_LITTLE = 256 * 1024 ** 2

export async function readSystem(parts: SystemParts, account: string): Promise<Static<typeof SystemView>> {
  const [folder, key, second] = await Promise.all([
    dataFolderCheck(parts.dataFolder),
    keyFileCheck(parts.keyFile, parts.dataFolder),
    secondFactorCheck(parts.accounts, account),
  ])
  return {
    version: parts.version,
    checks: [
      folder,
      key,
      second,
      {
        id: 'mail',
        state: 'unknown',
        name: 'Outgoing mail',
        text: 'not configured, so notices cannot be sent',
        link: null,
      },
      {
        id: 'engine',
        state: 'pass',
        name: 'Database',
        text: parts.engine === 'embedded' ? 'embedded PostgreSQL, reached by no network' : 'a PostgreSQL of yours, by DATABASE_URL',
        link: null,
      },
    ],
  }
}

async function dataFolderCheck(folder: string): Promise<Check> {
  const check = { id: 'data-folder', name: 'Data folder', link: null }
  try {
    await access(folder, constants.W_OK | constants.X_OK)
  } catch {
    return { ...check, state: 'fail', text: 'cannot be written to: nothing new can be kept' }
  }
  try {
    const [{ bavail, bsize }, { mode }] = await Promise.all([statfs(folder), stat(folder)])
    const free = bavail * bsize
    if (free < VERY_LITTLE) return { ...check, state: 'fail', text: `almost full: ${size(free)} free` }
    if (free < LITTLE) return { ...check, state: 'partial', text: `writable, but only ${size(free)} free` }
    const open = (mode & 0o077) !== 0
    return open
      ? { ...check, state: 'partial', text: `writable, ${size(free)} free, but other accounts of this machine may enter it` }
      : { ...check, state: 'pass', text: `locked, writable, ${size(free)} free` }
  } catch {
    return { ...check, state: 'unknown', text: 'writable; how much room is left could not be found out' }
  }
}

async function keyFileCheck(file: string, folder: string): Promise<Check> {
  const check = { id: 'key-file', name: 'Key file', link: null }
  try {
    const [{ mode }, keyPath, folderPath] = await Promise.all([stat(file), realpath(file), realpath(folder)])
    const way = relative(folderPath, keyPath)
    if (!isAbsolute(way) && !way.startsWith('..')) {
      return { ...check, state: 'fail', text: 'lies inside the data folder: whoever copies the folder has the key too' }
    }
    if ((mode & 0o077) !== 0) return { ...check, state: 'fail', text: 'other accounts of this machine may read it' }
    return { ...check, state: 'pass', text: 'outside the data folder, readable by this account only' }
  } catch {
    return { ...check, state: 'error', text: 'not where it was when Holdfast started; without it the next start stops' }
  }
}

async function secondFactorCheck(accounts: AccountFacts, account: string): Promise<Check> {
  const on = await accounts.secondFactorOf(account)
  return {
    id: 'second-factor',
    state: on ? 'pass' : 'partial',
    name: 'Second factor',
    text: on ? 'set for you' : 'not set for you',
    link: on ? null : '/settings',
  }
}

function size(bytes: number): string {
  return bytes >= 1024 ** 3 ? `${Math.floor(bytes / 1024 ** 3)} GB` : `${Math.floor(bytes / 1024 ** 2)} MB`
}
