// Error codes of the phase monitor. Texts only; never a customer value, a secret, or a driver's text.
import { errorTable } from '../core/errors.ts'

export const monitorError = errorTable('monitor', {})
