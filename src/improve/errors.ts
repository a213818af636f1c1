// Error codes of the phase improve. Texts only; never a customer value, a secret, or a driver's text.
import { errorTable } from '../core/errors.ts'

export const improveError = errorTable('improve', {
  'rule-invalid': {
    status: 500,
    message: '{file}: {fault}',
    help: 'compare it with another file in rules/controls; docs/guide/controls.md describes the keys',
  },
  'rules-unreadable': {
    status: 500,
    message: 'rules/controls could not be read: {why}',
    help: 'install Holdfast again: the rules are part of the package',
  },
  'control-unknown': { status: 404, message: 'no such control', help: 'GET /api/controls lists them' },
  'run-unknown': { status: 404, message: 'no such run of a control', help: 'GET /api/controls/:id lists its runs' },
  'incident-unknown': { status: 404, message: 'no such incident', help: 'GET /api/incidents lists them' },
  'plan-unknown': { status: 404, message: 'no such plan', help: 'make one first: POST /api/stores/:id/plans' },
  'lesson-unknown': { status: 404, message: 'no such lesson', help: 'GET /api/lessons lists them' },
  'lesson-exists': {
    status: 409,
    message: 'this lesson of the incident is adopted already',
    help: 'GET /api/lessons lists it; another plan or another control makes another lesson',
  },
  'text-empty': { status: 400, message: '`{name}` is empty', help: 'say it in a few words' },
  'instant-invalid': { status: 400, message: '`{name}` is no instant', help: 'write it as 2026-11-24T09:40:00.000Z' },
  'interval-invalid': { status: 400, message: 'the interval is not usable: {why}', help: '{help}' },
  'not-applied': {
    status: 409,
    message: 'the change of this lesson is not applied: its plan is {state}',
    help: 'apply the plan first; a retest before would try the old state',
  },
  'nobody-to-retest': {
    status: 409,
    message: 'the incident names no principal',
    help: 'a retest looks at what those did who were part of the incident; name them there first',
  },
})
