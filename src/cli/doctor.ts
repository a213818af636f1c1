// `holdfast doctor`
import { coreError } from '../core/errors.ts'
import type { RunCommand } from './command.ts'

export const doctor: RunCommand = async () => {
  throw coreError('not-built', { what: '`holdfast doctor`', help: 'see CHANGELOG.md for what works' })
}
