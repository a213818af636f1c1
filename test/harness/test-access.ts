// Access records for tests: one plausible record, with what the test wants otherwise. Times and ids are the test's own.
import type { NewAccess } from '../../src/platform/events/events.ts'

export const STORE = 'st_aaaaaaaaaaaaaaaaaaaa'
export const OBJECT = 'ob_aaaaaaaaaaaaaaaaaaaa'
export const FIELD = 'fi_aaaaaaaaaaaaaaaaaaaa'

export function testAccess(change: Partial<NewAccess> = {}): NewAccess {
  return {
    time: '2026-11-24T09:40:00.000Z',
    source: 'test',
    plane: 'gateway',
    phase: 'single',
    principal: 'dana.weber',
    actor: 'dana.weber',
    session: 's1',
    decision: null,
    store: STORE,
    object: OBJECT,
    fields: [FIELD],
    shown: { [FIELD]: 'clear' },
    action: 'read',
    rows: 1,
    bytes: 100,
    subjects: { lower: 0, upper: 0, basis: 'keys' },
    outcome: 'ok',
    drill: false,
    ...change,
  }
}

/** The reference of person `n` in tests: 16 bytes, the number at their end. */
export function testRef(n: number): Uint8Array {
  const ref = Buffer.alloc(16, 0xab)
  ref.writeUInt32BE(n, 12)
  return ref
}

export function testRefs(...numbers: readonly number[]): Uint8Array {
  return Buffer.concat(numbers.map(testRef))
}

/** What a directory of people 0 to `below` would answer. */
export function testNumbersOf(below: number): (refs: readonly Uint8Array[]) => Promise<ReadonlyMap<string, number>> {
  return async (refs) => {
    const found = new Map<string, number>()
    for (const ref of refs) {
      const n = Buffer.from(ref).readUInt32BE(12)
      if (n < below) found.set(Buffer.from(ref).toString('hex'), n)
    }
    return found
  }
}
