// Step 1: everything is up and two people are signed in. Owns their signing in; what was started is stage.ts.
import { CUSTOMERS } from '../../sample/company/people.ts'
import { HISTORY_DAYS } from '../../sample/company/trade.ts'
import { readdirSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import type { HoldfastClient } from '../holdfast-client.ts'
import type { Account, Accounts, Step } from '../story.ts'

/** Made for one drill; shown by --keep. */
export function newAccounts(): Accounts {
  const password = (): string => randomBytes(15).toString('base64url')
  return { owner: { email: 'owner@shop.example', password: password() }, second: { email: 'second@shop.example', password: password() } }
}

export const start: Step = async (story, run) => {
  const { company, shop, history } = story
  run.checks.same('customers of the sample company', CUSTOMERS, company.people.customers.length)
  const days = new Set(readdirSync(shop.logs).flatMap((name) => /^postgresql-(\d{4}-\d\d-\d\d)_000000\.json$/.exec(name)?.[1] ?? []))
  run.checks.atLeast('days of history', HISTORY_DAYS, days.size)
  if ((await story.owner.get('/api/session')).state !== 'signed-in') {
    await signIn(story.owner, story.holdfast.firstLink, story.accounts.owner, 'Olga Owner')
  }
  await signInSecond(story.owner, story.second, story.accounts.second)
  for (const [who, client, role] of [
    ['the owner', story.owner, 'owner'],
    ['the second person', story.second, 'analyst'],
  ] as const) {
    const { state, account } = await client.get('/api/session')
    run.checks.same(`${who} is signed in`, ['signed-in', role], [state, account?.role])
  }
  const { orders, tickets } = company.trade
  run.figure(`${company.people.customers.length} customers, ${orders.length} orders, ${tickets.length} tickets`)
  run.figure(`${history.visits.length} sessions of history`)
}

export async function signIn(
  client: HoldfastClient,
  firstLink: () => Promise<string | null>,
  account: Account,
  name: string,
): Promise<void> {
  const link = await firstLink()
  if (link === null) await client.post('/api/sign-in', { ...account })
  else await client.post('/api/claim', { token: tokenOf(link), name, ...account })
}

async function signInSecond(owner: HoldfastClient, second: HoldfastClient, { email, password }: Account): Promise<void> {
  const { accounts } = await owner.get('/api/accounts')
  if ((accounts as { email: string; state: string }[]).some((each) => each.email === email && each.state === 'active')) {
    await second.post('/api/sign-in', { email, password })
    return
  }
  const invited = (accounts as { id: string; email: string }[]).find((each) => each.email === email)
  const { link } =
    invited === undefined
      ? await owner.post('/api/accounts', { name: 'Sven Second', email, role: 'analyst' })
      : await owner.post(`/api/accounts/${invited.id}/link`)
  await second.post('/api/claim', { token: tokenOf(link), password })
}

function tokenOf(link: string): string {
  return link.slice(link.indexOf('#claim=') + '#claim='.length)
}
