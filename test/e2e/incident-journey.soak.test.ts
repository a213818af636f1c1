// From an alert to the people told, in a real browser, on the data of a drill: `holdfast drill --keep` plays the breach, the console shows
// it. Every page of monitoring and response under axe, in light and dark, at 390 and 1440 px. Nothing is faked but the company.
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { build } from '../../scripts/build.ts'
import { waitFor } from '../harness/wait.ts'
import { assertAccessible, assertNoSidewaysScroll, startBrowser, watchedPage, type WatchedPage } from './browser.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const SEED = 1
const shots = process.env['HOLDFAST_SHOTS']

let drill: ChildProcess
let said = ''
let origin = ''
let browser: Browser
let context: BrowserContext
let owner: WatchedPage
let page: Page

let who = ''
/** the same, for a pattern */
let thief = ''
before(async () => {
  await build(['web'])
  drill = spawn(process.execPath, [MAIN, 'drill', '--seed', String(SEED), '--keep'], { stdio: ['ignore', 'pipe', 'pipe'] })
  for (const stream of [drill.stdout!, drill.stderr!]) stream.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')))
  browser = await startBrowser()
  await waitFor(
    'the drill is over and left running',
    () => {
      if (drill.exitCode !== null) throw new Error(`the drill ended with ${drill.exitCode}: ${said}`)
      return said.includes('Ctrl-C')
    },
    300_000,
  )
  // What the pages are looked at with: a drill whose own steps hold up to the notices.
  for (const step of [4, 6])
    assert.match(said, new RegExp(`\\n${step}\\. [^\\n]*\\n +✓`), `step ${step} of the drill does not hold: ${said}`)
  origin = /console\s+(\S+)/.exec(said)![1]!
  context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'light', reducedMotion: 'reduce' })
  owner = await watchedPage(context, origin)
  page = owner.page
  page.setDefaultTimeout(20_000)
  const [, email, password] = /sign in\s+(\S+), password (\S+)/.exec(said)!
  await page.goto(`${origin}/monitor`)
  await page.getByLabel('E-mail').fill(email!)
  await page.getByLabel('Password').fill(password!)
  await page.keyboard.press('Enter')
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  // Whose login was stolen depends on the hour: it is night where they live.
  const { alerts } = await ask<{ alerts: { principals: string[] }[] }>('/api/alerts')
  who = alerts[0]!.principals[0]!
  thief = who.replaceAll('.', '\\.')
})

after(async () => {
  await browser?.close()
  if (drill !== undefined && drill.exitCode === null) {
    const { promise, resolve } = Promise.withResolvers<void>()
    drill.once('exit', () => resolve())
    drill.kill('SIGINT')
    await promise
  }
})

async function settled(): Promise<void> {
  await page.locator('h1').first().waitFor()
  await waitFor('loading ends', async () => (await page.locator('.bone').count()) === 0)
}

/** Looked at in both themes and at both widths. */
async function looksRight(name: string): Promise<void> {
  await settled()
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: width < 500 ? 844 : 900 })
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.locator(`html[data-theme="${colorScheme}"]`).waitFor({ state: 'attached' })
      await assertAccessible(page, `${name}, ${colorScheme}, ${width} px`, colorScheme === 'dark' ? 'colours' : undefined)
      if (shots !== undefined) {
        mkdirSync(shots, { recursive: true })
        await page.screenshot({ path: path.join(shots, `journey-${name.replaceAll(' ', '-')}-${colorScheme}-${width}.png`) })
      }
    }
    await assertNoSidewaysScroll(page, `${name} at ${width} px`)
  }
}

const figureIn = (text: string): number => Number((/[\d,]+/.exec(text)?.[0] ?? '').replaceAll(',', ''))
const ask = async <T>(at: string): Promise<T> => (await (await page.request.get(`${origin}${at}`)).json()) as T

