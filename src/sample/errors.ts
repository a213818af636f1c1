// Error codes of the sample company. Owns the table only.
import { errorTable } from '../core/errors.ts'

export const sampleError = errorTable('sample', {
  'not-empty': {
    status: 409,
    message: 'the database is not empty',
    help: 'give an empty one: `create database drill`; the drill changes nothing in a database that holds anything',
  },
  'roles-exist': {
    status: 409,
    message: 'the server has a role `{role}` already',
    help: 'use a server without it, or none at all: without --postgres the drill starts one of its own',
  },
  'no-rights': {
    status: 403,
    message: 'the login may not make roles',
    help: 'give a login that may: the drill makes and removes roles of the sample shop',
  },
  unreachable: {
    status: 422,
    message: 'the database cannot be reached: {why}',
    help: 'check the address: postgres://user:password@host:5432/database',
  },
  'start-failed': {
    status: 500,
    message: 'the sample database did not start: {why}',
    help: 'its folder is {folder}; start again, and with --postgres URL to use a server of yours',
  },
  'folder-taken': {
    status: 409,
    message: 'there is something else at {folder}',
    help: 'move it away, or choose another data folder with --data',
  },
})
