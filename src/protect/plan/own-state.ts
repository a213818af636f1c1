// What Holdfast keeps in a customer's database: the schema `holdfast` with the applied plans (and assignments of rows to logins), so that `policy undo`
// works from anywhere, and a plan whose apply was interrupted can say how it ended. The comment on the schema names the plan that holds: everybody
// who can connect may read that, and it says nothing else.
import type { StoreSession } from '../../landscape/contract.ts'
import type { Asker, Catalog } from '../catalogue/catalog.ts'
import { literal, OWN_SCHEMA, quoted, quotedPath } from '../compile/names.ts'
import type { Plan, Statement, Step } from './plan.ts'

export interface AppliedPlan {
  readonly id: string
  readonly hash: string
  readonly policySet: string
  readonly at: string
  readonly plan: Plan
}

export interface OwnState {
  /** each view as the last plan left it, by relation key */
  readonly views: Readonly<Record<string, { readonly made: string; readonly is: string }>>
  readonly applied: AppliedPlan | null
  /** logins that plans made here which hold still; their passwords are Holdfast’s */
  readonly logins: readonly string[]
  readonly blocked: readonly string[]
}

const PLAN = quotedPath(OWN_SCHEMA, 'plan')
export const ASSIGNMENT = quotedPath(OWN_SCHEMA, 'assignment')

export function ownSteps(catalog: Catalog, rows: boolean, _asker: Asker): Step[] {
  const has = (name: string): boolean => catalog.relations.some((relation) => relation.schema === OWN_SCHEMA && relation.name === name)
  const steps: Step[] = []
  if (!catalog.schemas.some((schema) => schema.name === OWN_SCHEMA)) {
    steps.push({
      text: 'a schema `holdfast` keeps what was applied, so that it can be undone from anywhere',
      sql: `create schema ${OWN_SCHEMA}`,
      undo: [{ sql: `drop schema ${OWN_SCHEMA}` }],
    })
  }
  if (!has('plan')) {
    steps.push({
      text: 'its table of plans',
      sql: `create table ${PLAN} (id text primary key, number integer generated always as identity, at timestamptz not null, hash text not null, policy_set text not null, plan text not null, views text not null)`,
      undo: [{ sql: `drop table ${PLAN}` }],
    })
  }
  if (rows && !has('assignment')) {
    steps.push({
      text: 'its table of which login sees which rows; nobody but its owner writes it',
      sql: `create table ${ASSIGNMENT} (login text not null, relation text not null, key text not null, primary key (login, relation, key))`,
      undo: [{ sql: `drop table ${ASSIGNMENT}` }],
    })
  }
  return steps
}

export async function readOwnState(session: StoreSession, catalog: Catalog): Promise<OwnState> {
  const none: OwnState = { views: {}, applied: null, logins: [], blocked: [] }
  if (!catalog.schemas.some((schema) => schema.name === OWN_SCHEMA)) return none
  if (!catalog.relations.some((relation) => relation.schema === OWN_SCHEMA && relation.name === 'plan')) {
    return { ...none, blocked: [`the database has a schema \`${OWN_SCHEMA}\` that is not Holdfast’s`] }
  }
  const may = await session.query(`select has_table_privilege(${literal(PLAN)}, 'SELECT') as may`)
  if (may.rows[0]?.['may'] !== 't') {
    return { ...none, blocked: [`this login may not read ${OWN_SCHEMA}.plan: use the one that applied the last plan, or a superuser`] }
  }
  const { rows } = await session.query(
    `select id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at, hash, policy_set, plan, views from ${PLAN} order by number desc limit 1`,
  )
  const [row] = rows
  if (row === undefined) return none
  const made = await session.query(`
    select distinct u.value->>'sql' as sql from ${PLAN} p, json_array_elements(p.plan::json->'undo') u where u.value->>'sql' like 'drop role %'`)
  const drops = new Set(made.rows.map((one) => one['sql']))
  return {
    ...none,
    logins: catalog.roles.map((role) => role.name).filter((name) => drops.has(`drop role ${quoted(name)}`)),
    views: JSON.parse(row['views'] ?? '{}') as OwnState['views'],
    applied: {
      id: row['id'] ?? '',
      hash: row['hash'] ?? '',
      policySet: row['policy_set'] ?? '',
      at: row['at'] ?? '',
      plan: JSON.parse(row['plan'] ?? 'null') as Plan,
    },
  }
}

/** The plan that holds in the database, by the comment that everybody may read; null: none. */
export async function holdingPlan(session: StoreSession): Promise<string | null> {
  const { rows } = await session.query(
    `select pg_catalog.obj_description(n.oid, 'pg_namespace') as said from pg_catalog.pg_namespace n where n.nspname = ${literal(OWN_SCHEMA)}`,
  )
  const said = /^plan ([0-9a-zA-Z-]{1,64}) holds$/.exec(rows[0]?.['said'] ?? '')
  return said?.[1] ?? null
}

export function holdsComment(plan: string | null): Statement {
  return { sql: `comment on schema ${OWN_SCHEMA} is ${plan === null ? 'null' : literal(`plan ${plan} holds`)}` }
}

export async function keepApplied(
  session: StoreSession,
  applied: Pick<AppliedPlan, 'id' | 'at'>,
  plan: Plan,
  views: OwnState['views'],
): Promise<void> {
  await session.query(`insert into ${PLAN} (id, at, hash, policy_set, plan, views) values ($1, $2, $3, $4, $5, $6)`, [
    applied.id,
    applied.at,
    plan.hash,
    plan.policySet,
    JSON.stringify(plan),
    JSON.stringify(views),
  ])
}

export async function forgetApplied(session: StoreSession, id: string): Promise<void> {
  await session.query(`delete from ${PLAN} where id = $1`, [id])
}

export async function planBefore(session: StoreSession): Promise<string | null> {
  const { rows } = await session.query(`select id from ${PLAN} order by number desc limit 1`)
  return rows[0]?.['id'] ?? null
}
