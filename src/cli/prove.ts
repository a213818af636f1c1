// `holdfast prove`: the command. Not built yet, and says so.
import { coreError } from '../core/errors.ts'
import type { RunCommand } from './command.ts'

export const prove: RunCommand = async () => {
  throw coreError('not-built', { what: '`holdfast prove`', help: 'CHANGELOG.md says what works' })
}
