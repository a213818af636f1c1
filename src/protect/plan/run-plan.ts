// Carries a plan out, and takes it back: one transaction each, so that whatever happens on the way (a killed Holdfast, a lost connection, a refused
// step) leaves all of it or nothing. What was done is written in the database in the same transaction.
import type { StoreSession } from '../../landscape/contract.ts'
import { AppError } from '../../core/errors.ts'
import { catalogHash, relationKey } from '../catalogue/catalog.ts'
import { readAsker, readCatalog } from '../catalogue/read-catalog.ts'
import { literal, OWN_SCHEMA, quoted } from '../compile/names.ts'
import { protectError } from '../errors.ts'
import { newPassword, postgresVerifier, scramVerifier } from '../scram.ts'
import { digest } from './class-steps.ts'
import { forgetApplied, holdsComment, keepApplied, planBefore, readOwnState, type AppliedPlan } from './own-state.ts'
import { planHash, secretPlace, type Plan, type Statement } from './plan.ts'

/** One of these at a time in a database: `holdfast` as a number. */
const LOCK = 7_526_466_479_702_766_452n

export interface LoginSecret {
  readonly login: string
  readonly password: string
}

/** New secrets for the logins that the plan makes or renews; made before the transaction, sealed by the caller. */
export function newSecrets(plan: Plan): LoginSecret[] {
  return plan.members.filter((member) => member.secret).map(({ login }) => ({ login, password: newPassword() }))
}

export interface ApplyWish {
  readonly id: string
  readonly plan: Plan
  readonly secrets: readonly LoginSecret[]
  readonly now: Date
}

/** Throws `protect/plan-…`, `protect/store-…`; then nothing was changed, but for `store-lost`: then look with `holdingPlan`. */
export async function applyPlan(session: StoreSession, { id, plan, secrets, now }: ApplyWish): Promise<void> {
  if (planHash(plan) !== plan.hash) throw protectError('plan-changed')
  if (plan.blocked.length > 0) throw blockedBy(plan.blocked)
  const verifiers = new Map<string, string>()
  for (const { login, password } of secrets) verifiers.set(secretPlace(login), literal(postgresVerifier(await scramVerifier(password))))
  await transaction(session, 'applying', async () => {
    const { version } = await readAsker(session)
    if (catalogHash(await readCatalog(session, version)) !== plan.catalogHash) throw protectError('plan-changed')
    for (const step of plan.steps) {
      await runStatement(session, { ...step, sql: withSecret(step.sql, verifiers) }, step.text)
    }
    await checkClosed(session, plan)
    const after = await readCatalog(session, version)
    const views: Record<string, { made: string; is: string }> = {}
    for (const relation of after.relations) {
      const key = relationKey(relation.schema, relation.name)
      const made = plan.views[key]
      if (made !== undefined) views[key] = { made, is: digest(relation.definition ?? '') }
    }
    await keepApplied(session, { id, at: now.toISOString() }, plan, views)
    await runStatement(session, holdsComment(id), 'the plan is marked as the one that holds')
  })
}

/** Takes the last applied plan back. `id` null: whichever it is. Returns it. */
export async function undoPlan(session: StoreSession, id: string | null): Promise<AppliedPlan> {
  return await transaction(session, 'undoing', async () => {
    const { version } = await readAsker(session)
    const { applied, blocked } = await readOwnState(session, await readCatalog(session, version))
    if (blocked.length > 0) throw blockedBy(blocked)
    if (applied === null || (id !== null && applied.id !== id)) throw protectError('nothing-applied')
    const dropped = applied.plan.members
      .map((member) => member.login)
      .filter((login) => applied.plan.undo.some((one) => one.sql === `drop role ${quoted(login)}`))
    await endSessions(session, dropped)
    await forgetApplied(session, applied.id)
    const before = await planBefore(session)
    for (const statement of applied.plan.undo) await runStatement(session, statement, 'taking a step back')
    const { rows } = await session.query(`select from pg_namespace where nspname = ${literal(OWN_SCHEMA)}`)
    if (rows.length > 0) await runStatement(session, holdsComment(before), 'the plan before is marked as the one that holds')
    return applied
  })
}

/** NOLOGIN and out: what it runs is cancelled with its session. Returns what was done, in words. */
export async function disableLogin(session: StoreSession, login: string): Promise<string[]> {
  await transaction(session, 'disabling a login', async () => {
    await runStatement(session, { sql: `alter role ${quoted(login)} nologin` }, `${login} may not log in any more`)
  })
  // after the commit: a session that began in between would live on
  const ended = await transaction(session, 'ending its sessions', async () => await endSessions(session, [login]))
  return [`${login} may not log in any more (NOLOGIN)`, `${ended} of its sessions ended`]
}

// A place whose secret is missing stays as it is, which no server takes for a password.
function withSecret(sql: string, verifiers: ReadonlyMap<string, string>): string {
  return sql.replace(/password (:secret:[\w-]+:)/, (whole, place: string) => {
    const verifier = verifiers.get(place)
    return verifier === undefined ? whole : `password ${verifier}`
  })
}

