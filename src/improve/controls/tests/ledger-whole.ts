// Control: the ledger holds from its first leaf, and what it holds is signed.
import type { ControlTest, Item, TestContext } from '../control-test.ts'
import { numberOf } from '../control-test.ts'

export const ledgerWhole: ControlTest = {
  id: 'ledger-whole/1',
  query:
    'read the stored ledger from leaf 0, compute every hash, commitment and checkpoint again; select the newest checkpoint, and the oldest leaf it does not cover',
  file: import.meta.url,
  async run(context) {
    const { size, problem } = await context.house.verifyLedger()
    const items: Item[] = [
      problem === null ? { id: 'leaves', state: 'pass', why: [`${size} leaves hold`] } : { id: 'leaves', state: 'fail', why: [problem] },
      await checkpointItem(context),
    ]
    return { items, excluded: [], target: 'the ledger' }
  },
}

async function checkpointItem({ db, clock, params }: TestContext): Promise<Item> {
  const id = 'checkpoint'
  const minutes = numberOf(params, 'checkpointMinutes')
  const checkpoint = await db.selectFrom('ledger_checkpoint').select(['size', 'at']).orderBy('size', 'desc').limit(1).executeTakeFirst()
  const first = await db
    .selectFrom('ledger_leaf')
    .select(['seq', 'leaf'])
    .where('seq', '>=', checkpoint?.size ?? '0')
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst()
  if (first === undefined) return { id, state: 'pass', why: [`a checkpoint covers all ${checkpoint?.size ?? '0'} leaves`] }
  const time = timeOf(first.leaf)
  const age = time === null ? Number.NaN : clock.now().getTime() - time
  if (Number.isNaN(age)) return { id, state: 'fail', why: [`leaf ${first.seq} has no time`] }
  if (age < -60_000) return { id, state: 'fail', why: [`leaf ${first.seq} has a time that lies ahead: a clock jumped`] }
  if (age > minutes * 60_000)
    return { id, state: 'fail', why: [`leaf ${first.seq} is older than ${minutes} minutes and no checkpoint covers it`] }
  return {
    id,
    state: 'pass',
    why: [checkpoint === undefined ? 'the ledger is minutes old' : `the last checkpoint covers ${checkpoint.size} leaves`],
  }
}

function timeOf(leaf: string): number | null {
  try {
    const { time } = JSON.parse(leaf) as { time?: unknown }
    const at = typeof time === 'string' ? Date.parse(time) : Number.NaN
    return Number.isNaN(at) ? null : at
  } catch {
    return null
  }
}
