// Error codes of the HTTP layer. Owns the table only.
import { errorTable } from '../../core/errors.ts'

export const httpError = errorTable('http', {
  'not-found': { status: 404, message: 'there is nothing at this address', help: 'GET /api/openapi.json lists what there is' },
  invalid: { status: 400, message: '`{field}` {why}', help: 'GET /api/openapi.json describes what is expected' },
  unreadable: { status: 400, message: 'the request could not be read', help: 'send JSON with content-type application/json' },
  'too-large': { status: 413, message: 'the request is larger than {limit} kB', help: 'send less at a time' },
  unsupported: {
    status: 415,
    message: 'the request is not of a kind that is read here',
    help: 'send JSON with content-type application/json',
  },
  'signed-out': { status: 401, message: 'not signed in', help: 'sign in, or run `holdfast signin-link` on the machine of the server' },
  'not-allowed': { status: 403, message: 'the role `{role}` may not do this', help: 'ask an owner of this installation' },
  'foreign-host': {
    status: 421,
    message: 'this server does not answer under that name',
    help: 'use http://localhost with its port, or start it with --origin and the address that people use',
  },
  'foreign-origin': {
    status: 403,
    message: 'the request does not come from a page of this server',
    help: 'send the header `Origin` with the address of the server; requests from other pages are refused',
  },
  'too-many': { status: 429, message: 'too many tries', help: 'wait {seconds} seconds' },
  busy: { status: 503, message: 'the server is stopping', help: 'try again in a moment' },
  'not-recorded': {
    status: 500,
    message: 'the action was not recorded in the ledger, so its answer is withheld',
    help: 'report this: it is a defect',
  },
  'port-taken': {
    status: 500,
    message: 'port {port} on {host} is in use by another program',
    help: 'stop that program, or choose another port: `holdfast up --port {next}`',
  },
  'host-unusable': { status: 500, message: '`--host {host}` cannot be listened on', help: 'use 127.0.0.1 or an address of this machine' },
  'port-forbidden': { status: 500, message: 'port {port} is not open to this user', help: 'choose a port above 1023' },
  'origin-invalid': {
    status: 400,
    message: '`--origin` is not an address like https://holdfast.example',
    help: 'give scheme, host and, if it is not the usual one, port; no path',
  },
  'origin-needed': {
    status: 400,
    message: '`--host {host}` is reachable from other machines, and passwords would cross the network in clear',
    help: 'put an https proxy before it and give its address with --origin https://…; or say --origin http://{host}:{port} to accept that',
  },
})
