// What a command gets and gives back. Commands write through the terminal given here, never to process.stdout themselves.
import type { Readable } from 'node:stream'
import type { Environment } from '../core/config.ts'
import type { Clock } from '../core/clock.ts'
import type { Parsed } from './flags.ts'

export interface Terminal {
  /** results; awaited, so that a slow pipe slows us; a closed pipe ends the command quietly */
  out(text: string): Promise<void>
  /** messages, progress */
  err(text: string): void
  readonly input: Readable
  readonly outIsTerminal: boolean
  readonly errIsTerminal: boolean
  readonly columns: number
  readonly colour: boolean
}

export interface CommandInput extends Parsed {
  readonly terminal: Terminal
  readonly environment: Environment
  readonly clock: Clock
  /** fires on SIGINT and SIGTERM */
  readonly signal: AbortSignal
}

/** Exit code: 0 done, 1 findings or a failed check, 2 usage, 3 failure. Throws AppError for the last two. */
export type RunCommand = (input: CommandInput) => Promise<number>
