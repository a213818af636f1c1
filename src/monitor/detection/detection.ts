// Looks at new access records and opens or extends alerts. Owns the cursor and the baselines: they are written in the transaction that writes the
// alerts, so that whoever is killed goes on at the same record with the same past, and no alert comes twice.
import type { Access } from '../../core/contract/access.ts'
import { newId } from '../../core/ids.ts'
import type { StoreId } from '../../core/ids.ts'
import type { Tx } from '../../platform/store/store.ts'
import type { KnownPrincipal } from '../../landscape/contract.ts'
import type { Member } from '../../protect/contract.ts'
import { draftOf, writeAlert, type AlertDraft } from '../alerts/alert-writer.ts'
import { readLabels } from '../alerts/labels.ts'
import type { CollectorNeeds } from '../collector/collector.ts'
import { monitorError } from '../errors.ts'
import { readDetectionRule } from './detection-rule.ts'
import { createDetector, type SeenRow } from './detector.ts'
import { invariantBreaks } from './invariants.ts'
import { readOwnWork } from './own-work.ts'
import { createPeers } from './peers.ts'
import { emptyPast, type Past } from './principal-past.ts'
import { seenOf, type TailRow } from './seen-record.ts'
import { renameStory, settleStory } from './settle-story.ts'

const BATCH = 5000

export interface Detection {
  /** Up to the last record. Ids of alerts opened or extended. */
  look(signal: AbortSignal): Promise<readonly string[]>
}

interface State {
  readonly since: number
}

