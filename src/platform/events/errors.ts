// Error codes of the event store. Texts only.
import { errorTable } from '../../core/errors.ts'

export const eventsError = errorTable('events', {
  'not-open': { status: 500, message: 'the event store is not open', help: 'restart Holdfast; `holdfast doctor` says what is wrong' },
})
