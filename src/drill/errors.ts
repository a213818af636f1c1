// Error codes of the drill. Owns the table only.
import { errorTable } from '../core/errors.ts'

export const drillError = errorTable('drill', {
  'not-shown': {
    status: 500,
    message: 'the drill: {shown} of {steps} steps were shown',
    help: '{why}; what could not be shown is not a pass',
  },
  stopped: { status: 500, message: 'the drill was stopped', help: 'nothing is left behind; run it again' },
  'postgres-url': {
    status: 400,
    message: '`--postgres` takes the address of an empty PostgreSQL database',
    help: 'postgres://user:password@host:5432/database, with a login that may make roles',
  },
})