/** `batch`: records of one step; a step is what is redone after a death. */
export function createDetection(needs: CollectorNeeds, batch = BATCH): Detection {
  const { platform, landscape, protect, geo } = needs
  const { store, events, clock } = platform
  let principals = new Map<string, KnownPrincipal>()
  let since = 0
  const peers = createPeers((principal) => {
    const known = principals.get(principal)
    return { teams: known?.teams ?? [], service: known?.kind === 'service' }
  })
  const nameOf = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' })
  const detector = createDetector({
    rule: readDetectionRule(),
    peers,
    since: () => since,
    newId: () => newId(clock),
    placeName: (place) => (place === 'local' ? 'the inner network' : /^[A-Z]{2}$/.test(place) ? `${nameOf.of(place)} (${place})` : place),
  })
  const levelFrom = readDetectionRule().levelFrom
  /** version of the state that `peers` was made from */
  let loaded: number | null = null
  let last: Promise<unknown> = Promise.resolve()

  const loadPeers = async (): Promise<void> => {
    peers.forget()
    for (let after = ''; ;) {
      const rows = await store.db
        .selectFrom('baseline')
        .selectAll()
        .where('principal', '>', after)
        .orderBy('principal')
        .limit(500)
        .execute()
      for (const row of rows) {
        const past = row.state as Past
        peers.note(past, past.last)
      }
      if (rows.length < 500) return
      // Both lines of a principal (drill or not) are in one page but for the last: read it again.
      after = rows.at(-2)!.principal === rows.at(-1)!.principal ? rows.at(-1)!.principal : rows.at(-2)!.principal
    }
  }

  const pastsOf = async (rows: readonly TailRow[]): Promise<Map<string, Past>> => {
    const wanted = [...new Set(rows.map(whose))]
    const kept = await store.db.selectFrom('baseline').selectAll().where('principal', 'in', wanted).execute()
    const pasts = new Map(kept.map((row) => [`${row.principal} ${row.drill}`, row.state as Past]))
    for (const row of rows) {
      const key = `${whose(row)} ${row.drill}`
      if (!pasts.has(key)) pasts.set(key, emptyPast(whose(row), row.drill))
    }
    const stories = [...pasts.values()].flatMap((past) => (past.story === null ? [] : [past.story.alert]))
    if (stories.length > 0) {
      const states = await store.db.selectFrom('alert').select(['id', 'state']).where('id', 'in', stories).execute()
      const stateOf = new Map(states.map((row) => [row.id, row.state]))
      for (const past of pasts.values()) if (past.story !== null) settleStory(past, stateOf.get(past.story.alert) ?? 'false')
    }
    return pasts
  }

  const membersOf = async (rows: readonly TailRow[]): Promise<ReadonlyMap<StoreId, readonly Member[]>> => {
    const stores = [...new Set(rows.map((row) => row.store))]
    return new Map(await Promise.all(stores.map(async (id) => [id, await protect.members(id)] as const)))
  }

  /** One batch; null when there is nothing more. */
  const step = async (): Promise<readonly string[] | null> => {
    const kept = await store.db.selectFrom('detection').selectAll().executeTakeFirstOrThrow()
    // Before the peers are made: who works with whom decides who they are.
    principals = new Map((await landscape.principals.list()).map((principal) => [principal.id, principal]))
    if (loaded !== kept.version) {
      since = (kept.state as Partial<State>).since ?? 0
      await loadPeers()
      loaded = kept.version
    }
    const { rows, cursor } = await events.tail(kept.cursor, batch)
    if (rows.length === 0) return null
    const [pasts, levels, own, members] = await Promise.all([
      pastsOf(rows),
      readLabels(store.db, { objects: [...new Set(rows.map((row) => row.object))] }),
      readOwnWork(store.db, rows),
      membersOf(rows),
    ])
    const seen = rows.flatMap((row): SeenRow[] => {
      const level = levels.objects.get(row.object)
      // What has no label counts as the highest.
      const counts = level === undefined || level === null || level >= levelFrom
      const access = seenOf(row, geo, counts)
      return access === null || own.did(row) ? [] : [{ ...access, past: pasts.get(`${whose(row)} ${row.drill}`)!, label: counts }]
    })
    for (const { time } of seen) if (since === 0 || time < since) since = time
    const updates = detector.take(seen)
    const drafts: AlertDraft[] = []
    const deps = { events, db: store.db, principals, clock }
    for (const update of updates) {
      const draft = await draftOf(deps, update)
      // A story that was decided and opened again has its alert already.
      renameStory(update.past, draft.id)
      drafts.push(draft)
    }
    for (const found of invariantBreaks(rows, members)) drafts.push(await draftOf(deps, found))
    const written: string[] = []
    await store.transaction(async (tx) => {
      written.length = 0
      const moved = await tx
        .updateTable('detection')
        .set({ cursor, state: JSON.stringify({ since } satisfies State), version: kept.version + 1 })
        .where('version', '=', kept.version)
        .executeTakeFirst()
      if (moved.numUpdatedRows !== 1n) throw monitorError('read-elsewhere')
      await saveBaselines(tx, [...pasts.values()], clock.now())
      for (const draft of drafts) written.push(await writeAlert(tx, draft, clock.now()))
    })
    loaded = kept.version + 1
    return written
  }

  return {
    look(signal) {
      const run = async (): Promise<readonly string[]> => {
        const all = new Set<string>()
        try {
          for (;;) {
            signal.throwIfAborted()
            const written = await step()
            if (written === null) return [...all]
            for (const id of written) all.add(id)
          }
        } catch (error) {
          loaded = null // what is in memory may be ahead of what was written
          throw error
        }
      }
      const mine = last.then(run)
      last = mine.catch(() => {})
      return mine
    },
  }
}

function whose(row: Pick<Access, 'principal' | 'actor'>): string {
  return row.principal ?? `?${row.actor}`
}

async function saveBaselines(tx: Tx, pasts: readonly Past[], at: Date): Promise<void> {
  for (let from = 0; from < pasts.length; from += 200) {
    const rows = pasts.slice(from, from + 200).map((past) => ({
      principal: past.principal,
      drill: past.drill,
      state: JSON.stringify(past),
      changed_at: at,
    }))
    await tx
      .insertInto('baseline')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['principal', 'drill']).doUpdateSet((row) => ({ state: row.ref('excluded.state'), changed_at: at })),
      )
      .execute()
  }
}
