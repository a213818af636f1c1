// Error codes of the phase respond. Texts only; never a customer value, a secret, or a driver's text.
import { errorTable } from '../core/errors.ts'

export const respondError = errorTable('respond', {
  'incident-unknown': { status: 404, message: 'there is no such incident', help: 'GET /api/incidents lists them' },
  'alert-unknown': { status: 404, message: 'there is no such alert', help: 'GET /api/alerts lists them' },
  'alert-taken': {
    status: 409,
    message: 'incident {number} was opened from this alert already',
    help: 'work in that incident; GET /api/incidents shows it',
  },
  'fact-invalid': { status: 400, message: 'the fact `{name}` {why}', help: '{help}' },
  'scope-unknown': { status: 404, message: 'there is no such version of the scope', help: 'POST /api/incidents/:id/scope computes one' },
  'scope-run-unknown': {
    status: 404,
    message: 'there is no such computation',
    help: 'POST /api/incidents/:id/scope starts one and names it',
  },
  'scope-run-state': { status: 409, message: 'this computation is {state} already', help: 'GET /api/incidents/:id shows the last one' },
  'scope-missing': {
    status: 409,
    message: 'the scope of this incident was not computed yet',
    help: 'POST /api/incidents/:id/scope computes it; duties and notices rest on it',
  },
  'law-unknown': { status: 404, message: 'there is no rule `{law}`', help: 'GET /api/incidents/:id/duties names the rules that apply' },
  'law-not-people': {
    status: 409,
    message: 'the rule `{law}` is about an authority, not about people',
    help: 'draft notices for a rule whose recipient is people',
  },
  'law-broken': {
    status: 500,
    message: 'the rule file {file} is not usable: {why}',
    help: 'compare it with another file in rules/law; install Holdfast again if nobody changed it',
  },
  'drill-object': {
    status: 409,
    message: 'a drill cannot touch a real store',
    help: 'the incident is a drill and the store is not part of one',
  },
  'store-unknown': { status: 404, message: 'no such store is connected', help: 'GET /api/stores lists them' },
  'principal-unknown': { status: 404, message: 'there is no such principal', help: 'GET /api/principals lists them' },
  'containment-unknown': { status: 404, message: 'there is no such containment', help: 'GET /api/incidents/:id lists them' },
  'containment-state': {
    status: 409,
    message: 'this containment is {state}',
    help: 'propose another one if the way in is open again',
  },
  'containment-busy': {
    status: 409,
    message: 'somebody is carrying out this containment at the moment',
    help: 'look at the incident in a moment',
  },
  'containment-failed': {
    status: 502,
    message: 'the way in was not closed: {why}',
    help: 'check the control credential and that the store is reachable, then let the second person approve again',
  },
  'same-person': {
    status: 403,
    message: 'whoever proposed it cannot approve it',
    help: 'ask another owner or analyst to approve',
  },
  'not-a-person': { status: 403, message: 'only a person with an account can approve', help: 'sign in and approve in the console' },
  'notice-unknown': { status: 404, message: 'there is no such notice', help: 'GET /api/incidents/:id lists them' },
  'notice-state': { status: 409, message: 'this notice is {state}', help: '{help}' },
  'notice-incomplete': {
    status: 409,
    message: 'the notice is not complete: {missing}',
    help: 'add the facts with POST /api/incidents/:id/facts, draft the notice again, and let a second person approve it',
  },
  'notice-nobody': {
    status: 409,
    message: 'nobody in this scope is to be told under `{law}`',
    help: 'compute the scope again if it is old',
  },
  'language-unknown': { status: 400, message: 'there are no approved texts in `{lang}`', help: 'languages there are: {known}' },
  'mail-not-set': { status: 409, message: 'no mail server is set', help: 'an owner sets it with PUT /api/mail' },
  'mail-invalid': { status: 400, message: 'the mail setting `{name}` {why}', help: '{help}' },
  'mail-private': {
    status: 422,
    message: 'the mail server lies in a private or local address range',
    help: 'if that is meant, say so: allowPrivate true',
  },
  'mail-host': {
    status: 422,
    message: 'the mail server’s name cannot be resolved',
    help: 'check the name; this machine must be able to resolve it',
  },
  'mail-drill': {
    status: 409,
    message: 'notices of a drill go to a mail server on this machine only',
    help: 'set a mail server on 127.0.0.1 for the drill; real mail servers are for real incidents',
  },
  'mail-away': {
    status: 502,
    message: 'the mail server does not take messages: {why}',
    help: 'check the mail settings and the server; sending goes on by itself when it answers, nobody gets the message twice',
  },
})
