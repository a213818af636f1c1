// The one error class and the one way to describe error codes. Owns their shape, not the tables: each phase keeps its own
// codes in `<phase>/errors.ts`, built with `errorTable`. Must not know HTTP, the terminal or any phase.
//
// Messages: lower case, no final period, parts joined by colons, what the user typed in backticks. Never a customer's value,
// a secret, or a driver's raw text. `help` is the next step, apart from the message.

export interface ErrorSpec {
  /** HTTP status of the answer; also decides the exit code: 4xx is usage (2), the rest failure (3). */
  readonly status: number
  /** Message with `{name}` places for details. */
  readonly message: string
  /** The next step, with the same places. */
  readonly help?: string
}

export type ErrorDetails = Readonly<Record<string, string | number | boolean>>

export class AppError extends Error {
  readonly code: string
  readonly status: number
  readonly help: string | undefined
  readonly details: ErrorDetails
  constructor(code: string, spec: ErrorSpec, details: ErrorDetails = {}, cause?: unknown) {
    super(fill(spec.message, details), cause === undefined ? undefined : { cause })
    this.name = 'AppError'
    this.code = code
    this.status = spec.status
    this.help = spec.help === undefined ? undefined : fill(spec.help, details)
    this.details = details
  }
}

function fill(template: string, details: ErrorDetails): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => (name in details ? String(details[name]) : whole))
}

/** Makes a raiser for one table: `const fail = errorTable('discover', {...}); throw fail('target-unknown', {target})`. */
export function errorTable<T extends Readonly<Record<string, ErrorSpec>>>(
  area: string,
  table: T,
): ((code: keyof T & string, details?: ErrorDetails, cause?: unknown) => AppError) & { readonly table: T; readonly area: string } {
  const raise = (code: keyof T & string, details?: ErrorDetails, cause?: unknown): AppError => {
    const spec = table[code]
    if (spec === undefined) throw new TypeError(`no error code ${area}/${code}`)
    return new AppError(`${area}/${code}`, spec, details, cause)
  }
  return Object.assign(raise, { table, area })
}

export const coreError = errorTable('core', {
  unexpected: {
    status: 500,
    message: 'something unexpected went wrong: {what}',
    help: 'run again with HOLDFAST_LOG=debug and report what it prints; nothing that was acknowledged is lost',
  },
  usage: { status: 400, message: '{what}', help: '{help}' },
  'config-invalid': { status: 400, message: '`{name}` is not usable: {why}', help: '{help}' },
  'not-built': { status: 501, message: '{what} is not built yet', help: '{help}' },
})

/** Normalises anything thrown, at the edges only (command line, HTTP, job, gateway). Keeps no foreign message: it may hold values. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  const what = thrown instanceof Error ? thrown.name + codeOf(thrown) : typeof thrown
  return coreError('unexpected', { what }, thrown)
}

function codeOf(error: Error): string {
  const code = (error as { code?: unknown }).code
  return typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? ` ${code}` : ''
}

export function exitCodeOf(error: AppError): 2 | 3 {
  return error.status >= 400 && error.status < 500 ? 2 : 3
}
