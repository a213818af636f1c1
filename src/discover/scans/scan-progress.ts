// How far a scan is and how long it still takes, honestly: null where it cannot be known. Pure.

export interface StoreProgress {
  readonly state: 'waiting' | 'running' | 'done' | 'stopped' | 'failed'
  readonly objectsTotal: number | null
  readonly objectsDone: number
  readonly bytes: number
  readonly bytesTotal: number | null
  /** objects the catalogue has of it: what a store that was not listed yet will be about */
  readonly objectsKnown: number
}

export interface ScanProgress {
  /** 0 to 1 */
  readonly share: number | null
  /** seconds */
  readonly left: number | null
}

// Before this much is done, a guess of the time left says nothing.
const LEAST_SHARE = 0.03
const LEAST_SECONDS = 3

/**
 * A full scan is measured in bytes where the stores know theirs, a sample in objects: it reads a part of each, whatever its size.
 * `elapsed`: seconds since the scan started.
 */
export function scanProgress(
  state: 'waiting' | 'running' | 'stopping' | 'done' | 'stopped' | 'failed',
  full: boolean,
  stores: readonly StoreProgress[],
  elapsed: number | null,
): ScanProgress {
  if (state === 'done') return { share: 1, left: 0 }
  const open = stores.filter((store) => store.state === 'waiting' || store.state === 'running')
  const share = full && stores.every((store) => closed(store) || store.bytesTotal !== null) ? byBytes(stores) : byObjects(stores)
  if (state !== 'running') return { share, left: null }
  if (share === null || elapsed === null || share < LEAST_SHARE || elapsed < LEAST_SECONDS) return { share, left: null }
  if (open.length === 0) return { share, left: 0 }
  return { share, left: Math.ceil((elapsed * (1 - share)) / share) }
}

function closed(store: StoreProgress): boolean {
  return store.state === 'done' || store.state === 'stopped' || store.state === 'failed'
}

function byBytes(stores: readonly StoreProgress[]): number | null {
  let done = 0
  let total = 0
  for (const store of stores) {
    const bytes = closed(store) ? store.bytes : Math.max(store.bytesTotal ?? 0, store.bytes)
    done += store.bytes
    total += bytes
  }
  return total === 0 ? byObjects(stores) : part(done, total)
}

function byObjects(stores: readonly StoreProgress[]): number | null {
  let done = 0
  let total = 0
  for (const store of stores) {
    done += store.objectsDone
    if (closed(store)) total += store.objectsDone
    else if (store.objectsTotal !== null) total += Math.max(store.objectsTotal, store.objectsDone)
    else if (store.objectsKnown > store.objectsDone) total += store.objectsKnown
    else return null
  }
  return total === 0 ? null : part(done, total)
}

function part(done: number, total: number): number {
  return Math.min(1, Math.round((done / total) * 1000) / 1000)
}
