// `holdfast policy` on a real database: who is a member, and when a login that somebody closed may be opened again.
import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { after, before, test } from 'node:test'
import { guardedShop, type GuardedShop } from '../../test/harness/guarded-shop.ts'
import { startPostgres, type PostgresServer } from '../../test/harness/postgres-server.ts'
import { systemClock } from '../core/clock.ts'
import { environment } from '../core/config.ts'
import { parseFlags } from './flags.ts'
import { policy } from './policy.ts'

let server: PostgresServer
let shop: GuardedShop
before(async () => {
  server = await startPostgres({ embedded: true })
  shop = await guardedShop(server, 'shop')
})
after(async () => await server.stop())

interface Answer {
  readonly code: number
  readonly plan: { readonly blocked: readonly string[]; readonly steps: readonly { readonly text: string }[] }
  readonly logins?: readonly { readonly login: string; readonly password: string }[]
}

async function run(action: 'plan' | 'apply', ...args: string[]): Promise<Answer> {
  const out: string[] = []
  const words = [action, server.url('postgres', server.password, 'shop'), '--starter', '--format', 'json', ...args]
  const code = await policy({
    ...parseFlags('policy', action === 'apply' ? [...words, '--yes'] : words),
    terminal: {
      out: async (text) => void out.push(text),
      err: () => {},
      input: Readable.from([]),
      outIsTerminal: false,
      errIsTerminal: false,
      columns: 80,
      colour: false,
    },
    environment: environment(),
    clock: systemClock,
    signal: AbortSignal.timeout(120_000),
  })
  return { code, ...(JSON.parse(out.join('')) as Omit<Answer, 'code'>) }
}

async function mailSeenBy(login: string, password: string): Promise<unknown> {
  const session = await shop.open({ user: login, password })
  try {
    return (await session.query('select email from customers order by id')).rows[0]?.['email']
  } finally {
    await session.close()
  }
}

test('a login that was closed blocks every plan that names it, until --reopen says so; then its old password is dead', async () => {
  const first = (await run('apply', '--member', 'support=dana')).logins?.[0]
  assert.ok(first !== undefined)
  assert.equal(await mailSeenBy('dana', first.password), 'a***@***')
  // a later plan has made none of her login, and she stays Holdfast's all the same
  assert.deepEqual(
    (await run('apply', '--member', 'support=bo')).logins?.map((one) => one.login),
    ['bo'],
  )
  await shop.run('alter role dana nologin')

  const named = await run('plan', '--member', 'support=dana')
  assert.equal(named.code, 1)
  assert.match(named.plan.blocked.join(), /`dana` was closed/)

  const opened = await run('apply', '--member', 'support=dana', '--reopen', 'dana')
  assert.equal(opened.code, 0)
  assert.match(opened.plan.steps.map((step) => step.text).join(), /dana was closed, and may log in again/)
  assert.deepEqual(
    opened.logins?.map((one) => one.login),
    ['dana'],
  )
  await assert.rejects(mailSeenBy('dana', first.password), { code: 'discover/store-login' })
  assert.equal(await mailSeenBy('dana', opened.logins![0]!.password), 'a***@***')
})

test('--reopen opens no login that no plan made, and none that is not named as a member', async () => {
  await shop.run(`create role visitor nologin password 'of somebody else'`)
  const strange = await run('plan', '--member', 'support=visitor', '--reopen', 'visitor')
  assert.equal(strange.code, 1)
  assert.match(strange.plan.blocked.join(), /`visitor` was closed \(NOLOGIN\), and no plan made it/)
  await assert.rejects(run('plan', '--member', 'support=bo', '--reopen', 'dana'), { code: 'core/usage' })
})
