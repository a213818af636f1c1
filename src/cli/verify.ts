// `holdfast verify`
import { coreError } from '../core/errors.ts'
import type { RunCommand } from './command.ts'

export const verify: RunCommand = async () => {
  throw coreError('not-built', { what: '`holdfast verify`', help: 'see CHANGELOG.md for what works' })
}
