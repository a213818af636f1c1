// Plays the eight steps in order and keeps what each compared. Owns the order, the budget of each step and what a step's end means; a step's content is
// steps/<name>.ts, what is set up and taken down is stage.ts.
import { monotonicMs } from '../core/clock.ts'
import { createChecks, type Check } from './checks.ts'
import { NotBuilt } from './holdfast-client.ts'
import { MissingFact, type Step, type Story } from './story.ts'
import { attack } from './steps/attack.ts'
import { discover } from './steps/discover.ts'
import { learn } from './steps/learn.ts'
import { monitor } from './steps/monitor.ts'
import { protect } from './steps/protect.ts'
import { prove } from './steps/prove.ts'
import { respond } from './steps/respond.ts'
import { start } from './steps/start.ts'

export interface StepResult {
  readonly step: number
  readonly name: string
  /** held: all checks; failed: one does not; not-shown: this build has no part for it, or an earlier step did not come that far */
  readonly state: 'held' | 'failed' | 'not-shown'
  readonly seconds: number
  readonly figures: readonly string[]
  readonly checks: readonly Check[]
  readonly why: string | null
}

export const STEPS: readonly { readonly name: string; readonly text: string; readonly step: Step }[] = [
  { name: 'start', text: 'start the sample company: a database, a forgotten export, six staff, thirty days of history', step: start },
  { name: 'discover', text: 'discover: find and label its customer data, and whose it is', step: discover },
  { name: 'protect', text: 'protect: apply the support policy, prove it, close one over-wide grant', step: protect },
  { name: 'attack', text: 'attack: read customers slowly, by night, through the gateway', step: attack },
  { name: 'monitor', text: 'monitor: one alert that names fields, label and people reached', step: monitor },
  { name: 'respond', text: 'respond: compute who is affected, start the clocks, contain, notify', step: respond },
  { name: 'learn', text: 'learn: change the control, repeat the attack, see it refused', step: learn },
  { name: 'prove', text: 'prove: write the evidence bundle and verify it', step: prove },
]

/** `told`: called when a step begins and when it has ended. */
export async function playStep(story: Story, index: number): Promise<StepResult> {
  const { name, step } = STEPS[index]!
  const checks = createChecks()
  const figures: string[] = []
  const began = monotonicMs()
  let why: string | null = null
  let ended: 'came to its end' | 'not-shown' | 'broke' = 'came to its end'
  try {
    await step(story, { checks, figure: (text) => void figures.push(text) })
  } catch (thrown) {
    story.signal.throwIfAborted()
    why = thrown instanceof Error ? thrown.message : String(thrown)
    ended = thrown instanceof NotBuilt || thrown instanceof MissingFact ? 'not-shown' : 'broke'
  }
  const failed = ended === 'broke' || checks.list.some((check) => !check.ok)
  return {
    step: index + 1,
    name,
    state: failed ? 'failed' : ended === 'not-shown' ? 'not-shown' : 'held',
    seconds: Math.round(monotonicMs() - began) / 1000,
    figures,
    checks: checks.list,
    why,
  }
}
