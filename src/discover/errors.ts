// Every error of the discover phase that a person can see. Owns the texts; raises nothing itself.
import { errorTable } from '../core/errors.ts'

export const discoverError = errorTable('discover', {
  'target-unknown': {
    status: 400,
    message: 'no way to read `{target}` is built in',
    help: 'give a path, postgres://user@host:5432/database, mysql://user@host:3306/database or sqlite:FILE',
  },
  'target-invalid': { status: 400, message: '`{target}` is not usable: {why}', help: '{help}' },
  'path-missing': {
    status: 400,
    message: 'no such file or folder: `{path}`',
    help: 'check the spelling; a relative path starts in the current folder',
  },
  'path-unreadable': {
    status: 403,
    message: 'no right to read `{path}`',
    help: 'run as somebody who may read it, or give this account the right to read',
  },
  'path-lost': {
    status: 502,
    message: '`{path}` cannot be listed: {why}',
    help: 'see whether the disk or the share behind it is there, and scan again',
  },
  'path-special': {
    status: 400,
    message: '`{path}` is neither a file nor a folder',
    help: 'give a regular file or a folder; devices, pipes and sockets are never read',
  },
  'not-sqlite': {
    status: 400,
    message: '`{path}` is not a SQLite database: {why}',
    help: 'give the database file itself; to scan a file of another kind, leave out `sqlite:`',
  },
  'store-unreachable': {
    status: 502,
    message: 'nobody answers at {host}:{port}',
    help: 'check host and port, that the server runs and listens there, and that no firewall is between',
  },
  'store-host': { status: 502, message: 'host not found: `{host}`', help: 'check the name; this machine must be able to resolve it' },
  'store-timeout': {
    status: 504,
    message: '{host}:{port} did not answer within {seconds} s',
    help: 'check that a firewall is not dropping the connection, and try again',
  },
  'store-login': {
    status: 502,
    message: 'the server refuses the login of `{user}`',
    help: 'check user and password; in a URL special characters are percent-encoded: @ is %40, / is %2F. PostgreSQL: pg_hba.conf may refuse this machine',
  },
  'store-database': {
    status: 502,
    message: 'no database `{database}` on {host}:{port}, or no right to connect to it',
    help: 'check its name; GRANT CONNECT ON DATABASE gives the right',
  },
  'store-tls': { status: 502, message: '{host}:{port}: {why}', help: '{help}' },
  'store-refused': {
    status: 502,
    message: '{host}:{port} refuses the connection: {why}',
    help: 'the log of the server says more; a login for scanning needs one or more free connections',
  },
  'store-not-this': {
    status: 502,
    message: '{host}:{port} does not speak the protocol of {kind}',
    help: 'check the port; PostgreSQL is usually at 5432, MySQL and MariaDB at 3306',
  },
  'store-lost': {
    status: 502,
    message: 'the connection to {store} broke: {why}',
    help: 'what was read until then is kept; scan again for the rest',
  },
  'scan-worker': {
    status: 500,
    message: 'the worker that reads {store} ended: {why}',
    help: 'scan again; if it happens again, leave out what it was reading and report it',
  },
})
