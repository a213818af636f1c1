// What the views may use of improvement: controls with the state their last test gave, and lessons.
import type { ControlRun, Lesson } from '../core/contract/response.ts'

export interface ControlState {
  readonly id: string
  readonly name: string
  readonly asks: string
  /** stale when the last run is too old, or lies ahead; not-evaluated when there is none */
  readonly state: ControlRun['state']
  /** what the last run itself said; null: none */
  readonly lastState: ControlRun['state'] | null
  readonly lastRun: string | null
  readonly at: Date | null
  readonly validUntil: Date | null
  /** members of the population of the last run, by how they ended */
  readonly counts: { readonly pass: number; readonly fail: number; readonly error: number; readonly 'not-evaluated': number } | null
}

export interface LessonState extends Lesson {
  readonly id: string
  /** failed: retested after the change, and not as expected */
  readonly state: 'adopted' | 'applied' | 'retested' | 'failed'
  readonly adoptedAt: Date
  /** null: the plan is gone */
  readonly planState: string | null
  readonly lastRetest: {
    readonly id: string
    readonly result: 'blocked' | 'detected' | 'not-blocked' | 'not-detected' | 'not-shown'
    readonly from: Date
    readonly to: Date
    readonly at: Date
    readonly sha256: string
  } | null
}

export interface Improve {
  controls(): Promise<readonly ControlState[]>
  lessons(): Promise<readonly LessonState[]>
}
