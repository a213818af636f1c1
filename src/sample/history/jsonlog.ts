// One session of PostgreSQL 18 as its server writes it with log_destination = jsonlog, log_connections, log_disconnections and log_statement = all.
// Owns the form of the lines; a test compares it with what the embedded server writes. What is done in a session is working-days.ts.

export interface Statement {
  readonly at: Date
  readonly text: string
  /** values of $1 …; undefined: sent as a simple query */
  readonly values?: readonly string[]
  /** what the server answered instead of doing it */
  readonly error?: { readonly state: string; readonly message: string }
}

export interface Visit {
  readonly from: Date
  readonly to: Date
  readonly login: string
  readonly database: string
  readonly ip: string
  readonly port: number
  readonly pid: number
  readonly application: string
  readonly statements: readonly Statement[]
  /** a wrong password: nothing came of it */
  readonly refused?: boolean
}

export interface Line {
  /** ms since 1970 */
  readonly at: number
  readonly text: string
}

const HBA = '/var/lib/postgresql/18/main/pg_hba.conf'

export function linesOf(visit: Visit): Line[] {
  const { login: user, database: dbname, pid, ip, port, application } = visit
  const started = stamp(visit.from, false)
  const session = `${Math.floor(visit.from.getTime() / 1000).toString(16)}.${pid.toString(16)}`
  const lines: Line[] = []
  let virtual = 0
  const backend = pid % 40
  const write = (
    at: Date,
    more: {
      readonly message: string
      readonly known?: boolean
      readonly ps?: string
      readonly vxid?: boolean
      readonly severity?: string
      readonly state?: string
      readonly detail?: string
      readonly statement?: string
      readonly named?: boolean
    },
  ): void => {
    const { known = true, vxid = true, named = true } = more
    const line = {
      timestamp: stamp(at, true),
      ...(known ? { user, dbname } : {}),
      pid,
      remote_host: ip,
      remote_port: port,
      session_id: session,
      line_num: lines.length + 1,
      ps: more.ps ?? 'idle',
      session_start: started,
      ...(vxid ? { vxid: `${backend}/${virtual}` } : {}),
      txid: 0,
      error_severity: more.severity ?? 'LOG',
      ...(more.state === undefined ? {} : { state_code: more.state }),
      message: more.message,
      ...(more.detail === undefined ? {} : { detail: more.detail }),
      ...(more.statement === undefined ? {} : { statement: more.statement }),
      ...(named ? { application_name: application } : {}),
      backend_type: known ? 'client backend' : 'not initialized',
      query_id: 0,
    }
    lines.push({ at: at.getTime(), text: JSON.stringify(line) })
  }
  write(visit.from, { message: `connection received: host=${ip} port=${port}`, known: false, ps: '', vxid: false, named: false })
  virtual++
  const authenticated = later(visit.from, 9)
  if (visit.refused === true) {
    const rule = `host    all             all             0.0.0.0/0               scram-sha-256`
    write(authenticated, {
      message: `password authentication failed for user "${user}"`,
      ps: 'authentication',
      severity: 'FATAL',
      state: '28P01',
      detail: `Connection matched file "${HBA}" line 131: "${rule}"`,
      named: false,
    })
    return lines
  }
  write(authenticated, {
    message: `connection authenticated: identity="${user}" method=scram-sha-256 (${HBA}:131)`,
    ps: 'authentication',
    named: false,
  })
  const suffix = application === '' ? '' : ` application_name=${application}`
  write(authenticated, { message: `connection authorized: user=${user} database=${dbname}${suffix}`, ps: 'authentication', named: false })
  for (const each of visit.statements) {
    virtual++
    const verb = /^\s*(\w+)/.exec(each.text)?.[1]?.toUpperCase() ?? ''
    if (each.values === undefined) write(each.at, { message: `statement: ${each.text}` })
    else {
      const values = each.values.map((value, index) => `$${index + 1} = '${value.replaceAll("'", "''")}'`).join(', ')
      write(each.at, {
        message: `execute <unnamed>: ${each.text}`,
        ps: verb,
        ...(values === '' ? {} : { detail: `Parameters: ${values}` }),
      })
    }
    if (each.error !== undefined) {
      const { state, message } = each.error
      write(later(each.at, 1), { message, ps: verb, severity: 'ERROR', state, statement: each.text })
    }
  }
  write(visit.to, {
    message: `disconnection: session time: ${lasted(visit.to.getTime() - visit.from.getTime())} user=${user} database=${dbname} host=${ip} port=${port}`,
    vxid: false,
  })
  return lines
}

function later(at: Date, ms: number): Date {
  return new Date(at.getTime() + ms)
}

/** 2026-11-24 18:17:45.575 UTC */
export function stamp(at: Date, milliseconds: boolean): string {
  const text = at.toISOString().replace('T', ' ')
  return `${milliseconds ? text.slice(0, 23) : text.slice(0, 19)} UTC`
}

/** 0:00:00.044 */
function lasted(ms: number): string {
  const two = (value: number): string => String(Math.floor(value) % 60).padStart(2, '0')
  return `${Math.floor(ms / 3_600_000)}:${two(ms / 60_000)}:${two(ms / 1000)}.${String(ms % 1000).padStart(3, '0')}`
}
