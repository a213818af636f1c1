// The controls that ask a store, each over a real PostgreSQL that the test breaks: what held passes, what was broken fails, who cannot be
// asked is an error, and nothing of it is ever green by silence.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Member } from '../../protect/contract.ts'
import { openShop, READER, testControls, type Shop, type TestControls } from '../../../test/harness/test-controls.ts'

const LOGGING = { logging_collector: 'on', log_destination: 'jsonlog', log_statement: 'all', log_connections: 'on' }

let controls: TestControls
let shop: Shop
before(async () => {
  controls = await testControls()
  shop = await openShop(controls.phases, LOGGING)
})
after(async () => {
  await shop.server.stop()
  await controls.close()
})

const sql = (...statements: string[]): Promise<void> => shop.server.run('shop', ...statements)
const whyOf = (answer: { last: { items: { why: string[] }[] } }): string => answer.last.items.flatMap((item) => item.why).join('\n')

/** The store refuses the login that Holdfast reads with, until the work is over. */
async function locked(work: () => Promise<void>): Promise<void> {
  await sql(`alter role ${READER.user} nologin`)
  try {
    await work()
  } finally {
    await sql(`alter role ${READER.user} login`)
  }
}

/** Passes, fails while broken, passes again, and is an error while the store cannot be asked. */
async function breaks(
  control: string,
  broken: readonly { readonly by: string; readonly undo: string; readonly says: RegExp }[],
): Promise<void> {
  const first = await controls.run(control)
  assert.equal(first.state, 'pass', whyOf(first))
  assert.ok(first.last.population.n > 0)
  for (const { by, undo, says } of broken) {
    await sql(by)
    try {
      const answer = await controls.run(control)
      assert.equal(answer.state, 'fail', by)
      assert.match(whyOf(answer), says)
    } finally {
      await sql(undo)
    }
  }
  assert.equal(await controls.state(control), 'pass')
  await locked(async () => {
    const answer = await controls.run(control)
    assert.equal(answer.state, 'error')
    assert.match(whyOf(answer), /the store cannot be asked/)
  })
  assert.equal(await controls.state(control), 'pass')
}

test('clear readers: every way to the column is seen', async () => {
  await sql(
    'create role clerk login',
    'create role clerks nologin',
    'grant connect on database shop to clerk',
    'grant usage on schema shop to clerk',
  )
  await breaks('clear-readers', [
    {
      by: 'grant select on shop.customers to clerk',
      undo: 'revoke select on shop.customers from clerk',
      says: /login clerk reads it from the table/,
    },
    {
      by: 'grant select (card_number) on shop.customers to clerk',
      undo: 'revoke select (card_number) on shop.customers from clerk',
      says: /clerk/,
    },
    { by: 'grant select on shop.customers to public', undo: 'revoke select on shop.customers from public', says: /clerk/ },
    {
      by: 'grant select on shop.customers to clerks; grant clerks to clerk',
      undo: 'revoke clerks from clerk; revoke all on shop.customers from clerks',
      says: /clerk/,
    },
    {
      by: 'grant usage on schema shop to clerks; grant select on shop.customers to clerks; alter role clerk noinherit; grant clerks to clerk',
      undo: 'revoke clerks from clerk; alter role clerk inherit; revoke all on shop.customers from clerks; revoke usage on schema shop from clerks',
      says: /clerk reads it as clerks/,
    },
    {
      by: 'set role shop_owner; create view shop.cards as select id, card_number from shop.customers; grant select on shop.cards to clerk',
      undo: 'drop view shop.cards',
      says: /through the view shop\.cards/,
    },
    {
      by: 'set role shop_owner; create view shop.inner_cards as select c from shop.customers c; create view shop.outer_cards as select * from shop.inner_cards; grant select on shop.outer_cards to clerk',
      undo: 'drop view shop.outer_cards; drop view shop.inner_cards',
      says: /through the view shop\.outer_cards/,
    },
    {
      by: 'create table shop.archive () inherits (shop.customers); grant select on shop.archive to clerk',
      undo: 'drop table shop.archive',
      says: /from the table shop\.archive/,
    },
    { by: 'alter role clerk superuser', undo: 'alter role clerk nosuperuser', says: /clerk reads it: it is a superuser/ },
    { by: 'alter role clerk replication', undo: 'alter role clerk noreplication', says: /may copy the whole server/ },
    { by: 'grant pg_read_server_files to clerk', undo: 'revoke pg_read_server_files from clerk', says: /may read the files/ },
    { by: 'grant pg_read_all_data to clerk', undo: 'revoke pg_read_all_data from clerk', says: /clerk/ },
  ])
})

