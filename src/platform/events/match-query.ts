// Whether a record is asked for: everything but its time is decided once for each context. Owns the meaning of AccessQuery's lists: an
// absent list asks for all, an empty one for none.
import type { AccessQuery } from '../../core/contract/access.ts'
import type { AccessContext } from './access-batch.ts'
import { eventsError } from './errors.ts'

export interface QueryMatch {
  /** ms, [from, to) */
  readonly from: number
  readonly to: number
  context(context: AccessContext): boolean
  /** the parts of a context that a roll-up keeps */
  parts(parts: MatchParts): boolean
  store(store: string): boolean
}

export interface MatchParts {
  readonly principal: string | null
  readonly session: string
  readonly store: string
  readonly object: string
  readonly fields: readonly string[]
  readonly plane: string
}

export function matchQuery(query: AccessQuery): QueryMatch {
  const from = Date.parse(query.from)
  const to = Date.parse(query.to)
  if (Number.isNaN(from) || Number.isNaN(to)) {
    throw eventsError('query-invalid', { what: 'an instant in it is none', help: 'write instants as 2026-11-24T09:40:00.000Z' })
  }
  const oneOf = (list: readonly string[] | undefined): ((value: string | null) => boolean) => {
    if (list === undefined) return () => true
    const wanted = new Set<string | null>(list)
    return (value) => wanted.has(value)
  }
  const principal = oneOf(query.principals)
  const session = oneOf(query.sessions)
  const store = oneOf(query.stores)
  const object = oneOf(query.objects)
  const plane = oneOf(query.planes)
  const field = oneOf(query.fields)
  const parts = (it: MatchParts): boolean =>
    principal(it.principal) &&
    session(it.session) &&
    store(it.store) &&
    object(it.object) &&
    plane(it.plane) &&
    (query.fields === undefined || it.fields.some(field))
  const known = new WeakMap<AccessContext, boolean>()
  return {
    from,
    to,
    parts,
    store,
    context(context) {
      let answer = known.get(context)
      if (answer === undefined) known.set(context, (answer = parts(context)))
      return answer
    },
  }
}
