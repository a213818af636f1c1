// Asks a person before something is changed. Without a terminal there is nobody to ask: then --yes must have been given.
import { createInterface } from 'node:readline/promises'
import { coreError } from '../../core/errors.ts'
import type { CommandInput } from '../command.ts'

/** True: go on. Throws `core/usage` when nobody can be asked. */
export async function agreed({ flags, terminal, signal }: CommandInput, question: string): Promise<boolean> {
  if (flags.yes === true) return true
  if (!terminal.errIsTerminal)
    throw coreError('usage', { what: 'this changes a database and there is no terminal to ask', help: 'add --yes when you mean it' })
  terminal.err(`${question} [y/N] `)
  const lines = createInterface({ input: terminal.input })
  try {
    const answer = await lines.question('', { signal })
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    lines.close()
  }
}
