// Requests and answers about policies, plans, proofs. Schemas only.
import { Type } from 'typebox'
import { FieldIdText, InstantText, Nullable, StoreIdText, Text, Uuid } from '../core/contract/api.ts'

/** For one call; neither kept nor logged. */
export const ControlBody = Type.Object({ user: Type.String({ minLength: 1, maxLength: 200 }), password: Text(1000) })

const BudgetBody = Type.Object({
  people: Type.Integer({ minimum: 1, maximum: 2_000_000_000 }),
  hours: Type.Number({ exclusiveMinimum: 0, maximum: 8784 }),
})
const ClassName = Type.String({ pattern: '^[a-z][a-z0-9_]{0,30}$' })

/** POST /api/stores/:id/plans (owner, analyst) → PlanView. `policies`: `starter`, or Cedar text. */
export const PlanBody = Type.Object({
  policies: Type.String({ minLength: 1, maxLength: 200_000 }),
  countries: Type.Optional(Type.Record(ClassName, Type.Array(Type.String({ pattern: '^[A-Za-z]{2}$' }), { maxItems: 250 }))),
  budgets: Type.Optional(Type.Record(ClassName, BudgetBody)),
  /** rows a login sees: relation "schema.table" to the column whose value must be assigned to it */
  rows: Type.Optional(Type.Record(ClassName, Type.Record(Text(200), Text(200)))),
  members: Type.Array(Type.Object({ principal: Type.String({ minLength: 1, maxLength: 200 }), class: ClassName }), { maxItems: 10_000 }),
  revoke: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 63 }), { maxItems: 200 })),
  /** of `members`: their login was closed and is opened again, when a second person approves the plan */
  reopen: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 1000 })),
  control: ControlBody,
})
export const PlanApplyBody = Type.Object({ confirm: Text(200), control: ControlBody })
export const ControlOnlyBody = Type.Object({ control: ControlBody })
export const ProveBody = Type.Object({ class: Type.Optional(ClassName), control: ControlBody })

export const PlanSummaryView = Type.Object({
  id: Uuid,
  store: StoreIdText,
  policySet: Text(40),
  state: Text(20),
  /** apply or undo began and has not said how it ended */
  underWay: Type.Boolean(),
  hash: Text(64),
  madeBy: Text(200),
  madeAt: InstantText,
  approvedBy: Nullable(Text(200)),
  appliedBy: Nullable(Text(200)),
  appliedAt: Nullable(InstantText),
  undoneAt: Nullable(InstantText),
  /** code of the last failure */
  problem: Nullable(Text(100)),
})

const StatementView = Type.Object({ sql: Text(400_000), as: Nullable(Text(63)) })

/** GET /api/plans/:id (every role) */
export const PlanView = Type.Object({
  ...PlanSummaryView.properties,
  database: Text(63),
  /** what it does in one sentence; says so when the database needs no statement */
  says: Text(500),
  steps: Type.Array(Type.Object({ text: Text(1000), sql: Text(400_000), as: Nullable(Text(63)) })),
  undo: Type.Array(StatementView),
  classes: Type.Array(
    Type.Object({
      id: Text(31),
      schema: Text(63),
      role: Text(63),
      countries: Nullable(Type.Array(Text(2))),
      budget: Nullable(Type.Object({ people: Type.Integer(), hours: Type.Number() })),
      rows: Nullable(Type.Record(Type.String(), Type.String())),
    }),
  ),
  members: Type.Array(
    Type.Object({
      principal: Nullable(Text(200)),
      class: Text(31),
      login: Text(63),
      until: Nullable(Text(40)),
      /** it was closed, and this plan opens it again */
      reopen: Type.Boolean(),
    }),
  ),
  diff: Type.Array(
    Type.Object({ class: Text(31), relation: Text(200), column: Text(63), field: Nullable(FieldIdText), show: Text(10), why: Text(500) }),
  ),
  loses: Type.Array(Type.Object({ role: Text(63), fields: Type.Array(Text(300)), lastSeen: Nullable(Text(40)) })),
  /** roles that keep more than any class shows; `exceptionUntil`: the end of a live exception of theirs, null: they have none */
  wider: Type.Array(
    Type.Object({
      role: Text(63),
      how: Text(200),
      logins: Type.Array(Text(63)),
      fields: Type.Array(Text(300)),
      exceptionUntil: Nullable(InstantText),
    }),
  ),
  blocked: Type.Array(Text(1000)),
})

