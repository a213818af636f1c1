// Error codes of accounts and sign-in. Owns the table only. No answer tells whether an e-mail address has an account.
import { errorTable } from '../../core/errors.ts'

export const authError = errorTable('auth', {
  'sign-in-refused': {
    status: 401,
    message: 'e-mail address or password is wrong',
    help: 'an owner can make a new link for you; on the machine of the server, `holdfast signin-link EMAIL` does',
  },
  'code-refused': {
    status: 401,
    message: 'the code is wrong or was used already',
    help: 'wait for the next code, or use one of your recovery codes',
  },
  'second-factor-expired': { status: 401, message: 'the sign-in took too long', help: 'begin again with e-mail address and password' },
  'password-refused': {
    status: 403,
    message: 'the password is wrong',
    help: 'type it again; an owner can make a new link when it is lost',
  },
  'link-refused': {
    status: 403,
    message: 'the link is used, expired or was never made here',
    help: 'ask for a new one; on the machine of the server, `holdfast signin-link` makes it',
  },
  'name-needed': {
    status: 400,
    message: 'the first account needs a name and an e-mail address',
    help: 'give `name` and `email` with the password',
  },
  'email-invalid': { status: 400, message: 'the e-mail address is not one that can be used', help: 'write it like name@company.example' },
  'email-taken': { status: 409, message: 'there is an account with this e-mail address', help: 'make a new link for that account instead' },
  'account-unknown': { status: 404, message: 'there is no such account', help: 'GET /api/accounts lists them' },
  'account-off': { status: 409, message: 'the account is turned off', help: 'turn it on first' },
  'last-owner': { status: 409, message: 'this is the last owner who can sign in', help: 'make somebody else an owner first' },
  'session-unknown': {
    status: 404,
    message: 'there is no such session of yours',
    help: 'it may have ended already; GET /api/account/sessions lists those you have',
  },
  'second-factor-on': { status: 409, message: 'a second factor is on already', help: 'turn it off first' },
  'second-factor-off': { status: 409, message: 'no second factor is on', help: 'begin with its set-up' },
  'no-account': {
    status: 400,
    message: 'there is no account with this e-mail address',
    help: 'check the spelling; an owner sees all accounts in the console',
  },
  'which-account': { status: 400, message: '{count} owners can sign in', help: 'say whose link it is: `holdfast signin-link EMAIL`' },
})
