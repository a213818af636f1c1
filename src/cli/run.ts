// Finds the command, runs it, prints errors the one way: `error: …`, then `help: …`, exit 2 or 3. Loads only the command asked for,
// so that `scan` starts without the server's libraries.
import { environment } from '../core/config.ts'
import { systemClock } from '../core/clock.ts'
import { exitCodeOf, toAppError, coreError, type AppError } from '../core/errors.ts'
import { COMMANDS, FLAGS, parseFlags, type CommandName, type CommandSpec, type Flag } from './flags.ts'
import { version } from './package-version.ts'
import { closedPipe, createTerminal, printable } from './terminal.ts'
import type { RunCommand, Terminal } from './command.ts'

const LOADERS: Record<CommandName, () => Promise<RunCommand>> = {
  up: async () => (await import('./up.ts')).up,
  scan: async () => (await import('./scan.ts')).scan,
  inspect: async () => (await import('./inspect.ts')).inspect,
  types: async () => (await import('./types.ts')).types,
  drill: async () => (await import('./drill.ts')).drill,
  map: async () => (await import('./map.ts')).map,
  person: async () => (await import('./person.ts')).person,
  access: async () => (await import('./access.ts')).access,
  policy: async () => (await import('./policy.ts')).policy,
  prove: async () => (await import('./prove.ts')).prove,
  'db-login': async () => (await import('./db-login.ts')).dbLogin,
  verify: async () => (await import('./verify.ts')).verify,
  'signin-link': async () => (await import('./signin-link.ts')).signinLink,
  doctor: async () => (await import('./doctor.ts')).doctor,
  export: async () => (await import('./export.ts')).exportAll,
  import: async () => (await import('./import.ts')).importAll,
}

export async function run(argv: readonly string[]): Promise<number> {
  const env = environment()
  const terminal = createTerminal(env)
  try {
    const [first, ...rest] = argv
    if (first === undefined || first === 'help' || first === '--help' || first === '-h') {
      await terminal.out(overview())
      return first === undefined ? 2 : 0
    }
    if (first === '--version' || first === 'version') {
      await terminal.out(`${version()}\n`)
      return 0
    }
    if (!isCommand(first)) {
      throw coreError('usage', { what: `no command \`${first}\``, help: `\`holdfast help\` lists them${nearest(first)}` })
    }
    const parsed = parseFlags(first, rest)
    if (parsed.flags.help === true) {
      await terminal.out(commandHelp(first))
      return 0
    }
    const command = await LOADERS[first]()
    const stop = new AbortController()
    const onSignal = (): void => stop.abort()
    process.on('SIGINT', onSignal)
    process.on('SIGTERM', onSignal)
    try {
      return await command({ ...parsed, terminal, environment: env, clock: systemClock, signal: stop.signal })
    } finally {
      process.off('SIGINT', onSignal)
      process.off('SIGTERM', onSignal)
    }
  } catch (thrown) {
    if (closedPipe(thrown)) return 0
    const error = toAppError(thrown)
    printError(terminal, error)
    return exitCodeOf(error)
  }
}

function printError(terminal: Terminal, error: AppError): void {
  terminal.err(`error: ${printable(error.message)}\n`)
  if (error.help !== undefined) terminal.err(`help: ${printable(error.help)}\n`)
}

function isCommand(word: string): word is CommandName {
  return Object.hasOwn(COMMANDS, word)
}

function nearest(word: string): string {
  const close = Object.keys(COMMANDS).find((name) => name.startsWith(word.slice(0, 3)))
  return close === undefined ? '' : `; did you mean \`${close}\`?`
}

export function overview(): string {
  const lines = Object.entries<CommandSpec>(COMMANDS).map(([name, spec]) => `  ${name.padEnd(13)}${spec.summary}`)
  return `holdfast ${version()}: finds a company's customer data, protects it, watches it, and proves it\n\n${lines.join('\n')}\n\n\`holdfast COMMAND --help\` says more.\n`
}

export function commandHelp(name: CommandName): string {
  const spec: CommandSpec = COMMANDS[name]
  const rows = spec.flags.map((flag) => {
    const entry: Flag = FLAGS[flag]
    return [`  --${flag}${entry.value === undefined ? '' : ` ${entry.value}`}`, entry.doc] as const
  })
  const width = Math.max(12, ...rows.map(([left]) => left.length)) + 2
  const flags = rows.map(([left, doc]) => `${left.padEnd(width)}${doc}`).join('\n')
  return `${spec.summary}\n\nusage: ${spec.usage}\n${spec.text === undefined ? '' : `\n${spec.text}\n`}\n${flags}\n`
}
