// The only table of flags and commands: parsing, `--help` and docs/reference/commands.md come from it. Owns no behaviour; what a
// command does is in <command>.ts.
import { parseArgs } from 'node:util'
import { coreError } from '../core/errors.ts'
import { SETTINGS } from '../core/config.ts'

export interface Flag {
  readonly type: 'boolean' | 'string' | 'integer' | 'choice'
  /** shown in usage: `--out FILE` */
  readonly value?: string
  readonly choices?: readonly string[]
  readonly min?: number
  readonly max?: number
  readonly doc: string
  /** may be given several times */
  readonly multiple?: boolean
}

export const FLAGS = {
  data: { type: 'string', value: 'DIR', doc: SETTINGS.data.doc },
  'key-file': { type: 'string', value: 'FILE', doc: SETTINGS.keyFile.doc },
  host: { type: 'string', value: 'H', doc: SETTINGS.host.doc },
  port: { type: 'string', value: 'PORT', doc: SETTINGS.port.doc },
  origin: { type: 'string', value: 'URL', doc: SETTINGS.origin.doc },
  roles: { type: 'string', value: 'LIST', doc: SETTINGS.roles.doc },
  log: { type: 'string', value: 'LEVEL', doc: SETTINGS.log.doc },
  sample: { type: 'boolean', doc: 'open the sample company in an empty data folder, its story played up to the alert' },
  format: { type: 'string', value: 'FORMAT', doc: 'how the result is written' },
  out: { type: 'string', value: 'FILE', doc: 'write the result to FILE instead of the terminal' },
  full: { type: 'boolean', doc: 'read every row and every byte' },
  rows: {
    type: 'integer',
    value: 'N',
    min: 1,
    max: 1_000_000_000,
    doc: 'read at most N rows of each object, spread over it (default 10000)',
  },
  jobs: { type: 'integer', value: 'N', min: 1, max: 64, doc: 'stores and objects read at the same time (default: one for each processor)' },
  only: {
    type: 'string',
    value: 'TYPES',
    doc: 'look for these types only, separated by commas; `structured`: all with a checksum or a fixed shape',
  },
  baseline: { type: 'string', value: 'FILE', doc: 'a former `--format json`: findings in it do not count for --fail-on' },
  'fail-on': {
    type: 'string',
    value: 'LEVEL',
    doc: 'exit 1 when a field has this label level or higher: public, internal, confidential, high; `unread`: when something could not be read',
  },
  reveal: { type: 'boolean', doc: 'show values instead of masking them; only on a terminal, never in a file or a pipe' },
  to: { type: 'string', value: 'URL', doc: 'hand the result to a Holdfast server (not built yet)' },
  jsonl: { type: 'boolean', doc: 'one JSON object a line in and out' },
  key: { type: 'string', value: 'FILE', doc: 'the ledger’s public key, kept outside the bundle' },
  since: { type: 'string', value: 'FILE', doc: 'a checkpoint kept outside: the bundle must continue it' },
  'with-key': { type: 'boolean', doc: 'put the key file in as well; whoever has the file can then read everything' },
  seed: { type: 'integer', value: 'N', min: 0, max: 4_294_967_295, doc: 'makes the same sample company again' },
  policies: { type: 'string', value: 'DIR', doc: 'folder with policies (*.cedar)' },
  starter: { type: 'boolean', doc: 'the starter policy that comes with Holdfast' },
  member: {
    type: 'string',
    value: 'CLASS=LOGIN',
    multiple: true,
    doc: 'a login that becomes a member of a class; may be given several times',
  },
  revoke: {
    type: 'string',
    value: 'ROLE',
    multiple: true,
    doc: 'a role that loses what it may read of tables that a class sees masked; may be given several times',
  },
  reopen: {
    type: 'string',
    value: 'LOGIN',
    multiple: true,
    doc: 'a member whose login was closed and may log in again, with a new password; may be given several times',
  },
  class: { type: 'string', value: 'NAME', doc: 'this class only' },
  plant: { type: 'boolean', doc: 'add marked rows of its own to look for, and take them out again; refused where triggers would fire' },
  yes: { type: 'boolean', doc: 'do it without asking' },
  as: { type: 'string', value: 'PRINCIPAL', doc: 'this principal or login only' },
  keep: { type: 'boolean', doc: 'leave the sample company running afterwards' },
  postgres: { type: 'string', value: 'URL', doc: 'an empty database to use instead of one of its own' },
  help: { type: 'boolean', doc: 'show this' },
  version: { type: 'boolean', doc: 'show the version' },
} as const satisfies Readonly<Record<string, Flag>>

