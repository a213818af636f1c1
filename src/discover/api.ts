// Requests and answers of scans, findings and the data map. Schemas only.
import { Type } from 'typebox'
import {
  FieldIdText,
  InstantText,
  LabelView,
  LevelNumber,
  Nullable,
  ObjectIdText,
  StoreIdText,
  StoreKindText,
  Text,
  Uuid,
  VerdictText,
  WhyView,
} from '../core/contract/api.ts'

export const ScanModeView = Type.Union([
  Type.Object({ kind: Type.Literal('full') }),
  Type.Object({ kind: Type.Literal('sample'), rows: Type.Integer({ minimum: 1, maximum: 10_000_000 }) }),
])
export const ScanStateText = Type.Union([
  Type.Literal('waiting'),
  Type.Literal('running'),
  Type.Literal('stopping'),
  Type.Literal('done'),
  Type.Literal('stopped'),
  Type.Literal('failed'),
])
export const CoverageStatusText = Type.Union([
  Type.Literal('read'),
  Type.Literal('partial'),
  Type.Literal('skipped'),
  Type.Literal('failed'),
])

/** Objects that have ended, by how they ended. */
export const CoverageCounts = Type.Object({
  read: Type.Integer(),
  partial: Type.Integer(),
  skipped: Type.Integer(),
  failed: Type.Integer(),
  /** of the partly read: those of which no more than a sample was asked for */ sampled: Type.Integer(),
})
/** POST /api/scans (owner, analyst). No stores: all of them. → ScanView */
export const ScanNewBody = Type.Object({ stores: Type.Optional(Type.Array(StoreIdText, { maxItems: 1000 })), mode: ScanModeView })
export const ScanStoreView = Type.Object({
  store: StoreIdText,
  name: Text(),
  kind: StoreKindText,
  state: Text(20),
  objectsTotal: Nullable(Type.Integer()),
  objectsDone: Type.Integer(),
  rows: Type.Integer(),
  bytes: Type.Integer(),
  bytesTotal: Nullable(Type.Integer()),
  nowReading: Nullable(Text(1000)),
  startedAt: Nullable(InstantText),
  endedAt: Nullable(InstantText),
  problem: Nullable(Text(1000)),
  findings: Type.Integer(),
  /** objects asked for and not, or not wholly, read */ unread: Type.Integer(),
  coverage: CoverageCounts,
})
export const ScanView = Type.Object({
  id: Uuid,
  number: Type.Integer(),
  state: ScanStateText,
  mode: ScanModeView,
  startedBy: Text(),
  createdAt: InstantText,
  startedAt: Nullable(InstantText),
  endedAt: Nullable(InstantText),
  problem: Nullable(Text(1000)),
  /** 0 to 1; null: not known yet */ share: Nullable(Type.Number()),
  /** seconds left, null: not known */ left: Nullable(Type.Number()),
  coverage: CoverageCounts,
  /** read so far, objects that are being read included: always the sum of the stores below */ rows: Type.Integer(),
  bytes: Type.Integer(),
  stores: Type.Array(ScanStoreView),
})
/** GET /api/scans?limit=&before=number (every role), newest first · GET /api/scans/:id · POST /api/scans/:id/stop (owner, analyst) */
export const ScansView = Type.Object({ scans: Type.Array(ScanView) })
/** GET /api/scans/:id/coverage?status=&store=&after=&limit= ; status `unread`: skipped, failed and partial but for samples asked for */
export const CoverageRowView = Type.Object({
  store: StoreIdText,
  storeName: Text(),
  object: Text(64),
  name: Text(2000),
  status: CoverageStatusText,
  reason: Nullable(Text(1000)),
  sampled: Type.Boolean(),
  rows: Type.Integer(),
  bytes: Type.Integer(),
})
export const CoverageView = Type.Object({ rows: Type.Array(CoverageRowView), next: Nullable(Text(6000)) })
/** GET /api/scans/:id/coverage/export?status=&store= (owner, analyst, auditor): the ledger as CSV */
/** GET /api/scans/:id/findings?limit= : as it runs, newest first */
export const ScanFindingView = Type.Object({
  at: InstantText,
  field: FieldIdText,
  name: Text(2000),
  store: Text(),
  verdict: Nullable(VerdictText),
  label: LabelView,
  what: Text(400),
})
export const ScanFindingsView = Type.Object({ findings: Type.Array(ScanFindingView) })

/**
 * The filters of the map, the same in every route of it.
 * level: this label level or higher. q: words that all stand in store, object or field name. read: how the last scan that met the
 * object ended; `unread`: skipped, failed and partly read but for samples asked for. A field filter leaves out objects without such a
 * field; without one, objects without fields are listed too.
 */
