// A small real program that the crash tests kill: opens the store on a data folder and writes ledger-like rows as fast as it can. Each write is
// one transaction over several tables. It says `try N` before, `ack N` after the commit, with synchronous writes, so that the test knows what
// was acknowledged and whether a kill hit a write. On SIGTERM it closes the store and ends.
import { createHash } from 'node:crypto'
import { writeSync } from 'node:fs'
import { sql } from 'kysely'
import { environment, readConfig } from '../../src/core/config.ts'
import { systemClock } from '../../src/core/clock.ts'
import { toAppError } from '../../src/core/errors.ts'
import { createLog } from '../../src/platform/log/log.ts'
import { openStore } from '../../src/platform/store/open-store.ts'
import type { Store } from '../../src/platform/store/store.ts'

/** rows of the outbox that each write makes; more or fewer are a half write */
const PARTS = 3

export interface Found {
  readonly how: string
  /** rows with a number from 1 up, none missing */
  readonly count: number
  /** writes that are there in part */
  readonly halves: number
  /** numbers missing below the highest */
  readonly gaps: number
}

const say = (line: string): void => {
  writeSync(1, `${line}\n`)
}

const [folder, mode] = process.argv.slice(2)
let stop = false
process.on('SIGTERM', () => {
  stop = true
})

try {
  const opened = await openStore({
    config: readConfig({ data: folder!, keyFile: `${folder}.key` }, {}),
    environment: environment(),
    clock: systemClock,
    log: createLog({ level: 'info', json: false, now: () => new Date() }),
  })
  const { store } = opened
  const found: Found = { how: opened.about.how, ...(await look(store)) }
  say(`open ${JSON.stringify(found)}`)
  let next = found.count + 1
  while (!stop && mode !== 'look') {
    try {
      say(`try ${next}`)
      await write(store, next)
      say(`ack ${next}`)
      next++
    } catch (thrown) {
      const { code } = toAppError(thrown)
      say(`error ${code}`)
      if (code !== 'store/unavailable' && code !== 'store/busy') throw thrown
      // Whether it was committed is not known; the database says so.
      next = (await patiently(() => look(store))).count + 1
    }
  }
  while (!stop) await new Promise((resolve) => setTimeout(resolve, 10))
  await opened.close()
  say('closed')
} catch (thrown) {
  say(`failed ${toAppError(thrown).code}`)
  process.exitCode = 3
}

async function write(store: Store, n: number): Promise<void> {
  const hash = createHash('sha256').update(String(n)).digest()
  await store.transaction(async (tx) => {
    await tx
      .insertInto('ledger_leaf')
      .values({ seq: n, leaf: JSON.stringify({ v: 1, seq: n, kind: 'crash.write', actor: 'test', entity: 'x'.repeat(300) }), hash })
      .execute()
    await tx.insertInto('ledger_body').values({ seq: n, salt: hash, body_enc: hash }).execute()
    for (let part = 0; part < PARTS; part++) {
      await tx
        .insertInto('outbox')
        .values({ topic: 'crash', payload: JSON.stringify({ n, part }), at: systemClock.now() })
        .execute()
    }
  })
}

async function look(store: Store): Promise<Omit<Found, 'how'>> {
  const { rows } = await sql<{ count: string; halves: string; gaps: string }>`
    with parts as (select (payload->>'n')::bigint as seq, count(*) as n from outbox group by 1)
    select count(l.seq) as count, coalesce(max(l.seq), 0) - count(l.seq) as gaps,
      count(*) filter (where l.seq is null or b.seq is null or p.n is distinct from ${PARTS}) as halves
    from ledger_leaf l full join ledger_body b using (seq) full join parts p on p.seq = coalesce(l.seq, b.seq)`.execute(store.db)
  const row = rows[0]!
  return { count: Number(row.count), halves: Number(row.halves), gaps: Number(row.gaps) }
}

async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await work()
    } catch (thrown) {
      if (tries >= 20 || !/^store\/(unavailable|busy)$/.test(toAppError(thrown).code)) throw thrown
    }
  }
}
