// Errors of the access map. Texts only.
import { errorTable } from '../../core/errors.ts'

export const accessError = errorTable('landscape', {
  'access-kind': { status: 400, message: 'who can read a {kind} store is not known yet', help: 'the access map reads PostgreSQL' },
  'access-not-scanned': {
    status: 409,
    message: '`{store}` has not been scanned',
    help: 'scan it first: the map is drawn over the fields that a scan found',
  },
  'access-never': { status: 409, message: '`{store}` has not been asked who can read it', help: 'POST /api/stores/:id/access asks it' },
  'field-unknown': { status: 404, message: 'no such field', help: 'it may be gone from its store; GET /api/map shows what is there' },
})
