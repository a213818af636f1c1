// `holdfast up`: starts the server, says where it is, and stops it in order when asked to. A second signal stops at once; what was
// acknowledged is durable, so that loses nothing.
import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { App } from '../app.ts'
import { monotonicMs } from '../core/clock.ts'
import { readProcessRoles } from '../core/process-roles.ts'
import { checkAddress } from '../platform/http/guard.ts'
import { createLog } from '../platform/log/log.ts'
import { drillError } from '../drill/errors.ts'
import type { RunCommand, Terminal } from './command.ts'
import { version } from './package-version.ts'
import { serverConfig } from './server-config.ts'
import { printable } from './terminal.ts'

const LINK_FILE = 'signin-link'
const ACCOUNTS_FILE = 'sample-accounts'
/** npm passes Ctrl-C on to a program that the terminal has told already: that is one wish, not two. */
const SAME_WISH_MS = 1000

export const up: RunCommand = async ({ flags, terminal, environment, clock, signal }) => {
  const sample = flags.sample === true
  const given = serverConfig(flags)
  // The sample's thief comes through the gateway, from a country that a PROXY header names.
  const config = sample ? { ...given, gatewayProxyProtocol: 'v2' as const } : given
  const roles = readProcessRoles(sample ? `${config.roles},gateway` : config.roles)
  if (roles.has('web')) checkAddress(config)
  const log = createLog({
    level: config.log,
    json: !terminal.errIsTerminal,
    now: () => clock.now(),
    write: (line) => terminal.err(line),
  })
  // Loaded late: what is wrong with the command line is said before the libraries of the server are read.
  const { startApp } = await import('../app.ts')
  const app = await startApp({ config, environment, clock, log, version: version(), roles })
  try {
    if (sample) await openSample(app, terminal, signal)
    await greet(app, terminal)
    await stopAsked(signal)
  } finally {
    const forget = forceOnSecondSignal(terminal)
    if (terminal.errIsTerminal) terminal.err('\nstopping…\n')
    await rm(path.join(app.folder, LINK_FILE), { force: true })
    await app.close()
    forget()
  }
  return 0
}

/** In an empty installation: plays the story up to the alert, and says whom to sign in as. Where it is open already, it is simply there. */
async function openSample(app: App, terminal: Terminal, signal: AbortSignal): Promise<void> {
  if (app.sample.state().state === 'open') return
  if ((await app.auth.firstLink()) === null) throw drillError('sample-in-use')
  const accounts = await app.sample.open((step) => terminal.err(`sample: ${step}\n`), signal)
  const text = [accounts.owner, accounts.second].map(({ email, password }) => `${email}  password ${password}\n`).join('')
  if (terminal.errIsTerminal) {
    terminal.err(`sample: sign in as one of\n  ${text.trimEnd().replace('\n', '\n  ')}\n`)
    return
  }
  // Not a terminal: this text may end in a log that others read.
  const file = path.join(app.folder, ACCOUNTS_FILE)
  await rm(file, { force: true })
  await writeFile(file, text, { mode: 0o600, flag: 'wx' })
  terminal.err(`sample: sign in with one of the accounts in ${printable(file)}\n`)
}

async function greet(app: App, terminal: Terminal): Promise<void> {
  const { about } = app
  const server = about.server === 'embedded' ? 'embedded PostgreSQL' : 'PostgreSQL'
  const lines = [
    `Holdfast ${version()}`,
    `  data      ${printable(app.folder)}, ${server} ${about.version}`,
    `  console   ${app.origin ?? 'not served by this process'}`,
  ]
  const link = app.origin === null ? null : await app.auth.firstLink()
  const file = path.join(app.folder, LINK_FILE)
  await rm(file, { force: true })
  if (link !== null && terminal.errIsTerminal) {
    lines.push(`  sign in   ${link.url}`, '            once, within 15 minutes; later: `holdfast signin-link`')
  } else if (link !== null) {
    // Not a terminal: this text may end in a log that others read.
    await writeFile(file, `${link.url}\n`, { mode: 0o600, flag: 'wx' })
    lines.push(`  sign in   the link is in ${printable(file)}, good once, for 15 minutes; later: \`holdfast signin-link\``)
  }
  if (terminal.errIsTerminal) lines.push('', 'Ctrl-C stops it.')
  terminal.err(`${lines.join('\n')}\n`)
}

async function stopAsked(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

function forceOnSecondSignal(terminal: Terminal): () => void {
  const since = monotonicMs()
  const force = (): void => {
    if (monotonicMs() - since < SAME_WISH_MS) return
    terminal.err('stopped at once; the next start cleans up\n')
    process.exit(130)
  }
  process.on('SIGINT', force)
  process.on('SIGTERM', force)
  return () => {
    process.off('SIGINT', force)
    process.off('SIGTERM', force)
  }
}
