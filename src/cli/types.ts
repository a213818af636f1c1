// `holdfast types`
import { coreError } from '../core/errors.ts'
import type { RunCommand } from './command.ts'

export const types: RunCommand = async () => {
  throw coreError('not-built', { what: '`holdfast types`', help: 'see CHANGELOG.md for what works' })
}
