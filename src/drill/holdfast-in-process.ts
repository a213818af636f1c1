// Holdfast itself, started in this process the way `holdfast up` starts it, in a folder of the drill's. Owns its settings for a drill: every role, free
// ports, nothing from the environment; and what it logs, which goes into a file there.
import { appendFileSync } from 'node:fs'
import path from 'node:path'
import { startApp } from '../app.ts'
import { readConfig, type Environment } from '../core/config.ts'
import type { Clock } from '../core/clock.ts'
import { readProcessRoles } from '../core/process-roles.ts'
import { createLog } from '../platform/log/log.ts'
import type { RunFolder } from './run-folder.ts'
import type { RunningHoldfast } from './story.ts'

/** The thief's other country comes by PROXY protocol, which is off unless somebody asks for it. */
export const DRILL_SETTINGS = {
  port: '0',
  roles: 'web,scan,ingest,detect,gateway,schedule',
  gatewayPort: '0',
  gatewayProxyProtocol: 'v2',
} as const

export interface InProcessOptions {
  readonly folder: RunFolder
  readonly environment: Environment
  readonly clock: Clock
  readonly version: string
}

export async function startInProcess({ folder, environment, clock, version }: InProcessOptions): Promise<RunningHoldfast> {
  const config = readConfig({ ...DRILL_SETTINGS, data: folder.data, keyFile: folder.keyFile, log: 'warn' }, {})
  const logFile = path.join(folder.path, 'holdfast.log')
  const log = createLog({ level: config.log, json: true, now: () => clock.now(), write: (line) => appendFileSync(logFile, line) })
  const app = await startApp({ config, environment, clock, log, version, roles: readProcessRoles(config.roles) })
  if (app.origin === null) throw new TypeError('a drill without a web server')
  return {
    origin: app.origin,
    firstLink: async () => (await app.auth.firstLink())?.url ?? null,
    stop: () => app.close(),
  }
}
