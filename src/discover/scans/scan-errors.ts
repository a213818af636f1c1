// Errors of scans, fields and decisions as the API says them. Those of reading a store are in ../errors.ts.
import { errorTable } from '../../core/errors.ts'

export const scanError = errorTable('discover', {
  'scan-unknown': { status: 404, message: 'no such scan', help: 'GET /api/scans lists them' },
  'scan-store-unknown': { status: 404, message: 'one of the stores is not connected', help: 'GET /api/stores lists those that are' },
  'nothing-to-scan': { status: 409, message: 'no store is connected', help: 'connect a database or a folder first' },
  'scan-running': {
    status: 409,
    message: 'scan {number} is reading `{store}`',
    help: 'wait for its end, or stop it; a store is read by one scan at a time',
  },
  'scan-ended': { status: 409, message: 'scan {number} has ended: {state}', help: 'there is nothing to stop; what was read stays' },
  'field-unknown': { status: 404, message: 'no such field', help: 'it may be gone from its store; GET /api/map shows what is there' },
  'object-unknown': { status: 404, message: 'no such object', help: 'it may be gone from its store; GET /api/map shows what is there' },
  'not-pinned': { status: 409, message: 'nobody decided about this field', help: 'there is no decision to take back' },
  'reason-empty': { status: 400, message: 'a decision needs a reason', help: 'say why, in a few words; it is kept with the field' },
  'cursor-invalid': {
    status: 400,
    message: 'the place to go on from is not usable',
    help: 'use `next` of the page before, as it was given',
  },
  'filter-invalid': { status: 400, message: 'the filter `{name}` is not usable', help: 'GET /api/docs lists the filters and their values' },
})
