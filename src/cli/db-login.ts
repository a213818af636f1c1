// `holdfast db-login STORE [--as PRINCIPAL]`: a password for the gateway, for eight hours, shown once. For whoever stands at this machine; works
// beside a running server, and the ledger shows it. The password goes to stdout, how to use it to stderr.
import { userInfo } from 'node:os'
import { coreError } from '../core/errors.ts'
import { instant } from '../core/clock.ts'
import type { KnownStore } from '../landscape/contract.ts'
import { createLedger } from '../platform/ledger/create-ledger.ts'
import { createLog } from '../platform/log/log.ts'
import { openStore } from '../platform/store/open-store.ts'
import type { Db } from '../platform/store/store.ts'
import { createCredentials } from '../protect/credentials.ts'
import { knownState } from '../protect/gateway/gateway.ts'
import { makeGatewayCredential } from '../protect/gateway/gateway-credential.ts'
import type { RunCommand } from './command.ts'
import { serverConfig } from './server-config.ts'
import { printable } from './terminal.ts'

export const dbLogin: RunCommand = async ({ args, flags, terminal, environment, clock }) => {
  const config = serverConfig(flags)
  const level = config.log === 'info' ? 'warn' : config.log
  const log = createLog({ level, json: !terminal.errIsTerminal, now: () => clock.now(), write: (line) => terminal.err(line) })
  const opened = await openStore({ config, environment, clock, log, access: 'beside' })
  try {
    const { store, keys } = opened
    const target = await storeNamed(store.db, args[0]!)
    const principal = typeof flags.as === 'string' ? flags.as : await principalHere(store.db)
    const ledger = createLedger({ store, keys, clock, log })
    const credentials = createCredentials({ store, clock })
    const actor = { kind: 'terminal', id: userInfo().username, role: 'owner' } as const
    const made = await makeGatewayCredential(
      { store, ledger, credentials, stores: { find: async () => target } },
      actor,
      target.id,
      principal,
    )
    const gateway = await knownState(store.db)
    const host = gateway?.host ?? config.gatewayHost
    const port = gateway?.port ?? config.gatewayPort
    const running = gateway !== null && gateway.port !== null ? '' : '; the gateway does not run: start Holdfast with the role gateway'
    terminal.err(`for ${printable(made.user)} until ${instant(made.until)}${running}\n`)
    terminal.err(`psql "host=${host} port=${port} dbname='${printable(made.database)}' user='${printable(made.user)}' sslmode=require"\n`)
    await terminal.out(`${made.password}\n`)
  } finally {
    await opened.close()
  }
  return 0
}

async function storeNamed(db: Db, name: string): Promise<KnownStore> {
  const rows = await db.selectFrom('store').select(['id', 'name', 'kind', 'drill', 'added_at']).where('removed_at', 'is', null).execute()
  const found = rows.find((row) => row.id === name) ?? rows.find((row) => row.name.toLowerCase() === name.toLowerCase())
  if (found === undefined) throw coreError('usage', { what: `no store \`${name}\``, help: '`holdfast map` lists the connected stores' })
  return { id: found.id, name: found.name, kind: found.kind, drill: found.drill, addedAt: found.added_at, address: {}, where: '' }
}

async function principalHere(db: Db): Promise<string> {
  const { username } = userInfo()
  const alias = await db
    .selectFrom('principal_alias')
    .select('principal')
    .where('kind', '=', 'os-user')
    .where('value', '=', username)
    .where('to_at', 'is', null)
    .executeTakeFirst()
  if (alias === undefined) {
    throw coreError('usage', {
      what: `nobody is known as \`${username}\` on this machine`,
      help: 'name the principal: holdfast db-login STORE --as PRINCIPAL',
    })
  }
  return alias.principal
}
