// What changes something in somebody's system, or cannot be taken back, done with two people in two real browsers on the sample company's database:
// a plan applied, a login closed, a notice sent. Each is asked for, refused to whoever asked, confirmed by typing the object's name, and its
// result is looked up where it happened: in the database, at the mail server. Steps 1 to 5 of the drill come before; the rest is done here.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import type { Browser, Page } from 'playwright-core'
import { build } from '../../scripts/build.ts'
import { environment } from '../../src/core/config.ts'
import { systemClock } from '../../src/core/clock.ts'
import { startInProcess } from '../../src/drill/holdfast-in-process.ts'
import { playStep, STEPS } from '../../src/drill/play.ts'
import { makeRunFolder } from '../../src/drill/run-folder.ts'
import { setStage, type Stage } from '../../src/drill/stage.ts'
import type { Account } from '../../src/drill/story.ts'
import { openCluster } from '../../src/platform/store/cluster.ts'
import { waitFor } from '../harness/wait.ts'
import { assertAccessible, assertNoSidewaysScroll, startBrowser, watchedPage, type WatchedPage } from './browser.ts'

const SEED = 20261130
const shots = process.env['HOLDFAST_SHOTS']

let stage: Stage
let browser: Browser
let owner: WatchedPage
let second: WatchedPage
let origin = ''
let incident = ''

before(async () => {
  await build(['web'])
  stage = await setStage({
    seed: SEED,
    folder: makeRunFolder(),
    postgres: null,
    home: environment().home,
    clock: systemClock,
    signal: new AbortController().signal,
    startHoldfast: (folder) => startInProcess({ folder, environment: environment(), clock: systemClock, version: '0.0.0' }),
  })
  for (const name of ['start', 'discover', 'protect', 'attack', 'monitor']) {
    const at = STEPS.findIndex((each) => each.name === name)
    const result = await playStep(stage.story, at)
    assert.equal(result.state, 'held', JSON.stringify(result))
  }
  origin = stage.story.holdfast.origin
  browser = await startBrowser()
  owner = await signedIn(stage.story.accounts.owner)
  second = await signedIn(stage.story.accounts.second)
})
after(async () => {
  await browser?.close()
  await stage?.close()
})

async function signedIn({ email, password }: Account): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'light', reducedMotion: 'reduce' })
  const watched = await watchedPage(context, origin)
  watched.page.setDefaultTimeout(20_000)
  await watched.page.goto(`${origin}/monitor`)
  await watched.page.getByLabel('E-mail').fill(email)
  await watched.page.getByLabel('Password').fill(password)
  await watched.page.keyboard.press('Enter')
  await watched.page.getByRole('navigation', { name: 'Main' }).waitFor()
  return watched
}

async function open(page: Page, at: string): Promise<void> {
  await page.goto(`${origin}${at}`)
  await page.locator('h1').first().waitFor()
  await waitFor('loading ends', async () => (await page.locator('.bone').count()) === 0)
}

/** Looked at in both themes and at both widths; a dialog that is open stays open. */
async function looksRight(page: Page, name: string): Promise<void> {
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: width < 500 ? 844 : 900 })
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.locator(`html[data-theme="${colorScheme}"]`).waitFor({ state: 'attached' })
      await assertAccessible(page, `${name}, ${colorScheme}, ${width} px`, colorScheme === 'dark' ? 'colours' : undefined)
      if (shots !== undefined) {
        mkdirSync(shots, { recursive: true })
        await page.screenshot({ path: path.join(shots, `second-${name.replaceAll(' ', '-')}-${colorScheme}-${width}.png`) })
      }
    }
    await assertNoSidewaysScroll(page, `${name} at ${width} px`)
  }
}

/** What the API answers whoever is signed in there, asked from the page itself: its session, its origin. */
async function asked(watched: WatchedPage, at: string, body: object): Promise<{ status: number; code: string }> {
  watched.expectRefusal(at)
  return (await watched.page.evaluate(
    async ([url, text]) => {
      const answer = await fetch(url!, { method: 'POST', headers: { 'content-type': 'application/json' }, body: text! })
      return { status: answer.status, code: ((await answer.json()) as { code?: string }).code ?? '' }
    },
    [at, JSON.stringify(body)],
  )) as { status: number; code: string }
}
const read = async <T>(watched: WatchedPage, at: string): Promise<T> =>
  (await (await watched.page.request.get(`${origin}${at}`)).json()) as T

