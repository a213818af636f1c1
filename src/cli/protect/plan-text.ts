// A plan and a proof as text for people. Names come from somebody's database: they are made safe to print.
import type { Plan } from '../../protect/plan/plan.ts'
import type { ProvenVector } from '../../protect/prove/prove.ts'
import { printable } from '../terminal.ts'

const FIELDS_SHOWN = 8

export function planText(plan: Plan, where: string, unread: readonly string[]): string {
  const out: string[] = []
  const say = (line = ''): void => void out.push(printable(line))
  const list = (names: readonly string[]): string =>
    names.length <= FIELDS_SHOWN ? names.join(', ') : `${names.slice(0, FIELDS_SHOWN).join(', ')} and ${names.length - FIELDS_SHOWN} more`
  say(`Plan for ${where}`)
  say(`policies ${plan.policySet}, plan ${plan.hash.slice(0, 16)}`)
  for (const one of plan.classes) {
    say()
    say(`Class ${one.id}: schema ${one.schema}, role ${one.role}`)
    const lines = plan.diff.filter((line) => line.class === one.id)
    const width = Math.min(60, Math.max(0, ...lines.map((line) => line.relation.length + line.column.length + 1)))
    for (const line of lines) say(`  ${`${line.relation}.${line.column}`.padEnd(width)}  ${line.show.padEnd(7)}  ${line.why}`)
  }
  if (unread.length > 0) {
    say()
    say(`Not read, so denied: ${list(unread)}`)
  }
  say()
  say(plan.steps.length === 0 ? 'Nothing has to change in the database.' : `${plan.steps.length} statements, in one transaction:`)
  plan.steps.forEach((step, i) => {
    say(`${String(i + 1).padStart(4)}. ${step.text}`)
    if (step.as !== undefined) say(`        as ${step.as}:`)
    for (const line of step.sql.split('\n')) say(`        ${line.replace(/:secret:[\w-]+:/, '<made when it is applied>')}`)
  })
  if (plan.loses.length > 0) {
    say()
    say('Who loses something:')
    for (const loss of plan.loses)
      say(`  ${loss.role} (${loss.lastSeen === null ? 'not connected now' : `at work ${loss.lastSeen}`}): ${list(loss.fields)}`)
  }
  if (plan.wider.length > 0) {
    say()
    say('Who still reads more than any class shows (--revoke ROLE closes it; who must keep it is an exception, approved on the server):')
    for (const one of plan.wider) {
      const logins = one.logins.length === 0 ? 'no login has it' : `logins: ${list(one.logins)}`
      say(`  ${one.role}, ${one.how}; ${logins}: ${list(one.fields)}`)
    }
  }
  if (plan.blocked.length > 0) {
    say()
    say('Cannot be applied:')
    for (const line of plan.blocked) say(`  ${line}`)
  }
  return `${out.join('\n')}\n`
}

export function proofText(vectors: readonly ProvenVector[], where: string): string {
  const count = (state: string): number => vectors.filter((vector) => vector.state === state).length
  const width = Math.max(...vectors.map((vector) => vector.id.length))
  const lines = vectors.map((vector) =>
    printable(`${vector.state.padEnd(7)}  ${vector.class}  ${vector.id.padEnd(width)}  ${vector.text}: ${vector.detail}`),
  )
  const end = `${count('held')} held, ${count('broken')} broken, ${count('not-run')} not run, on ${printable(where)}`
  return `${[...lines, '', end].join('\n')}\n`
}
