// Many may read, or one may change. Owns the order: who wants to change waits for those that read, and those that come later wait for it.

export interface Gate {
  shared<T>(work: () => Promise<T>): Promise<T>
  exclusive<T>(work: () => Promise<T>): Promise<T>
}

export function createGate(): Gate {
  let readers: Promise<unknown> = Promise.resolve()
  let change: Promise<unknown> = Promise.resolve()
  const settled = async (promise: Promise<unknown>): Promise<void> => {
    await promise.catch(() => {})
  }
  return {
    shared(work) {
      const turn = settled(change).then(work)
      readers = Promise.all([readers, settled(turn)])
      return turn
    },
    exclusive(work) {
      const turn = Promise.all([settled(change), settled(readers)]).then(work)
      change = turn
      return turn
    },
  }
}
