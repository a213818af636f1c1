// DuckDB inside this process, for Parquet only: nothing is kept in it, it fetches nothing, and its settings cannot be changed by what it runs.
import path from 'node:path'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'

export interface Duck {
  /** A connection of one's own, closed afterwards: a second query ends the first one's stream. */
  use<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>
  connect(): Promise<DuckDBConnection>
  close(): void
}

/** `temporary`: a folder for what does not fit in memory. */
export async function openDuck(temporary: string): Promise<Duck> {
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    memory_limit: '512MB',
    threads: '2',
    temp_directory: path.resolve(temporary),
    max_temp_directory_size: '10GB',
    preserve_insertion_order: 'true',
  })
  const connect = (): Promise<DuckDBConnection> => instance.connect()
  const use: Duck['use'] = async (work) => {
    const connection = await connect()
    try {
      return await work(connection)
    } finally {
      connection.closeSync()
    }
  }
  await use((connection) => connection.run('set lock_configuration = true'))
  return { use, connect, close: () => instance.closeSync() }
}

/** A text as an SQL literal. DuckDB has no escapes but the doubled quote; it takes no zero character, and no id has one. */
export function literal(text: string): string {
  return `'${text.replaceAll('\0', '').replaceAll("'", "''")}'`
}