test('clear readers: what the column is not in leaves it alone, and what it is excepted for too', async () => {
  await sql('grant select on shop.opening_hours to clerk', 'grant select (email) on shop.customers to clerk')
  await sql('create view shop.how_many as select count(*) from shop.customers', 'grant select on shop.how_many to clerk')
  const answer = await controls.run('clear-readers')
  const card = answer.last.items.filter((item: { why: string[] }) => item.why.some((text) => text.includes('card_number')))
  assert.deepEqual(card, [])
  assert.deepEqual(answer.last.excluded.map((each: { reason: string }) => each.reason).toSorted(), [
    'the login that Holdfast reads this store with',
    'the superuser that the server was made with',
  ])

  await sql('grant select on shop.customers to clerk')
  assert.equal(await controls.state('clear-readers'), 'fail')
  const { db } = controls.phases.platform.store
  const fields = (await db.selectFrom('field').select('id').execute()).map((row) => row.id)
  const until = new Date(Date.now() + 3_600_000)
  const exception = { id: '00000000-0000-7000-8000-000000000001', role: 'clerk', fields, reason: 'month end', approved_by: 'olga', until }
  await db.insertInto('exception').values(exception).execute()
  assert.equal(await controls.state('clear-readers'), 'pass')
  await db
    .updateTable('exception')
    .set({ until: new Date(Date.now() - 1000) })
    .execute()
  const late = await controls.run('clear-readers')
  assert.equal(late.state, 'fail')
  assert.match(whyOf(late), /login clerk reads it .*; its exception ended on \d{4}-/)
  // proposed and ended ones count for nothing
  await db.updateTable('exception').set({ until, approved_by: null }).execute()
  assert.doesNotMatch(whyOf(await controls.run('clear-readers')), /its exception/)
  await db
    .updateTable('exception')
    .set({ approved_by: 'olga', ended_at: new Date(Date.now() - 1000) })
    .execute()
  assert.match(whyOf(await controls.run('clear-readers')), /login clerk reads it .*; its exception ended on/)
  await db.deleteFrom('exception').execute()
  await sql(
    'drop view shop.how_many',
    'revoke all on shop.customers, shop.opening_hours from clerk',
    'revoke select (email) on shop.customers from clerk',
  )
})

test('clear readers: a column that is gone is not evaluated', async () => {
  await sql('alter table shop.customers rename column card_number to card')
  const answer = await controls.run('clear-readers')
  assert.equal(answer.state, 'not-evaluated')
  assert.match(whyOf(answer), /not in the store any more/)
  await sql('alter table shop.customers rename column card to card_number')
})

test('grants to everybody', async () => {
  await breaks('public-grants', [
    {
      by: 'grant select on shop.customers to public',
      undo: 'revoke all on shop.customers from public',
      says: /PUBLIC has SELECT on shop\.customers/,
    },
    {
      by: 'grant select (email) on shop.customers to public',
      undo: 'revoke select (email) on shop.customers from public',
      says: /PUBLIC has SELECT on shop\.customers email/,
    },
    { by: 'grant delete on shop.customers to public', undo: 'revoke all on shop.customers from public', says: /PUBLIC has DELETE/ },
  ])
})