export type FlagName = keyof typeof FLAGS

export interface CommandSpec {
  readonly summary: string
  readonly usage: string
  readonly flags: readonly FlagName[]
  /** how many words may follow: [least, most] */
  readonly args: readonly [number, number]
  /** longer text for --help and the reference */
  readonly text?: string
}

const SERVER_FLAGS = ['data', 'key-file', 'log'] as const satisfies readonly FlagName[]

export const COMMANDS = {
  up: {
    summary: 'start Holdfast and its console',
    usage: 'holdfast up [--data DIR] [--host H] [--port 7420] [--roles LIST] [--sample]',
    flags: [...SERVER_FLAGS, 'host', 'port', 'origin', 'roles', 'sample'],
    args: [0, 0],
  },
  scan: {
    summary: 'find customer data in databases and files',
    usage: 'holdfast scan TARGET… [--format table|json|ndjson|sarif|csv|html] [--out FILE] [--full | --rows N]',
    flags: ['format', 'out', 'full', 'rows', 'jobs', 'only', 'baseline', 'fail-on', 'reveal', 'to'],
    args: [1, 1000],
  },
  inspect: {
    summary: 'find customer data in lines of text',
    usage: 'holdfast inspect [FILE|-] --jsonl',
    flags: ['jsonl', 'only'],
    args: [0, 1],
  },
  types: { summary: 'list what is looked for', usage: 'holdfast types [--format table|json]', flags: ['format'], args: [0, 0] },
  drill: {
    summary: 'play a breach at a sample company through all phases, and check every step',
    usage: 'holdfast drill [--seed N] [--keep] [--postgres URL] [--out DIR]',
    flags: ['seed', 'keep', 'postgres', 'out'],
    args: [0, 0],
    text: 'Needs nothing: it starts a Holdfast and a database of its own in a temporary folder, and removes them. Exit 0: every check of every step\nholds. 1: one does not, and what was expected is printed. 3: a step could not be shown. --out leaves result.json and evidence.zip.',
  },
  map: {
    summary: 'show what customer data is where, and who can read it',
    usage: 'holdfast map [STORE] [--format table|json] [--data DIR]',
    flags: [...SERVER_FLAGS, 'format'],
    args: [0, 1],
  },
  person: {
    summary: 'find where one person’s data is',
    usage: 'holdfast person VALUE|- [--format table|json] [--data DIR]',
    flags: [...SERVER_FLAGS, 'format'],
    args: [1, 1],
    text: 'VALUE is an e-mail address, a telephone number or a national number; `-` reads it from standard input, so that it stays out of the\nshell’s history. Each look-up is a leaf in the ledger.',
  },
  access: {
    summary: 'show who can read a field, by which route, and why',
    usage: 'holdfast access TARGET [FIELD] [--as PRINCIPAL] [--format table|json]',
    flags: ['as', 'format'],
    args: [1, 2],
  },
  policy: {
    summary: 'test, plan, apply or undo policies in a database',
    usage:
      'holdfast policy test|plan|apply|undo TARGET [--policies DIR | --starter] [--member CLASS=LOGIN]… [--revoke ROLE]… [--reopen LOGIN]… [--yes] [--format text|json]',
    flags: ['policies', 'starter', 'member', 'revoke', 'reopen', 'yes', 'format'],
    args: [1, 2],
    text: '`test` runs the examples beside the policies and needs no TARGET. `plan` changes nothing. `apply` makes the plan, shows it, asks, and\nprints the passwords of logins that it makes, once. `undo` takes back what was applied last. TARGET: postgres://user@host/database.',
  },
  prove: {
    summary: 'attack the masks and grants of a database and report what holds',
    usage: 'holdfast prove TARGET [--class NAME] [--plant] [--yes] [--format table|json]',
    flags: ['class', 'plant', 'yes', 'format'],
    args: [1, 1],
  },
  'db-login': {
    summary: 'make a database password for eight hours, for the gateway',
    usage: 'holdfast db-login STORE [--as PRINCIPAL] [--data DIR]',
    flags: [...SERVER_FLAGS, 'as'],
    args: [1, 1],
  },
  verify: {
    summary: 'check evidence offline',
    usage: 'holdfast verify BUNDLE [--key FILE] [--since CHECKPOINT] [--format text|json]',
    flags: ['key', 'since', 'format'],
    args: [1, 1],
    text: 'Needs no server and no network. Exit 0: it holds. 1: it does not, and why. 3: a file cannot be read. Without --key and --since it\nchecks that the bundle agrees with itself, and says that whoever made it could have made all of it.',
  },
  'signin-link': {
    summary: 'make a one-time link to sign in or to recover an account',
    usage: 'holdfast signin-link [EMAIL] [--data DIR]',
    flags: [...SERVER_FLAGS],
    args: [0, 1],
  },
  doctor: {
    summary: 'check this installation',
    usage: 'holdfast doctor [--data DIR] [--host H] [--port PORT] [--format table|json]',
    flags: [...SERVER_FLAGS, 'host', 'port', 'format'],
    args: [0, 0],
  },
  export: {
    summary: 'write everything to one file, for moving and upgrading (not built yet)',
    usage: 'holdfast export FILE [--with-key]',
    flags: [...SERVER_FLAGS, 'with-key'],
    args: [1, 1],
  },
  import: {
    summary: 'read everything from one file into an empty data folder (not built yet)',
    usage: 'holdfast import FILE',
    flags: [...SERVER_FLAGS],
    args: [1, 1],
  },
} as const satisfies Readonly<Record<string, CommandSpec>>

