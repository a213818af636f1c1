// From a finding to an alert: the question that covers it, the people reached, the label, the reasons; and one undecided alert a story. Owns what an
// alert says when it is opened or extended.
import { createHash } from 'node:crypto'
import type { AccessQuery } from '../../core/contract/access.ts'
import type { Label, Why } from '../../core/contract/label.ts'
import type { SubjectCount } from '../../core/contract/people.ts'
import type { Clock } from '../../core/clock.ts'
import { newId } from '../../core/ids.ts'
import type { FieldId, StoreId } from '../../core/ids.ts'
import type { KnownPrincipal } from '../../landscape/contract.ts'
import type { EventStore } from '../../platform/events/events.ts'
import type { Db, Tx } from '../../platform/store/store.ts'
import type { StoryUpdate } from '../detection/detector.ts'
import type { InvariantBreak } from '../detection/invariants.ts'
import { labelOfFields } from './labels.ts'
import { mergeQueries } from './merge-queries.ts'

export interface AlertDraft {
  readonly id: string
  readonly fingerprint: string
  readonly rules: readonly string[]
  readonly severity: 0 | 1 | 2 | 3 | 4
  readonly principals: readonly string[]
  readonly query: AccessQuery
  readonly fields: readonly FieldId[]
  readonly label: Label | null
  readonly subjects: SubjectCount
  readonly why: readonly Why[]
  readonly drill: boolean
}

export interface DraftNeeds {
  readonly events: EventStore
  readonly db: Db
  readonly clock: Clock
  readonly principals: ReadonlyMap<string, KnownPrincipal>
}

const MOST_SESSIONS = 100

export async function draftOf(needs: DraftNeeds, found: StoryUpdate | InvariantBreak): Promise<AlertDraft> {
  const { events, db, principals } = needs
  const story = 'past' in found
  const principal = story ? found.past.principal : found.principal
  const drill = story ? found.past.drill : found.drill
  const kind = story ? 'customers-taken-out' : found.rule
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([kind, principal, drill, story ? null : found.store]))
    .digest('hex')
  const before = await db
    .selectFrom('alert')
    .select(['id', 'query', 'why'])
    .where('fingerprint', '=', fingerprint)
    .where('state', 'in', ['new', 'open'])
    .executeTakeFirst()
  const own = story ? storyQuery(found) : found.query
  const query = before === undefined ? own : mergeQueries(before.query, own)
  const [answer, groups] = await Promise.all([events.answer(query), events.groups(query, [])])
  const fields = [...new Set(groups.flatMap((group) => group.fields))].sort()
  const label = await labelOfFields(db, fields)
  const { subjects } = answer
  const who = principals.get(principal)?.name ?? principal
  const people = subjects.lower === subjects.upper ? `${subjects.lower}` : `${subjects.lower} to ${subjects.upper}`
  const reached: Why = {
    rule: 'reached',
    text: `${who}: ${people} people in ${answer.records} accesses, ${answer.rows} rows, ${duration(query)}`.slice(0, 1000),
  }
  const level = label?.level ?? 3
  const severity = Math.min(4, level + (subjects.upper >= 100 ? 1 : 0)) as AlertDraft['severity']
  return {
    id: before?.id ?? (story ? found.past.story!.alert : newId(needs.clock)),
    fingerprint,
    drill,
    query,
    fields,
    label,
    subjects,
    severity,
    principals: [principal],
    rules: story ? ['customers-taken-out', ...found.finding.why.map((why) => why.rule)] : [found.rule],
    why: story ? [...found.finding.why, reached] : [{ rule: found.rule, text: breakText(found) }, reached],
  }
}

function breakText({ rule, records }: InvariantBreak): string {
  return rule === 'around-gateway'
    ? `${records} accesses with a login made for the gateway reached the store without it`
    : `${records} accesses after the login was revoked`
}

/** From a new place: its sessions. Without one: everything in the window. */
function storyQuery({ past, finding }: StoryUpdate): AccessQuery {
  const from = Math.min(past.story!.from, finding.from)
  const place = past.story!.place ?? finding.place
  const sessions = past.sessions.filter((session) => session.to >= from && (place === null || session.place === place))
  const ids = [...new Set(sessions.map((session) => session.id))]
  const to = sessions.reduce((latest, session) => Math.max(latest, session.to), from) + 1
  const stores = [...new Set(sessions.map((session) => session.store as StoreId))]
  // The window may be longer than sessions are remembered: then all that the principal did in it.
  const whole = ids.length === 0 || ids.length > MOST_SESSIONS || (place === null && past.sessions.length >= 200)
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    principals: [past.principal],
    ...(stores.length > 0 ? { stores } : {}),
    ...(whole ? {} : { sessions: ids }),
  }
}

function duration({ from, to }: AccessQuery): string {
  const minutes = Math.max(1, Math.round((Date.parse(to) - Date.parse(from)) / 60_000))
  if (minutes < 120) return `in ${minutes} min`
  return minutes < 72 * 60 ? `in ${Math.round(minutes / 60)} h` : `in ${Math.round(minutes / 1440)} days`
}

/** The id of the alert that stands. */
export async function writeAlert(tx: Tx, draft: AlertDraft, at: Date): Promise<string> {
  const shared = {
    rules: [...draft.rules],
    severity: draft.severity,
    query: JSON.stringify(draft.query),
    label_level: draft.label?.level ?? null,
    regimes: [...(draft.label?.regimes ?? [])],
    subjects: JSON.stringify(draft.subjects),
    why: JSON.stringify(draft.why),
    fields: [...draft.fields],
    changed_at: at,
  }
  const extended = await tx
    .updateTable('alert')
    .set(shared)
    .where('fingerprint', '=', draft.fingerprint)
    .where('state', 'in', ['new', 'open'])
    .returning('id')
    .executeTakeFirst()
  if (extended !== undefined) return extended.id
  await tx
    .insertInto('alert')
    .values({
      ...shared,
      id: draft.id,
      story: draft.id,
      fingerprint: draft.fingerprint,
      state: 'new',
      principals: [...draft.principals],
      drill: draft.drill,
      opened_at: at,
    })
    .execute()
  await tx
    .insertInto('outbox')
    .values({ topic: 'alert.opened', payload: JSON.stringify({ alert: draft.id }), at })
    .execute()
  return draft.id
}
