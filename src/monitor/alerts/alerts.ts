// Alerts as others read them, and what people decide about them. Owns reading and deciding; alert-writer.ts opens and extends.
import type { Selectable } from 'kysely'
import type { Actor } from '../../core/contract/roles.ts'
import type { Alert } from '../../core/contract/response.ts'
import type { FieldId } from '../../core/ids.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Tables } from '../../platform/store/tables.ts'
import { monitorError } from '../errors.ts'

export interface StoredAlert extends Alert {
  readonly openedAt: Date
  readonly changedAt: Date | null
  readonly fields: readonly FieldId[]
}

export interface Alerts {
  find(id: string): Promise<StoredAlert | null>
  list(filter: { readonly states?: readonly Alert['state'][]; readonly limit: number }): Promise<readonly StoredAlert[]>
  decide(actor: Actor, id: string, state: Alert['state'], reason: string): Promise<StoredAlert>
}

export function createAlerts({ store, ledger, clock }: Platform): Alerts {
  const find: Alerts['find'] = async (id) => {
    const row = await store.db.selectFrom('alert').selectAll().where('id', '=', id).executeTakeFirst()
    return row === undefined ? null : alertOf(row)
  }
  return {
    find,
    async list({ states, limit }) {
      let query = store.db.selectFrom('alert').selectAll().orderBy('opened_at', 'desc').orderBy('id', 'desc').limit(limit)
      if (states !== undefined) query = query.where('state', 'in', states)
      return (await query.execute()).map(alertOf)
    },
    async decide(actor, id, state, reason) {
      await store.transaction(async (tx) => {
        const before = await tx.selectFrom('alert').select(['state', 'fingerprint']).where('id', '=', id).forUpdate().executeTakeFirst()
        if (before === undefined) throw monitorError('alert-unknown')
        if (state === 'new' || state === 'open') {
          // Another alert of the story may stand by now.
          const other = await tx
            .selectFrom('alert')
            .select('id')
            .where('fingerprint', '=', before.fingerprint)
            .where('state', 'in', ['new', 'open'])
            .where('id', '<>', id)
            .executeTakeFirst()
          if (other !== undefined) throw monitorError('alert-decided')
        }
        await tx.updateTable('alert').set({ state, changed_at: clock.now() }).where('id', '=', id).execute()
        await ledger.append(tx, { actor, kind: 'alert.decided', entity: id, body: { was: before.state, state, reason } })
      })
      return (await find(id))!
    },
  }
}

function alertOf(row: Selectable<Tables['alert']>): StoredAlert {
  return {
    id: row.id,
    fingerprint: row.fingerprint,
    story: row.story,
    state: row.state,
    rules: row.rules,
    severity: row.severity as Alert['severity'],
    principals: row.principals,
    query: row.query,
    label: row.label_level === null ? null : { level: row.label_level, regimes: row.regimes, why: [] },
    subjects: row.subjects,
    why: row.why,
    drill: row.drill,
    openedAt: row.opened_at,
    changedAt: row.changed_at,
    fields: row.fields as FieldId[],
  }
}