async function endSessions(session: StoreSession, logins: readonly string[]): Promise<number> {
  if (logins.length === 0) return 0
  const { rows } = await session.query(
    `select pg_terminate_backend(pid, 5000) as ended from pg_stat_activity where usename = any ($1::text[]) and pid <> pg_backend_pid()`,
    [logins],
  )
  return rows.filter((row) => row['ended'] === 't').length
}

// The database's own answer, after all steps and before the commit: whoever is in a class reads nothing beside its views.
async function checkClosed(session: StoreSession, plan: Plan): Promise<void> {
  const asked = plan.classes.flatMap((one) => {
    const roles = [one.role, ...plan.members.filter((member) => member.class === one.id).map((member) => member.login)]
    return one.relations.flatMap((relation) =>
      roles.map((role) => ({
        role,
        schema: relation.base[0],
        name: relation.base[1],
        columns: relation.columns.filter((column) => column.show !== 'clear').map((column) => column.name),
      })),
    )
  })
  const { rows } = await session.query(
    // by the attribute's own row: whatever order the server joins in, it asks about a column that is there
    `select distinct a.role, a.schema, a.name from jsonb_to_recordset($1::jsonb) a(role text, schema text, name text, columns text[])
       join pg_namespace n on n.nspname = a.schema join pg_class c on c.relnamespace = n.oid and c.relname = a.name
       join pg_attribute k on k.attrelid = c.oid and k.attname = any (a.columns::name[]) and k.attnum > 0
      where has_column_privilege(a.role, k.attrelid, k.attnum, 'SELECT') limit 5`,
    [JSON.stringify(asked)],
  )
  if (rows.length > 0)
    throw blockedBy(rows.map((row) => `\`${row['role']}\` would still read ${row['schema']}.${row['name']} beside its view`))
}

function blockedBy(blocked: readonly string[]): AppError {
  return protectError('plan-blocked', {
    why: blocked.slice(0, 5).join('; '),
    help: 'take these ways away first, or choose another login, and make the plan again',
  })
}

async function runStatement(session: StoreSession, statement: Statement, text: string): Promise<void> {
  try {
    if (statement.as !== undefined) await session.query(`set local role ${quoted(statement.as)}`)
    await session.query(statement.sql)
    if (statement.as !== undefined) await session.query('reset role')
  } catch (error) {
    throw refusal(error, text)
  }
}

async function transaction<T>(session: StoreSession, doing: string, work: () => Promise<T>): Promise<T> {
  let open = true
  try {
    await session.query('begin isolation level read committed read write')
    await session.query(
      `set local search_path = pg_catalog; set local lock_timeout = '5s'; set local statement_timeout = '60s';
       set local idle_in_transaction_session_timeout = '60s'; set local client_min_messages = warning; set local role none`,
    )
    const { rows } = await session.query(`select pg_try_advisory_xact_lock(${LOCK}) as got`)
    if (rows[0]?.['got'] !== 't') throw protectError('plan-busy')
    const done = await work()
    await session.query('commit')
    open = false
    return done
  } catch (error) {
    if (open) await session.query('rollback').catch(() => {})
    if (error instanceof AppError) throw error
    throw lost(error) ? protectError('store-lost', { doing }, error) : refusal(error, doing)
  }
}

const SAID: Readonly<Record<string, readonly [why: string, help: string]>> = {
  '42501': ['the login has no right to', 'apply as the owner of the tables or as a superuser'],
  '2BP01': ['other things depend on it', 'take away what was built on it since, and try again'],
  '42710': ['there is something of that name already', 'make the plan again'],
  '42P07': ['there is something of that name already', 'make the plan again'],
  '42P06': ['there is something of that name already', 'make the plan again'],
  '42704': ['something it names is gone', 'make the plan again'],
  '42P01': ['a table it names is gone', 'make the plan again'],
  '42703': ['a column it names is gone', 'make the plan again'],
  '25006': ['the database takes no changes (read-only)', 'use the address of the primary server'],
  '53100': ['its disk is full', 'make room and try again'],
}

/** What a failed statement is called: never with the driver's own words. */
export function refusal(error: unknown, step: string): AppError {
  if (error instanceof AppError) return error
  const code = codeOf(error)
  if (lost(error)) return protectError('store-lost', { doing: step }, error)
  if (code === '55P03' || code === '40P01') return protectError('store-busy', { why: 'a session holds a table that it needs' }, error)
  if (code === '57014') return protectError('store-busy', { why: 'a step took too long' }, error)
  const [why, help] = SAID[code] ?? [`SQLSTATE ${code || 'unknown'}`, 'the log of the server says more']
  return protectError('plan-failed', { step, why, help }, error)
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : ''
}

// No SQLSTATE: not the server's answer but the connection's end.
function lost(error: unknown): boolean {
  const code = codeOf(error)
  return !/^[0-9A-Z]{5}$/.test(code) || code.startsWith('57P') || code.startsWith('08')
}
