// Step 7: the lesson becomes a change of the policy, applied and proven; the same program attacks again and is refused. Nobody types the result.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { STAFF } from '../../sample/company/staff.ts'
import { needed, type Step, type StepRun, type Story } from '../story.ts'
import { ATTACK_PROGRAM, runAttack } from './attack.ts'
import { SUPPORT } from './protect.ts'

export const learn: Step = async (story, run) => {
  const { owner, second, shop, facts, clock, victim } = story
  const store = needed(facts, 'store')
  const incident = needed(facts, 'incident')
  const control = shop.admin
  const countries = [...new Set(STAFF.filter((each) => each.desk === 'support').map((each) => each.country))]
  const wish = {
    policies: 'starter',
    countries: { support: countries },
    budgets: { support: { people: 120, hours: 24 } },
    members: SUPPORT.map((each) => ({ principal: each.id, class: 'support' })),
    control,
  }
  // Played again after a kill it may be open already.
  if (await isClosed(story, store)) {
    const silent = await owner.try('POST', `/api/stores/${store}/plans`, wish)
    run.checks.same(
      'a plan that names the contained login as a member',
      [409, 'protect/member-contained'],
      [silent.status, silent.body?.code],
    )
  }
  // For the retest it is opened by name, and who approves the plan decides that too.
  const plan = await owner.post(`/api/stores/${store}/plans`, { ...wish, reopen: [victim.id] })
  facts.lessonPlan = plan.id
  const lesson = await owner.post('/api/lessons', {
    incident,
    cause: 'a support login worked from anywhere, and for any number of people',
    owner: 'karl.lindner',
    due: new Date(clock.now().getTime() + 14 * 86_400_000).toISOString(),
    change: { plan: plan.id },
    control: 'gateway-refuses',
    retest: {
      attack: `page-customers sha256:${createHash('sha256').update(readFileSync(ATTACK_PROGRAM)).digest('hex')}`,
      expect: 'blocked',
    },
  })
  facts.lesson = lesson.id
  await second.post(`/api/plans/${plan.id}/approve`)
  await owner.post(`/api/plans/${plan.id}/apply`, { confirm: 'shop', control })
  const proof = await owner.post(`/api/stores/${store}/prove`, { control })
  run.checks.same(
    'attack vectors that got through',
    0,
    (proof.vectors as { state: string }[]).filter((each) => each.state === 'broken').length,
  )

  const from = clock.now()
  const notes = await runAttack(story, 'retest')
  const to = clock.now()
  facts.retest = notes
  run.checks.same('the same attack again', 'refused', notes.end?.how ?? 'killed')
  run.checks.same('people it was shown', 0, story.oracle.attack(notes).people)
  const result = await owner.post(`/api/lessons/${lesson.id}/retest`, {
    from: from.toISOString(),
    to: to.toISOString(),
  })
  run.checks.same('the retest, from the access records', 'blocked', result.result)
  await closeAgain(story, run, incident)
  run.figure('attack repeated and refused')
}

/** The plan opened the login for the retest, as it was told and as its steps say. Until somebody has spoken with its owner it is closed again, by two people. */
async function closeAgain({ owner, second, shop, victim, facts }: Story, run: StepRun, incident: string): Promise<void> {
  const store = needed(facts, 'store')
  if (!(await isClosed({ owner, victim }, store))) {
    const proposed = await owner.post(`/api/incidents/${incident}/containments`, { store, principal: victim.id })
    await second.post(`/api/containments/${proposed.id}/approve`, { control: shop.admin })
  }
  const { containments } = await owner.get(`/api/incidents/${incident}`)
  const states = (containments as { state: string }[]).map((each) => each.state)
  run.checks.same('the login after the retest', ['verified', 'verified'], states)
}

async function isClosed({ owner, victim }: Pick<Story, 'owner' | 'victim'>, store: string): Promise<boolean> {
  const { members } = await owner.get(`/api/stores/${store}/protection`)
  const member = (members as { principal: string; disabledAt: string | null }[]).find((each) => each.principal === victim.id)
  return member !== undefined && member.disabledAt !== null
}
