// `holdfast inspect`
import { coreError } from '../core/errors.ts'
import type { RunCommand } from './command.ts'

export const inspect: RunCommand = async () => {
  throw coreError('not-built', { what: '`holdfast inspect`', help: 'see CHANGELOG.md for what works' })
}
