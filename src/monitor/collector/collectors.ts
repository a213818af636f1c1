// The collectors: which folders are read for which stores, and one look at a time at each. Owns the table collector, the writers and the readers of
// statements that live as long as the process.
import { constants } from 'node:fs'
import { access, readdir, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Actor } from '../../core/contract/roles.ts'
import { monotonicMs } from '../../core/clock.ts'
import { toAppError } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import type { StoreId } from '../../core/ids.ts'
import type { EventWriter } from '../../platform/events/events.ts'
import type { CollectorState } from '../contract.ts'
import { monitorError } from '../errors.ts'
import { createStatementReader, type StatementReader } from '../statements/statement-reader.ts'
import { lookAtLog, type CollectorNeeds, type LookResult } from './collector.ts'
import { createSilentLogs, type Silence, type SilentLog } from './silent-log.ts'
import { readStoreCatalogue } from './store-catalogue.ts'
import { NOTHING_KNOWN, readStoreKnowledge, type StoreKnowledge } from './store-knowledge.ts'

const KNOWN_MS = 300_000

export interface Collectors {
  list(): Promise<readonly CollectorView[]>
  add(actor: Actor, store: StoreId, folder: string): Promise<CollectorView>
  look(id: string, signal: AbortSignal): Promise<LookResult>
  /** A look that somebody asked for, with its leaf. */
  lookFor(actor: Actor, id: string, signal: AbortSignal): Promise<LookResult & { readonly collector: CollectorView }>
  close(): Promise<void>
}

export interface CollectorView extends CollectorState {
  readonly lines: number
  readonly unreadReasons: Readonly<Record<string, number>>
}

