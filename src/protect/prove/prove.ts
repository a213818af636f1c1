// `prove`: attacks a masked schema as a member of a class would, with a login of its own that lives ten minutes at most, and says what held. Looks
// for real values of existing rows, never shows one, and rolls every attack back.
import { createHash, randomBytes } from 'node:crypto'
import { AppError } from '../../core/errors.ts'
import type { Credentials, StoreSession } from '../../landscape/contract.ts'
import { relationKey, type Catalog } from '../catalogue/catalog.ts'
import { effective, readsInTheEnd } from '../catalogue/effective.ts'
import { managedSchemas } from '../compile/compile-class.ts'
import { literal, quoted } from '../compile/names.ts'
import type { Proof } from '../contract.ts'
import { protectError } from '../errors.ts'
import { readGround } from '../plan/ground.ts'
import type { Plan, PlannedClass } from '../plan/plan.ts'
import { newPassword, postgresVerifier, scramVerifier } from '../scram.ts'
import { plantRows } from './plant.ts'
import { leakDetector, readTargets, shownInClear, withOtherValue, type Leak, type Target } from './targets.ts'
import type { AttackGround, Vector } from './attack.ts'
import { VECTORS } from './vectors.ts'

export interface ProveWish {
  /** null: with the control login */
  connect(as: Credentials | null): Promise<StoreSession>
  /** this class only */
  readonly only: string | null
  readonly plant: boolean
  readonly now: Date
  readonly signal: AbortSignal
  /** these vectors only; for tests */
  readonly vectors?: ReadonlySet<string>
}

export type ProvenVector = Proof['vectors'][number]

const LOGIN_MINUTES = 10
const MOST_OTHER_VALUES = 40
const PREFIX = 'holdfast_prove_'
const NAME = /^holdfast_prove_[0-9a-f]{12}$/
/** Written on the login in the transaction that makes it. The name alone says nothing: anybody may call a role so. */
const markOf = (database: string): string => `holdfast: login of a proof in the database ${database}`

export async function prove(wish: ProveWish): Promise<{ readonly policySet: string; readonly vectors: readonly ProvenVector[] }> {
  const control = await wish.connect(null)
  try {
    const { catalog, own } = await readGround(control)
    if (own.blocked.length > 0)
      throw protectError('plan-blocked', { why: own.blocked.join('; '), help: 'connect as the login that applied the plan' })
    if (own.applied === null) throw protectError('no-policy')
    const { plan } = own.applied
    const classes = plan.classes.filter((one) => wish.only === null || one.id === wish.only)
    if (classes.length === 0)
      throw protectError('class-unknown', { class: wish.only ?? '', classes: plan.classes.map((one) => one.id).join(', ') })
    const planted = wish.plant ? await plantRows(control, classes) : null
    try {
      const vectors: ProvenVector[] = []
      for (const one of classes) vectors.push(...(await proveClass(wish, control, catalog, plan, one)))
      return { policySet: plan.policySet, vectors }
    } finally {
      await planted?.remove()
    }
  } finally {
    await control.close()
  }
}

