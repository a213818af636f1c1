// The rule of the story, from rules/detections/. Owns its shape; every number that decides is in the file, none in the code.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'
import { monitorError } from '../errors.ts'

const Example = Type.Object({
  name: Type.String(),
  days: Type.Integer(),
  usual: Type.Number(),
  last: Type.Object({ people: Type.Integer(), hours: Type.Integer(), place: Type.String() }),
})

export const DetectionRule = Type.Object({
  id: Type.String({ pattern: '^[a-z0-9-]{1,60}$' }),
  title: Type.String({ maxLength: 200 }),
  story: Type.String({ maxLength: 1000 }),
  source: Type.String({ maxLength: 200 }),
  /** `sway`: how far a level may move for long without meaning anything, as a share */
  windows: Type.Array(
    Type.Object({
      id: Type.Union([Type.Literal('hour'), Type.Literal('day'), Type.Literal('week'), Type.Literal('month')]),
      hours: Type.Integer({ minimum: 1 }),
      sway: Type.Optional(Type.Number()),
      words: Type.String(),
    }),
  ),
  /** the budget: what the whole organisation accepts */
  falseAlarmsPerYear: Type.Number({ exclusiveMinimum: 0 }),
  leastScore: Type.Number(),
  leastPeople: Type.Integer(),
  learnDays: Type.Integer(),
  placeNewForDays: Type.Integer(),
  placeMost: Type.Number(),
  overHighest: Type.Number({ minimum: 1 }),
  /** days that the peers count for beside somebody's own */
  shrink: Type.Number(),
  coverMost: Type.Number({ minimum: 1 }),
  /** people in data of a lower label are not counted */
  levelFrom: Type.Integer({ minimum: 0, maximum: 3 }),
  positives: Type.Array(Example),
  negatives: Type.Array(Example),
})
export type DetectionRule = Static<typeof DetectionRule>

const FILE = new URL('../../../rules/detections/customers-taken-out.json', import.meta.url)

export function readDetectionRule(file: string = fileURLToPath(FILE)): DetectionRule {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw monitorError('rule-damaged', { file }, error)
  }
  if (!Value.Check(DetectionRule, value)) throw monitorError('rule-damaged', { file })
  return value
}