/** Runs a statement in the shop's database, as whoever is said. */
async function inShop<R>(login: { readonly user: string; readonly password: string }, text: string): Promise<readonly R[]> {
  const { host, port, database } = stage.story.shop
  const client = new pg.Client({ host, port, database, ...login })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(text)).rows as R[]
  } finally {
    await client.end()
  }
}
const canLogIn = async (login: string): Promise<boolean> =>
  (await inShop<{ can: boolean }>(stage.story.shop.admin, `select rolcanlogin as can from pg_roles where rolname = '${login}'`))[0]!.can

describe('a scope, asked for in the browser', () => {
  test('an incident is opened from the alert, and its scope computed by a job that the page follows', async () => {
    const { page } = owner
    await open(page, `/alerts/${stage.story.facts.alert!}`)
    await page.getByRole('button', { name: /Open an incident/ }).click()
    await page.getByText('Who is affected is computed from the access records').waitFor()
    incident = /\/incidents\/([^?]+)/.exec(page.url())![1]!
    stage.story.facts.incident = incident
    await looksRight(page, 'incident without a scope')
    await page.getByRole('button', { name: 'Compute who is affected' }).click()
    await page.getByRole('table', { name: 'Who is affected' }).getByText('Germany').waitFor()
    const { scopeRun } = await read<{ scopeRun: { state: string; version: number } }>(owner, `/api/incidents/${incident}`)
    assert.deepEqual([scopeRun.state, scopeRun.version], ['done', 1])
    const truth = stage.story.oracle.attack(stage.story.facts.attack!)
    const total = page.getByRole('table', { name: 'Who is affected' }).locator('tfoot')
    assert.match((await total.textContent()) ?? '', new RegExp(truth.people.toLocaleString('en-US')))
  })

  test('one that runs shows its progress and can be stopped, and says so', async () => {
    const { page } = owner
    // Whoever reads the directory waits behind this, so that there is time to look; nothing else is held.
    const cluster = openCluster(path.join(stage.story.folder.data, 'postgres'))
    const held = new pg.Client({ host: cluster.socketHere, port: 5432, user: 'holdfast', database: 'holdfast', password: '', ssl: false })
    await held.connect()
    await held.query('begin; lock table subject_ref, subject_object in access exclusive mode')
    try {
      await page.getByRole('button', { name: 'Compute again' }).click()
      await page.getByRole('progressbar', { name: 'Who is affected, being computed' }).waitFor()
      await page.getByText('Asking the access records').waitFor()
      await looksRight(page, 'scope being computed')
      await page.getByRole('button', { name: 'Stop', exact: true }).click()
      await page.getByText('Stopping …').waitFor()
    } finally {
      await held.end()
      cluster.close()
    }
    await page.getByText('The last computation was stopped.').waitFor()
    await looksRight(page, 'scope stopped')
    const { scopes } = await read<{ scopes: unknown[] }>(owner, `/api/incidents/${incident}`)
    assert.equal(scopes.length, 1)
  })
})

describe('a login, closed by two people', () => {
  test('who proposes cannot approve: the button is off, the API refuses', async () => {
    const { page } = owner
    await page.getByRole('button', { name: 'Propose…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Propose to close a login' })
    await dialog.getByText('In this incident:').waitFor()
    await looksRight(page, 'proposal')
    assert.equal(await dialog.getByLabel('Whose login').inputValue(), stage.story.victim.id)
    await dialog.getByRole('button', { name: 'Propose it' }).click()
    await dialog.waitFor({ state: 'detached' })
    const row = page.getByRole('table', { name: 'Containment' }).getByRole('row').filter({ hasText: stage.story.victim.id })
    await row.getByText('another person approves').waitFor()
    assert.equal(await row.getByRole('button', { name: 'Approve…' }).isDisabled(), true)
    const { containments } = await read<{ containments: { id: string }[] }>(owner, `/api/incidents/${incident}`)
    const answer = await asked(owner, `/api/containments/${containments[0]!.id}/approve`, { control: stage.story.shop.admin })
    assert.deepEqual(answer, { status: 403, code: 'respond/same-person' })
  })

  test('a wrong password changes nothing and says why; the right one closes the login, which is tried and refused', async () => {
    const { page } = second
    const { victim, shop } = stage.story
    const { members } = await read<{ members: { principal: string; login: string }[] }>(
      owner,
      `/api/stores/${stage.story.facts.store!}/protection`,
    )
    const { login } = members.find((each) => each.principal === victim.id)!
    assert.equal(await canLogIn(login), true)
    await open(page, `/incidents/${incident}`)
    await page.getByRole('table', { name: 'Containment' }).getByRole('button', { name: 'Approve…' }).click()
    const dialog = page.getByRole('alertdialog', { name: new RegExp(`^Close the login of ${victim.id} in `) })
    const confirm = dialog.getByRole('button', { name: 'Close the login' })
    await dialog.getByLabel('Login that may change the store').fill(shop.admin.user)
    await dialog.getByLabel('Its password').fill('not the password')
    assert.equal(await confirm.isDisabled(), true, 'the name is not typed yet')
    await dialog.getByLabel(/Type/).fill(victim.id)
    await looksRight(page, 'closing a login')
    second.expectRefusal('/approve')
    await confirm.click()
    await dialog.getByText('It did not happen').waitFor()
    await looksRight(page, 'closing a login refused')
    assert.equal(await canLogIn(login), true)
    await dialog.getByLabel('Its password').fill(shop.admin.password)
    await confirm.click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('table', { name: 'Containment' }).getByText('tried again: refused').first().waitFor()
    await looksRight(page, 'login closed')
    assert.equal(await canLogIn(login), false, 'the database says so too')
    const { containments } = await read<{ containments: { state: string }[] }>(second, `/api/incidents/${incident}`)
    assert.deepEqual(
      containments.map((each) => each.state),
      ['verified'],
    )
  })
})

