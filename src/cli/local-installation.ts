// The directory and the map of a data folder for short commands: beside a running server, or alone. Owns what is opened and closed for them; no
// jobs, no events, no routes.
import { createSubjects, type SubjectDirectory } from '../discover/subjects/subjects.ts'
import { createEngine } from '../discover/engine/create-engine.ts'
import { createStoreConnections } from '../discover/source/postgres/store-session.ts'
import { createStoreFacts } from '../discover/store-facts.ts'
import { storeProbe } from '../discover/store-probe.ts'
import { coreError } from '../core/errors.ts'
import type { Actor } from '../core/contract/roles.ts'
import type { Landscape, ReadStoreFacts } from '../landscape/contract.ts'
import { createLandscape } from '../landscape/create.ts'
import { createLedger } from '../platform/ledger/create-ledger.ts'
import { createLog } from '../platform/log/log.ts'
import type { Platform } from '../platform/platform.ts'
import { openStore } from '../platform/store/open-store.ts'
import type { Store } from '../platform/store/store.ts'
import type { CommandInput } from './command.ts'
import { serverConfig } from './server-config.ts'

export const TERMINAL: Actor = { kind: 'terminal', id: 'terminal', role: 'owner' }

export interface LocalInstallation {
  readonly store: Store
  readonly landscape: Landscape
  readonly subjects: SubjectDirectory
  readonly facts: ReadStoreFacts
  close(): Promise<void>
}

export async function openInstallation({ flags, terminal, environment, clock }: CommandInput): Promise<LocalInstallation> {
  const config = serverConfig(flags)
  const level = config.log === 'info' ? 'warn' : config.log
  const log = createLog({ level, json: !terminal.errIsTerminal, now: () => clock.now(), write: (line) => terminal.err(line) })
  const opened = await openStore({ config, environment, clock, log, access: 'beside' })
  const { store, keys } = opened
  const server = (): never => {
    throw coreError('not-built', { what: 'this in a short command', help: 'start the server: `holdfast up`' })
  }
  const platform: Platform = {
    clock,
    config,
    keys,
    ledger: createLedger({ store, keys, clock, log }),
    log,
    store,
    get events() {
      return server()
    },
    get queue(): Platform['queue'] {
      return { send: async () => server(), work: async () => server(), stop: async () => {} }
    },
  }
  const facts = createStoreFacts(store.db)
  const landscape = createLandscape(platform, {
    probe: storeProbe,
    readStoreFacts: facts,
    ownPlaces: { dataFolder: opened.folder, keyFile: opened.keyFile },
    connect: createStoreConnections,
  })
  const subjects = createSubjects(platform, { landscape, connections: landscape.connections, types: createEngine().types })
  return { store, landscape, subjects, facts, close: async () => await opened.close() }
}

/** Lines of cells, each column as wide as its widest; the last one as long as it is. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length))) ?? []
  return rows.map((row) => `${row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at]!))).join('  ')}\n`).join('')
}