async function proveClass(
  wish: ProveWish,
  control: StoreSession,
  catalog: Catalog,
  plan: Plan,
  target: PlannedClass,
): Promise<ProvenVector[]> {
  const logins = await makeLogins(control, catalog, target, wish.now)
  const sessions: StoreSession[] = []
  try {
    const [me, colleague] = logins
    const attacker = await wish.connect(me)
    sessions.push(attacker)
    const other = await wish.connect(colleague)
    sessions.push(other)
    const said = `holdfast-prove-${randomBytes(8).toString('hex')}`
    await other.query(`select ${literal(said)}`)
    let ground: AttackGround = {
      targets: await readTargets(control, target),
      me: me.user,
      colleague: { login: colleague.user, pid: other.pid, said },
      role: target.role,
      schema: target.schema,
      roles: catalog.roles
        .map((role) => role.name)
        .filter((name) => name !== me.user && name !== target.role)
        .slice(0, 200),
      schemas: catalog.schemas.map((schema) => schema.name).slice(0, 50),
      database: catalog.database,
    }
    const wanted = VECTORS.filter((vector) => wish.vectors === undefined || wish.vectors.has(vector.id))
    const done: ProvenVector[] = []
    for (const vector of wanted) {
      let ended = await attack(attacker, vector, ground)
      // What came back may stand in a column that the class sees in clear too: then another value is looked for, from here on.
      for (let left = MOST_OTHER_VALUES; ended.leak !== undefined && left > 0; left--) {
        wish.signal.throwIfAborted()
        if (!(await shownInClear(control, target, [ended.leak.secret])).has(ended.leak.secret)) break
        ground = { ...ground, targets: await withOtherValue(control, target, ground.targets, ended.leak.base, ended.leak.column) }
        ended = await attack(attacker, vector, ground)
      }
      wish.signal.throwIfAborted()
      done.push({ id: vector.id, class: target.id, text: vector.text, state: ended.state, detail: ended.detail })
    }
    const fromCatalogue = await catalogueVectors(control, target, plan)
    return [...done, ...fromCatalogue.filter((one) => wish.vectors === undefined || wish.vectors.has(one.id))]
  } finally {
    for (const session of sessions) await session.close()
    await dropLogins(
      control,
      logins.map((login) => login.user),
    )
  }
}

type Outcome = Pick<ProvenVector, 'state' | 'detail'> & { readonly leak?: Leak }

async function attack(session: StoreSession, vector: Vector, ground: AttackGround): Promise<Outcome> {
  const leaks = leakDetector(ground.targets)
  if (vector.expect === 'alike') {
    const guesses = vector.guesses(ground)
    if (guesses.length === 0) return { state: 'not-run', detail: 'no masked column with a value to guess' }
    for (const guess of guesses) {
      const right = await run(session, [], guess.right)
      const wrong = await run(session, [], guess.wrong)
      if (right.shape !== wrong.shape) return { state: 'broken', detail: 'a right guess ends otherwise than a wrong one' }
    }
    return { state: 'held', detail: `${guesses.length} guesses told nothing` }
  }
  const attempts = vector.attempts(ground)
  const needsValue = vector.expect === 'silent' && vector.id !== 'other-statements'
  if (needsValue && ground.targets.every((target) => target.columns.every((column) => column.secret === null))) {
    return { state: 'not-run', detail: 'no row holds a value to look for: --plant adds some' }
  }
  let tried = 0
  for (const attempt of attempts) {
    const ended = await run(session, attempt.before ?? [], attempt.sql)
    if (ended.state === 'not-there') continue
    tried++
    const leak = leaks(ended.text)
    if (leak !== null) return { state: 'broken', detail: `a value of ${leak.base}.${leak.column} came back`, leak }
    if (vector.id === 'other-statements' && ended.text.includes(ground.colleague.said)) {
      return { state: 'broken', detail: 'the statement of another session can be read' }
    }
    if (vector.expect === 'refused' && ended.state === 'done')
      return { state: 'broken', detail: `the database did it: ${nameOf(attempt.sql)}` }
  }
  if (tried === 0)
    return { state: 'not-run', detail: attempts.length === 0 ? 'there is nothing to try it on' : 'what it needs is not in this database' }
  return { state: 'held', detail: `${tried} statements` }
}

/** The first words: enough to find it in vectors.ts, nothing of a value. */
function nameOf(sql: string): string {
  return sql.replaceAll(/'[^']*'/g, '…').slice(0, 120)
}

interface Ended {
  readonly state: 'done' | 'refused' | 'not-there'
  /** everything that came back, rows and error */
  readonly text: string
  /** what a guesser can tell apart */
  readonly shape: string
}

