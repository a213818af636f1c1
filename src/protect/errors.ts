// Error codes of the phase protect. Texts only; never a customer value, a secret, or a driver's text.
import { errorTable } from '../core/errors.ts'

export const protectError = errorTable('protect', {
  'not-postgres': {
    status: 400,
    message: 'policies are compiled for PostgreSQL only, and this store is {kind}',
    help: 'choose a PostgreSQL store',
  },
  'store-unknown': { status: 404, message: 'no such store is connected', help: 'GET /api/stores lists them' },
  'no-secret': { status: 409, message: 'no secret is kept for the login of `{principal}`', help: 'apply a plan that has them as a member' },
  'not-member': {
    status: 404,
    message: '`{principal}` is in no class of this store',
    help: 'make a plan that has them as a member of a class, and apply it',
  },
  'member-disabled': {
    status: 409,
    message: 'the login of `{principal}` in this store was disabled',
    help: 'a plan that names them under `reopen`, approved by a second person, opens it again',
  },
  'member-contained': {
    status: 409,
    message: 'the login of `{principal}` in this store was closed, and a plan does not open it by naming them',
    help: 'when it may be opened again, name them under `reopen` in a new plan: whoever approves that plan decides it too',
  },
  'no-policy': { status: 409, message: 'no policy is applied in this store', help: 'plan and apply a policy first' },
  'policy-invalid': { status: 400, message: 'the policies cannot be used: {why}', help: '{help}' },
  'policy-folder': { status: 400, message: 'the folder `{folder}` cannot be read', help: 'check its name and its rights' },
  'class-unknown': { status: 400, message: 'the policies know no class `{class}`', help: 'the classes are: {classes}' },
  'principal-unknown': { status: 400, message: 'no principal `{principal}`', help: 'add them under People first: POST /api/principals' },
  'member-twice': { status: 400, message: '`{login}` is named twice', help: 'one login is a member of one class' },
  'role-unknown': { status: 400, message: 'the database has no role `{role}`', help: 'check the spelling' },
  'plan-unknown': { status: 404, message: 'there is no such plan', help: 'GET /api/stores/:id/protection lists the last ones' },
  'plan-state': { status: 409, message: 'the plan is {state}: it cannot be {wish}', help: '{help}' },
  'plan-own': {
    status: 403,
    message: 'whoever made a plan cannot approve it',
    help: 'ask another owner or analyst to approve it',
  },
  'exception-unknown': { status: 404, message: 'there is no such exception', help: 'GET /api/stores/:id/exceptions lists them' },
  'exception-own': {
    status: 403,
    message: 'whoever proposed an exception cannot approve it',
    help: 'ask another owner or analyst to approve it',
  },
  'exception-state': { status: 409, message: 'the exception is {state}: it cannot be {wish}', help: 'propose another one' },
  'exception-until': {
    status: 400,
    message: 'an exception ends on a day between now and {days} days from now',
    help: 'choose an end; it can be proposed again when that day comes',
  },
  'exception-field': { status: 400, message: 'the store has no field `{field}`', help: 'name fields of this store by their ids' },
  'exception-nothing': {
    status: 409,
    message: 'as the store’s rights were last read, `{role}` reads no field that is confidential or unlabelled',
    help: 'read them again with POST /api/stores/:id/access, or name the fields',
  },
  'exception-member': {
    status: 409,
    message: '`{role}` is the login of a member: a member reads through its class alone',
    help: 'give the person another class, or make no member of them',
  },
  'plan-changed': {
    status: 409,
    message: 'the database has changed since the plan was made',
    help: 'make the plan again and look at what is new',
  },
  'plan-busy': {
    status: 409,
    message: 'another plan is being applied to this database',
    help: 'wait until it has ended, then make the plan again',
  },
  'plan-failed': { status: 422, message: 'the database refused a step, and nothing was changed: {step}: {why}', help: '{help}' },
  'plan-blocked': { status: 409, message: 'the plan would leave a way around the masks: {why}', help: '{help}' },
  'name-differs': { status: 400, message: 'the name typed is not that of the store', help: 'type `{name}` exactly to apply the plan' },
  'rights-missing': { status: 422, message: 'the login `{login}` may not do this: {why}', help: '{help}' },
  'would-fire': {
    status: 409,
    message: 'a trigger of {table} would fire on a planted row',
    help: 'prove without --plant: it looks for values of rows that are there',
  },
  'nothing-applied': {
    status: 409,
    message: 'there is nothing to undo in this database',
    help: 'only the last applied plan can be undone',
  },
  'store-busy': {
    status: 504,
    message: 'the database did not let the plan in: {why}',
    help: 'try again when fewer sessions hold its tables',
  },
  'store-lost': {
    status: 502,
    message: 'the connection to the database broke while {doing}',
    help: 'all or nothing was changed; look at the plan again, it says which',
  },
})
