// The first page: what needs a person now, what is new, what could not be read, what each phase handed on. Read only, through the
// contracts of the phases. Every figure comes with the path of the list it was computed from.
import type { Static } from 'typebox'
import { instant, type Clock } from '../core/clock.ts'
import { formatLabel } from '../core/contract/label.ts'
import type { Level, Regime } from '../core/contract/label.ts'
import type { Discover, UnreadGroup } from '../discover/contract.ts'
import type { KnownStore, Landscape, StoreFacts } from '../landscape/contract.ts'
import type { OverviewView } from './api.ts'
import { readChain, type LaterPhases, type Need } from './chain-needs.ts'
import { amount, listed } from './words.ts'

/** What the overview asks about accounts; app.ts hands it in. */
export interface AccountFacts {
  /** active accounts that sign in with a password alone, and the oldest of them */
  withoutSecondFactor(): Promise<{ readonly count: number; readonly since: Date | null }>
  secondFactorOf(account: string): Promise<boolean>
}

export interface OverviewParts extends LaterPhases {
  readonly landscape: Landscape
  readonly discover: Discover
  readonly accounts: AccountFacts
  readonly clock: Clock
}

/** Stores are read again at least so often; later their labels are stale. */
export const FRESH_DAYS = 30
const DAY_MS = 86_400_000
const FRESH_ROWS = 12
const UNREAD_ROWS = 50

export async function readOverview(parts: OverviewParts): Promise<Static<typeof OverviewView>> {
  const { landscape, discover, accounts, clock } = parts
  const now = clock.now()
  const yesterday = new Date(now.getTime() - DAY_MS)
  const stores = await landscape.stores.list()
  const [facts, unsure, unread, fresh, newLabels, failed, alone] = await Promise.all([
    discover.storeFacts(stores.map((store) => store.id)),
    discover.unsure(),
    discover.unread(UNREAD_ROWS),
    discover.labelledSince(yesterday, FRESH_ROWS),
    discover.countLabelledSince(yesterday),
    discover.failedScan(),
    accounts.withoutSecondFactor(),
  ])
  const later = await readChain(parts, stores, newLabels, now)
  const known = stores.map((store) => ({ store, facts: facts.get(store.id) }))
  const newStores = stores.filter((store) => store.addedAt >= yesterday)
  return {
    at: instant(now),
    empty: stores.length === 0,
    needs: orderNeeds([
      ...later.needs,
      ...known.flatMap(({ store, facts }) => storeNeeds(store, facts, now)),
      ...(failed === null || known.some(({ facts }) => facts?.lastScan?.id === failed.id && facts.lastScan.state === 'failed')
        ? []
        : [scanFailed(failed)]),
      ...unreadNeeds(unread),
      ...unsureNeeds(unsure),
      ...(alone.count === 0 ? [] : [secondFactorNeed(alone)]),
    ]),
    stores: known.map(({ store, facts }) => ({
      id: store.id,
      name: store.name,
      kind: store.kind,
      label: labelOf(facts?.label ?? null),
      fields: facts?.fields ?? 0,
      personal: facts?.personal ?? 0,
      unsure: facts?.unsure ?? 0,
      notPersonal: facts?.notPersonal ?? 0,
      unread: facts?.unread ?? 0,
      scannedAt: when(facts?.scannedAt ?? null),
    })),
    fresh: [
      ...fresh.map((field) => ({
        at: instant(field.at),
        what: field.file ? 'File' : 'Field',
        field: field.id,
        name: field.name,
        label: labelOf(field.label),
        link: `/map?at=${field.id}`,
      })),
      ...newStores.map((store) => ({
        at: instant(store.addedAt),
        what: 'Store',
        field: null,
        name: store.name,
        label: labelOf(facts.get(store.id)?.label ?? null),
        link: `/map?store=${store.id}`,
      })),
    ]
      .toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
      .slice(0, FRESH_ROWS),
    unread: unread.map((group) => ({
      status: group.status,
      reason: group.reason,
      count: group.count,
      stores: group.stores.map((store) => store.name),
      link: `/map?read=${group.status}${group.stores.length === 1 ? `&store=${group.stores[0]!.id}` : ''}`,
    })),
    chain: { newLabels, steps: later.chain },
  }
}

// A clock that runs comes first; then what is wrong; what cannot be reached loses knowledge with every hour; what was never read is unknown;
// then what waits for a decision.
const ORDER: readonly Need['state'][] = ['fail', 'error', 'unknown', 'stale', 'partial', 'pass']

