// Protect, Improve, People and their joins in a real browser on a drill that was played and left running: each page under axe in light and
// dark at 390 and 1440 px, and what a page says compared with the API. `HOLDFAST_DRILL` names the output of a drill that runs already.
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { build } from '../../scripts/build.ts'
import { waitFor } from '../harness/wait.ts'
import { assertAccessible, assertNoSidewaysScroll, startBrowser, watchedPage, type WatchedPage } from './browser.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const SEED = 1
const shots = process.env['HOLDFAST_SHOTS']
const running = process.env['HOLDFAST_DRILL']

let drill: ChildProcess | null = null
let said = running === undefined ? '' : readFileSync(running, 'utf8')
let origin = ''
let browser: Browser
let owner: WatchedPage
let page: Page

before(async () => {
  if (running === undefined) {
    await build(['web'])
    const child = spawn(process.execPath, [MAIN, 'drill', '--seed', String(SEED), '--keep'], { stdio: ['ignore', 'pipe', 'pipe'] })
    drill = child
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')))
    await waitFor(
      'the drill is over and left running',
      () => {
        if (child.exitCode !== null) throw new Error(`the drill ended with ${child.exitCode}: ${said}`)
        return said.includes('Ctrl-C')
      },
      300_000,
    )
  }
  browser = await startBrowser()
  origin = /console\s+(\S+)/.exec(said)![1]!
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'light', reducedMotion: 'reduce' })
  owner = await watchedPage(context, origin)
  page = owner.page
  page.setDefaultTimeout(20_000)
  const [, email, password] = /sign in\s+(\S+), password (\S+)/.exec(said)!
  await page.goto(`${origin}/protect`)
  await page.getByLabel('E-mail').fill(email!)
  await page.getByLabel('Password').fill(password!)
  await page.keyboard.press('Enter')
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
})

after(async () => {
  await browser?.close()
  if (drill !== null && drill.exitCode === null) {
    const { promise, resolve } = Promise.withResolvers<void>()
    drill.once('exit', () => resolve())
    drill.kill('SIGINT')
    await promise
  }
})

const ask = async <T>(at: string): Promise<T> => (await (await page.request.get(`${origin}${at}`)).json()) as T

async function open(at: string): Promise<void> {
  await page.goto(`${origin}${at}`)
  await page.locator('h1').first().waitFor()
  await waitFor('loading ends', async () => (await page.locator('.bone').count()) === 0)
}

/** Looked at in both themes and at both widths. */
async function looksRight(name: string): Promise<void> {
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: width < 500 ? 844 : 900 })
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.locator(`html[data-theme="${colorScheme}"]`).waitFor({ state: 'attached' })
      await assertAccessible(page, `${name}, ${colorScheme}, ${width} px`, colorScheme === 'dark' ? 'colours' : undefined)
      if (shots !== undefined) {
        mkdirSync(shots, { recursive: true })
        await page.screenshot({ path: path.join(shots, `protect-${name.replaceAll(' ', '-')}-${colorScheme}-${width}.png`) })
      }
    }
    await assertNoSidewaysScroll(page, `${name} at ${width} px`)
  }
}

interface Protection {
  readonly lastPlan: { readonly id: string }
  readonly members: readonly unknown[]
}
async function shop(): Promise<{ id: string; name: string; protection: Protection }> {
  const { stores } = await ask<{ stores: { id: string; name: string; kind: string }[] }>('/api/stores')
  const store = stores.find((one) => one.kind === 'postgres')!
  return { ...store, protection: await ask<Protection>(`/api/stores/${store.id}/protection`) }
}

describe('Protect, Improve, People on a drill', () => {
  test('stores by what protects them, then one store with its proof', async () => {
    const { id, protection } = await shop()
    await open('/protect')
    await page.getByRole('table', { name: 'Protection of stores' }).waitFor()
    await looksRight('stores')
    await open(`/protect/stores/${id}`)
    assert.equal(await page.getByRole('table', { name: 'Members' }).locator('tbody tr').count(), protection.members.length)
    await page.getByRole('table', { name: 'Proof: attacks by class' }).waitFor()
    await looksRight('one store')
  })

  test('a plan is asked for by keyboard, and needs the login that may change the store', async () => {
    await page.keyboard.press('p')
    await page.getByRole('heading', { name: /^Make a plan for/ }).waitFor()
    assert.equal(await page.getByRole('button', { name: 'Make the plan' }).isDisabled(), true)
    await page.getByLabel('Countries it may come from').fill('Germany')
    await page.getByText('GERMANY is not a country code of two letters').waitFor()
    await assertAccessible(page, 'making a plan')
  })

  test('a plan in words and SQL; undo asks for the name of the store', async () => {
    const { name, protection } = await shop()
    await open(`/protect/plans/${protection.lastPlan.id}`)
    await page.getByRole('heading', { name: 'In words' }).waitFor()
    await looksRight('a plan')
    await page.getByRole('button', { name: 'Undo…' }).click()
    const dialog = page.getByRole('alertdialog', { name: `Undo the plan in ${name}?` })
    await dialog.getByLabel('Login that may change the store').fill('postgres')
    assert.equal(await dialog.getByRole('button', { name: 'Undo' }).isDisabled(), true)
    await dialog.getByLabel(/Type/).fill(name)
    assert.equal(await dialog.getByRole('button', { name: 'Undo' }).isDisabled(), false)
    await assertAccessible(page, 'the undo')
    await page.keyboard.press('Escape')
  })

  test('people are as many as the directory says, and a person is found without a trace in the address', async () => {
    const { people } = await ask<{ people: number }>('/api/subjects')
    await open('/people')
    await page.getByRole('heading', { level: 1, name: `${people.toLocaleString('en-US')} people` }).waitFor()
    await looksRight('people')
    await page.getByLabel('E-mail, customer number or phone').fill('nobody.at.all@mail.example')
    await page.getByRole('button', { name: 'Find', exact: true }).click()
    await page.getByText('Nobody in the directory has this value.').waitFor()
    assert.equal(new URL(page.url()).search, '')
    assert.equal(await page.getByLabel('E-mail, customer number or phone').inputValue(), '')
  })

  test('controls with their states, one with its query, lessons with their result', async () => {
    const { controls } = await ask<{ controls: { id: string; state: string }[] }>('/api/controls')
    await open('/improve')
    const passing = page.getByRole('table', { name: 'Controls' }).locator('.state.pass')
    assert.equal(await passing.count(), controls.filter((control) => control.state === 'pass').length)
    await looksRight('controls')
    await open(`/improve/controls/${controls.find((control) => control.state !== 'pass')?.id ?? controls[0]!.id}`)
    await looksRight('a control')
    await open('/improve/lessons')
    await looksRight('lessons')
  })

  test('the first page and the inspector of a field join the phases', async () => {
    const { needs } = await ask<{ needs: { title: string; link: string }[] }>('/api/overview')
    await open('/')
    for (const need of needs) assert.equal(await page.getByRole('link', { name: need.title }).first().getAttribute('href'), need.link)
    await looksRight('overview')
    const { protection } = await shop()
    const plan = await ask<{ diff: { column: string; field: string | null }[] }>(`/api/plans/${protection.lastPlan.id}`)
    await open(`/map?at=${plan.diff.find((line) => line.column === 'email')!.field}`)
    for (const name of ['Who can read it', 'What each class sees', 'Accesses in the last 30 days'])
      await page.getByRole('heading', { name }).waitFor()
    await looksRight('a field')
  })

  test('nothing went wrong in the browser', () => {
    assert.deepEqual(owner.problems, [])
  })
})
