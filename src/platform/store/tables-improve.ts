// Types of the tables of lessons and control runs. Owns nothing but them; the tables are sql/000001 and sql/000011.
import type { ControlRun } from '../../core/contract/response.ts'
import type { Json } from './tables-columns.ts'

export interface LessonTable {
  id: string
  incident: string
  cause: string
  owner: string
  due: Date
  change: Json<unknown>
  control: string
  retest: Json<unknown>
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
  population: Json<unknown>
  valid_until: Date
  results: string
  state: ControlRun['state']
}

export interface ImproveTables {
  lesson: LessonTable
  control_run: ControlRunTable
}
