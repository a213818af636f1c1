// Holdfast's own log: one JSON line an event on stderr (text on a terminal). Never a customer's value, a secret, or a URL with one.
// Fields are an allow-list by construction: callers give codes, ids and numbers, not objects.

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>

export interface Log {
  debug(event: string, fields?: LogFields): void
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields): void
}

const ORDER: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 }

export function createLog(options: {
  readonly level: LogLevel
  readonly json: boolean
  readonly write?: (line: string) => void
  readonly now: () => Date
}): Log {
  const write = options.write ?? ((line: string) => process.stderr.write(line))
  const emit = (level: LogLevel, event: string, fields: LogFields = {}): void => {
    if (ORDER[level] < ORDER[options.level]) return
    const time = options.now().toISOString()
    if (options.json) write(`${JSON.stringify({ time, level, event, ...fields })}\n`)
    else {
      const rest = Object.entries(fields).map(([key, value]) => `${key}=${clean(String(value))}`)
      write(`${time.slice(11, 19)} ${level.padEnd(5)} ${clean(event)}${rest.length ? ` ${rest.join(' ')}` : ''}\n`)
    }
  }
  return {
    debug: (event, fields) => emit('debug', event, fields),
    info: (event, fields) => emit('info', event, fields),
    warn: (event, fields) => emit('warn', event, fields),
    error: (event, fields) => emit('error', event, fields),
  }
}

// Control characters could drive a terminal or forge a second line.
function clean(text: string): string {
  return text.replace(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]/g, '\uFFFD')
}
