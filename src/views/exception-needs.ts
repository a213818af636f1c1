// What exceptions leave for a person: those that wait for a second one, and roles that still read past the masks after theirs has ended. Read
// only; which exception holds is protect's word.
import { instant } from '../core/clock.ts'
import type { KnownStore } from '../landscape/contract.ts'
import type { Protect, RoleException } from '../protect/contract.ts'
import type { Need } from './chain-needs.ts'
import { amount, listed } from './words.ts'

/** An end stays on the first page so long; the control `clear-readers` names the reader for as long as it reads. */
const LATELY_MS = 14 * 86_400_000

export async function exceptionNeeds(protect: Pick<Protect, 'exceptions' | 'clearReaders'>, store: KnownStore, now: Date): Promise<Need[]> {
  const all = await protect.exceptions(store.id)
  const base = { phase: 'Protect', due: null, link: `/protect/stores/${store.id}` }
  const needs: Need[] = []
  const waiting = all.filter((one) => one.state === 'proposed')
  const oldest = waiting.at(-1)
  if (oldest !== undefined) {
    needs.push({
      ...base,
      id: `exceptions:${store.id}`,
      state: 'partial',
      title: (waiting.length === 1
        ? `An exception for ${oldest.role} on ${store.name} waits for a second person`
        : `${amount(waiting.length, 'exception')} on ${store.name} wait for a second person`
      ).slice(0, 300),
      detail: (waiting.length === 1 ? `To read past the masks: ${oldest.reason}` : `For ${listed(rolesOf(waiting))}.`).slice(0, 500),
      since: instant(oldest.proposedAt),
      action: 'Read',
    })
  }
  const answered = new Set(all.filter((one) => one.state !== 'ended').map((one) => one.role))
  const ended = all.filter(
    (one) =>
      one.state === 'ended' && one.approvedBy !== null && !answered.has(one.role) && now.getTime() - endOf(one).getTime() < LATELY_MS,
  )
  // the map of access is asked only when there is something to ask
  const reading =
    ended.length === 0
      ? new Set()
      : new Set((await protect.clearReaders(store.id)).filter((one) => one.excepted < one.fields).map((one) => one.role))
  const open = ended.filter((one) => reading.has(one.role)).toSorted((a, b) => endOf(a).getTime() - endOf(b).getTime())
  const [first] = open
  if (first !== undefined) {
    const roles = rolesOf(open)
    needs.push({
      ...base,
      id: `exceptions-ended:${store.id}`,
      state: 'stale',
      title: `${listed(roles)} ${roles.length === 1 ? 'reads' : 'read'} ${store.name} past the masks, and the exception has ended`.slice(
        0,
        300,
      ),
      detail: 'A plan takes the rights away, or two people decide again.',
      since: instant(endOf(first)),
      action: 'Decide',
    })
  }
  return needs
}

function endOf(one: RoleException): Date {
  return one.endedAt !== null && one.endedAt < one.until ? one.endedAt : one.until
}

function rolesOf(exceptions: readonly RoleException[]): string[] {
  return [...new Set(exceptions.map((one) => one.role))].toSorted()
}
