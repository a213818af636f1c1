// Error codes of the ledger. Owns the table only.
import { errorTable } from '../../core/errors.ts'

export const ledgerError = errorTable('ledger', {
  'entry-unusable': {
    status: 500,
    message: 'an action could not be written to the ledger: {why}',
    help: 'this is a defect; nothing was done',
  },
  'not-migrated': {
    status: 500,
    message: 'the ledger has no place in this database',
    help: 'the database is older than the program; start `holdfast up` once so that it is brought up to date',
  },
  'not-consistent': {
    status: 500,
    message: 'the ledger does not continue its last checkpoint: {why}',
    help: 'leaves in the database were changed behind our back; no checkpoint is signed any more: keep the database, and compare it with a bundle exported before',
  },
  'key-unusable': {
    status: 500,
    message: 'the ledger’s signing key cannot be used: {why}',
    help: 'the key file of this installation opens it; without it history can still be read and checked, but not continued',
  },
  'bundle-unreadable': { status: 500, message: '`{path}` cannot be read: {why}', help: 'check the path and that this user may read it' },
  'key-file-unusable': {
    status: 400,
    message: '`{path}` holds no ledger key',
    help: 'give the line that was kept when the ledger was new, as in `log.vkey` of a bundle: name+id+key',
  },
  'since-file-unusable': {
    status: 400,
    message: '`{path}` holds no checkpoint',
    help: 'give a checkpoint as it was kept outside: the file `checkpoint` of a former bundle',
  },
})
