// Errors about principals. Texts only; an alias may be an e-mail address and is never repeated.
import { errorTable } from '../../core/errors.ts'

export const principalError = errorTable('landscape', {
  'principal-taken': {
    status: 409,
    message: 'there is a principal `{id}` already',
    help: 'GET /api/principals lists them; choose another id',
  },
  'principal-unknown': { status: 404, message: 'no such principal', help: 'GET /api/principals lists them; add the manager first' },
  'alias-taken': {
    status: 409,
    message: 'a name of kind {kind} is another principal’s',
    help: 'a login is one principal’s at a time; GET /api/principals shows whose it is',
  },
  'alias-empty': {
    status: 400,
    message: 'a name of a principal is empty',
    help: 'give what the store calls this login, or leave the name out',
  },
})
