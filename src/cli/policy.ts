// `holdfast policy`: examples of policies run, a plan made, applied, taken back, on a database named here. Stateless: what was applied is kept in the
// database itself. Owns the flags' meaning and the exit code.
import { randomUUID } from 'node:crypto'
import { AppError } from '../core/errors.ts'
import { columnLabels } from '../protect/compile/labels.ts'
import { readGround } from '../protect/plan/ground.ts'
import { makePlan } from '../protect/plan/make-plan.ts'
import { holdingPlan } from '../protect/plan/own-state.ts'
import type { Plan } from '../protect/plan/plan.ts'
import { applyPlan, newSecrets, undoPlan } from '../protect/plan/run-plan.ts'
import { readPolicyFolder, runCases, starterFolder, type PolicyFolder } from '../protect/policy/cases.ts'
import { policySet } from '../protect/policy/policy-set.ts'
import type { StoreSession } from '../landscape/contract.ts'
import type { CommandInput, RunCommand } from './command.ts'
import { usage } from './flags.ts'
import { agreed } from './protect/ask.ts'
import { databaseTarget, type DatabaseTarget } from './protect/database-target.ts'
import { planText } from './protect/plan-text.ts'
import { printable } from './terminal.ts'

export const policy: RunCommand = async (input) => {
  const { args, flags } = input
  const [action, target] = args
  const format = flags.format ?? 'text'
  if (format !== 'text' && format !== 'json') throw usage(`no format \`${String(format)}\`: text, json`, 'policy')
  const json = format === 'json'
  if (flags.starter === true && flags.policies !== undefined) throw usage('--policies and --starter exclude each other', 'policy')
  if (action === 'test') return await test(input, json)
  if (action !== 'plan' && action !== 'apply' && action !== 'undo')
    throw usage(`policy knows test, plan, apply, undo, not \`${String(action)}\``, 'policy')
  if (target === undefined) throw usage(`policy ${action} needs a TARGET`, 'policy')
  const database = await databaseTarget(target, input)
  if (action === 'undo') return await undo(input, database, json)
  const members = readMembers(flags.member ?? [])
  const reopen = new Set(flags.reopen ?? [])
  const stranger = [...reopen].find((login) => !members.some((member) => member.login === login))
  if (stranger !== undefined) throw usage(`--reopen ${stranger}: name it with --member, too`, 'policy')
  const folder = await readFolder(input)
  const set = await policySet(folder.cedar, folder.parameters)
  return await withSession(database, async (session) => {
    const ground = await readGround(session)
    const { fields, unread } = await database.labels(input)
    const plan = makePlan({
      ...ground,
      set,
      labels: columnLabels(fields),
      store: database.id,
      storeName: database.name,
      members: members.map((member) => ({
        ...member,
        principal: null,
        ours: !ground.catalog.roles.some((role) => role.name === member.login) || ground.own.logins.includes(member.login),
        reopen: reopen.has(member.login),
      })),
      revoke: flags.revoke ?? [],
      now: input.clock.now(),
    })
    if (action === 'plan') {
      await input.terminal.out(json ? asJson({ plan: shown(plan), unread }) : planText(plan, database.where, unread))
      return plan.blocked.length > 0 ? 1 : 0
    }
    return await apply(input, database, session, plan, unread, json)
  })
}

async function test(input: CommandInput, json: boolean): Promise<number> {
  const results = await runCases(await readFolder(input))
  const failed = results.filter((result) => !result.ok)
  if (json) await input.terminal.out(asJson({ cases: results }))
  else {
    for (const { ok, name, expect, got, why } of results) {
      await input.terminal.out(
        printable(`${ok ? 'ok    ' : 'FAILED'}  ${name}: ${ok ? got : `expected ${expect}, got ${got}`} (${why})`) + '\n',
      )
    }
    await input.terminal.out(`${results.length - failed.length} of ${results.length} examples hold\n`)
  }
  // policies without one example have shown nothing
  return failed.length > 0 || results.length === 0 ? 1 : 0
}

async function apply(
  input: CommandInput,
  database: DatabaseTarget,
  session: StoreSession,
  plan: Plan,
  unread: readonly string[],
  json: boolean,
): Promise<number> {
  const { terminal } = input
  if (!json) await terminal.out(planText(plan, database.where, unread))
  if (plan.blocked.length === 0 && !(await agreed(input, `Apply this to ${printable(database.where)}?`))) {
    terminal.err('nothing was changed\n')
    return 1
  }
  const id = randomUUID()
  const secrets = newSecrets(plan)
  try {
    await applyPlan(session, { id, plan, secrets, now: input.clock.now() })
  } catch (error) {
    // The connection broke and nobody said how it ended: the database knows.
    if (!(error instanceof AppError) || error.code !== 'protect/store-lost') throw error
    if ((await withSession(database, holdingPlan).catch(() => null)) !== id) throw error
  }
  const logins = secrets.map(({ login, password }) => ({
    login,
    password,
    until: plan.members.find((member) => member.login === login)?.until ?? null,
  }))
  if (json) await terminal.out(asJson({ applied: id, plan: shown(plan), logins }))
  else {
    await terminal.out(`\napplied; \`holdfast policy undo\` takes it back\n`)
    for (const { login, password, until } of logins)
      await terminal.out(`${printable(login)}  password ${password}  until ${String(until)}\n`)
    if (logins.length > 0) terminal.err('the passwords are shown this once\n')
  }
  return 0
}

async function undo(input: CommandInput, database: DatabaseTarget, json: boolean): Promise<number> {
  return await withSession(database, async (session) => {
    const { own } = await readGround(session)
    if (own.applied !== null && !json) {
      const { at, plan } = own.applied
      await input.terminal.out(printable(`The plan of ${at} (policies ${plan.policySet}), ${plan.undo.length} statements back:`) + '\n')
      for (const statement of plan.undo) await input.terminal.out(printable(`    ${statement.sql.split('\n')[0]}`) + '\n')
    }
    if (own.applied !== null && !(await agreed(input, `Take it back in ${printable(database.where)}?`))) {
      input.terminal.err('nothing was changed\n')
      return 1
    }
    const undone = await undoPlan(session, null)
    await input.terminal.out(json ? asJson({ undone: undone.id }) : 'undone: the database is as it was\n')
    return 0
  })
}

async function withSession<T>(database: DatabaseTarget, work: (session: StoreSession) => Promise<T>): Promise<T> {
  const session = await database.connect(null)
  try {
    return await work(session)
  } finally {
    await session.close()
  }
}

async function readFolder({ flags }: CommandInput): Promise<PolicyFolder> {
  return flags.policies === undefined ? await starterFolder() : await readPolicyFolder(String(flags.policies))
}

function readMembers(given: readonly string[]): { class: string; login: string }[] {
  return given.map((text) => {
    const at = text.indexOf('=')
    if (at < 1 || at === text.length - 1) throw usage('--member takes CLASS=LOGIN', 'policy')
    return { class: text.slice(0, at), login: text.slice(at + 1) }
  })
}

function shown(plan: Plan): Omit<Plan, 'policyText' | 'views'> {
  const { policyText: _text, views: _views, ...rest } = plan
  return rest
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`
}
