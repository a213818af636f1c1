// Error codes of the phase respond. Texts only; never a customer value, a secret, or a driver's text.
import { errorTable } from '../core/errors.ts'

export const respondError = errorTable('respond', {})
