// Requests and answers of collectors, alerts, accesses and gaps. Schemas only.
import { Type } from 'typebox'
import { FieldIdText, InstantText, LabelView, Nullable, ObjectIdText, StoreIdText, Text, Uuid, WhyView } from '../core/contract/api.ts'

const Words = Text(200)
export const SubjectCountView = Type.Object({ lower: Type.Integer(), upper: Type.Integer(), basis: Text(10) })

/** POST /api/collectors (owner): reads a folder of PostgreSQL's log, in JSON, CSV or text form, for a store */
export const CollectorNewBody = Type.Object({
  store: StoreIdText,
  kind: Type.Literal('postgres-log'),
  path: Type.String({ minLength: 1, maxLength: 4000 }),
})
export const CollectorView = Type.Object({
  id: Uuid,
  store: StoreIdText,
  kind: Type.Literal('postgres-log'),
  where: Text(4000),
  /** time of the last line read; null: nothing yet */ readTo: Nullable(InstantText),
  lastLookedAt: Nullable(InstantText),
  lines: Type.Integer(),
  records: Type.Integer(),
  /** lines that could not be understood; each is a gap too */ unread: Type.Integer(),
  unreadReasons: Type.Record(Type.String(), Type.Integer()),
  problem: Nullable(Text(1000)),
})
/** GET /api/collectors (every role) */
export const CollectorsView = Type.Object({ collectors: Type.Array(CollectorView) })
/** POST /api/collectors/:id/look (owner, analyst): reads to the end now; the counts are those of this look */
export const CollectorLookView = Type.Object({
  lines: Type.Integer(),
  records: Type.Integer(),
  unread: Type.Integer(),
  problem: Nullable(Text(1000)),
  collector: CollectorView,
})
/** POST /api/detection/look (owner, analyst): up to the last record; ids of alerts opened or extended */
export const DetectionLookView = Type.Object({ alerts: Type.Array(Uuid) })

export const AlertStateText = Type.Union([
  Type.Literal('new'),
  Type.Literal('open'),
  Type.Literal('true'),
  Type.Literal('benign'),
  Type.Literal('false'),
])
export const AccessQueryView = Type.Object({
  from: InstantText,
  to: InstantText,
  principals: Type.Optional(Type.Array(Words)),
  sessions: Type.Optional(Type.Array(Words)),
  stores: Type.Optional(Type.Array(Text(23))),
})
export const AlertView = Type.Object({
  id: Uuid,
  fingerprint: Text(64),
  story: Uuid,
  state: AlertStateText,
  rules: Type.Array(Text(60)),
  severity: Type.Integer({ minimum: 0, maximum: 4 }),
  principals: Type.Array(Words),
  /** the accesses of the story */ query: AccessQueryView,
  label: LabelView,
  fields: Type.Array(FieldIdText),
  subjects: SubjectCountView,
  why: Type.Array(WhyView),
  drill: Type.Boolean(),
  openedAt: InstantText,
  changedAt: Nullable(InstantText),
})
/** GET /api/alerts?state=&limit= (every role), newest first · GET /api/alerts/:id */
export const AlertsQuery = Type.Object({
  state: Type.Optional(AlertStateText),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
})
export const AlertsView = Type.Object({ alerts: Type.Array(AlertView) })
/** POST /api/alerts/:id/state (owner, analyst): `benign` and `false` make what was seen part of the past, `true` never */
export const AlertStateBody = Type.Object({ state: AlertStateText, reason: Type.String({ minLength: 1, maxLength: 1000 }) })

/** GET /api/accesses?from&to&principal&session&store&object&field (every role): who, session and store can be said several times */
const Question = {
  from: InstantText,
  to: InstantText,
  principal: Type.Optional(Type.Array(Words, { maxItems: 200 })),
  session: Type.Optional(Type.Array(Words, { maxItems: 200 })),
  store: Type.Optional(Type.Array(StoreIdText, { maxItems: 200 })),
  object: Type.Optional(ObjectIdText),
  field: Type.Optional(FieldIdText),
}
export const AccessesQuery = Type.Object({
  ...Question,
  /** what the groups are; without it principal, object and fields */
  by: Type.Optional(Type.Union([Type.Literal('principal'), Type.Literal('session'), Type.Literal('object'), Type.Literal('hour')])),
})
export const GapView = Type.Object({
  source: Words,
  store: Nullable(Text(23)),
  from: InstantText,
  to: InstantText,
  /** people that may have been reached unseen; null: anybody in the store */ upper: Nullable(Type.Integer()),
  reason: Text(500),
})
export const AccessesView = Type.Object({
  records: Type.Integer(),
  rows: Type.Integer(),
  bytes: Type.Integer(),
  subjects: SubjectCountView,
  /** the most first, hours in their order; at most 1000 */
  groups: Type.Array(
    Type.Object({
      principal: Nullable(Words),
      /** null: not grouped by it */ session: Nullable(Words),
      /** the first hour of the group */ hour: InstantText,
      store: Text(23),
      object: Nullable(Text(23)),
      fields: Type.Array(Text(23)),
      records: Type.Integer(),
      rows: Type.Integer(),
      denied: Type.Integer(),
      people: Type.Integer(),
    }),
  ),
  gaps: Type.Array(GapView),
})
/** GET /api/accesses/records?…&limit (every role): single records, oldest first, without references */
export const AccessRecordsQuery = Type.Object({
  ...Question,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
})
export const AccessRecordView = Type.Object({
  writer: Text(64),
  seq: Text(20),
  time: InstantText,
  plane: Text(20),
  phase: Text(10),
  principal: Nullable(Words),
  actor: Text(300),
  session: Words,
  ip: Nullable(Text(100)),
  country: Nullable(Text(2)),
  store: Text(23),
  object: Text(23),
  fields: Type.Array(Text(23)),
  action: Text(10),
  rows: Nullable(Type.Integer()),
  people: Type.Integer(),
  subjects: SubjectCountView,
  outcome: Text(12),
  drill: Type.Boolean(),
})
export const AccessRecordsView = Type.Object({ records: Type.Array(AccessRecordView) })
/** GET /api/gaps?from&to (every role) */
export const GapsQuery = Type.Object({ from: InstantText, to: InstantText })
export const GapsView = Type.Object({ gaps: Type.Array(GapView) })
