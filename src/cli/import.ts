// `holdfast import`
import { coreError } from '../core/errors.ts'
import type { RunCommand } from './command.ts'

export const importAll: RunCommand = async () => {
  throw coreError('not-built', { what: '`holdfast import`', help: 'see CHANGELOG.md for what works' })
}