function orderNeeds(needs: readonly Need[]): Need[] {
  return needs.toSorted(
    (a, b) =>
      (a.due ?? '9').localeCompare(b.due ?? '9') ||
      ORDER.indexOf(a.state) - ORDER.indexOf(b.state) ||
      (a.since ?? '9').localeCompare(b.since ?? '9') ||
      (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  )
}

function storeNeeds(store: KnownStore, facts: StoreFacts | undefined, now: Date): Need[] {
  const last = facts?.lastScan ?? null
  if (last === null) {
    return [
      {
        id: `never-scanned:${store.id}`,
        state: 'unknown',
        title: `${store.name} was never scanned`,
        detail: 'Nothing is known about what it holds. Until then it counts as Highly Confidential.',
        phase: 'Discover',
        since: instant(store.addedAt),
        due: null,
        action: 'Scan',
        link: `/scans?new=true&stores=${store.id}`,
      },
    ]
  }
  const needs: Need[] = []
  if (last.state === 'failed') {
    needs.push({
      id: `store-failed:${store.id}`,
      state: 'error',
      title: `${store.name} could not be read in scan ${last.number}`,
      detail: (last.problem ?? 'the scan ended early').slice(0, 500),
      phase: 'Discover',
      since: when(last.endedAt),
      due: null,
      action: 'Check',
      link: `/scans/${last.id}`,
    })
  }
  const scannedAt = facts?.scannedAt ?? null
  if (scannedAt !== null && now.getTime() - scannedAt.getTime() > FRESH_DAYS * DAY_MS) {
    const days = Math.floor((now.getTime() - scannedAt.getTime()) / DAY_MS)
    needs.push({
      id: `stale:${store.id}`,
      state: 'stale',
      title: `${store.name} was last read ${days} days ago`,
      detail: `What Holdfast says about it is older than ${FRESH_DAYS} days.`,
      phase: 'Discover',
      since: instant(new Date(scannedAt.getTime() + FRESH_DAYS * DAY_MS)),
      due: null,
      action: 'Scan',
      link: `/scans?new=true&stores=${store.id}`,
    })
  }
  return needs
}

function scanFailed(scan: NonNullable<Awaited<ReturnType<Discover['failedScan']>>>): Need {
  return {
    id: `scan-failed:${scan.id}`,
    state: 'fail',
    title: `Scan ${scan.number} failed`,
    detail: (scan.problem ?? 'no store could be read').slice(0, 500),
    phase: 'Discover',
    since: when(scan.endedAt),
    due: null,
    action: 'Look',
    link: `/scans/${scan.id}`,
  }
}

function unreadNeeds(groups: readonly UnreadGroup[]): Need[] {
  if (groups.length === 0) return []
  const count = groups.reduce((sum, group) => sum + group.count, 0)
  const stores = [...new Set(groups.flatMap((group) => group.stores.map((store) => store.name)))].toSorted()
  const [most] = groups
  return [
    {
      id: 'unread',
      state: 'partial',
      title: `${amount(count, 'object')} could not be read`,
      detail: `In ${listed(stores)}. Most often: ${most!.reason}.`.slice(0, 500),
      phase: 'Discover',
      since: earliest(groups.map((group) => group.since)),
      due: null,
      action: 'Look',
      link: '/map?read=unread',
    },
  ]
}

function unsureNeeds(unsure: Awaited<ReturnType<Discover['unsure']>>): Need[] {
  if (unsure.count === 0) return []
  const high = unsure.high === 0 ? '' : `, ${unsure.high} of them could be Highly Confidential`
  return [
    {
      id: 'unsure',
      state: 'partial',
      title: `${amount(unsure.count, 'finding')} ${unsure.count === 1 ? 'is' : 'are'} unsure${high}`,
      detail: 'Until somebody decides they are treated as the higher level.',
      phase: 'Discover',
      since: when(unsure.since),
      due: null,
      action: 'Review',
      link: '/review',
    },
  ]
}

function secondFactorNeed(alone: Awaited<ReturnType<AccountFacts['withoutSecondFactor']>>): Need {
  return {
    id: 'second-factor',
    state: 'partial',
    title: `${amount(alone.count, 'account')} ${alone.count === 1 ? 'has' : 'have'} no second factor`,
    detail: 'Whoever learns the password can sign in.',
    phase: 'Settings',
    since: when(alone.since),
    due: null,
    action: 'Set up',
    link: '/settings',
  }
}

function earliest(dates: readonly (Date | null)[]): string | null {
  const times = dates.flatMap((date) => (date === null ? [] : [date.getTime()]))
  return times.length === 0 ? null : instant(new Date(Math.min(...times)))
}

function when(date: Date | null): string | null {
  return date === null ? null : instant(date)
}

function labelOf(label: { readonly level: Level; readonly regimes: readonly Regime[] } | null) {
  return label === null ? null : { level: label.level, regimes: [...label.regimes], words: formatLabel(label) }
}
