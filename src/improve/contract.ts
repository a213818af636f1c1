// What the views may use of improvement: controls with the state their last test gave, and lessons.
import type { ControlRun, Lesson } from '../core/contract/response.ts'

export interface ControlState {
  readonly id: string
  readonly name: string
  /** stale when the last run is too old; not-evaluated when there is none */
  readonly state: ControlRun['state']
  readonly lastRun: string | null
  readonly at: Date | null
}

export interface LessonState extends Lesson {
  readonly id: string
  readonly state: 'adopted' | 'applied' | 'retested' | 'failed'
}

export interface Improve {
  controls(): Promise<readonly ControlState[]>
  lessons(): Promise<readonly LessonState[]>
}
