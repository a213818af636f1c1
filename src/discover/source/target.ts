// What a person types as TARGET, taken apart: which kind of store, where, as whom, with which secret. Owns the list of kinds by
// their scheme; each kind's own syntax is in <kind>-address.ts, a database's loaded when there is one. Connects to nothing.
import type { StoreAddress } from '../../core/ids.ts'
import type { StoreKind } from '../../core/contract/finding.ts'
import { discoverError } from '../errors.ts'
import { parsePathTarget } from './folder/folder-address.ts'

export interface ParsedTarget {
  readonly kind: StoreKind
  readonly address: StoreAddress
  readonly user: string | null
  /** seal it or forget it; never log, show or store it in the clear */
  readonly secret: string | null
  /** how to connect: `sslmode` … ; never a secret */
  readonly options: Readonly<Record<string, string>>
  /** what a person would call it: the database, the folder */
  readonly name: string
  /** the address as people read it, without the secret */
  readonly shown: string
}

async function sqlite(path: string): Promise<ParsedTarget> {
  return (await import('./sqlite/sqlite-address.ts')).parseSqliteTarget(path)
}

/** Throws `discover/target-*`, `discover/path-*`, `discover/not-sqlite`; a secret in the text is in none of them. */
export async function parseTarget(target: string): Promise<ParsedTarget> {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]+):\/\//.exec(target)?.[1]?.toLowerCase()
  if (scheme === 'postgres' || scheme === 'postgresql') return (await import('./postgres/postgres-address.ts')).parsePostgresTarget(target)
  if (scheme === 'mysql' || scheme === 'mariadb') return (await import('./mysql/mysql-address.ts')).parseMysqlTarget(target)
  if (scheme === 'sqlite') return sqlite(target.slice('sqlite://'.length))
  if (scheme !== undefined && scheme !== 'file') throw discoverError('target-unknown', { target: `${scheme}://…` })
  if (/^sqlite:/i.test(target)) return sqlite(target.slice('sqlite:'.length))
  if (target === '') throw discoverError('target-invalid', { target: '', why: 'it is empty', help: 'give a path or a database URL' })
  return parsePathTarget(target)
}
