// Step 2: the stores are connected, scanned, and the people in them counted. Compares with what the generator put into which column.
import { READER } from '../../sample/database/schema.ts'
import { EXPORT_FILE } from '../../sample/forgotten-folder.ts'
import { waitUntil, type HoldfastClient } from '../holdfast-client.ts'
import { needed, type Step, type Story } from '../story.ts'

/** Columns that hold one type, and columns that hold nobody. */
const PERSONAL: Readonly<Record<string, readonly string[]>> = {
  customers: ['first_name', 'last_name', 'email', 'phone', 'birth_date'],
  addresses: ['street', 'city'],
  payments: ['card_number', 'iban'],
  newsletter: ['email', 'name'],
}
const NOBODY: Readonly<Record<string, readonly string[]>> = {
  products: ['sku', 'title', 'price'],
  orders: ['status', 'ordered_at'],
  order_items: ['quantity', 'price'],
  price_changes: ['old_price', 'new_price', 'changed_at'],
}

export const discover: Step = async (story, run) => {
  await connect(story)
  const scan = await scanAll(story)
  run.checks.same('the scan ends', 'done', scan.state)
  const objects = await objectsOf(story.owner, needed(story.facts, 'store'))
  let seen = 0
  for (const [wanted, columns] of [
    ['personal', PERSONAL],
    ['not-personal', NOBODY],
  ] as const) {
    for (const [table, names] of Object.entries(columns)) {
      const object = objects.find((each) => each.name.split('.').at(-1) === table)
      const fields = object === undefined ? [] : await fieldsOf(story.owner, object.id)
      for (const name of names) {
        const field = fields.find((each) => each.path === name)
        if (run.checks.same(`${table}.${name}`, wanted, field?.verdict ?? 'not found')) seen++
      }
    }
  }
  const files = await objectsOf(story.owner, needed(story.facts, 'share'))
  const forgotten = files.find((each) => each.name === EXPORT_FILE)
  run.checks.holds('the forgotten export is found and labelled', forgotten?.label?.level >= 2, forgotten?.label ?? 'not found')
  run.figure(`${objects.length + files.length} objects, ${seen} columns as planned`)
  await buildSubjects(story, run)
}

async function connect(story: Story): Promise<void> {
  const { owner, shop, folder, facts } = story
  const { stores } = await owner.get('/api/stores')
  const known = (name: string): string | undefined => (stores as { id: string; name: string }[]).find((each) => each.name === name)?.id
  const target = `postgres://${READER}@${shop.host}:${shop.port}/${encodeURIComponent(shop.database)}`
  facts.store =
    known('shop') ?? (await owner.post('/api/stores', { target, password: shop.secrets.get(READER), name: 'shop', drill: true })).id
  facts.share = known('shared folder') ?? (await owner.post('/api/stores', { target: folder.share, name: 'shared folder', drill: true })).id
}

async function scanAll({ owner, signal }: Story): Promise<{ readonly state: string }> {
  // Played again after a kill: the scan that was under way goes on by itself.
  const { scans } = await owner.get('/api/scans?limit=1')
  const [last] = scans as { id: string; state: string }[]
  const { id } =
    last !== undefined && ['waiting', 'running'].includes(last.state) ? last : await owner.post('/api/scans', { mode: { kind: 'full' } })
  return await waitUntil(
    'the scan',
    () => owner.get(`/api/scans/${id}`),
    (scan) => ['done', 'stopped', 'failed'].includes(scan.state),
    signal,
    120_000,
  )
}

interface SeenObject {
  readonly id: string
  readonly name: string
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly label: any
}

export async function objectsOf(client: HoldfastClient, store: string): Promise<readonly SeenObject[]> {
  return (await client.get(`/api/map/stores/${store}/objects?limit=500`)).objects
}

export async function fieldsOf(
  client: HoldfastClient,
  object: string,
): Promise<readonly { readonly id: string; readonly path: string; readonly verdict: string | null }[]> {
  return (await client.get(`/api/map/objects/${object}/fields`)).fields
}

async function buildSubjects({ owner, signal, oracle, company }: Story, run: Parameters<Step>[1]): Promise<void> {
  const { state } = await owner.get('/api/subjects')
  if (!['waiting', 'running'].includes(state)) await owner.post('/api/subjects/build')
  const built = await waitUntil(
    'the directory of people',
    () => owner.get('/api/subjects'),
    (view) => !['building', 'waiting', 'running', 'never'].includes(view.state),
    signal,
    60_000,
  )
  run.checks.same('people in both stores, each counted once', oracle.everybody, built.people)
  const expected = new Map(oracle.byJurisdiction)
  expected.set('unknown', (expected.get('unknown') ?? 0) + oracle.everybody - oracle.customers)
  const got = new Map((built.jurisdictions as { jurisdiction: string; people: number }[]).map((each) => [each.jurisdiction, each.people]))
  for (const place of new Set([...expected.keys(), ...got.keys()])) {
    run.checks.same(`people of ${place}`, expected.get(place) ?? 0, got.get(place) ?? 0)
  }
  // Somebody with orders, looked for by an address typed in capitals.
  const buyer = company.trade.orders
    .map((order) => company.people.customers.find((each) => each.id === order.customer)!)
    .find((each) => each.email)
  const { places } = await owner.post('/api/person', { value: buyer!.email!.toUpperCase() })
  const tables = new Set((places as { object: string; name?: string }[]).map((each) => (each.name ?? each.object).split('.').at(-1)))
  run.checks.holds('one person is found in customers and orders', tables.has('customers') && tables.has('orders'), [...tables])
  run.figure(`${built.people} people`)
}
