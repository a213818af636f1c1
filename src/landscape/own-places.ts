// Keeps Holdfast's own data out of what it reads: the data folder holds every sealed secret, the key file opens them. Owns the
// comparison of paths and addresses; reads nothing itself but the links of a path.
import { realpathSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import type { OwnPlaces, StoreTarget } from './contract.ts'

export interface OwnPlacesCheck {
  /** real paths */
  places(): readonly string[]
  /** the target is one of our places, or our own database */
  isOwnTarget(target: Pick<StoreTarget, 'address'>): boolean
}

export function ownPlacesCheck(places: OwnPlaces, databaseUrl: string | null): OwnPlacesCheck {
  const database = databaseUrl === null ? null : databaseOf(databaseUrl)
  // anew each time: the data folder may be made, or a link moved, after start
  const own = (): string[] => [places.dataFolder, places.keyFile].flatMap((place) => (place === null ? [] : [realOf(place)]))
  const isOwn = (path: string): boolean => {
    const at = realOf(path)
    return own().some((place) => within(place, at))
  }
  return {
    places: own,
    isOwnTarget: (target) => {
      const { path, host } = target.address
      if (typeof path === 'string' && isOwn(path)) return true
      // a host that is a path is the folder of a Unix socket
      if (typeof host === 'string' && isAbsolute(host) && isOwn(host)) return true
      return database !== null && database === endpoint(host, target.address['port'], target.address['database'])
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

function databaseOf(databaseUrl: string): string | null {
  try {
    const url = new URL(databaseUrl)
    const host = url.searchParams.get('host') ?? decodeURIComponent(url.hostname)
    const user = decodeURIComponent(url.username)
    return endpoint(host, url.port === '' ? 5432 : Number(url.port), decodeURIComponent(url.pathname.slice(1)) || user)
  } catch {
    return null // whoever opens the store says what is wrong with it
  }
}

// All names of this machine itself are one.
function endpoint(host: unknown, port: unknown, database: unknown): string {
  const name = String(host)
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
  const here = /^(localhost|127(\.\d+){3}|::1|0:0:0:0:0:0:0:1|::ffff:127(\.\d+){3})$/.test(name)
  return `${here ? 'localhost' : name} ${String(port)} ${String(database)}`
}
