// Types of the tables of lessons and control runs. Owns nothing but them; the tables are sql/000001 and sql/000011.
import type { ColumnType, Generated } from 'kysely'
import type { ControlRun, Lesson } from '../../core/contract/response.ts'
import type { AtOrNull, Json } from './tables-columns.ts'

export interface LessonTable {
  id: string
  incident: string
  cause: string
  owner: string
  due: Date
  change: Json<Lesson['change']>
  control: string
  retest: Json<Lesson['retest']>
  adopted_by: Generated<string>
  adopted_at: Generated<Date>
}

export interface LessonRetestTable {
  id: string
  seq: ColumnType<string, never, never>
  lesson: string
  from_at: Date
  to_at: Date
  result: 'blocked' | 'detected' | 'not-blocked' | 'not-detected' | 'not-shown'
  body: string
  body_sha: string
  retested_by: string
  retested_at: Date
}

export interface ControlRoundTable {
  id: string
  seq: ColumnType<string, never, never>
  controls: string[]
  started_by: string
  asked_at: Date
  ended_at: AtOrNull
}

export interface ControlRunTable {
  id: string
  control: string
  test: string
  code_sha: string
  params: Json<unknown>
  target: string
  from_at: Date
  to_at: Date
  population: Json<ControlRun['population']>
  valid_until: Date
  results: string
  state: ControlRun['state']
  round: string | null
  seq: ColumnType<string, never, never>
  body: Generated<string>
}

export interface ImproveTables {
  lesson: LessonTable
  lesson_retest: LessonRetestTable
  control_round: ControlRoundTable
  control_run: ControlRunTable
}
