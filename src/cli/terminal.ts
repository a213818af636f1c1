// The terminal: the only place that touches stdout, stderr and stdin. Also makes foreign text safe to print.
import type { Environment } from '../core/config.ts'
import type { Terminal } from './command.ts'

export function createTerminal(environment: Environment): Terminal {
  const { stdout, stderr, stdin } = process
  // A closed pipe is noticed by `out`; without a listener it would end the process with a stack trace.
  stdout.on('error', () => {})
  stderr.on('error', () => {})
  return {
    out: (text) =>
      new Promise((resolve, reject) => {
        stdout.write(text, (error) => (error ? reject(error) : resolve()))
      }),
    err: (text) => {
      stderr.write(text)
    },
    get input() {
      return stdin
    },
    outIsTerminal: stdout.isTTY === true,
    errIsTerminal: stderr.isTTY === true,
    columns: stdout.columns ?? stderr.columns ?? 100,
    colour: stdout.isTTY === true && !environment.noColor,
  }
}

export function closedPipe(thrown: unknown): boolean {
  return (thrown as { code?: unknown } | null)?.code === 'EPIPE'
}

/** Names and texts from stores are hostile: no escape codes, no second line, no direction marks. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001F\u007F-\u009F\u2028\u2029\u200B-\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/g, '\uFFFD')
}
