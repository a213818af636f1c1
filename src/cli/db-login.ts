// `holdfast db-login`: the command. Not built yet, and says so.
import { coreError } from '../core/errors.ts'
import type { RunCommand } from './command.ts'

export const dbLogin: RunCommand = async () => {
  throw coreError('not-built', { what: '`holdfast db-login`', help: 'CHANGELOG.md says what works' })
}