test('weak logins', async () => {
  const member: Member = { principal: 'dana.weber', store: shop.store, class: 'support', login: 'hf_dana', until: null, disabledAt: null }
  controls.world.members = [member]
  controls.world.classes = [
    {
      id: 'support',
      role: 'hf_support',
      schema: 'holdfast_support',
      columns: {},
      views: {},
      rows: null,
      budget: null,
      policySet: 'p1',
      catalogHash: 'x',
    },
  ]
  await sql(
    'create role hf_support nologin',
    `create role hf_dana login in role hf_support valid until '${new Date(Date.now() + 86_400_000 * 30).toISOString()}'`,
  )
  const until = `alter role hf_dana valid until '${new Date(Date.now() + 86_400_000 * 30).toISOString()}'`
  await breaks('weak-logins', [
    { by: 'alter role hf_dana superuser', undo: 'alter role hf_dana nosuperuser', says: /it is a superuser/ },
    { by: 'alter role hf_dana bypassrls', undo: 'alter role hf_dana nobypassrls', says: /row security/ },
    { by: 'alter role hf_dana createrole', undo: 'alter role hf_dana nocreaterole', says: /make roles/ },
    { by: `alter role hf_dana valid until 'infinity'`, undo: until, says: /never ends/ },
    { by: `alter role hf_dana valid until '2020-01-01'`, undo: until, says: /has ended/ },
    { by: `alter role hf_dana valid until '2099-01-01'`, undo: until, says: /more than 400 days/ },
    { by: 'grant clerks to hf_dana', undo: 'revoke clerks from hf_dana', says: /also a member of clerks/ },
    { by: 'revoke hf_support from hf_dana', undo: 'grant hf_support to hf_dana', says: /not in its class/ },
    { by: 'alter table shop.opening_hours owner to hf_dana', undo: 'alter table shop.opening_hours owner to shop_owner', says: /owns/ },
    { by: 'alter role hf_dana rename to hf_somebody', undo: 'alter role hf_somebody rename to hf_dana', says: /no such login/ },
  ])
  controls.world.members = []
  const nobody = await controls.run('weak-logins')
  assert.equal(nobody.state, 'not-applicable')
  assert.equal(nobody.last.population.n, 0)
  controls.world.classes = []
})

test('safe sign-in: settings, rules where they may be read, and the door', async () => {
  const first = await controls.run('safe-sign-in')
  assert.equal(first.state, 'pass', whyOf(first))
  assert.match(whyOf(first), /only the way from this machine was seen/)
  assert.match(whyOf(first), /asks for scram-sha-256/)
  await sql(`alter system set password_encryption = 'md5'`)
  await sql('select pg_reload_conf()')
  assert.match(whyOf(await controls.run('safe-sign-in')), /password_encryption is md5/)
  await sql('alter system reset password_encryption')
  await sql('select pg_reload_conf()')
  assert.equal(await controls.state('safe-sign-in'), 'pass')

  await sql(`grant select on pg_hba_file_rules to ${READER.user}`, `grant execute on function pg_hba_file_rules() to ${READER.user}`)
  const judged = await controls.run('safe-sign-in')
  assert.equal(judged.state, 'pass', whyOf(judged))
  assert.doesNotMatch(whyOf(judged), /only the way from this machine/)
  await locked(async () => assert.equal(await controls.state('safe-sign-in'), 'error'))
})

test('safe sign-in: a door that lets in without a password', async () => {
  const rule = 'host all all 127.0.0.1/32 trust'
  await sql(
    `create temp table hba (line text)`,
    `do $$ declare f text := current_setting('hba_file'); begin
       execute format('copy hba from program %L', 'cat ' || f);
       execute format('copy (select %L union all select line from hba) to program %L', '${rule}', 'cat > ' || f);
     end $$`,
    'select pg_reload_conf()',
  )
  const answer = await controls.run('safe-sign-in')
  assert.equal(answer.state, 'fail')
  assert.match(whyOf(answer), /pg_hba\.conf says trust/)
  assert.match(whyOf(answer), /lets a name in without a password/)
  await sql(
    `create temp table hba (line text)`,
    `do $$ declare f text := current_setting('hba_file'); begin
       execute format('copy hba from program %L', 'cat ' || f);
       execute format('copy (select line from hba where line <> %L) to program %L', '${rule}', 'cat > ' || f);
     end $$`,
    'select pg_reload_conf()',
  )
  assert.equal(await controls.state('safe-sign-in'), 'pass')
})