describe('a notice, sent by two people', () => {
  test('the mail server and the facts are typed in', async () => {
    const { page } = owner
    await open(page, `/incidents/${incident}`)
    await page.getByRole('button', { name: 'Set it…' }).click()
    const mail = page.getByRole('dialog', { name: 'Mail server for notices' })
    await mail.getByLabel('Host').fill('127.0.0.1')
    await mail.getByLabel('Port').fill(String(stage.story.mail.port))
    await mail.getByLabel('Encryption').selectOption('none')
    await mail.getByLabel('From').fill('privacy@shop.example')
    await mail.getByLabel(/private network/).check()
    await looksRight(page, 'mail server')
    await mail.getByRole('button', { name: 'Set it', exact: true }).click()
    await mail.waitFor({ state: 'detached' })
    for (const [name, value] of [
      ['risk', 'high'],
      ['organisation', 'the sample shop'],
      ['contact', 'privacy@shop.example'],
    ] as const) {
      await page.getByRole('button', { name: 'Add a fact…' }).click()
      const dialog = page.getByRole('dialog', { name: 'Add a fact' })
      await dialog.getByLabel('Name').fill(name)
      await dialog.getByLabel('Value').fill(value)
      await dialog.getByLabel('Why').fill('decided by the two of us')
      if (name === 'contact') await looksRight(page, 'a fact')
      await dialog.getByRole('button', { name: 'Add it' }).click()
      await dialog.waitFor({ state: 'detached' })
    }
  })

  test('drafted by one, approved by another, sent after the law is typed; the mail server has one message each', async () => {
    const { page } = owner
    await page.getByRole('button', { name: 'Draft…' }).click()
    const draft = page.getByRole('dialog', { name: 'Draft a notice to the people' })
    await draft.getByLabel('Law').selectOption('eu-gdpr-34@1')
    await looksRight(page, 'drafting')
    await draft.getByRole('button', { name: 'Draft it' }).click()
    await page.getByRole('heading', { level: 1, name: /waits for a second person$/ }).waitFor()
    await page.getByText('You drafted it: another person approves it.').waitFor()
    await page.getByText('Dear Alex Example,').waitFor()
    assert.equal(await page.getByText('{greeting}').count(), 0)
    await looksRight(page, 'draft')
    const id = /\/notices\/([^?]+)/.exec(page.url())![1]!
    assert.equal(await page.getByRole('button', { name: 'Approve the text' }).isDisabled(), true)
    const own = await asked(owner, `/api/notices/${id}/approve`, {})
    assert.deepEqual(own, { status: 403, code: 'respond/same-person' })

    await open(second.page, `/notices/${id}`)
    await second.page.getByRole('button', { name: 'Approve the text' }).click()
    await second.page.getByRole('heading', { level: 1, name: /is approved and not sent$/ }).waitFor()

    await page.reload()
    await page.getByRole('button', { name: 'Send…' }).click()
    const dialog = page.getByRole('alertdialog', { name: /^Send it to [\d,]+ people\?$/ })
    const confirm = dialog.getByRole('button', { name: 'Send', exact: true })
    await dialog.getByLabel(/Type/).fill('eu-gdpr-33@1')
    assert.equal(await confirm.isDisabled(), true, 'that is another law')
    await dialog.getByLabel(/Type/).fill('eu-gdpr-34@1')
    await looksRight(page, 'sending')
    assert.equal((await stage.story.mail.messages()).length, 0)
    await confirm.click()
    await page.getByRole('heading', { level: 1, name: /were sent a notice$/ }).waitFor({ timeout: 120_000 })
    await page.getByText('Digest of all proofs').waitFor()
    await looksRight(page, 'sent')
    const { sent, people, failed } = await read<{ sent: number; people: number; failed: number }>(owner, `/api/notices/${id}`)
    const messages = await stage.story.mail.messages()
    assert.ok(sent > 100 && sent + failed === people, `${sent} and ${failed} of ${people}`)
    assert.equal(messages.length, sent)
    assert.equal(new Set(messages.flatMap((message) => message.to)).size, sent)
    assert.ok(!messages.some((message) => /Alex Example|Mustermann/.test(message.text)), 'nobody is greeted by the example')
  })
})

