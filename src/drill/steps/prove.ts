// Step 8: the controls run over the live state, the evidence bundle is written, and it verifies offline; with one byte changed it does not.
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { verifyBundle } from '../../platform/ledger/verify-bundle.ts'
import { withFileBytes } from '../../platform/ledger/file-bytes.ts'
import { waitUntil } from '../holdfast-client.ts'
import type { Step } from '../story.ts'

const CONTROLS = 10

export const prove: Step = async (story, run) => {
  const { owner, folder, signal } = story
  const { run: round } = await owner.post('/api/controls/run')
  const { controls } = await waitUntil(
    'the round of controls',
    () => owner.get('/api/controls'),
    (view) => view.round?.id === round && view.round.endedAt !== null,
    signal,
  )
  const states = controls as { id: string; state: string }[]
  run.checks.atLeast('controls', CONTROLS, states.length)
  run.checks.same(
    'controls that were not evaluated',
    [],
    states.filter((each) => ['not-evaluated', 'error', 'stale'].includes(each.state)).map((each) => each.id),
  )

  const bundle = await owner.bytes('/api/ledger/bundle')
  const file = path.join(folder.work, 'evidence.zip')
  writeFileSync(file, bundle)
  const verified = await withFileBytes(file, (source) => verifyBundle(source, {}))
  run.checks.holds('the bundle verifies offline', verified.ok, verified.ok ? true : verified.error)
  const changed = Buffer.from(bundle)
  const at = Math.floor(bundle.length / 3)
  changed[at] = changed[at]! ^ 1
  const flipped = path.join(folder.work, 'changed.zip')
  writeFileSync(flipped, changed)
  run.checks.same('with one byte changed it verifies', false, (await withFileBytes(flipped, (source) => verifyBundle(source, {}))).ok)
  run.figure(`${verified.ok ? verified.value.checkpoint.size : 0} entries, ${Math.round(bundle.length / 1024)} kB`)
}
