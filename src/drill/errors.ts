// Error codes of the drill. Owns the table only.
import { errorTable } from '../core/errors.ts'

export const drillError = errorTable('drill', {
  'not-shown': {
    status: 500,
    message: 'the drill: {shown} of {steps} steps were shown',
    help: '{why}; what could not be shown is not a pass',
  },
  stopped: { status: 500, message: 'the drill was stopped', help: 'nothing is left behind; run it again' },
  'sample-in-use': {
    status: 409,
    message: 'this installation has stores already',
    help: 'the sample company opens in an empty one: `holdfast up --sample --data DIR` with a folder of its own',
  },
  'sample-running': { status: 409, message: 'the sample company is being opened', help: 'GET /api/sample says how far it is' },
  'sample-failed': { status: 500, message: 'the sample company could not be opened: {why}', help: 'start again with another data folder' },
  'postgres-url': {
    status: 400,
    message: '`--postgres` takes the address of an empty PostgreSQL database',
    help: 'postgres://user:password@host:5432/database, with a login that may make roles',
  },
})