/** Missing parts of a database: an extension, a function, a table that is not there prove nothing. */
const NOT_THERE = new Set(['42883', '42P01', '3F000', '42704', '58P01', '0A000', '26000', '34000', '42703', '42710', '42723'])

async function run(session: StoreSession, before: readonly string[], sql: string): Promise<Ended> {
  await session.query('begin')
  try {
    for (const statement of before) await session.query(statement)
    const { rows, rowCount } = await session.query(sql)
    const text = JSON.stringify(rows)
    return { state: 'done', text: flat(rows), shape: `done ${rowCount} ${text.length > 100_000 ? text.length : estimateOnly(text)}` }
  } catch (error) {
    const { code = '', message = '', detail = '', hint = '', where = '' } = error as Record<string, string | undefined>
    if (!/^[0-9A-Z]{5}$/.test(code)) throw protectError('store-lost', { doing: 'an attack was tried' }, error)
    return {
      state: NOT_THERE.has(code) && code !== '' ? 'not-there' : 'refused',
      text: [message, detail, hint, where].join('\n'),
      shape: `error ${code}`,
    }
  } finally {
    await session.query('rollback').catch(() => {})
    await session.query('deallocate all').catch(() => {})
  }
}

function flat(rows: readonly Readonly<Record<string, string | null>>[]): string {
  return rows.map((row) => Object.values(row).join('\n')).join('\n')
}