describe('audit log', () => {
  const collector = () => ({
    id: 'c1',
    store: shop.store,
    kind: 'postgres-log' as const,
    where: '/var/log/shop',
    readTo: new Date(),
    lastLookedAt: new Date(),
    records: 10,
    unread: 0,
    problem: null,
  })

  test('settings that stop it are seen, in the server and for one role', async () => {
    controls.world.collectors = [collector()]
    await breaks('audit-log', [
      {
        by: `alter role clerk set log_statement = 'none'`,
        undo: 'alter role clerk reset log_statement',
        says: /clerk has log_statement=none/,
      },
      {
        by: `alter database shop set log_statement = 'ddl'`,
        undo: 'alter database shop reset log_statement',
        says: /every role has log_statement=ddl/,
      },
    ])
  })

  test('a collector that does not read is seen, and so is a gap', async () => {
    const { world } = controls
    for (const [change, says] of [
      [[], /no collector reads its log/],
      [[{ ...collector(), problem: 'the folder is gone' }], /the folder is gone/],
      [[{ ...collector(), lastLookedAt: new Date(Date.now() - 7_200_000) }], /more than 60 minutes ago/],
      [[{ ...collector(), lastLookedAt: new Date(Date.now() + 7_200_000) }], /a clock jumped/],
      [[{ ...collector(), lastLookedAt: null, readTo: null }], /never looked/],
    ] as const) {
      world.collectors = [...change]
      const answer = await controls.run('audit-log')
      assert.equal(answer.state, 'fail')
      assert.match(whyOf(answer), says)
    }
    world.collectors = [collector()]
    assert.equal(await controls.state('audit-log'), 'pass')
    const now = Date.now()
    await controls.phases.platform.events.reportGap({
      source: 'test',
      store: shop.store,
      from: new Date(now - 600_000).toISOString(),
      to: new Date(now - 300_000).toISOString(),
      upper: null,
      reason: 'a file of the log is missing',
    })
    const gap = await controls.run('audit-log')
    assert.equal(gap.state, 'fail')
    assert.match(whyOf(gap), /a file of the log is missing/)
  })
})

test('scans: fresh, whole, and no table unmet', async () => {
  await breaks('scans-fresh', [
    { by: 'create table shop.loans (id integer)', undo: 'drop table shop.loans', says: /no scan met the table shop\.loans/ },
  ])
  // what a plan leaves there is Holdfast's own; whatever else stands under that name is not
  await sql('create schema holdfast', 'create table holdfast.plan (id integer)', 'create table holdfast.assignment (id integer)')
  assert.equal(await controls.state('scans-fresh'), 'pass')
  await sql('create table holdfast.customers (id integer)')
  assert.match(whyOf(await controls.run('scans-fresh')), /no scan met the table holdfast\.customers/)
  await sql('drop schema holdfast cascade')
  const { db } = controls.phases.platform.store
  await db
    .updateTable('scan_store')
    .set({ ended_at: new Date(Date.now() - 40 * 86_400_000) })
    .execute()
  const old = await controls.run('scans-fresh')
  assert.equal(old.state, 'fail')
  assert.match(whyOf(old), /more than 30 days ago/)
  await db.updateTable('scan_store').set({ ended_at: new Date() }).execute()
  await db.updateTable('object').set({ read_status: 'failed', read_reason: 'it broke' }).where('name', 'like', '%opening_hours').execute()
  const unread = await controls.run('scans-fresh')
  assert.equal(unread.state, 'fail')
  assert.match(whyOf(unread), /1 object was not, or not wholly, read/)
  await db
    .updateTable('coverage')
    .set({ accepted: JSON.stringify({ by: 'olga', at: new Date().toISOString(), reason: 'known' }) })
    .execute()
  assert.equal(await controls.state('scans-fresh'), 'pass')
})

test('contained logins', async () => {
  const { world } = controls
  const incident = '00000000-0000-7000-8000-0000000000aa'
  world.incidents = [
    { id: incident, alerts: [], facts: {}, actors: [], drill: false, number: 1, openedAt: new Date(), closedAt: null, scopeVersion: null },
  ]
  world.containments = [
    {
      id: 'x',
      incident,
      store: shop.store,
      principal: 'dana.weber',
      state: 'verified',
      proposedBy: 'a',
      approvedBy: 'b',
      verifiedAt: new Date(),
      detail: [],
    },
  ]
  world.members = [{ principal: 'dana.weber', store: shop.store, class: 'support', login: 'hf_dana', until: null, disabledAt: new Date() }]
  await sql('alter role hf_dana nologin')
  await breaks('contained-logins', [{ by: 'alter role hf_dana login', undo: 'alter role hf_dana nologin', says: /the role may log in/ }])
  world.tryLogin = async () => 'accepted'
  assert.equal(await controls.state('contained-logins'), 'fail')
  world.tryLogin = async () => 'unreachable'
  assert.equal(await controls.state('contained-logins'), 'error')
  world.tryLogin = async () => 'refused'
  world.members = [{ ...world.members[0]!, disabledAt: null }]
  assert.match(whyOf(await controls.run('contained-logins')), /an open member of a class again/)
  world.containments = []
  assert.equal(await controls.state('contained-logins'), 'not-applicable')
})