describe('from an alert to the people told', () => {
  test('the alerts, the drill band over them', async () => {
    await settled()
    await page.getByRole('status').filter({ hasText: 'DRILL' }).waitFor()
    await page.getByRole('link', { name: new RegExp(`^${thief} reached`) }).waitFor()
    await looksRight('alerts')
  })

  test('one alert says who, how many, from where, and why', async () => {
    await page.getByRole('link', { name: new RegExp(`^${thief} reached`) }).click()
    await page.getByRole('heading', { level: 1, name: new RegExp(`^${thief} reached .+ people .+never seen before$`) }).waitFor()
    await page.getByText(/first access from New Zealand/).waitFor()
    await page.getByRole('img', { name: new RegExp(`People that ${thief} read in each hour`) }).waitFor()
    await page.getByRole('table', { name: 'Fields reached' }).getByText('public.customers.email').waitFor()
    await looksRight('alert')
  })

  test('a decision needs a reason, by keyboard', async () => {
    await page.keyboard.press('t')
    const dialog = page.getByRole('dialog', { name: 'True: close this alert?' })
    await dialog.waitFor()
    assert.equal(await dialog.getByRole('button', { name: 'True' }).isDisabled(), true)
    await assertAccessible(page, 'the decision')
    await dialog.getByLabel('Reason').fill('paged through customers by night')
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    const { alerts } = await ask<{ alerts: { principals: string[]; state: string }[] }>('/api/alerts')
    assert.equal(alerts.find((alert) => alert.principals[0] === who)?.state, 'true')
  })

  test('a figure leads to the accesses that it was computed from, and these say the same', async () => {
    const figure = page.getByRole('table', { name: 'Fields reached' }).locator('tfoot a')
    const people = figureIn((await figure.textContent()) ?? '')
    assert.ok(people > 0)
    await figure.click()
    const heading = page.getByRole('heading', { level: 1, name: /people in .+ access/ })
    assert.equal(figureIn((await heading.textContent()) ?? ''), people)
    await page.getByRole('button', { name: 'Show single records' }).click()
    await page.getByRole('table', { name: 'Single records' }).getByText('public.customers').first().waitFor()
    await looksRight('accesses')
  })

  test('the sources, and the off switch that asks for a word', async () => {
    await page.getByRole('link', { name: 'Sources' }).first().click()
    await page.getByRole('heading', { level: 1, name: /log/ }).waitFor()
    await looksRight('sources')
    await page.getByRole('button', { name: 'Switch it off…' }).click()
    const dialog = page.getByRole('alertdialog', { name: 'Switch the gateway off?' })
    assert.equal(await dialog.getByRole('button', { name: 'Switch it off' }).isDisabled(), true)
    await dialog.getByLabel(/Type/).fill('gateway')
    await assertAccessible(page, 'the off switch')
    await dialog.getByRole('button', { name: 'Switch it off' }).click()
    await page.getByText('off: every log-in is refused').waitFor()
    await page.getByRole('button', { name: 'Switch it on' }).click()
    await page.getByText('The gateway is on.').waitFor()
  })

  test('the incident: who is affected, computed again to the same, and its clocks', async () => {
    await page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: /Incidents/ })
      .click()
    await looksRight('incidents')
    await page.getByRole('link', { name: /^Incident 1/ }).click()
    await page.getByRole('heading', { level: 1, name: new RegExp(`^${thief} reached .+ people`) }).waitFor()
    await page.getByRole('table', { name: 'Who is affected' }).getByText('Germany').waitFor()
    await page.getByRole('button', { name: 'Check again' }).click()
    await page.getByText('same inputs, same result, byte for byte').waitFor()
    await page
      .getByRole('table', { name: 'Clocks' })
      .getByText(/GDPR Art\. 33/)
      .waitFor()
    await page.getByRole('table', { name: 'Containment' }).getByText('tried again: refused').first().waitFor()
    await looksRight('incident')
  })

  test('whoever proposes a containment cannot approve it', async () => {
    await page.getByRole('button', { name: 'Propose…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Propose to close a login' })
    await dialog.getByLabel('Whose login').fill('luis.ortega')
    await assertAccessible(page, 'a proposal')
    await dialog.getByRole('button', { name: 'Propose it' }).click()
    await dialog.waitFor({ state: 'detached' })
    const row = page.getByRole('table', { name: 'Containment' }).getByRole('row').filter({ hasText: 'luis.ortega' })
    await row.getByText('another person approves').waitFor()
    assert.equal(await row.getByRole('button', { name: 'Approve…' }).isDisabled(), true)
  })

  test('the notice: its text in two languages, how many were sent, and the proofs', async () => {
    await page.getByRole('table', { name: 'Notices' }).getByRole('link').first().click()
    await page.getByRole('heading', { level: 2, name: 'In German' }).waitFor()
    await page.getByRole('heading', { level: 2, name: 'In English' }).waitFor()
    await page.getByText('Digest of all proofs').waitFor()
    await looksRight('notice')
  })

  test('nothing went wrong in the browser all the way', () => {
    assert.deepEqual(owner.problems, [])
  })
})
