// Requests and answers of response: incidents, scopes, duties, containment, notices, mail. Schemas only.
import { Type } from 'typebox'
import { InstantText, Nullable, StoreIdText, Text, Uuid } from '../core/contract/api.ts'

const PrincipalText = Type.String({ minLength: 1, maxLength: 200 })
const GradeText = Type.Union([
  Type.Literal('in-store'),
  Type.Literal('reachable'),
  Type.Literal('accessed'),
  Type.Literal('exfiltrated'),
  Type.Literal('excluded'),
])
/** The login that may change the store, for this one call; never stored, never logged. */
export const ControlBody = Type.Object({
  user: Type.String({ minLength: 1, maxLength: 200 }),
  password: Type.String({ maxLength: 1000 }),
})

export const ActorView = Type.Object({
  principal: Type.Optional(PrincipalText),
  session: Type.Optional(Text(200)),
  from: InstantText,
  to: InstantText,
})
export const FactView = Type.Object({ name: Text(60), value: Type.Unknown(), by: Text(200), at: InstantText, why: Text(1000) })
export const ContainmentView = Type.Object({
  id: Uuid,
  incident: Uuid,
  store: StoreIdText,
  storeName: Text(200),
  principal: PrincipalText,
  state: Type.Union([Type.Literal('proposed'), Type.Literal('done'), Type.Literal('verified'), Type.Literal('failed')]),
  proposedBy: Text(200),
  approvedBy: Nullable(Text(200)),
  verifiedAt: Nullable(InstantText),
  detail: Type.Array(Text(1000)),
})
export const NoticeStateText = Type.Union([Type.Literal('draft'), Type.Literal('approved'), Type.Literal('sending'), Type.Literal('sent')])
export const NoticeSummaryView = Type.Object({
  id: Uuid,
  incident: Uuid,
  scopeVersion: Type.Integer(),
  law: Text(100),
  state: NoticeStateText,
  people: Type.Integer(),
  sent: Type.Integer(),
  failed: Type.Integer(),
})
/** POST /api/incidents {alert} (owner, analyst) · GET /api/incidents?limit= · GET /api/incidents/:id (every role) */
export const IncidentNewBody = Type.Object({ alert: Uuid })
export const IncidentSummaryView = Type.Object({
  id: Uuid,
  number: Type.Integer(),
  alerts: Type.Array(Uuid),
  drill: Type.Boolean(),
  openedAt: InstantText,
  closedAt: Nullable(InstantText),
  scopeVersion: Nullable(Type.Integer()),
  actors: Type.Array(ActorView),
  facts: Type.Array(FactView),
})
export const IncidentsView = Type.Object({ incidents: Type.Array(IncidentSummaryView) })
export const ScopeCheckView = Type.Object({
  version: Type.Integer(),
  same: Type.Boolean(),
  sameInputs: Type.Boolean(),
  sameResult: Type.Boolean(),
  inputHash: Text(64),
  nowInputHash: Text(64),
  resultHash: Text(64),
  nowResultHash: Text(64),
  differences: Type.Array(Text(300)),
})

/**
 * POST /api/incidents/:id/scope {} (owner, analyst) · POST /api/incidents/:id/scopes/:version/check {} (owner, analyst, auditor; computes
 * that version again and compares, changes nothing): 202 with the run. GET /api/incidents/:id/scope-runs/:run (every role) says how far it is
 * and, when it is `done`, the version it became or what the check says. POST …/stop {} (owner, analyst). `left`: seconds, give or take.
 */
