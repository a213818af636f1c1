// Errors of landscape. Never an address with a secret, never a driver's text.
import { errorTable } from '../core/errors.ts'

export const landscapeError = errorTable('landscape', {
  'store-unknown': { status: 404, message: 'no such store is connected', help: 'GET /api/stores lists them' },
  'store-connected': {
    status: 409,
    message: '`{name}` is this store already',
    help: 'change its name or password under Stores; to point it somewhere else, change its target',
  },
  'name-taken': { status: 409, message: 'another store is called `{name}`', help: 'give this one another name' },
  'name-invalid': { status: 400, message: 'a store needs a name that can be read', help: 'up to 100 letters, digits, spaces and signs' },
  'name-differs': {
    status: 400,
    message: 'the name typed is not that of the store',
    help: 'type `{name}` exactly to remove it; what Holdfast found in it is forgotten, the ledger keeps the record',
  },
  'store-unreachable': { status: 422, message: '{problem}', help: '{help}' },
  'own-data': {
    status: 400,
    message: 'this is where Holdfast keeps its own data',
    help: 'choose another folder or database; Holdfast’s own folder, key file and database are never read as a store',
  },
  'kind-differs': {
    status: 400,
    message: 'a {was} store cannot become a {now} store',
    help: 'connect it as a store of its own and remove this one',
  },
  'nothing-to-change': { status: 400, message: 'nothing to change was given', help: 'give a name, a password or a target' },
  'no-password': { status: 400, message: 'a {kind} store has no password', help: 'leave the password out' },
})
