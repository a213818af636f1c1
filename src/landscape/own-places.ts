// Keeps Holdfast's own data out of what it reads: the data folder holds every sealed secret, the key file opens them. Owns the
// comparison of paths and addresses; reads nothing itself but the links of a path.
import { realpathSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { storeId } from '../core/ids.ts'
import type { StoreId } from '../core/ids.ts'
import type { OwnPlaces, StoreTarget } from './contract.ts'

export interface OwnPlacesCheck {
  /** the path is one of ours or lies inside one */
  isOwn(path: string): boolean
  /** the target is one of our places, or our own database */
  isOwnTarget(target: Pick<StoreTarget, 'id' | 'address'>): boolean
}

export function ownPlacesCheck(places: OwnPlaces, databaseUrl: string | null): OwnPlacesCheck {
  const database = databaseUrl === null ? null : databaseId(databaseUrl)
  const isOwn = (path: string): boolean => {
    const at = realOf(path)
    // compared anew each time: the data folder may be made, or a link moved, after start
    for (const own of [places.dataFolder, places.keyFile]) if (own !== null && within(realOf(own), at)) return true
    return false
  }
  return {
    isOwn,
    isOwnTarget: (target) => {
      const { path, host } = target.address
      if (typeof path === 'string' && isOwn(path)) return true
      // a host that is a path is the folder of a Unix socket
      if (typeof host === 'string' && isAbsolute(host) && isOwn(host)) return true
      return database !== null && target.id === database
    },
  }
}

function within(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way === '' || (!isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`))
}

// The real path; of something that does not exist, the real path of what does, and the rest behind it.
function realOf(path: string): string {
  const at = resolve(path)
  try {
    return realpathSync(at)
  } catch {
    const parent = dirname(at)
    return parent === at ? at : join(realOf(parent), at.slice(parent.length).replace(/^[\\/]+/, ''))
  }
}

function databaseId(databaseUrl: string): StoreId | null {
  try {
    const url = new URL(databaseUrl)
    const host = url.searchParams.get('host') ?? decodeURIComponent(url.hostname).replace(/^\[|\]$/g, '')
    const user = decodeURIComponent(url.username)
    const database = decodeURIComponent(url.pathname.slice(1)) || user
    return storeId({ kind: 'postgres', host, port: url.port === '' ? 5432 : Number(url.port), database })
  } catch {
    return null // whoever opens the store says what is wrong with it
  }
}