export const ScopeRunView = Type.Object({
  id: Uuid,
  incident: Uuid,
  kind: Type.Union([Type.Literal('compute'), Type.Literal('check')]),
  version: Nullable(Type.Integer()),
  state: Type.Union([
    Type.Literal('waiting'),
    Type.Literal('running'),
    Type.Literal('stopping'),
    Type.Literal('done'),
    Type.Literal('stopped'),
    Type.Literal('failed'),
  ]),
  stage: Nullable(Text(200)),
  share: Type.Number(),
  left: Nullable(Type.Integer()),
  createdAt: InstantText,
  endedAt: Nullable(InstantText),
  check: Nullable(ScopeCheckView),
  problem: Nullable(Text(1000)),
})
export const IncidentView = Type.Object({
  ...IncidentSummaryView.properties,
  /** the last computation, whatever came of it */
  scopeRun: Nullable(ScopeRunView),
  scopes: Type.Array(Type.Object({ version: Type.Integer(), computedAt: InstantText, inputHash: Text(64) })),
  containments: Type.Array(ContainmentView),
  notices: Type.Array(NoticeSummaryView),
})
/** POST /api/incidents/:id/facts (owner, analyst): a fact of that name is replaced; the ledger keeps the one before. */
export const FactBody = Type.Object({
  name: Type.String({ pattern: '^[a-z][a-z0-9.-]{0,59}$' }),
  value: Type.Unknown(),
  why: Type.String({ minLength: 1, maxLength: 1000 }),
})

const BoundsView = Type.Object({ lower: Type.Integer(), upper: Type.Integer() })
const GapView = Type.Object({ source: Text(300), from: InstantText, to: InstantText, upper: Type.Integer(), reason: Text(1000) })
/**
 * GET /api/incidents/:id/scopes/:version (every role; `last` for the newest).
 * `counts`: jurisdiction `all` and data class `all` are the totals of each; `EU` is the union of its member states; a person with two
 * jurisdictions counts in both. `totals`: distinct people per grade.
 */
export const ScopeView = Type.Object({
  incident: Uuid,
  version: Type.Integer(),
  computedAt: InstantText,
  inputHash: Text(64),
  resultHash: Text(64),
  totals: Type.Object({
    'in-store': BoundsView,
    reachable: BoundsView,
    accessed: BoundsView,
    exfiltrated: BoundsView,
    excluded: BoundsView,
  }),
  counts: Type.Array(
    Type.Object({
      jurisdiction: Text(20),
      dataClass: Text(40),
      grade: GradeText,
      lower: Type.Integer(),
      upper: Type.Integer(),
    }),
  ),
  gaps: Type.Array(GapView),
  queries: Type.Array(
    Type.Object({
      from: InstantText,
      to: InstantText,
      principals: Type.Optional(Type.Array(PrincipalText)),
      sessions: Type.Optional(Type.Array(Text(200))),
      stores: Type.Optional(Type.Array(StoreIdText)),
    }),
  ),
  inputs: Type.Array(Type.Object({ name: Text(300), sha256: Text(64), rows: Type.Integer() })),
  records: Type.Object({
    count: Type.Integer(),
    withoutKeys: Type.Integer(),
    unfinished: Type.Integer(),
    denied: Type.Integer(),
    unresolved: Type.Integer(),
  }),
  /** what was shown, by type: with it goes what a notice says */
  shown: Type.Array(Type.Object({ type: Text(60), how: Text(20), fields: Type.Integer() })),
  /** what widened the bounds and what was assumed, in words */
  notes: Type.Array(Text(1000)),
  excluded: Type.Array(Type.Object({ reason: Text(1000), people: Type.Integer() })),
})
/**
 * GET /api/incidents/:id/duties (every role). `decision`: whether there is a duty by the bounds and facts; `undecided` is planned as
 * yes. `clock`: `legal` only from a rule that somebody compared with the text of the law; else `target`, an internal aim.
 */
