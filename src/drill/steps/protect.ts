// Step 3: who acts is made known, and their past is read; who can read what is read from the database, the starter policy for support is planned, approved by a second person, applied and proven,
// and what is too wide is closed: the grant of the reports, and the right of whoever looks after the server, who in thirty days asked for numbers of rows and never for
// one. The shop's own programs keep what they read as exceptions, each with a reason, an end and two people. Compares with the roles and grants that the sample made.
import { SERVICES, STAFF } from '../../sample/company/staff.ts'
import { needed, type Step, type StepRun, type Story } from '../story.ts'
import { fieldsOf, objectsOf } from './discover.ts'
import { watchPast } from './monitor.ts'

export const SUPPORT = STAFF.filter((each) => each.desk === 'support')

export const OPERATIONS = STAFF.filter((each) => each.desk === 'operations').map((each) => each.login)

/** Programs of the shop that read its tables as they are, and must. */
export const EXCEPTED: readonly { readonly role: string; readonly reason: string }[] = [
  { role: SERVICES.app, reason: 'the shop itself: it shows its customers their own data' },
  { role: SERVICES.batch, reason: 'settles payments at night' },
]
const EXCEPTION_DAYS = 180

/** Roles that can read customers.email before anything is changed, by the sample's grants. */
export const READERS_BEFORE: readonly string[] = [
  ...SUPPORT.map((each) => each.login),
  ...OPERATIONS,
  SERVICES.app,
  SERVICES.reporting,
  'holdfast_reader',
]

export const protect: Step = async (story, run) => {
  const store = needed(story.facts, 'store')
  const control = story.shop.admin
  await addPrincipals(story, store)
  await watchPast(story, run)
  await story.owner.post(`/api/stores/${store}/access`)
  const before = await readersOf(story, store)
  run.checks.same('who can read customers.email, before', READERS_BEFORE.toSorted(), before)

  const plan = await story.owner.post(`/api/stores/${store}/plans`, {
    policies: 'starter',
    members: SUPPORT.map((each) => ({ principal: each.id, class: 'support' })),
    revoke: [SERVICES.reporting, ...OPERATIONS],
    control,
  })
  story.facts.plan = plan.id
  const losing = (plan.loses as { role: string; fields: string[]; lastSeen: string | null }[]).find(
    (each) => each.role === SERVICES.reporting,
  )
  run.checks.holds(
    'the plan says that the reports lose customers',
    losing?.fields.some((field) => field.includes('customers')) === true,
    losing ?? 'not listed',
  )
  const own = await story.owner.try('POST', `/api/plans/${plan.id}/approve`, {})
  run.checks.holds('the maker of a plan cannot approve it', own.status >= 400, own.status)
  await story.second.post(`/api/plans/${plan.id}/approve`)
  await story.owner.post(`/api/plans/${plan.id}/apply`, { confirm: 'shop', control })
  const proof = await story.owner.post(`/api/stores/${store}/prove`, { control })
  const vectors = proof.vectors as { id: string; state: string }[]
  run.checks.same(
    'attack vectors that got through',
    [],
    vectors.filter((each) => each.state === 'broken').map((each) => each.id),
  )
  run.checks.atLeast('attack vectors held', 20, vectors.filter((each) => each.state === 'held').length)

  await story.owner.post(`/api/stores/${store}/access`)
  const after = await readersOf(story, store)
  run.checks.holds('the reports can no longer read customers.email', !after.includes(SERVICES.reporting), after)
  run.checks.same(
    'of those who look after the server, who still reads customers.email',
    [],
    OPERATIONS.filter((login) => after.includes(login)),
  )
  await except(story, run, store)
  run.figure(`${plan.steps.length} steps applied`)
  run.figure(`${vectors.filter((each) => each.state === 'held').length} of ${vectors.length} attacks held`)
}

/** Who must keep what they read is written down, for as long as somebody answers for it. */
async function except({ owner, second, clock }: Story, run: StepRun, store: string): Promise<void> {
  const { exceptions } = await owner.get(`/api/stores/${store}/exceptions`)
  for (const { role, reason } of EXCEPTED) {
    // Played again after a kill, it goes on with what is there.
    const known = (exceptions as { id: string; role: string; state: string }[]).find((each) => each.role === role && each.state !== 'ended')
    if (known?.state === 'live') continue
    const until = new Date(clock.now().getTime() + EXCEPTION_DAYS * 86_400_000).toISOString()
    const { id } = known ?? (await owner.post(`/api/stores/${store}/exceptions`, { role, reason, until }))
    const own = await owner.try('POST', `/api/exceptions/${id}/approve`, {})
    run.checks.holds(`whoever proposed the exception of ${role} cannot approve it`, own.status >= 400, own.status)
    await second.post(`/api/exceptions/${id}/approve`)
  }
  const { readers } = await owner.get(`/api/stores/${store}/exceptions`)
  const uncovered = EXCEPTED.filter(({ role }) => {
    const reader = (readers as { role: string; fields: number; excepted: number }[]).find((each) => each.role === role)
    return reader === undefined || reader.fields === 0 || reader.excepted < reader.fields
  })
  run.checks.same(
    'programs of which a field is not under a live exception',
    [],
    uncovered.map(({ role }) => role),
  )
}

async function addPrincipals({ owner }: Story, store: string): Promise<void> {
  const { principals } = await owner.get('/api/principals')
  const known = new Set((principals as { id: string; kind: string }[]).filter((each) => each.kind !== 'unknown').map((each) => each.id))
  for (const each of STAFF) {
    if (known.has(each.id)) continue
    await owner.post('/api/principals', {
      id: each.id,
      name: each.name,
      kind: 'person',
      teams: [each.desk],
      aliases: [
        { kind: 'pg-role', value: `${store}/${each.login}` },
        { kind: 'email', value: each.email },
      ],
    })
  }
  for (const [id, login] of [
    ['shop-app', SERVICES.app],
    ['shop-batch', SERVICES.batch],
    ['reporting', SERVICES.reporting],
    ['holdfast', 'holdfast_reader'],
  ] as const) {
    if (known.has(id)) continue
    await owner.post('/api/principals', {
      id,
      name: id,
      kind: 'service',
      teams: ['services'],
      aliases: [{ kind: 'pg-role', value: `${store}/${login}` }],
    })
  }
}

/** Logins, without superusers. */
async function readersOf({ owner, shop }: Story, store: string): Promise<string[]> {
  const customers = (await objectsOf(owner, store)).find((each) => each.name.endsWith('customers'))
  const email = customers === undefined ? undefined : (await fieldsOf(owner, customers.id)).find((each) => each.path === 'email')
  if (email === undefined) return []
  const { routes } = await owner.get(`/api/fields/${email.id}/access`)
  const roles = new Set((routes as { role: string; kind: string }[]).filter((each) => each.kind !== 'superuser').map((each) => each.role))
  roles.delete(shop.admin.user)
  return [...roles].toSorted()
}
