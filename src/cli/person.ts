// `holdfast person`: the command. Not built yet, and says so.
import { coreError } from '../core/errors.ts'
import type { RunCommand } from './command.ts'

export const person: RunCommand = async () => {
  throw coreError('not-built', { what: '`holdfast person`', help: 'CHANGELOG.md says what works' })
}