export const DutyView = Type.Object({
  law: Nullable(Text(100)),
  name: Text(300),
  jurisdictions: Type.Array(Text(20)),
  to: Nullable(Type.Union([Type.Literal('authority'), Type.Literal('people')])),
  recipient: Text(300),
  decision: Type.Union([Type.Literal('yes'), Type.Literal('no'), Type.Literal('undecided'), Type.Literal('no-rule')]),
  state: Type.Union([
    Type.Literal('running'),
    Type.Literal('overdue'),
    Type.Literal('met'),
    Type.Literal('waiting'),
    Type.Literal('held'),
    Type.Literal('none'),
  ]),
  clock: Nullable(Type.Union([Type.Literal('legal'), Type.Literal('target')])),
  anchor: Nullable(Text(40)),
  startsFrom: Nullable(InstantText),
  dueAt: Nullable(InstantText),
  /** the latest moment by the counting rule of that law, where it differs */
  latestAt: Nullable(InstantText),
  /** working days are counted and public holidays are not known: the law's own end may be later */
  holidays: Type.Boolean(),
  metAt: Nullable(InstantText),
  grade: Nullable(GradeText),
  people: Nullable(BoundsView),
  threshold: Nullable(Text(100)),
  citation: Text(300),
  source: Nullable(Text(500)),
  /** the day somebody compared the rule with the text of the law; `none`: nobody yet */
  verified: Text(20),
  why: Type.Array(Text(1000)),
})
export const DutiesView = Type.Object({ scopeVersion: Type.Integer(), asOf: InstantText, duties: Type.Array(DutyView) })

/** POST /api/incidents/:id/containments (owner, analyst) · POST /api/containments/:id/approve {control} (another person) · …/verify {} */
export const ContainmentNewBody = Type.Object({ store: StoreIdText, principal: PrincipalText })
export const ContainmentApproveBody = Type.Object({ control: ControlBody })

/** POST /api/incidents/:id/notices (owner, analyst) */
export const NoticeNewBody = Type.Object({
  law: Type.String({ minLength: 1, maxLength: 100 }),
  languages: Type.Array(Type.String({ pattern: '^[a-z]{2}$' }), { minItems: 1, maxItems: 20 }),
})
export const NoticeView = Type.Object({
  ...NoticeSummaryView.properties,
  languages: Type.Array(Text(2)),
  /** greets a made-up person: `example` is what stands in the text for them; `withoutName` greets those whose name is not known */
  previews: Type.Array(
    Type.Object({ lang: Text(2), subject: Text(300), text: Text(20_000), example: Text(2000), withoutName: Text(2000) }),
  ),
  /** what is missing or not allowed; empty before it can be approved */
  missing: Type.Array(Text(500)),
  notes: Type.Array(Text(1000)),
  draftedBy: Text(200),
  approvedBy: Nullable(Text(200)),
  /** the first 1000 */
  failures: Type.Array(Type.Object({ n: Type.Integer(), reason: Text(500), tries: Type.Integer(), nextAt: Nullable(InstantText) })),
  problem: Nullable(Text(500)),
  startedAt: Nullable(InstantText),
  endedAt: Nullable(InstantText),
  /** SHA-256 over all proofs in order of n */
  proofs: Nullable(Text(64)),
})
/** GET /api/notices/:id/proofs?after=&limit= (owner, analyst, auditor) */
export const ProofsView = Type.Object({
  proofs: Type.Array(
    Type.Object({ n: Type.Integer(), message: Text(64), address: Text(64), mta: Text(300), time: InstantText, messageId: Text(300) }),
  ),
  next: Nullable(Type.Integer()),
})

/** GET /api/mail (owner, analyst, auditor) · PUT /api/mail (owner); the password is never answered. */
export const MailBody = Type.Object({
  host: Type.String({ minLength: 1, maxLength: 253 }),
  port: Type.Integer({ minimum: 1, maximum: 65535 }),
  security: Type.Union([Type.Literal('none'), Type.Literal('starttls'), Type.Literal('tls')]),
  user: Type.Optional(Type.String({ maxLength: 300 })),
  password: Type.Optional(Type.String({ maxLength: 1000 })),
  from: Type.String({ minLength: 3, maxLength: 400 }),
  allowPrivate: Type.Optional(Type.Boolean()),
  perMinute: Type.Optional(Type.Integer({ minimum: 1, maximum: 60_000 })),
})
export const MailView = Type.Object({
  set: Type.Boolean(),
  host: Text(253),
  port: Type.Integer(),
  security: Text(10),
  user: Nullable(Text(300)),
  hasPassword: Type.Boolean(),
  from: Text(400),
  allowPrivate: Type.Boolean(),
  perMinute: Type.Integer(),
})