export function createCollectors(needs: CollectorNeeds): Collectors {
  const { platform, landscape } = needs
  const { store: db, clock, ledger, events, log } = platform
  const writers = new Map<string, Promise<EventWriter>>()
  const readers = new Map<string, { readonly digest: string; readonly reader: StatementReader }>()
  const looking = new Map<string, Promise<LookResult>>()
  const silences = createSilentLogs(platform)

  const rows = async (id?: string) => {
    let query = db.db.selectFrom('collector').selectAll().where('removed_at', 'is', null).orderBy('added_at')
    if (id !== undefined) query = query.where('id', '=', id)
    return (await query.execute()).map((row): CollectorView => ({
      id: row.id,
      store: row.store as StoreId,
      kind: row.kind,
      where: row.path,
      readTo: row.read_to,
      lastLookedAt: row.looked_at,
      records: Number(row.records),
      lines: Number(row.lines),
      unread: Number(row.unread),
      unreadReasons: row.unread_reasons,
      problem: row.problem,
    }))
  }
  const one = async (id: string): Promise<CollectorView> => {
    const [row] = await rows(id)
    if (row === undefined) throw monitorError('collector-unknown')
    return row
  }

  const addedAt = async (id: string): Promise<Date | undefined> =>
    (
      await db.db
        .selectFrom('collector')
        .select('added_at')
        .where('id', '=', id)
        .executeTakeFirst()
        .catch(() => undefined)
    )?.added_at

  const writerOf = async (id: string): Promise<EventWriter> => {
    let opened = writers.get(id)
    if (opened === undefined) {
      opened = events.writer(`postgres-log-${id}`)
      writers.set(id, opened)
      opened.catch(() => writers.delete(id))
    }
    return await opened
  }

  // Asked of the store now and then. Where it cannot be asked, what was known stands, and else names stay unknown.
  const knowledge = new Map<StoreId, { readonly at: number; readonly what: StoreKnowledge }>()
  const knowledgeOf = async (id: StoreId, signal: AbortSignal): Promise<StoreKnowledge> => {
    const before = knowledge.get(id)
    const { connections } = needs
    if (connections === undefined) return NOTHING_KNOWN
    if (before !== undefined && monotonicMs() - before.at < KNOWN_MS) return before.what
    let what = before?.what ?? NOTHING_KNOWN
    try {
      what = await readStoreKnowledge(connections, id, signal)
    } catch (error) {
      if (signal.aborted) throw error
      log.info('monitor.store-not-asked', { code: toAppError(error).code })
    }
    knowledge.set(id, { at: monotonicMs(), what })
    return what
  }

  const lookNow = async (id: string, signal: AbortSignal): Promise<LookResult> => {
    const collector = await one(id)
    const store = await landscape.stores.find(collector.store)
    if (store === null) throw monitorError('collector-unknown')
    try {
      await checkFolder(collector.where)
      const knowledge = await knowledgeOf(store.id, signal)
      const known = await readStoreCatalogue(db.db, store, needs, knowledge)
      let reading = readers.get(id)
      if (reading?.digest !== known.digest) {
        await reading?.reader.close()
        reading = { digest: known.digest, reader: createStatementReader(known.catalogue) }
        readers.set(id, reading)
      }
      const writer = await writerOf(id)
      const result = await lookAtLog(needs, {
        id,
        store,
        folder: collector.where,
        writer,
        reader: reading.reader,
        known,
        knowledge,
        signal,
      })
      const log: SilentLog = { collector: id, store, people: known.catalogue.people }
      if (result.silence !== null) await silences.note(log, result.silence.kind, result.silence.since)
      await silences.end(log, result.silence?.kind ?? null, result.lost)
      return result
    } catch (error) {
      const problem = toAppError(error)
      const stopped = signal.aborted
      // A writer that failed stays closed: the next look opens it again.
      const writer = await writers.get(id)?.catch(() => null)
      writers.delete(id)
      await writer?.close()
      if (stopped) throw error
      await db
        .transaction((tx) =>
          tx.updateTable('collector').set({ problem: problem.message, looked_at: clock.now() }).where('id', '=', id).execute(),
        )
        .catch(() => {})
      // Another process that reads it is no silence.
      const kind = silenceOf(problem.code)
      const people = (await needs.discover.subjects.inStore(store.id).catch(() => null))?.size ?? 0
      const since = collector.readTo ?? (await addedAt(id)) ?? clock.now()
      if (kind !== null) await silences.note({ collector: id, store, people }, kind, since.getTime()).catch(() => {})
      throw error
    }
  }

  const look: Collectors['look'] = async (id, signal) => {
    // Whoever asks while a look runs wants to know what is there now: their look begins when that one ends.
    const before = looking.get(id)
    const mine = (async () => {
      await before?.catch(() => {})
      return await lookNow(id, signal)
    })()
    looking.set(id, mine)
    try {
      return await mine
    } finally {
      if (looking.get(id) === mine) looking.delete(id)
    }
  }

  return {
    list: () => rows(),
    look,
    async add(actor, storeId, given) {
      const store = await landscape.stores.find(storeId)
      if (store === null) throw monitorError('collector-unknown')
      if (store.kind !== 'postgres') throw monitorError('store-not-postgres', { kind: store.kind })
      if (!path.isAbsolute(given)) throw monitorError('folder-not-absolute')
      const folder = await checkFolder(given)
      for (const own of landscape.stores.ownPlaces())
        if (folder === own || folder.startsWith(`${own}${path.sep}`)) throw monitorError('own-data')
      const id = newId(clock)
      await db.transaction(async (tx) => {
        const added = await tx
          .insertInto('collector')
          .values({ id, store: store.id, kind: 'postgres-log', path: folder, added_at: clock.now() })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst()
        if (added.numInsertedOrUpdatedRows !== 1n) throw monitorError('collector-exists')
        await ledger.append(tx, { actor, kind: 'collector.added', entity: id, body: { store: store.id, kind: 'postgres-log', folder } })
      })
      return await one(id)
    },
    async lookFor(actor, id, signal) {
      await one(id)
      const result = await look(id, signal)
      const { lines, records, unread } = result
      await db.transaction((tx) => ledger.append(tx, { actor, kind: 'collector.looked', entity: id, body: { lines, records, unread } }))
      return { ...result, collector: await one(id) }
    },
    async close() {
      for (const running of looking.values()) await running.catch(() => {})
      for (const { reader } of readers.values()) await reader.close()
      for (const opened of writers.values()) {
        const writer = await opened.catch(() => null)
        await writer?.close().catch(() => log.warn('monitor.writer-close', {}))
      }
      readers.clear()
      writers.clear()
    },
  }
}

/** The real path. */
async function checkFolder(folder: string): Promise<string> {
  try {
    const real = await realpath(folder)
    if (!(await stat(real)).isDirectory()) throw monitorError('folder-missing')
    await access(real, constants.R_OK | constants.X_OK)
    await readdir(real)
    return real
  } catch (error) {
    const code = (error as { code?: string }).code
    if (code === 'EACCES' || code === 'EPERM') throw monitorError('folder-unreadable', {}, error)
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') throw monitorError('folder-missing', {}, error)
    throw error
  }
}

function silenceOf(code: string): Silence | null {
  if (code === 'monitor/read-elsewhere' || code === 'monitor/collector-unknown' || code === 'events/writer-busy') return null
  if (code === 'monitor/folder-missing') return 'away'
  if (code === 'monitor/folder-unreadable') return 'unreadable'
  return code === 'events/disk-full' ? 'room' : 'failed'
}
