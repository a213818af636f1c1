// How landscape reaches stores without knowing them: a target's text to an address, and a check that connects. Joins landscape to source/;
// nothing here writes, and a secret is in no answer.
import type { StoreAddress } from '../core/ids.ts'
import { storeId } from '../core/ids.ts'
import type { StoreKind } from '../core/contract/finding.ts'
import type { StoreProbe, StoreTarget, StoreWhere } from '../landscape/contract.ts'
import type { ScanTarget } from './scan/scan-store.ts'
import { shownDatabaseUrl } from './source/database-url.ts'
import { checkSource } from './source/check-source.ts'
import { parseTarget } from './source/target.ts'

export const storeProbe: StoreProbe = {
  async parse(text, secret) {
    const { kind, address, user, secret: inText, options, name } = await parseTarget(text)
    const where: StoreWhere = 'path' in address ? { path: address.path } : { ...endpoint(address), user, options }
    return {
      id: storeId(address),
      kind,
      address: where,
      where: shownWhere(kind, where),
      suggestedName: name,
      secret: 'path' in address ? null : (secret ?? inText),
    }
  },

  known: (store, secret) => ({
    id: store.id,
    kind: store.kind,
    address: store.address,
    where: shownWhere(store.kind, store.address),
    suggestedName: nameOf(store.address),
    secret,
  }),

  check: async (target, signal) => await checkSource(scanTarget(target), signal),
}

/** A store as the reader of stores takes it. */
export function scanTarget(target: StoreTarget): ScanTarget {
  const { user, options } = target.address
  return {
    kind: target.kind,
    address: addressOf(target.kind, target.address),
    user: typeof user === 'string' ? user : null,
    secret: target.secret,
    options: optionsOf(options),
    name: nameOf(target.address),
    shown: target.where,
  }
}

function addressOf(kind: StoreKind, where: StoreWhere): StoreAddress {
  return kind === 'postgres' || kind === 'mysql'
    ? { kind, host: String(where['host']), port: Number(where['port']), database: String(where['database']) }
    : { kind, path: String(where['path']) }
}

function endpoint(address: Extract<StoreAddress, { host: string }>): { host: string; port: number; database: string } {
  return { host: address.host, port: address.port, database: address.database }
}

function optionsOf(options: unknown): Readonly<Record<string, string>> {
  if (typeof options !== 'object' || options === null) return {}
  return Object.fromEntries(Object.entries(options).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

function shownWhere(kind: StoreKind, where: StoreWhere): string {
  const address = addressOf(kind, where)
  if ('path' in address) return address.path
  const user = where['user']
  return shownDatabaseUrl(address.kind, typeof user === 'string' ? user : null, address.host, address.port, address.database)
}

function nameOf(where: StoreWhere): string {
  const { database, path } = where
  if (typeof database === 'string') return database
  return typeof path === 'string' ? path.slice(path.lastIndexOf('/') + 1) || path : 'store'
}