describe('a plan, applied by two people', () => {
  test('made in the browser, not approved by whoever made it, approved by the other, applied after the store is named', async () => {
    const { page } = owner
    const { shop, facts } = stage.story
    await open(page, `/protect/stores/${facts.store!}`)
    await page.keyboard.press('p')
    await page.getByRole('heading', { name: /^Make a plan for/ }).waitFor()
    await page.getByLabel('Countries it may come from').first().fill('DE')
    await page.getByLabel('Roles that lose their direct way').fill('shop_batch')
    await page.getByLabel('Login that may change the store').fill(shop.admin.user)
    await page.getByLabel('Its password').fill(shop.admin.password)
    await looksRight(page, 'making a plan')
    await page.getByRole('button', { name: 'Make the plan' }).click()
    await page.getByRole('heading', { level: 1, name: /^Plan for shop/ }).waitFor()
    await page.getByText('You made this plan: another owner or analyst approves it.').waitFor()
    const mayRead = async (): Promise<boolean> =>
      (
        await inShop<{ may: boolean }>(
          shop.admin,
          `select has_column_privilege('shop_batch', 'public.payments', 'card_number', 'select') as may`,
        )
      )[0]!.may
    assert.equal(await mayRead(), true)
    const id = /\/protect\/plans\/([^?]+)/.exec(page.url())![1]!
    assert.equal(await page.getByRole('button', { name: /Approve/ }).count(), 0)
    const own = await asked(owner, `/api/plans/${id}/approve`, {})
    assert.deepEqual(own, { status: 403, code: 'protect/plan-own' })
    await looksRight(page, 'a plan of mine')

    await open(second.page, `/protect/plans/${id}`)
    await second.page.keyboard.press('a')
    const approving = second.page.getByRole('alertdialog')
    await approving.waitFor()
    await looksRight(second.page, 'approving a plan')
    await approving.getByRole('button', { name: /Approve/ }).click()
    await approving.waitFor({ state: 'detached' })
    assert.equal((await read<{ state: string }>(second, `/api/plans/${id}`)).state, 'approved')

    await page.reload()
    await page.getByRole('button', { name: /^Apply…/ }).click()
    const dialog = page.getByRole('alertdialog')
    const confirm = dialog.getByRole('button', { name: /^Apply/ })
    await dialog.getByLabel('Login that may change the store').fill(shop.admin.user)
    await dialog.getByLabel('Its password').fill(shop.admin.password)
    await dialog.getByLabel(/Type/).fill('shops')
    assert.equal(await confirm.isDisabled(), true, 'that is another store')
    await dialog.getByLabel(/Type/).fill('shop')
    await dialog.getByText('This changes a live database.').waitFor()
    assert.equal(await mayRead(), true, 'nothing was done yet')
    await looksRight(page, 'applying a plan')
    await confirm.click()
    await dialog.waitFor({ state: 'detached', timeout: 60_000 })
    await page.getByText(/^applied by/).waitFor()
    await looksRight(page, 'plan applied')
    assert.equal((await read<{ state: string }>(owner, `/api/plans/${id}`)).state, 'applied')
    assert.equal(await mayRead(), false, 'the database says so too')
  })

  test('nothing went wrong in either browser', () => {
    assert.deepEqual([owner.problems, second.problems], [[], []])
  })
})
