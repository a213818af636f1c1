// How many different values, in bounded memory: a set of hashes up to a size, then the fraction of the hash space that the smallest ones fill.

/** Distinct values are counted exactly up to here, estimated above. */
const EXACT_DISTINCT = 2048

export interface DistinctSketch {
  add(hash: number): void
  estimate(): number
}

export function createDistinctSketch(): DistinctSketch {
  const hashes = new Set<number>()
  let limit = 0x100000000
  return {
    add: (hash) => {
      if (hash >= limit) return
      hashes.add(hash)
      if (hashes.size <= EXACT_DISTINCT) return
      limit /= 2
      for (const one of hashes) if (one >= limit) hashes.delete(one)
    },
    estimate: () => Math.round(hashes.size * (0x100000000 / limit)),
  }
}
