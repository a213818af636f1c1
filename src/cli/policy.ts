// `holdfast policy`: the command. Not built yet, and says so.
import { coreError } from '../core/errors.ts'
import type { RunCommand } from './command.ts'

export const policy: RunCommand = async () => {
  throw coreError('not-built', { what: '`holdfast policy`', help: 'CHANGELOG.md says what works' })
}