export const MapFilters = {
  level: Type.Optional(LevelNumber),
  label: Type.Optional(Type.Literal('none')),
  verdict: Type.Optional(VerdictText),
  type: Type.Optional(Type.String({ pattern: '^[a-z0-9_-]{1,60}$' })),
  regime: Type.Optional(Type.String({ pattern: '^[a-z0-9-]{1,20}$' })),
  store: Type.Optional(StoreIdText),
  read: Type.Optional(Type.Union([...CoverageStatusText.anyOf, Type.Literal('unread')])),
  pinned: Type.Optional(Type.Boolean()),
  q: Type.Optional(Text(200)),
}
/** GET /api/map?filters (every role): `totals` of everything, but `shown` (fields) and the stores under the filters */
export const MapStoreView = Type.Object({
  id: StoreIdText,
  name: Text(),
  kind: StoreKindText,
  label: LabelView,
  objects: Type.Integer(),
  fields: Type.Integer(),
  personal: Type.Integer(),
  unsure: Type.Integer(),
  unread: Type.Integer(),
  scannedAt: Nullable(InstantText),
})
export const MapView = Type.Object({
  totals: Type.Object({
    stores: Type.Integer(),
    objects: Type.Integer(),
    fields: Type.Integer(),
    shown: Type.Integer(),
    personal: Type.Integer(),
    unsure: Type.Integer(),
    unread: Type.Integer(),
  }),
  stores: Type.Array(MapStoreView),
})
/** GET /api/map/stores/:id/objects?filters&sort=name|label&after=&limit= ; counts are those of the fields under the filters */
export const MapObjectView = Type.Object({
  id: ObjectIdText,
  name: Text(2000),
  kind: Text(40),
  rows: Nullable(Type.Integer()),
  rowsExact: Type.Boolean(),
  bytes: Nullable(Type.Integer()),
  label: LabelView,
  fields: Type.Integer(),
  personal: Type.Integer(),
  unsure: Type.Integer(),
  coverage: Nullable(
    Type.Object({
      status: CoverageStatusText,
      reason: Nullable(Text(1000)),
      sampled: Type.Boolean(),
      scan: Nullable(Uuid),
      at: Nullable(InstantText),
    }),
  ),
})
export const MapObjectsView = Type.Object({ objects: Type.Array(MapObjectView), next: Nullable(Text(4000)) })
/** GET /api/map/objects/:id/fields?filters&after=&limit= */
export const MapFieldView = Type.Object({
  id: FieldIdText,
  path: Text(2000),
  declared: Nullable(Text(200)),
  verdict: Nullable(VerdictText),
  label: LabelView,
  types: Type.Array(Text(60)),
  count: Nullable(Type.Integer()),
  /** values read that hold something; null: not known */ filled: Nullable(Type.Integer()),
  pinned: Type.Boolean(),
})
export const MapFieldsView = Type.Object({ fields: Type.Array(MapFieldView), next: Nullable(Text(4000)) })

/** GET /api/fields/:id (every role; `sample` is null for a viewer) */
export const FieldView = Type.Object({
  id: FieldIdText,
  path: Text(2000),
  declared: Nullable(Text(200)),
  verdict: Nullable(VerdictText),
  label: LabelView,
  /** values read that hold something; null: not known */ filled: Nullable(Type.Integer()),
  why: Type.Array(WhyView),
  object: Type.Object({ id: ObjectIdText, name: Text(2000), kind: Text(40), rows: Nullable(Type.Integer()), rowsExact: Type.Boolean() }),
  store: Type.Object({ id: StoreIdText, name: Text(), kind: StoreKindText }),
  types: Type.Array(
    Type.Object({
      type: Text(60),
      name: Text(),
      confidence: Type.Number(),
      count: Type.Integer(),
      share: Type.Number(),
      sample: Nullable(Text(400)),
      why: Type.Array(WhyView),
    }),
  ),
  pinned: Nullable(
    Type.Object({
      verdict: VerdictText,
      level: LevelNumber,
      reason: Text(1000),
      by: Text(200),
      at: InstantText,
      /** what Holdfast itself says now */ stillSays: Nullable(VerdictText),
      stillLabel: LabelView,
    }),
  ),
  scan: Nullable(
    Type.Object({
      id: Uuid,
      number: Type.Integer(),
      at: Nullable(InstantText),
      mode: ScanModeView,
      status: Nullable(CoverageStatusText),
      reason: Nullable(Text(1000)),
    }),
  ),
})
/**
 * GET /api/review?store=&after=&limit= (every role; samples are null for a viewer): the fields that wait for a person, those that may
 * be the most sensitive first, then those of which the most was read. `total`: how many wait, whatever the page.
 */
export const ReviewItemView = Type.Object({
  id: FieldIdText,
  path: Text(2000),
  declared: Nullable(Text(200)),
  verdict: VerdictText,
  /** what it counts as until somebody decides */ label: LabelView,
  why: Type.Array(WhyView),
  types: FieldView.properties.types,
  object: FieldView.properties.object,
  store: FieldView.properties.store,
  /** values read that hold something; null: not known */ values: Nullable(Type.Integer()),
  /** somebody looked at it and left it unsure */ pinned: Type.Boolean(),
})
export const ReviewView = Type.Object({ total: Type.Integer(), items: Type.Array(ReviewItemView), next: Nullable(Text(6000)) })
/** POST /api/fields/:id/decision (owner, analyst) pins; DELETE unpins. → FieldView */
export const DecisionBody = Type.Object({
  verdict: VerdictText,
  level: LevelNumber,
  reason: Type.String({ minLength: 1, maxLength: 1000 }),
})
/** GET /api/map/export?format=csv|json (owner, analyst, auditor) */
/** GET /api/types (every role) */
export const TypeView = Type.Object({
  id: Text(60),
  name: Text(),
  countries: Type.Array(Text(10)),
  schemes: Type.Array(Text(60)),
  checks: Type.Array(Text(60)),
  source: Text(500),
  /** when somebody compared the rule with its source; `none`: nobody yet */
  verified: Text(20),
  level: LevelNumber,
  personal: Type.Boolean(),
})
export const TypesView = Type.Object({ types: Type.Array(TypeView) })
