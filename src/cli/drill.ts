// `holdfast drill`: plays the sample company's breach through all phases. Its eight steps are listed here; a step without its engine
// says so, and then the drill has not passed (exit 3): what could not be shown is not a pass.
import { coreError } from '../core/errors.ts'
import type { RunCommand } from './command.ts'

const STEPS = [
  'start the sample company: a database, a forgotten export, six staff, thirty days of history',
  'discover: find and label its customer data, and whose it is',
  'protect: apply the support policy, prove it, close one over-wide grant',
  'attack: read customers slowly, by night, through the gateway',
  'monitor: one alert that names fields, label and people reached',
  'respond: compute who is affected, start the clocks, contain, notify',
  'learn: change the control, repeat the attack, see it refused',
  'prove: write the evidence bundle and verify it',
] as const

export const drill: RunCommand = async ({ terminal }) => {
  let line = 0
  for (const step of STEPS) await terminal.out(`${++line}. ${step}: not built\n`)
  throw coreError('not-built', {
    what: `the drill: 0 of ${STEPS.length} steps`,
    help: 'CHANGELOG.md says what works; nothing was started and nothing is left behind',
  })
}
