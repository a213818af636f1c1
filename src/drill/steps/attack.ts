// Step 4: a program that is no part of Holdfast logs in at the gateway with an agent's credential, from another country, and pages through customers.
// Owns starting it; the program is sample/attack/page-customers.ts, the same bytes for the attack and for its repetition.
import { spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { sibling } from '../../core/sibling.ts'
import { readAttackNotes, type AttackNotes } from '../../sample/oracle/attack-notes.ts'
import { createRandom } from '../../sample/random.ts'
import { needed, type Step, type Story } from '../story.ts'

export const ATTACK_PROGRAM = sibling('../../sample/attack/page-customers.ts', import.meta.url)

export const attack: Step = async (story, run) => {
  const notes = await runAttack(story, 'attack')
  story.facts.attack = notes
  const truth = story.oracle.attack(notes)
  run.checks.same('the attack came to its end', 'done', notes.end?.how ?? 'killed')
  run.checks.holds('it was shown people', truth.people > 0, truth.people)
  run.figure(`${truth.people} people in ${notes.pages.length} pages, as ${story.victim.id} from ${story.thief.country}`)
}

interface GatewayCredential {
  readonly user: string
  readonly password: string
  readonly host: string
  readonly port: number
  readonly database: string
}

/** A credential made now, as the agent had one when it was stolen; then the program. */
export async function runAttack(story: Story, name: string): Promise<AttackNotes> {
  const store = needed(story.facts, 'store')
  const credential: GatewayCredential = await story.owner.post('/api/gateway/credentials', { store, principal: story.victim.id })
  const random = createRandom(story.seed, 'attack')
  const notes = path.join(story.folder.work, `${name}.ndjson`)
  const given = path.join(story.folder.work, `${name}.json`)
  rmSync(notes, { force: true })
  const pages = random.between(28, 40)
  writeFileSync(
    given,
    JSON.stringify({
      host: credential.host,
      port: credential.port,
      user: credential.user,
      password: credential.password,
      database: credential.database,
      from: story.thief.ip,
      table: 'customers',
      columns: ['id', 'first_name', 'last_name', 'email', 'phone', 'country'],
      key: 'id',
      pageRows: random.between(14, 22),
      pages,
      pauseMs: 60,
      resumeAfter: Math.floor(pages / 2),
      notes,
    }),
    { mode: 0o600 },
  )
  await runProgram([given], story.signal)
  rmSync(given, { force: true })
  return readAttackNotes(notes)
}

async function runProgram(args: readonly string[], signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const child = spawn(process.execPath, [ATTACK_PROGRAM.pathname, ...args], { stdio: 'ignore', env: {}, signal })
  child.on('error', reject)
  child.on('close', () => resolve())
  await promise
}