// The text of a plan repeats the guess itself: only its numbers count.
function estimateOnly(text: string): string {
  return /Plan Rows/.test(text) ? (text.match(/(Plan Rows|Total Cost|Startup Cost|Node Type)\\": [^,]*/g) ?? []).join() : text
}

async function makeLogins(control: StoreSession, catalog: Catalog, target: PlannedClass, now: Date): Promise<[Credentials, Credentials]> {
  await dropLeft(control, catalog.database, now)
  const until = new Date(now.getTime() + LOGIN_MINUTES * 60_000).toISOString()
  const make = async (): Promise<Credentials> => {
    const login = { user: PREFIX + randomBytes(6).toString('hex'), password: newPassword() }
    const verifier = literal(postgresVerifier(await scramVerifier(login.password)))
    const name = quoted(login.user)
    // While this session lives the login is in use; whoever can take the lock knows that nobody is left who would drop it.
    await control.query(`select pg_catalog.pg_advisory_lock(${lockOf(login.user)})`)
    // one transaction: a killed proof leaves no login without its mark
    await control.query('begin')
    try {
      await control.query(`create role ${name} login inherit connection limit 2 password ${verifier} valid until ${literal(until)}`)
      await control.query(`comment on role ${name} is ${literal(markOf(catalog.database))}`)
      await control.query(`grant ${quoted(target.role)} to ${name}`)
      await control.query(`alter role ${name} in database ${quoted(catalog.database)} set search_path = ${quoted(target.schema)}`)
      await control.query('commit')
    } catch (error) {
      await control.query('rollback').catch(() => {})
      throw error
    }
    return login
  }
  const made: Credentials[] = []
  try {
    made.push(await make())
    made.push(await make())
    return [made[0]!, made[1]!]
  } catch (error) {
    await dropLogins(
      control,
      made.map((login) => login.user),
    )
    if (error instanceof AppError) throw error
    throw protectError(
      'rights-missing',
      { login: 'of this call', why: 'it may not make the login that attacks', help: 'prove as the login that applied the plan' },
      error,
    )
  }
}

/** What a killed proof has left. Those of a proof that runs now, in this database or another, and roles of others stay. */
async function dropLeft(control: StoreSession, database: string, now: Date): Promise<void> {
  const { rows } = await control.query(
    `select r.rolname as name, pg_catalog.shobj_description(r.oid, 'pg_authid') as mark, r.rolvaliduntil < $1::timestamptz as ended
       from pg_catalog.pg_roles r where pg_catalog.starts_with(r.rolname, $2)`,
    [now.toISOString(), PREFIX],
  )
  for (const row of rows) {
    const { name, mark } = row
    if (typeof name !== 'string' || !NAME.test(name) || typeof mark !== 'string') continue
    if (mark === markOf(database)) {
      const free = await control.query(`select pg_catalog.pg_try_advisory_lock(${lockOf(name)}) as got`)
      if (free.rows[0]?.['got'] !== 't') continue
      await dropLogins(control, [name])
    } else if (mark.startsWith(markOf('')) && row['ended'] === 't') {
      // of a proof in another database, whose locks are not seen from here: it could not log in any more
      await dropLogins(control, [name])
    }
  }
}

function lockOf(login: string): string {
  return createHash('sha256').update(`holdfast proof ${login}`).digest().readBigInt64BE().toString()
}

async function dropLogins(control: StoreSession, logins: readonly string[]): Promise<void> {
  for (const login of logins) {
    await control.query(`select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = $1`, [login]).catch(() => {})
    await control.query(`drop role if exists ${quoted(login)}`).catch(() => {})
    await control.query(`select pg_catalog.pg_advisory_unlock(${lockOf(login)})`).catch(() => {})
  }
}

/** What no statement can try without doing harm, judged by the catalogue. */
async function catalogueVectors(control: StoreSession, target: PlannedClass, plan: Plan): Promise<ProvenVector[]> {
  const { catalog } = await readGround(control)
  const reach = effective(catalog)
  const managed = managedSchemas(catalog, { classes: plan.classes.map((one) => one.id) })
  const hidden = new Set(
    target.relations.filter((one) => one.columns.some((column) => column.show !== 'clear')).map((one) => relationKey(...one.base)),
  )
  const hiddenRelations = catalog.relations.filter((one) => hidden.has(relationKey(...(one.root ?? ([one.schema, one.name] as const)))))
  const reads = readsInTheEnd(catalog)
  const held = reach.reaches(target.role)
  const open = (grants: readonly { grantee: string; privilege: string }[], privilege: string): boolean =>
    grants.some((grant) => grant.privilege === privilege && (grant.grantee === '' || held.has(grant.grantee)))
  const fn = catalog.functions.find(
    (one) =>
      one.definer &&
      !one.trigger &&
      !one.extension &&
      open(one.acl, 'EXECUTE') &&
      hiddenRelations.some((relation) => reach.readable(one.owner, relation).size > 0),
  )
  const view = catalog.relations.find(
    (one) =>
      !managed.has(one.schema) &&
      (one.kind === 'v' || one.kind === 'm') &&
      [...reads(one)].some((key) => hidden.has(key)) &&
      reach.readable(target.role, one).size > 0,
  )
  const partition = hiddenRelations.find((one) => one.root !== null && reach.readable(target.role, one).size > 0)
  const barrier = catalog.relations.find(
    (one) => one.schema === target.schema && one.kind === 'v' && !one.options.includes('security_barrier=true'),
  )
  const says = (id: string, text: string, broken: string | null): ProvenVector => ({
    id,
    class: target.id,
    text,
    state: broken === null ? 'held' : 'broken',
    detail: broken ?? 'by the catalogue',
  })
  return [
    says(
      'definer-functions',
      'calls a function that reads with its owner’s rights',
      fn === undefined ? null : `${fn.schema}.${fn.name}(${fn.args}) can be called, and its owner reads the tables`,
    ),
    says('other-views', 'reads a view of others on the tables', view === undefined ? null : `${view.schema}.${view.name} can be read`),
    says(
      'partitions',
      'reads a partition instead of its table',
      partition === undefined ? null : `${partition.schema}.${partition.name} can be read`,
    ),
    says('barrier', 'finds a view without its barrier', barrier === undefined ? null : `${barrier.schema}.${barrier.name} has none`),
  ]
}

export type { Target }
