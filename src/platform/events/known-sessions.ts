// Which sessions of a store belong to sessions at the gateway, said before the store's own log can say anything of them. Owns one file a writer and
// day under `sessions/`. The gateway notes a session on disk before the client is let in: whatever a statement of it leaves in the store's log comes
// later, so that whoever reads such a line and finds no note knows that the session did not come through the gateway. No clock is in that order.
import { mkdir, open, readdir, rm, stat, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { instant, type Clock } from '../../core/clock.ts'
import type { StoreId } from '../../core/ids.ts'
import { eventsProblem } from './errors.ts'
import { syncFolder } from './files.ts'

export interface SessionNote {
  readonly store: StoreId
  /** %c of PostgreSQL's log */
  readonly storeSession: string
  /** the gateway's */
  readonly session: string
}

export interface SessionNotes {
  /** On disk when it resolves. */
  note(note: SessionNote): Promise<void>
}

const DAY = 86_400_000
const KEPT_DAYS = 100
const NAME = /^(.+)-(\d{4}-\d\d-\d\d)\.ndjson$/

const placeOf = (folder: string): string => path.join(folder, 'sessions')

/** For the one process that owns the writer of this name. */
export function openSessionNotes(folder: string, name: string, clock: Clock): SessionNotes {
  let day = ''
  let handle: FileHandle | null = null
  let last: Promise<unknown> = Promise.resolve()
  const fileOf = async (today: string): Promise<FileHandle> => {
    const own = placeOf(folder)
    await mkdir(own, { recursive: true, mode: 0o700 })
    const opened = await open(path.join(own, `${name}-${today}.ndjson`), 'a', 0o600)
    // What a death left half written ends here.
    if ((await opened.stat()).size > 0) await opened.write('\n')
    await syncFolder(own)
    for (const file of await readdir(own)) {
      const [, of, at] = NAME.exec(file) ?? []
      if (of === name && Date.parse(`${at}T00:00:00Z`) < clock.now().getTime() - KEPT_DAYS * DAY)
        await rm(path.join(own, file), { force: true })
    }
    return opened
  }
  const write = async ({ store, storeSession, session }: SessionNote): Promise<void> => {
    try {
      const today = instant(clock.now()).slice(0, 10)
      if (handle === null || today !== day) {
        const old = handle
        handle = await fileOf(today)
        day = today
        await old?.close()
      }
      await handle.write(`${JSON.stringify([store, storeSession, session])}\n`)
      await handle.datasync()
    } catch (error) {
      await handle?.close().catch(() => {})
      handle = null
      throw eventsProblem(folder, error)
    }
  }
  return {
    note(one) {
      const mine = last.then(() => write(one))
      last = mine.catch(() => {})
      return mine
    },
  }
}

export interface KnownSessions {
  /** The gateway's session for each of these that was noted. Whatever was noted before the call is found. */
  find(store: StoreId, storeSessions: readonly string[]): Promise<ReadonlyMap<string, string>>
}

interface Day {
  readonly sessions: Map<string, string>
  read: number
}

const MOST_DAYS = 40

export function createKnownSessions(folder: string): KnownSessions {
  // Files only grow: each is read once, and then from where the last look ended.
  const days = new Map<string, Day>()
  let last: Promise<unknown> = Promise.resolve()

  const readOn = async (file: string): Promise<Day> => {
    const known = days.get(file) ?? { sessions: new Map<string, string>(), read: 0 }
    days.delete(file)
    days.set(file, known)
    while (days.size > MOST_DAYS) days.delete(days.keys().next().value!)
    const at = path.join(placeOf(folder), file)
    if ((await stat(at)).size <= known.read) return known
    const handle = await open(at, 'r')
    try {
      const size = (await handle.stat()).size - known.read
      const bytes = Buffer.alloc(size)
      const { bytesRead } = await handle.read(bytes, 0, size, known.read)
      const end = bytes.lastIndexOf(10, bytesRead - 1) + 1
      for (const line of bytes.toString('utf8', 0, end).split('\n')) {
        if (line === '') continue
        try {
          const [store, storeSession, session] = JSON.parse(line) as [string, string, string]
          if (typeof session === 'string') known.sessions.set(`${store} ${storeSession}`, session)
        } catch {
          // half of a note: its client was never let in
        }
      }
      known.read += end
      return known
    } finally {
      await handle.close()
    }
  }

  const find = async (store: StoreId, wanted: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    const found = new Map<string, string>()
    let files: string[]
    try {
      files = (await readdir(placeOf(folder)))
        .filter((file) => NAME.test(file))
        .toSorted()
        .toReversed()
    } catch (error) {
      if ((error as { code?: unknown }).code === 'ENOENT') return found
      throw error
    }
    // Its name holds when it began, by the store's clock: two days to either side for zones and clocks that differ.
    const began = wanted.map((one) => Number.parseInt(one, 16) * 1000).filter(Number.isFinite)
    const from = Math.min(...began) - 2.5 * DAY
    const to = Math.max(...began) + 2.5 * DAY
    for (const file of files) {
      const noon = Date.parse(`${NAME.exec(file)![2]}T12:00:00Z`)
      if (noon < from || noon > to || found.size === wanted.length) continue
      const { sessions } = await readOn(file)
      for (const storeSession of wanted) {
        const session = sessions.get(`${store} ${storeSession}`)
        if (session !== undefined) found.set(storeSession, session)
      }
    }
    return found
  }
  return {
    find(store, storeSessions) {
      const mine = last.then(() => find(store, storeSessions))
      last = mine.catch(() => {})
      return mine
    },
  }
}