export type CommandName = keyof typeof COMMANDS

export interface Parsed {
  readonly args: readonly string[]
  readonly flags: { readonly [name in Exclude<FlagName, 'member' | 'revoke' | 'reopen'>]?: string | boolean | number } & {
    readonly member?: readonly string[]
    readonly revoke?: readonly string[]
    readonly reopen?: readonly string[]
  }
}

/** Throws `core/usage`. */
export function parseFlags(name: CommandName, argv: readonly string[]): Parsed {
  const command: CommandSpec = COMMANDS[name]
  const known = [...command.flags, 'help'] as FlagName[]
  const options: Record<string, { type: 'boolean' | 'string'; multiple?: boolean }> = {}
  for (const flag of known) {
    const { type, multiple = false }: Flag = FLAGS[flag]
    options[flag] = { type: type === 'boolean' ? 'boolean' : 'string', multiple }
  }
  let parsed: { values: Record<string, string | boolean | string[] | undefined>; positionals: string[] }
  try {
    parsed = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true }) as typeof parsed
  } catch (error) {
    throw usage(explain(error, argv), name, error)
  }
  const flags: { [flag in FlagName]?: string | boolean | number | readonly string[] } = {}
  for (const flag of known) {
    const given = parsed.values[flag]
    if (given !== undefined) flags[flag] = typeof given !== 'string' ? given : readFlag(name, flag, given)
  }
  const [least, most] = command.args
  if (flags.help !== true) {
    if (parsed.positionals.length < least) throw usage(`${name} needs something to work on`, name)
    if (parsed.positionals.length > most) throw usage(`${name} takes no \`${parsed.positionals[most]}\``, name)
  }
  return { args: parsed.positionals, flags: flags as Parsed['flags'] }
}

function readFlag(command: CommandName, name: FlagName, given: string): string | number {
  const flag: Flag = FLAGS[name]
  if (flag.type !== 'integer') return given
  const number = Number(given)
  const min = flag.min ?? 0
  const max = flag.max ?? Number.MAX_SAFE_INTEGER
  if (!/^\d{1,15}$/.test(given) || number < min || number > max) {
    throw usage(`--${name} takes a whole number from ${min} to ${max}, not \`${given}\``, command)
  }
  return number
}

function explain(error: unknown, argv: readonly string[]): string {
  const code = (error as { code?: string }).code
  const word = argv.find((arg) => arg.startsWith('-') && arg !== '-' && arg !== '--') ?? ''
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const match = /'(-[^'=]*)/.exec(error instanceof Error ? error.message : '')
    return `unknown flag \`${match?.[1] ?? word}\``
  }
  if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') {
    const match = /'(--?[\w-]+)/.exec(error instanceof Error ? error.message : '')
    return `\`${match?.[1] ?? word}\` is not used that way`
  }
  return 'the command line could not be read'
}

export function usage(what: string, command: CommandName, cause?: unknown): Error {
  return coreError('usage', { what, help: `${COMMANDS[command].usage}; \`holdfast ${command} --help\` says more` }, cause)
}
