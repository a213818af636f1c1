// Error codes of the phase monitor. Texts only; never a customer value, a secret, or a driver's text.
import { errorTable } from '../core/errors.ts'

export const monitorError = errorTable('monitor', {
  'collector-unknown': { status: 404, message: 'there is no such collector', help: 'GET /api/collectors lists them' },
  'collector-exists': {
    status: 409,
    message: 'this folder is read for this store already',
    help: 'GET /api/collectors lists what is read and how far',
  },
  'store-not-postgres': {
    status: 400,
    message: 'a {kind} store writes no log of PostgreSQL',
    help: 'name the PostgreSQL store whose server writes the log',
  },
  'folder-not-absolute': { status: 400, message: 'the folder of the log needs its whole path', help: 'it begins with /' },
  'folder-missing': {
    status: 400,
    message: 'the folder of the log is not there or is no folder',
    help: 'SHOW data_directory and SHOW log_directory on the server say where it is; it must lie on this machine',
  },
  'folder-unreadable': {
    status: 403,
    message: 'the folder of the log cannot be read',
    help: 'give the user that runs Holdfast the right to read it: log_file_mode = 0640 on the server, and its group',
  },
  'own-data': {
    status: 400,
    message: 'this is where Holdfast keeps its own data',
    help: 'name the folder of the log of the customer’s server',
  },
  'read-elsewhere': {
    status: 409,
    message: 'another process reads this collector',
    help: 'run the role ingest in one process for each folder',
  },
  'alert-unknown': { status: 404, message: 'there is no such alert', help: 'GET /api/alerts lists them' },
  'alert-decided': {
    status: 409,
    message: 'the alert was decided in between',
    help: 'read it again; a decision can be changed with a reason',
  },
  'time-invalid': { status: 400, message: '`{name}` is no time', help: 'write it as 2026-11-24T09:40:00.000Z, the end behind the start' },
  'rule-damaged': {
    status: 500,
    message: 'a rule of detection cannot be read: {file}',
    help: 'install Holdfast again; rules are part of it',
  },
})
