// `holdfast signin-link [EMAIL]`: a one-time link for whoever stands at this machine: the first owner, or an account that lost its password
// or second factor. Works beside a running server and without one; the ledger shows it.
import { checkAddress } from '../platform/http/guard.ts'
import { createAuth } from '../platform/auth/create-auth.ts'
import { createLedger } from '../platform/ledger/create-ledger.ts'
import { createLog } from '../platform/log/log.ts'
import { openStore } from '../platform/store/open-store.ts'
import type { RunCommand } from './command.ts'
import { version } from './package-version.ts'
import { serverConfig } from './server-config.ts'
import { printable } from './terminal.ts'

export const signinLink: RunCommand = async ({ args, flags, terminal, environment, clock }) => {
  const config = serverConfig(flags)
  const level = config.log === 'info' ? 'warn' : config.log
  const log = createLog({ level, json: !terminal.errIsTerminal, now: () => clock.now(), write: (line) => terminal.err(line) })
  const opened = await openStore({ config, environment, clock, log, access: 'beside' })
  try {
    const { store, keys, about } = opened
    const known = await store.db.selectFrom('setting').select('value').where('name', '=', 'web.origin').executeTakeFirst()
    const origin = checkAddress({ ...config, host: '127.0.0.1' })?.origin ?? (typeof known?.value === 'string' ? known.value : null)
    const auth = createAuth({
      store,
      keys,
      clock,
      ledger: createLedger({ store, keys, clock, log }),
      version: version(),
      secure: false,
      origin: () => origin ?? `http://localhost:${config.port}`,
    })
    const link = await auth.linkAtTerminal(args[0] ?? null)
    const whose =
      link.whose === null ? 'for the first owner' : `for ${printable(link.whose)}: sets a new password, removes the second factor`
    const start = about.how === 'joined' ? '' : '; Holdfast is not running, start it with `holdfast up`'
    terminal.err(`${whose}; good once, for 15 minutes${start}\n`)
    await terminal.out(`${link.url}\n`)
  } finally {
    await opened.close()
  }
  return 0
}
