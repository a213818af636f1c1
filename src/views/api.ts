// Requests and answers of screens that cross phases. Schemas only.
import { Type } from 'typebox'
import { FieldIdText, InstantText, LabelView, Nullable, StoreIdText, StoreKindText, Text } from '../core/contract/api.ts'

const StateText = Type.Union([
  Type.Literal('pass'),
  Type.Literal('fail'),
  Type.Literal('error'),
  Type.Literal('stale'),
  Type.Literal('partial'),
  Type.Literal('unknown'),
])

/** GET /api/overview (every role): what needs a person now, by what runs out first. `link` is a path of the console. */
export const NeedView = Type.Object({
  id: Text(100),
  state: StateText,
  title: Text(300),
  detail: Text(500),
  phase: Text(40),
  since: Nullable(InstantText),
  /** when it runs out; null: no clock */
  due: Nullable(InstantText),
  action: Text(40),
  link: Text(500),
})
/** What a phase handed to the next in the last 24 hours, with the page it was counted from. */
export const ChainStepView = Type.Object({
  phase: Text(20),
  hands: Text(100),
  /** something was handed on */
  works: Type.Boolean(),
  link: Text(500),
})
export const OverviewStoreView = Type.Object({
  id: StoreIdText,
  name: Text(),
  kind: StoreKindText,
  label: LabelView,
  fields: Type.Integer(),
  personal: Type.Integer(),
  unsure: Type.Integer(),
  notPersonal: Type.Integer(),
  unread: Type.Integer(),
  scannedAt: Nullable(InstantText),
})
export const OverviewView = Type.Object({
  at: InstantText,
  empty: Type.Boolean(),
  needs: Type.Array(NeedView),
  stores: Type.Array(OverviewStoreView),
  fresh: Type.Array(
    Type.Object({ at: InstantText, what: Text(200), field: Nullable(FieldIdText), name: Text(2000), label: LabelView, link: Text(500) }),
  ),
  unread: Type.Array(
    Type.Object({ status: Text(20), reason: Text(1000), count: Type.Integer(), stores: Type.Array(Text()), link: Text(500) }),
  ),
  chain: Type.Object({ newLabels: Type.Integer(), steps: Type.Array(ChainStepView) }),
})
/** GET /api/system (every role): "Before you start" */
export const SystemView = Type.Object({
  version: Text(40),
  checks: Type.Array(Type.Object({ id: Text(40), state: StateText, name: Text(100), text: Text(300), link: Nullable(Text(200)) })),
})