const VectorView = Type.Object({ id: Text(60), class: Text(31), text: Text(500), state: Text(10), detail: Text(1000) })
export const ProofView = Type.Object({
  id: Uuid,
  store: StoreIdText,
  policySet: Text(40),
  at: InstantText,
  held: Type.Integer(),
  broken: Type.Integer(),
  notRun: Type.Integer(),
  vectors: Type.Array(VectorView),
})
/** GET /api/stores/:id/proofs (every role), newest first */
export const ProofsView = Type.Object({ proofs: Type.Array(ProofView) })

/** POST /api/stores/:id/exceptions (owner, analyst) → ExceptionView. Without `fields`: those that the role reads now and that are confidential or unlabelled. */
export const ExceptionBody = Type.Object({
  role: Type.String({ minLength: 1, maxLength: 63 }),
  fields: Type.Optional(Type.Array(FieldIdText, { minItems: 1, maxItems: 20_000 })),
  reason: Type.String({ minLength: 3, maxLength: 1000, pattern: '\\S' }),
  until: InstantText,
})
export const ExceptionView = Type.Object({
  id: Uuid,
  store: StoreIdText,
  role: Text(63),
  fields: Type.Array(FieldIdText),
  reason: Text(1000),
  proposedBy: Text(200),
  proposedAt: InstantText,
  approvedBy: Nullable(Text(200)),
  approvedAt: Nullable(InstantText),
  until: InstantText,
  endedAt: Nullable(InstantText),
  endedBy: Nullable(Text(200)),
  /** proposed, live, ended: only a live one counts */
  state: Text(10),
})
/** GET /api/stores/:id/exceptions (every role), newest first; and who reads past the masks as the store’s rights were last read */
export const ExceptionsView = Type.Object({
  exceptions: Type.Array(ExceptionView),
  readAt: Nullable(InstantText),
  readers: Type.Array(
    Type.Object({
      role: Text(200),
      kinds: Type.Array(Text(20)),
      /** confidential or unlabelled ones that it reads as they are */ fields: Type.Integer(),
      /** of them under a live exception */ excepted: Type.Integer(),
    }),
  ),
})

/** GET /api/stores/:id/plans (every role), newest first. `next`: `before` of the next page; null: that was the last */
export const PlansQuery = Type.Object({
  before: Type.Optional(Uuid),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
})
export const PlansView = Type.Object({ plans: Type.Array(PlanSummaryView), next: Nullable(Uuid) })

/** GET /api/stores/:id/protection (every role) */
export const ProtectionView = Type.Object({
  policySet: Nullable(Text(40)),
  since: Nullable(InstantText),
  /** Cedar text of the set that holds */
  policies: Nullable(Text(200_000)),
  classes: Type.Array(
    Type.Object({
      id: Text(31),
      role: Text(63),
      schema: Text(63),
      columns: Type.Record(Type.String(), Text(10)),
      rows: Nullable(Text(10_000)),
      budget: Nullable(Type.Object({ people: Type.Integer(), hours: Type.Number() })),
      countries: Nullable(Type.Array(Text(2))),
    }),
  ),
  members: Type.Array(
    Type.Object({
      principal: Text(200),
      class: Text(31),
      login: Text(63),
      until: Nullable(InstantText),
      disabledAt: Nullable(InstantText),
    }),
  ),
  lastPlan: Nullable(PlanSummaryView),
  lastProof: Nullable(ProofView),
})
