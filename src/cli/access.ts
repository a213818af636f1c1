// `holdfast access`: the command. Not built yet, and says so.
import { coreError } from '../core/errors.ts'
import type { RunCommand } from './command.ts'

export const access: RunCommand = async () => {
  throw coreError('not-built', { what: '`holdfast access`', help: 'CHANGELOG.md says what works' })
}
