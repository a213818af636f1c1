// The steps that make a login a member of a class: one that Holdfast makes, with a secret and an end, or one that is there already. Pure.
import type { Catalog, CatalogRole } from '../catalogue/catalog.ts'
import { literal, OWN_SCHEMA, quoted, type ClassNames } from '../compile/names.ts'
import { secretPlace, type PlannedMember, type Step } from './plan.ts'

export interface WantedMember {
  readonly class: string
  readonly login: string
  readonly principal: string | null
  /** Holdfast made the login or is to make it; else it belongs to somebody who keeps its password */
  readonly ours: boolean
  /** two people have decided that a login that was closed may be opened again */
  readonly reopen?: boolean
}

export interface MemberStepsInput {
  readonly catalog: Catalog
  readonly names: ClassNames
  readonly now: Date
}

export const LOGIN_DAYS = 30
/** A secret is renewed when less than this is left, so that a plan that changes nothing else needs no SQL. */
const RENEW_DAYS = 15
const DAY = 86_400_000
const CONNECTIONS = 8
/** A member's own statement can set these anew: they keep mistakes short, they guard nothing. */
const LIMITS = [
  ['statement_timeout', '60s'],
  ['idle_in_transaction_session_timeout', '60s'],
  ['lock_timeout', '5s'],
] as const

export function memberSteps(member: WantedMember, input: MemberStepsInput): { steps: Step[]; planned: PlannedMember; blocked: string[] } {
  const { catalog, names, now } = input
  const role = catalog.roles.find((one) => one.name === member.login)
  const until = new Date(now.getTime() + LOGIN_DAYS * DAY).toISOString()
  const planned: PlannedMember = {
    class: member.class,
    login: member.login,
    principal: member.principal,
    secret: false,
    until: null,
    ...(member.reopen === true ? { reopen: true } : {}),
  }
  const mark = `${OWN_SCHEMA}: login of class ${member.class}`
  const login = quoted(member.login)
  if (role === undefined) {
    if (!member.ours) return { steps: [], planned, blocked: [`there is no login \`${member.login}\``] }
    const steps: Step[] = [
      {
        text: `${member.login} is made, a login of ${member.principal ?? 'its owner'} alone, until ${until.slice(0, 10)}`,
        sql: `create role ${login} login inherit connection limit ${CONNECTIONS} password ${secretPlace(member.login)} valid until ${literal(until)}`,
        undo: [{ sql: `drop role ${login}` }],
      },
      { text: `it is marked as Holdfast’s`, sql: `comment on role ${login} is ${literal(mark)}`, undo: [] },
      { text: `${member.login} becomes a member of ${member.class}`, sql: `grant ${quoted(names.role)} to ${login}`, undo: [] },
      ...settings(member.login, names, catalog, undefined),
    ]
    return { steps, planned: { ...planned, secret: true, until }, blocked: [] }
  }
  const steps: Step[] = []
  let secret = false
  // INVARIANT: being named as a member opens nothing that somebody has closed.
  if (member.ours && !role.login && member.reopen !== true) {
    return {
      steps: [],
      planned,
      blocked: [`the login \`${member.login}\` was closed (NOLOGIN), and a plan opens it again only when it is told to`],
    }
  }
  if (!member.ours && !role.login && member.reopen === true) {
    return {
      steps: [],
      planned,
      blocked: [`the login \`${member.login}\` was closed (NOLOGIN), and no plan made it: who keeps its password opens it`],
    }
  }
  if (member.ours && !role.login) {
    steps.push({
      text: `${member.login} was closed, and may log in again`,
      sql: `alter role ${login} login`,
      undo: [{ sql: `alter role ${login} nologin` }],
    })
  }
  if (member.ours && (!role.login || endsSoon(role, now))) {
    secret = true
    steps.push({
      text: `${member.login} gets a new secret, until ${until.slice(0, 10)}`,
      sql: `alter role ${login} password ${secretPlace(member.login)} valid until ${literal(until)}`,
      undo: [{ sql: `alter role ${login} valid until ${literal(role.until === null ? 'infinity' : `${role.until}+00`)}` }],
    })
  }
  if (!role.inherit) {
    steps.push({
      text: `${member.login} has the rights of its class by itself`,
      sql: `alter role ${login} inherit`,
      undo: [{ sql: `alter role ${login} noinherit` }],
    })
  }
  // one class a login: whoever changes class leaves the former one
  for (const { role: other } of member.ours ? role.memberOf.filter((one) => one.role !== names.role) : []) {
    steps.push({
      text: `${member.login} leaves ${other}`,
      sql: `revoke ${quoted(other)} from ${login}`,
      undo: [{ sql: `grant ${quoted(other)} to ${login}` }],
    })
  }
  if (!role.memberOf.some((one) => one.role === names.role)) {
    steps.push({
      text: `${member.login} becomes a member of ${member.class}`,
      sql: `grant ${quoted(names.role)} to ${login}`,
      undo: [{ sql: `revoke ${quoted(names.role)} from ${login}` }],
    })
  }
  steps.push(...settings(member.login, names, catalog, role))
  return { steps, planned: { ...planned, secret, until: secret ? until : null }, blocked: [] }
}

function endsSoon(role: CatalogRole, now: Date): boolean {
  const until = role.until === null || role.until === 'infinity' ? null : new Date(`${role.until.replace(' ', 'T')}Z`)
  return until === null || !(until.getTime() - now.getTime() > RENEW_DAYS * DAY)
}

function settings(login: string, names: ClassNames, catalog: Catalog, role: CatalogRole | undefined): Step[] {
  const where = `alter role ${quoted(login)} in database ${quoted(catalog.database)}`
  const held = new Map((role?.settings ?? []).map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]))
  const steps: Step[] = []
  const set = (name: string, text: string, value: string, kept: string): void => {
    const old = held.get(name)
    if (old === kept) return
    const back =
      old === undefined
        ? `${where} reset ${name}`
        : // a list is set as a list only this way
          `select pg_catalog.set_config(${literal(name)}, ${literal(old)}, true); ${where} set ${name} from current; set local search_path = pg_catalog; reset ${name === 'search_path' ? 'application_name' : name}`
    steps.push({ text, sql: `${where} set ${name} = ${value}`, undo: role === undefined ? [] : [{ sql: back }] })
  }
  const path = /^[a-z_][a-z0-9_]*$/.test(names.schema) ? names.schema : quoted(names.schema)
  set('search_path', `programs of ${login} find the masked tables under their own names`, quoted(names.schema), path)
  for (const [name, value] of LIMITS) set(name, `${name.replaceAll('_', ' ')} of ${login}: ${value}`, literal(value), value)
  return steps
}
