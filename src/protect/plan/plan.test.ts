// Plans on real databases, of the oldest and the newest PostgreSQL supported: what a member sees afterwards, that undo restores exactly, and that apply
// refuses when it should.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { StoreSession } from '../../landscape/contract.ts'
import { guardedShop, SECRETS, type GuardedShop } from '../../../test/harness/guarded-shop.ts'
import { startPostgres, type PostgresServer } from '../../../test/harness/postgres-server.ts'
import { catalogHash, type Catalog } from '../catalogue/catalog.ts'
import { readCatalog } from '../catalogue/read-catalog.ts'
import { readGround } from './ground.ts'
import { holdingPlan } from './own-state.ts'
import type { Plan } from './plan.ts'
import { applyPlan, newSecrets, undoPlan } from './run-plan.ts'

for (const embedded of [false, true]) {
  describe(embedded ? 'the embedded PostgreSQL' : 'the PostgreSQL of the machine', () => {
    let server: PostgresServer
    let count = 0
    before(async () => {
      server = await startPostgres({ embedded })
    })
    after(async () => await server.stop())

    const fresh = async (work: (shop: GuardedShop, session: StoreSession) => Promise<void>): Promise<void> => {
      const shop = await guardedShop(server, `shop${++count}`)
      const session = await shop.open()
      try {
        await work(shop, session)
      } finally {
        await session.close()
      }
    }
    const catalogOf = async (session: StoreSession): Promise<Catalog> => (await readGround(session)).catalog
    const apply = async (session: StoreSession, plan: Plan, id = 'first'): Promise<string> => {
      const secrets = newSecrets(plan)
      await applyPlan(session, { id, plan, secrets, now: new Date() })
      return secrets[0]?.password ?? ''
    }

    test('a member sees the masks and nothing beside them; undo leaves no trace', () =>
      fresh(async (shop, session) => {
        const was = await catalogOf(session)
        const plan = await shop.plan({ revoke: [`${shop.name}_reporting`] })
        assert.deepEqual(plan.blocked, [])
        const password = await apply(session, plan)
        const dana = await shop.open({ user: `${shop.name}_dana`, password })
        try {
          const { rows } = await dana.query('select * from customers order by id')
          assert.deepEqual(rows[0], {
            id: '1',
            name: 'Anna Weber',
            email: 'a***@***',
            phone: '***234',
            card: null,
            born: null,
            mood: 'good',
            doc: null,
            'Wé"ird col': 'plain',
            shout: 'Anna Weber'.toUpperCase(),
          })
          assert.deepEqual((await dana.query('select id, email from "Ordérs ""2026""" where customer = 1')).rows, [
            { id: '1', email: 'a***@***' },
          ])
          assert.deepEqual(
            (await dana.query('select id from sales_customers')).rows,
            [],
            'a second table of the name has its schema before it',
          )
          assert.equal(
            (await dana.query('select email from recent_of_recent order by 1')).rows[0]?.['email'],
            'a***@***',
            'a view on a view',
          )
          for (const text of [
            'select email from public.customers',
            'select email from public.recent_of_recent',
            'select email from public."Ordérs ""2026"""',
            'select email from public.orders_jan',
            'select public.find_mail(1)',
            'select * from sales.customers',
            'select * from holdfast.plan',
          ]) {
            await assert.rejects(dana.query(text), { code: '42501' }, text)
          }
        } finally {
          await dana.close()
        }
        await assert.rejects(
          async () => {
            const reporting = await shop.open({ user: `${shop.name}_reporting`, password: 'open sesame' })
            try {
              await reporting.query('select email from public.customers')
            } finally {
              await reporting.close()
            }
          },
          { code: '42501' },
        )
        assert.equal(await holdingPlan(session), 'first')
        await undoPlan(session, 'first')
        assert.deepEqual(await catalogOf(session), was)
        assert.equal(await holdingPlan(session), null)
        await assert.rejects(undoPlan(session, null), { code: 'protect/nothing-applied' })
      }))

    test('the plan says who loses what, and who still reads more than any class shows', () =>
      fresh(async (shop) => {
        const plan = await shop.plan({ revoke: [`${shop.name}_reporting`] })
        const lost = plan.loses.find((loss) => loss.role === `${shop.name}_reporting`)
        assert.ok(lost?.fields.includes('public.customers.email'), JSON.stringify(plan.loses))
        const wider = plan.wider.map((one) => one.role)
        assert.deepEqual(wider.toSorted(), ['postgres', `${shop.name}_granted_by`, `${shop.name}_shop_owner`])
        assert.ok(!plan.steps.some((step) => SECRETS.some((secret) => step.sql.includes(secret))))
        assert.ok(
          plan.steps.every((step) => !/SCRAM|password '/.test(step.sql)),
          'no secret stands in a plan',
        )
      }))

    test('apply refuses a database that has changed, a plan that was changed, and one that is blocked', () =>
      fresh(async (shop, session) => {
        const plan = await shop.plan()
        await shop.run('create table public.fresh (email text)')
        await assert.rejects(apply(session, plan), { code: 'protect/plan-changed' })
        const again = await shop.plan()
        await assert.rejects(apply(session, { ...again, steps: again.steps.slice(1) }), { code: 'protect/plan-changed' })
        const owner = await shop.plan({ members: [{ class: 'support', login: `${shop.name}_shop_owner`, ours: false }] })
        assert.ok(owner.blocked.length > 0)
        await assert.rejects(apply(session, owner), { code: 'protect/plan-blocked' })
        assert.equal(await holdingPlan(session), null)
      }))

    test('of two at once one is applied', () =>
      fresh(async (shop, session) => {
        const plan = await shop.plan()
        const other = await shop.open()
        try {
          const ended = await Promise.allSettled([apply(session, plan, 'one'), apply(other, plan, 'two')])
          assert.equal(ended.filter((one) => one.status === 'fulfilled').length, 1)
          const refused = ended.find((one) => one.status === 'rejected')
          assert.match(String((refused?.reason as { code?: string } | undefined)?.code), /^protect\/plan-(busy|changed)$/)
        } finally {
          await other.close()
        }
      }))

    test('what is held by others is waited for a while, and then left as it was', () =>
      fresh(async (shop, session) => {
        const was = catalogHash(await catalogOf(session))
        const plan = await shop.plan()
        const other = await shop.open()
        try {
          await other.query('begin; lock table public.customers in access exclusive mode')
          await assert.rejects(apply(session, plan), { code: 'protect/store-busy' })
          await assert.rejects(readGround(session), { code: 'protect/store-busy' })
          await other.query('rollback')
          assert.equal(catalogHash(await catalogOf(session)), was)
        } finally {
          await other.close()
        }
      }))

    test('a second plan needs no statement when nothing is new, changes what is new, and its undo leads back to the first', () =>
      fresh(async (shop, session) => {
        await apply(session, await shop.plan(), 'first')
        const first = await catalogOf(session)
        const same = await shop.plan({ parameters: { countries: { support: ['DE'] }, budgets: { support: { people: 50, hours: 24 } } } })
        assert.deepEqual(same.steps, [])
        assert.deepEqual([same.classes[0]?.countries, same.classes[0]?.budget], [['DE'], { people: 50, hours: 24 }])
        await apply(session, same, 'second')
        assert.equal(await holdingPlan(session), 'second')
        const stricter = shop.fields.map((one) => (one.field === 'phone' ? { ...one, level: null } : one))
        const changed = await shop.plan({ fields: stricter })
        assert.ok(changed.steps.some((step) => step.sql.startsWith('drop view')))
        await apply(session, changed, 'third')
        const third = await catalogOf(session)
        assert.ok(
          !third.relations
            .find((one) => one.schema === 'holdfast_support' && one.name === 'customers')
            ?.columns.some((column) => column.name === 'phone'),
        )
        await undoPlan(session, 'third')
        assert.equal(await holdingPlan(session), 'second')
        const back = await catalogOf(session)
        const views = (catalog: Catalog) => catalog.relations.filter((one) => one.schema === 'holdfast_support')
        assert.deepEqual(views(back), views(first))
        assert.deepEqual(back, first)
        await undoPlan(session, 'second')
        await undoPlan(session, 'first')
      }))

    test('a view that somebody changed is put right by the next plan', () =>
      fresh(async (shop, session) => {
        await apply(session, await shop.plan())
        await shop.run(
          'create or replace view holdfast_support.recent_of_recent with (security_barrier = true) as select r.email::text as email from public.recent_of_recent r',
        )
        const plan = await shop.plan()
        assert.ok(plan.steps.some((step) => step.sql === 'drop view "holdfast_support"."recent_of_recent"'))
      }))

    test('rows: a login sees those that are assigned to it', () =>
      fresh(async (shop, session) => {
        const password = await apply(session, await shop.plan({ parameters: { rows: { support: { 'public.customers': 'id' } } } }))
        await shop.run(`insert into holdfast.assignment values ('${shop.name}_dana', 'public.customers', '2')`)
        const dana = await shop.open({ user: `${shop.name}_dana`, password })
        try {
          assert.deepEqual((await dana.query('select name from customers')).rows, [{ name: 'Ben Ode' }])
          await assert.rejects(dana.query(`insert into holdfast.assignment values ('${shop.name}_dana', 'public.customers', '1')`), {
            code: '42501',
          })
        } finally {
          await dana.close()
        }
        await undoPlan(session, null)
      }))

    test('a login that is there already leaves its other roles, and gets them back', () =>
      fresh(async (shop, session) => {
        await server.run(
          'postgres',
          `create role ${shop.name}_old login password 'open sesame' noinherit`,
          `grant ${shop.name}_reporting to ${shop.name}_old`,
        )
        await shop.run(
          `alter role ${shop.name}_old in database ${shop.name} set search_path = "$user", sales, public`,
          `grant select on public.customers to ${shop.name}_old`,
        )
        const was = await catalogOf(session)
        await apply(session, await shop.plan({ members: [{ class: 'support', login: `${shop.name}_old`, ours: false }] }))
        const old = await shop.open({ user: `${shop.name}_old`, password: 'open sesame' })
        try {
          assert.equal((await old.query('select email from customers order by id')).rows[0]?.['email'], 'a***@***')
          await assert.rejects(old.query('select email from public.customers'), { code: '42501' })
          await assert.rejects(old.query(`set role ${shop.name}_reporting`), { code: '42501' })
        } finally {
          await old.close()
        }
        await undoPlan(session, null)
        assert.deepEqual(await catalogOf(session), was)
      }))

    test('without the right to make roles: a clear refusal; with it, the owner of the tables needs no superuser', () =>
      fresh(async (shop, session) => {
        const owner = { user: `${shop.name}_shop_owner`, password: 'open sesame' }
        const refused = await shop.open(owner)
        try {
          await assert.rejects(shop.plan({ session: refused }), {
            code: 'protect/rights-missing',
            help: `alter role "${owner.user}" createrole; or apply as a superuser`,
          })
        } finally {
          await refused.close()
        }
        await shop.run(`alter role ${owner.user} createrole`, `revoke select on public.customers from ${shop.name}_granted_by cascade`)
        const was = await catalogOf(session)
        const able = await shop.open(owner)
        try {
          const plan = await shop.plan({ session: able })
          const password = await apply(able, plan)
          const dana = await shop.open({ user: `${shop.name}_dana`, password })
          assert.equal((await dana.query('select email from customers order by id')).rows[0]?.['email'], 'a***@***')
          await dana.close()
          await undoPlan(able, null)
        } finally {
          await able.close()
        }
        assert.deepEqual(await catalogOf(session), was)
      }))

    test('the catalogue is read the same twice', () =>
      fresh(async (_, session) => {
        const { asker, catalog } = await readGround(session)
        await session.query('set search_path = pg_catalog')
        assert.equal(catalogHash(await readCatalog(session, asker.version)), catalogHash(catalog))
      }))
  })
}
