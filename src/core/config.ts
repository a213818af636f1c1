// The one table of settings: parsing, --help and the reference page come from it. `process.env` is read here and nowhere else.
// Order: flag, environment, default. There is no default secret.
import { coreError } from './errors.ts'

export interface Setting {
  readonly type: 'string' | 'integer' | 'choice'
  /** environment variable; null: only by flag */
  readonly env: string | null
  /** flag without dashes; null: only by environment */
  readonly flag: string | null
  readonly default: string | number | null
  readonly choices?: readonly string[]
  readonly min?: number
  readonly max?: number
  /** never printed */
  readonly secret?: boolean
  readonly doc: string
}

export const SETTINGS = {
  data: {
    type: 'string',
    env: 'HOLDFAST_DATA',
    flag: 'data',
    default: null,
    doc: 'folder that holds the embedded database and all files; by default `~/.local/share/holdfast`',
  },
  keyFile: {
    type: 'string',
    env: 'HOLDFAST_KEY_FILE',
    flag: 'key-file',
    default: null,
    doc: 'file with the install’s key, mode 0600; by default a systemd credential, else `~/.config/holdfast/<installId>.key`',
  },
  databaseUrl: {
    type: 'string',
    env: 'DATABASE_URL',
    flag: null,
    default: null,
    secret: true,
    doc: 'PostgreSQL 15 or newer to use instead of the embedded one',
  },
  host: {
    type: 'string',
    env: 'HOLDFAST_HOST',
    flag: 'host',
    default: '127.0.0.1',
    doc: 'address to listen on; 127.0.0.1 serves localhost too',
  },
  port: {
    type: 'integer',
    env: 'HOLDFAST_PORT',
    flag: 'port',
    default: 7420,
    min: 0,
    max: 65535,
    doc: 'port of the console and the API; 0 takes a free one',
  },
  origin: {
    type: 'string',
    env: 'HOLDFAST_ORIGIN',
    flag: 'origin',
    default: null,
    doc: 'https address under which people reach the console when it is behind a proxy',
  },
  roles: {
    type: 'string',
    env: 'HOLDFAST_ROLES',
    flag: 'roles',
    default: 'web,scan,ingest,detect,schedule',
    doc: 'what this process does: web, scan, ingest, detect, gateway, schedule',
  },
  gatewayHost: {
    type: 'string',
    env: 'HOLDFAST_GATEWAY_HOST',
    flag: null,
    default: '127.0.0.1',
    doc: 'address that the database gateway listens on (role gateway)',
  },
  gatewayPort: {
    type: 'integer',
    env: 'HOLDFAST_GATEWAY_PORT',
    flag: null,
    default: 7432,
    min: 0,
    max: 65535,
    doc: 'port of the database gateway; 0 takes a free one',
  },
  gatewayProxyProtocol: {
    type: 'choice',
    env: 'HOLDFAST_GATEWAY_PROXY_PROTOCOL',
    flag: null,
    default: 'off',
    choices: ['off', 'v2'],
    doc: 'v2: every connection to the gateway begins with a PROXY protocol header, whose address is believed; only behind a balancer that writes it',
  },
  gatewayCertificate: {
    type: 'string',
    env: 'HOLDFAST_GATEWAY_CERTIFICATE',
    flag: null,
    default: null,
    doc: 'PEM file with the gateway’s certificate and its chain; by default Holdfast makes one of its own',
  },
  gatewayKey: {
    type: 'string',
    env: 'HOLDFAST_GATEWAY_KEY',
    flag: null,
    default: null,
    doc: 'PEM file with the key of the gateway’s certificate',
  },
  log: {
    type: 'choice',
    env: 'HOLDFAST_LOG',
    flag: 'log',
    default: 'info',
    choices: ['debug', 'info', 'warn', 'error'],
    doc: 'what is logged to stderr',
  },
} as const satisfies Readonly<Record<string, Setting>>

export type SettingName = keyof typeof SETTINGS

export interface Config {
  readonly data: string | null
  readonly keyFile: string | null
  readonly databaseUrl: string | null
  readonly host: string
  readonly port: number
  readonly origin: string | null
  readonly roles: string
  readonly gatewayHost: string
  readonly gatewayPort: number
  readonly gatewayProxyProtocol: 'off' | 'v2'
  readonly gatewayCertificate: string | null
  readonly gatewayKey: string | null
  readonly log: 'debug' | 'info' | 'warn' | 'error'
}

/** The parts of the environment that are not settings of ours but conventions of the system. */
export interface Environment {
  readonly home: string | null
  readonly configHome: string | null
  readonly dataHome: string | null
  readonly credentialsDirectory: string | null
  readonly noColor: boolean
  readonly path: string
  /** for targets on the command line that name no password; never for the server's own stores */
  readonly pgPassword: string | null
  readonly mysqlPassword: string | null
}

type Env = Readonly<Record<string, string | undefined>>

export function environment(env: Env = process.env): Environment {
  return {
    home: env['HOME'] ?? null,
    configHome: env['XDG_CONFIG_HOME'] ?? null,
    dataHome: env['XDG_DATA_HOME'] ?? null,
    credentialsDirectory: env['CREDENTIALS_DIRECTORY'] ?? null,
    noColor: (env['NO_COLOR'] ?? '') !== '',
    path: env['PATH'] ?? '',
    pgPassword: env['PGPASSWORD'] ?? null,
    mysqlPassword: env['MYSQL_PWD'] ?? null,
  }
}

/** `flags`: values given on the command line by setting name. Throws `core/config-invalid` with the name as the person typed it. */
export function readConfig(flags: Partial<Record<SettingName, string>>, env: Env = process.env): Config {
  const out: Record<string, string | number | null> = {}
  for (const [name, setting] of Object.entries<Setting>(SETTINGS)) {
    const fromFlag = flags[name as SettingName]
    const fromEnv = setting.env === null ? undefined : env[setting.env]
    const given = fromFlag ?? (fromEnv === '' ? undefined : fromEnv)
    const shown = fromFlag !== undefined ? `--${setting.flag}` : (setting.env ?? `--${setting.flag}`)
    out[name] = given === undefined ? setting.default : parseSetting(setting, shown, given)
  }
  return out as unknown as Config
}

function parseSetting(setting: Setting, name: string, given: string): string | number {
  if (setting.type === 'integer') {
    const number = Number(given)
    const min = setting.min ?? 0
    const max = setting.max ?? Number.MAX_SAFE_INTEGER
    if (!/^\d{1,15}$/.test(given) || number < min || number > max) {
      throw coreError('config-invalid', { name, why: `not a whole number from ${min} to ${max}`, help: setting.doc })
    }
    return number
  }
  if (setting.type === 'choice' && !(setting.choices ?? []).includes(given)) {
    throw coreError('config-invalid', { name, why: `not one of ${(setting.choices ?? []).join(', ')}`, help: setting.doc })
  }
  return given
}
