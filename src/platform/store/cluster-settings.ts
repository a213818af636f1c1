// The configuration files of the embedded server: durable, small, reachable only through its socket by whoever runs Holdfast, and a log that
// holds no statement and no value. Written anew at each start; nothing of it is for a person to edit.
import { createHash } from 'node:crypto'
import path from 'node:path'
import { writeDurably } from './data-folder.ts'
import { storeError } from './errors.ts'
import type { ServerUser } from './server-user.ts'

export const SUPERUSER = 'holdfast'
export const DATABASE = 'holdfast'

// log_min_messages = log leaves ERROR and WARNING out (they may quote values); terse leaves DETAIL out, where a crash quotes its statement.
const DURABLE = `
listen_addresses = ''
port = 5432
unix_socket_permissions = 0700
max_connections = 60
shared_buffers = 64MB
work_mem = 8MB
maintenance_work_mem = 64MB
max_parallel_workers_per_gather = 1
wal_level = minimal
max_wal_senders = 0
max_logical_replication_workers = 0
min_wal_size = 80MB
max_wal_size = 512MB
fsync = on
full_page_writes = on
synchronous_commit = on
allow_alter_system = off
logging_collector = off
log_destination = 'stderr'
log_min_messages = log
log_min_error_statement = panic
log_error_verbosity = terse
log_statement = 'none'
log_min_duration_statement = -1
log_checkpoints = off
log_autovacuum_min_duration = -1
log_connections = off
log_disconnections = off
log_line_prefix = '%m [%p] '
log_timezone = 'UTC'
timezone = 'UTC'
datestyle = 'iso, ymd'
lc_messages = 'C'
default_text_search_config = 'pg_catalog.simple'
`

const HBA = `local all ${SUPERUSER} peer map=holdfast\n`

export interface ClusterSettings {
  readonly files: Readonly<Record<string, string>>
  /** changes when the files or the programs do: a running server with another one is restarted, not adopted */
  readonly fit: string
}

/** `extra`: further lines of postgresql.conf, for tests. */
export function clusterSettings(user: ServerUser, version: string, extra = ''): ClusterSettings {
  const bad = user.admitted.find((name) => !/^[^"\n\r\0/][^"\n\r\0]*$/.test(name))
  if (bad !== undefined) throw storeError('no-user-name', { uid: user.uid })
  const files = {
    'postgresql.conf': `# written by holdfast at each start${DURABLE}${extra}`,
    'pg_hba.conf': HBA,
    'pg_ident.conf': user.admitted.map((name) => `holdfast "${name}" ${SUPERUSER}\n`).join(''),
  }
  const fit = createHash('sha256')
    .update(JSON.stringify([version, files]))
    .digest('hex')
    .slice(0, 16)
  return { files, fit }
}

export async function writeSettings(folder: string, settings: ClusterSettings, user: ServerUser): Promise<void> {
  for (const [name, text] of Object.entries(settings.files)) {
    await writeDurably(path.join(folder, name), text, user.switched ? user : undefined)
  }
}
