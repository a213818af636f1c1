// Step 8: the controls run over the live state, the evidence bundle is written, and it verifies offline; with one byte changed it does not.
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { verifyBundle } from '../../platform/ledger/verify-bundle.ts'
import { withFileBytes } from '../../platform/ledger/file-bytes.ts'
import { waitUntil } from '../holdfast-client.ts'
import { SERVICES, STAFF } from '../../sample/company/staff.ts'
import type { Step } from '../story.ts'

const CONTROLS = 10

export const prove: Step = async (story, run) => {
  const { owner, folder, signal, shop } = story
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

  // In a database of one's own there may be more who read its tables as they are, its administrators first: the control names them, and nobody of the story.
  const failing = states.filter((each) => each.state === 'fail').map((each) => each.id)
  if (failing.includes('clear-readers')) {
    const { last } = await owner.get('/api/controls/clear-readers')
    const seen = (last.items as { why: string[] }[]).flatMap((item) => item.why.map((text) => / login (\S+) reads/.exec(text)?.[1] ?? text))
    const ours = new Set<string>([...Object.values(SERVICES), ...STAFF.map((each) => each.login)])
    run.checks.same(
      'who of the story reads highly confidential fields as they are, without an exception',
      [],
      [...new Set(seen)].filter((login) => ours.has(login)),
    )
    run.checks.holds('the control says who it is', shop.given && seen.length > 0, seen)
  }
  run.checks.same(
    'controls that fail',
    [],
    failing.filter((id) => !(shop.given && id === 'clear-readers')),
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
