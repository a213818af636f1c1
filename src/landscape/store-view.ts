// A store as the API shows it. Pure; the shapes are in api.ts.
import type { Static } from 'typebox'
import { formatLabel } from '../core/contract/label.ts'
import { instant } from '../core/clock.ts'
import type { StoreView } from './api.ts'
import type { KnownStore, StoreFacts } from './contract.ts'

export function storeView(store: KnownStore, facts: StoreFacts | undefined): Static<typeof StoreView> {
  const label = facts?.label ?? null
  const last = facts?.lastScan ?? null
  return {
    id: store.id,
    kind: store.kind,
    name: store.name,
    address: store.where,
    addedAt: instant(store.addedAt),
    label: label === null ? null : { level: label.level, regimes: [...label.regimes], words: formatLabel(label) },
    objects: facts?.objects ?? 0,
    fields: facts?.fields ?? 0,
    personal: facts?.personal ?? 0,
    unsure: facts?.unsure ?? 0,
    lastScan:
      last === null
        ? null
        : {
            id: last.id,
            number: last.number,
            endedAt: last.endedAt === null ? null : instant(last.endedAt),
            state: last.state,
            unread: last.unread,
          },
  }
}
