// `holdfast prove`: attacks the masks of a database as a member of a class would, and says what held. Owns the flags' meaning and the exit code.
import { prove as attack } from '../protect/prove/prove.ts'
import type { RunCommand } from './command.ts'
import { usage } from './flags.ts'
import { agreed } from './protect/ask.ts'
import { databaseTarget } from './protect/database-target.ts'
import { proofText } from './protect/plan-text.ts'
import { printable } from './terminal.ts'

export const prove: RunCommand = async (input) => {
  const { args, flags, terminal, clock, signal } = input
  const format = flags.format ?? 'table'
  if (format !== 'table' && format !== 'json') throw usage(`no format \`${String(format)}\`: table, json`, 'prove')
  const database = await databaseTarget(args[0] ?? '', input)
  if (flags.yes !== true) {
    terminal.err(
      `This makes two logins in ${printable(database.where)}, attacks with them, rolls every attack back, and drops them again.\n` +
        (flags.plant === true ? 'It adds marked rows to tables, and takes them out at the end.\n' : ''),
    )
  }
  if (!(await agreed(input, 'Go on?'))) {
    terminal.err('nothing was done\n')
    return 1
  }
  const { policySet, vectors } = await attack({
    connect: (as) => database.connect(as),
    only: flags.class === undefined ? null : String(flags.class),
    plant: flags.plant === true,
    now: clock.now(),
    signal,
  })
  await terminal.out(format === 'json' ? `${JSON.stringify({ policySet, vectors }, null, 1)}\n` : proofText(vectors, database.where))
  return vectors.some((vector) => vector.state === 'broken') ? 1 : 0
}
