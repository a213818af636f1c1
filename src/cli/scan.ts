// `holdfast scan`
import { coreError } from '../core/errors.ts'
import type { RunCommand } from './command.ts'

export const scan: RunCommand = async () => {
  throw coreError('not-built', { what: '`holdfast scan`', help: 'see CHANGELOG.md for what works' })
}
