// Whom a plan offers as a member: everybody known, but not the logins that a proof makes for its ten minutes, which a log or the map of access may
// have seen at work. They stay in every other list: what they did was done.
import type { PrincipalsView } from '../api/generated.ts'

type Principal = PrincipalsView['principals'][number]

const OF_A_PROOF = /\/holdfast_prove_[0-9a-f]{12}$/

export function membersOffered<T extends Pick<Principal, 'kind' | 'aliases'>>(principals: readonly T[]): readonly T[] {
  return principals.filter(
    ({ kind, aliases }) => kind !== 'unknown' || aliases.length === 0 || aliases.some((alias) => !OF_A_PROOF.test(alias.value)),
  )
}
