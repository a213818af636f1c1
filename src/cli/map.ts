// `holdfast map`: the command. Not built yet, and says so.
import { coreError } from '../core/errors.ts'
import type { RunCommand } from './command.ts'

export const map: RunCommand = async () => {
  throw coreError('not-built', { what: '`holdfast map`', help: 'CHANGELOG.md says what works' })
}
