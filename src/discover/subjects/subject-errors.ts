// Errors of the subject directory. Never a value that was looked for.
import { errorTable } from '../../core/errors.ts'

export const subjectError = errorTable('discover', {
  'build-running': {
    status: 409,
    message: 'build {number} of the people directory is running',
    help: 'wait for its end; GET /api/subjects shows how far it is',
  },
  'build-store-unknown': { status: 404, message: 'one of the stores is not connected', help: 'GET /api/stores lists those that are' },
  'nothing-to-build': { status: 409, message: 'no store is connected', help: 'connect a database or a folder and scan it first' },
  'not-built-yet': {
    status: 409,
    message: 'the people directory has not been built',
    help: 'scan the stores, then build it: POST /api/subjects/build',
  },
  'value-empty': {
    status: 400,
    message: 'nothing is left of the value to look for',
    help: 'give an e-mail address, a telephone number, a national number or a customer number',
  },
})
