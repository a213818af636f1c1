// `holdfast export`
import { coreError } from '../core/errors.ts'
import type { RunCommand } from './command.ts'

export const exportAll: RunCommand = async () => {
  throw coreError('not-built', { what: '`holdfast export`', help: 'see CHANGELOG.md for what works' })
}
