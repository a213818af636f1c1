// A real browser for a test: Debian's chromium, headless, that calls nobody. Installs it when it is missing and we may. Watches every page
// for errors, breaches of the content security policy, and requests that leave the machine.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { installPackage } from '../harness/run-as-nobody.ts'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const QUIET = [
  '--headless',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

export async function startBrowser(): Promise<Browser> {
  const installed = (): string | undefined => PLACES.find((place) => existsSync(place))
  const program = installed() ?? (installPackage('chromium'), installed())
  if (program === undefined) throw new Error('chromium was installed and is not under /usr/bin')
  const asRoot = process.getuid?.() === 0
  return await chromium.launch({ executablePath: program, args: [...QUIET, ...(asRoot ? ['--no-sandbox'] : [])] })
}

export interface WatchedPage {
  readonly page: Page
  /** what went wrong in the browser so far; a refused sign-in is expected and named by its path */
  readonly problems: string[]
  expectRefusal(path: string): void
}

export async function watchedPage(context: BrowserContext, origin: string): Promise<WatchedPage> {
  const page = await context.newPage()
  const problems: string[] = []
  const expected: string[] = []
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return
    // The browser writes a line for every answer of 400 and above; those a test asks for are no defect of the page.
    if (expected.some((path) => message.location().url.endsWith(path))) return
    problems.push(`${message.type()}: ${message.text()} (${message.location().url})`)
  })
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (url.origin !== origin && url.protocol !== 'data:') problems.push(`asked another place: ${url.origin}`)
  })
  await page.addInitScript(
    `document.addEventListener('securitypolicyviolation', (event) => console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI))`,
  )
  return { page, problems, expectRefusal: (path) => void expected.push(path) }
}

/** What depends on colour alone: all that a second theme of the same page can break. */
const OF_COLOUR = ['color-contrast', 'link-in-text-block']

/** No violation of WCAG 2.2 A and AA or of axe's own good practice. `colours`: the rest was checked on the same page in another theme. */
export async function assertAccessible(page: Page, where: string, only?: 'colours'): Promise<void> {
  const axe = new AxeBuilder({ page })
  if (only === 'colours') axe.withRules(OF_COLOUR)
  const { violations } = await axe.analyze()
  const said = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)
  assert.deepEqual(said, [], `axe on ${where}`)
}

/** Wide tables scroll inside themselves, the page never does. */
export async function assertNoSidewaysScroll(page: Page, where: string): Promise<void> {
  const over = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  assert.ok(Number(over) <= 0, `${where} is ${String(over)} px wider than the window`)
}
