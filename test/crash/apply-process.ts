// A process that applies a plan to a database and is killed while it does: for test/crash/apply-kill.test.ts. Reads {url, id, plan} from standard input.
import { openSession } from '../../src/discover/source/postgres/store-session.ts'
import { storeProbe } from '../../src/discover/store-probe.ts'
import type { Plan } from '../../src/protect/plan/plan.ts'
import { applyPlan, newSecrets } from '../../src/protect/plan/run-plan.ts'

let text = ''
for await (const piece of process.stdin) text += String(piece)
const { url, id, plan } = JSON.parse(text) as { url: string; id: string; plan: Plan }
const target = await storeProbe.parse(url, null)
const session = await openSession(target, target.secret, null, new AbortController().signal)
process.stdout.write('begins\n')
await applyPlan(session, { id, plan, secrets: newSecrets(plan), now: new Date() })
process.stdout.write('done\n')
await session.close()
