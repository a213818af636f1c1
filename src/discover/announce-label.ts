// Tells later phases that labels changed: one `field.labelled` event a field, in the transaction that changed it, all in one statement,
// since a first scan labels thousands of fields.
import { sql } from 'kysely'
import type { Clock } from '../core/clock.ts'
import type { Topic, Topics } from '../core/contract/topics.ts'
import type { Tx } from '../platform/store/store.ts'

const TOPIC = 'field.labelled' satisfies Topic

export type LabelChange = Topics[typeof TOPIC]

export type Announce = (tx: Tx, changes: readonly LabelChange[]) => Promise<void>

export function createAnnounce(clock: Clock): Announce {
  return async (tx, changes) => {
    if (changes.length === 0) return
    await sql`
      insert into outbox (topic, payload, at)
      select ${TOPIC}, change, ${clock.now()} from jsonb_array_elements(${JSON.stringify(changes)}::jsonb) as change`.execute(tx)
  }
}
