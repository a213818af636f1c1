// `holdfast signin-link`
import { coreError } from '../core/errors.ts'
import type { RunCommand } from './command.ts'

export const signinLink: RunCommand = async () => {
  throw coreError('not-built', { what: '`holdfast signin-link`', help: 'see CHANGELOG.md for what works' })
}
