// A target as on the command line, from separate fields. The password never goes into the address: it travels beside it.
export interface DatabaseFields {
  readonly host: string
  readonly port: string
  readonly database: string
  readonly user: string
}

export function databaseTarget({ host, port, database, user }: DatabaseFields): string {
  const bracketed = host.includes(':') && !host.startsWith('[') ? `[${host.trim()}]` : host.trim()
  const login = user.trim() === '' ? '' : `${encodeURIComponent(user.trim())}@`
  return `postgres://${login}${bracketed}${port.trim() === '' ? '' : `:${port.trim()}`}/${encodeURIComponent(database.trim())}`
}

/** The password inside a pasted address, so that it can be shown apart and hidden; null when there is none. */
export function splitPassword(target: string): { readonly target: string; readonly password: string | null } {
  const found = /^([a-z][a-z0-9+.-]*:\/\/[^:@/?#]*):([^@/?#]*)@(.*)$/i.exec(target.trim())
  if (found === null) return { target: target.trim(), password: null }
  const [, before = '', password = '', after = ''] = found
  try {
    return { target: `${before}@${after}`, password: decodeURIComponent(password) }
  } catch {
    return { target: `${before}@${after}`, password }
  }
}
