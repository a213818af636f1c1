import type { Source } from '../source.ts'
import type { ParsedTarget } from '../target.ts'
export async function openSqliteSource(t: ParsedTarget, _o?: unknown): Promise<Source> {
  throw new Error(t.name)
}
