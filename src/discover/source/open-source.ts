// Opens the source of a target: the one list of adapters. Loads a database's client only when it is asked for.
import type { ParsedTarget } from './target.ts'
import { parseTarget } from './target.ts'
import type { Source } from './source.ts'
import { createFolderSource } from './folder/folder-source.ts'

export interface OpenOptions {
  readonly signal: AbortSignal
  /** real paths that are never read: Holdfast's own data folder and key file */
  readonly exclude?: readonly string[]
}

/** Connects and proves that the login works. Throws AppError `discover/…`; a secret is in none. */
export async function openSource(target: ParsedTarget | string, options: OpenOptions): Promise<Source> {
  const parsed = typeof target === 'string' ? await parseTarget(target) : target
  if (parsed.kind === 'postgres') return (await import('./postgres/postgres-source.ts')).openPostgresSource(parsed, options)
  if (parsed.kind === 'mysql') return (await import('./mysql/mysql-source.ts')).openMysqlSource(parsed, options)
  if (parsed.kind === 'sqlite') return (await import('./sqlite/sqlite-source.ts')).openSqliteSource(parsed)
  return createFolderSource(parsed, options.exclude)
}
