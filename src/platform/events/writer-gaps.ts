// What a jump in a writer's numbers means. Owns the gap's bounds and words.
import type { KnownGap } from './manifest.ts'
import type { Missing } from './read-segments.ts'

/** A jump in a writer's numbers, for each store that it wrote to: what is missing may have touched any of them. */
export function writerGaps(name: string, missing: readonly Missing[], stores: ReadonlySet<string>): KnownGap[] {
  const out: KnownGap[] = []
  for (const { from, to, after, before } of missing) {
    const start = after === null ? Math.min(0, before) : Math.min(after, before)
    const end = Math.max(after ?? before, before)
    const count = to - from
    const reason = count === 1 ? `record ${from} of this writer is missing` : `records ${from} to ${to - 1} of this writer are missing`
    for (const store of stores.size === 0 ? [null] : stores) {
      out.push({ source: `writer ${name}`, store, from: start, to: Math.max(end, start + 1), upper: null, reason })
    }
  }
  return out
}
