// `holdfast up`
import { coreError } from '../core/errors.ts'
import type { RunCommand } from './command.ts'

export const up: RunCommand = async () => {
  throw coreError('not-built', { what: '`holdfast up`', help: 'see CHANGELOG.md for what works' })
}
