// What must never happen, whatever is usual: a login of a class that reads past the gateway, and use after it was revoked. Pure.
import type { AccessQuery } from '../../core/contract/access.ts'
import type { StoreId } from '../../core/ids.ts'
import type { Member } from '../../protect/contract.ts'
import { isDouble, type TailRow } from './seen-record.ts'

export interface InvariantBreak {
  readonly rule: 'around-gateway' | 'after-revocation'
  readonly principal: string
  readonly store: StoreId
  readonly sessions: ReadonlySet<string>
  readonly from: number
  readonly to: number
  readonly drill: boolean
  readonly records: number
  readonly query: AccessQuery
}

export function invariantBreaks(rows: readonly TailRow[], members: ReadonlyMap<StoreId, readonly Member[]>): readonly InvariantBreak[] {
  const found = new Map<string, { rule: InvariantBreak['rule']; member: Member; rows: TailRow[] }>()
  for (const row of rows) {
    if (row.outcome === 'denied' || row.phase === 'open' || row.action === 'grant' || row.action === 'config') continue
    for (const member of members.get(row.store) ?? []) {
      const own = row.actor === member.login || row.principal === member.principal
      if (!own) continue
      const revoked = member.disabledAt !== null && Date.parse(row.time) > member.disabledAt.getTime() && row.outcome === 'ok'
      const around = row.plane === 'store-log' && row.actor === member.login && !isDouble(row)
      const rule = revoked ? 'after-revocation' : around ? 'around-gateway' : null
      if (rule === null) continue
      const key = `${rule} ${member.principal} ${row.store} ${row.drill}`
      const known = found.get(key)
      if (known === undefined) found.set(key, { rule, member, rows: [row] })
      else known.rows.push(row)
    }
  }
  return [...found.values()].map(({ rule, member, rows: of }): InvariantBreak => {
    const times = of.map((row) => Date.parse(row.time))
    const sessions = new Set(of.map((row) => row.session))
    const from = Math.min(...times)
    const to = Math.max(...times) + 1
    const query: AccessQuery = {
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      principals: [member.principal],
      stores: [member.store],
      ...(sessions.size <= 100 ? { sessions: [...sessions] } : {}),
    }
    return {
      rule,
      principal: member.principal,
      store: member.store,
      sessions,
      from,
      to,
      drill: of.every((row) => row.drill),
      records: of.length,
      query,
    }
  })
}
