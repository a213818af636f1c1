// Requests and answers about controls and lessons. Schemas only.
import { Type } from 'typebox'
import { InstantText, Nullable, Text, Uuid } from '../core/contract/api.ts'

export const ControlIdText = Type.String({ pattern: '^[a-z][a-z0-9-]{1,60}$' })
/** Green is `pass` and nothing else. */
export const ControlStateText = Type.Union([
  Type.Literal('pass'),
  Type.Literal('fail'),
  Type.Literal('error'),
  Type.Literal('stale'),
  Type.Literal('not-evaluated'),
  Type.Literal('not-applicable'),
  Type.Literal('manual'),
])
const ItemStateText = Type.Union([Type.Literal('pass'), Type.Literal('fail'), Type.Literal('error'), Type.Literal('not-evaluated')])
const Sha = Text(64)
const Counts = Type.Object({ pass: Type.Integer(), fail: Type.Integer(), error: Type.Integer(), 'not-evaluated': Type.Integer() })

export const ControlSummaryView = Type.Object({
  id: ControlIdText,
  name: Text(),
  asks: Text(1000),
  /** `stale`: the last run is too old, or lies ahead of the clock */ state: ControlStateText,
  /** what the last run itself said */ lastState: Nullable(ControlStateText),
  lastRun: Nullable(Uuid),
  at: Nullable(InstantText),
  validUntil: Nullable(InstantText),
  counts: Nullable(Counts),
})
export const RoundView = Type.Object({
  id: Uuid,
  askedAt: InstantText,
  /** null: it runs */ endedAt: Nullable(InstantText),
  done: Type.Integer(),
  of: Type.Integer(),
})
/** GET /api/controls (every role) */
export const ControlsView = Type.Object({ controls: Type.Array(ControlSummaryView), round: Nullable(RoundView) })
/** POST /api/controls/run {controls?} (owner, analyst): starts all of them, or those named; joins a round that runs */
export const ControlsRunBody = Type.Object({ controls: Type.Optional(Type.Array(ControlIdText, { minItems: 1, maxItems: 100 })) })
export const ControlsRunView = Type.Object({ run: Uuid, joined: Type.Boolean() })

export const ControlRunView = Type.Object({
  id: Uuid,
  round: Nullable(Uuid),
  state: ControlStateText,
  from: InstantText,
  to: InstantText,
  validUntil: InstantText,
  target: Text(1000),
  /** `digest`: SHA-256 of the canonical JSON list of the sorted ids */ population: Type.Object({ n: Type.Integer(), digest: Sha }),
  counts: Counts,
  /** SHA-256 of the run's body, as its leaf in the ledger has it */ results: Sha,
  codeSha: Sha,
})
export const ControlRunDetailView = Type.Object({
  ...ControlRunView.properties,
  query: Text(50_000),
  params: Type.Unknown(),
  problem: Nullable(Text(1000)),
  /** those that fail first */ items: Type.Array(Type.Object({ id: Text(400), state: ItemStateText, why: Type.Array(Text(2000)) })),
  excluded: Type.Array(Type.Object({ id: Text(400), reason: Text(1000) })),
  /** false: the stored body is not the one that the run was recorded with */ digestHolds: Type.Boolean(),
})
/** GET /api/controls/:id?runs=&items= (every role) */
export const ControlView = Type.Object({
  ...ControlSummaryView.properties,
  says: Text(1000),
  evidence: Text(20),
  validHours: Type.Integer(),
  cannot: Type.Array(Text(500)),
  positives: Type.Array(Text(500)),
  negatives: Type.Array(Text(500)),
  /** identifiers of other catalogues, never their text */
  maps: Type.Object({
    csf: Type.Array(Text(20)),
    iso27001: Type.Array(Text(20)),
    pci: Type.Array(Text(20)),
    cis: Type.Array(Text(20)),
    /** when somebody compared them with the text; `none`: nobody yet */ verified: Text(20),
  }),
  test: Text(100),
  codeSha: Sha,
  last: Nullable(ControlRunDetailView),
  runs: Type.Array(ControlRunView),
})
/** GET /api/controls/:id/runs/:run (every role): the run’s body, byte for byte, whose SHA-256 its leaf holds */

const RetestResultText = Type.Union([
  Type.Literal('blocked'),
  Type.Literal('detected'),
  Type.Literal('not-blocked'),
  Type.Literal('not-detected'),
  Type.Literal('not-shown'),
])
const Expectation = Type.Union([Type.Literal('blocked'), Type.Literal('detected')])
/** POST /api/lessons (owner, analyst) → LessonView */
export const LessonBody = Type.Object({
  incident: Uuid,
  cause: Type.String({ minLength: 1, maxLength: 1000 }),
  owner: Type.String({ minLength: 1, maxLength: 200 }),
  due: InstantText,
  change: Type.Object({ plan: Uuid }),
  control: ControlIdText,
  retest: Type.Object({ attack: Type.String({ minLength: 1, maxLength: 500 }), expect: Expectation }),
})
export const LessonView = Type.Object({
  id: Uuid,
  incident: Uuid,
  cause: Text(1000),
  owner: Text(),
  due: InstantText,
  change: Type.Object({ plan: Uuid }),
  control: ControlIdText,
  retest: Type.Object({ attack: Text(500), expect: Expectation }),
  /** follows from the plan and the last retest; nobody sets it */
  state: Type.Union([Type.Literal('adopted'), Type.Literal('applied'), Type.Literal('retested'), Type.Literal('failed')]),
  adoptedAt: InstantText,
  planState: Nullable(Text(20)),
  lastRetest: Nullable(
    Type.Object({ id: Uuid, result: RetestResultText, from: InstantText, to: InstantText, at: InstantText, sha256: Sha }),
  ),
})
/** GET /api/lessons (every role) */
export const LessonsView = Type.Object({ lessons: Type.Array(LessonView) })
/** POST /api/lessons/:id/retest {from, to} (owner, analyst): computed from the access records of [from, to) */
export const RetestBody = Type.Object({ from: InstantText, to: InstantText })
export const RetestView = Type.Object({
  id: Uuid,
  result: RetestResultText,
  asExpected: Type.Boolean(),
  why: Type.Array(Text(1000)),
  records: Type.Integer(),
  denied: Type.Integer(),
  people: Type.Object({ lower: Type.Integer(), upper: Type.Integer(), basis: Text(20) }),
  alerts: Type.Array(Uuid),
  gaps: Type.Integer(),
  inputs: Type.Array(Type.Object({ name: Text(300), sha256: Sha, rows: Type.Integer() })),
  sha256: Sha,
})
