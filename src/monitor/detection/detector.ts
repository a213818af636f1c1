// Runs the story over records in their order: takes each into its principal's past, judges an hour when it ends and once more at the end of the
// batch, and joins findings to one story a principal. Owns that order; no input or output, so that a replay gives the same.
import type { DetectionRule } from './detection-rule.ts'
import { judge, type Finding } from './judge.ts'
import type { Peers } from './peers.ts'
import { DAY, HOUR, takeIn, type Past, type SeenAccess } from './principal-past.ts'

export interface SeenRow extends SeenAccess {
  readonly past: Past
  /** time only: its people are of no label that counts */
  readonly label: boolean
}

export interface StoryUpdate {
  readonly past: Past
  readonly finding: Finding
  readonly opened: boolean
}

export interface DetectorOptions {
  readonly rule: DetectionRule
  readonly peers: Peers
  readonly since: () => number
  readonly placeName: (place: string) => string
  readonly newId: () => string
}

export interface Detector {
  /** Stories opened or extended by these records, one an entry. */
  take(rows: readonly SeenRow[]): StoryUpdate[]
}

export function createDetector({ rule, peers, since, placeName, newId }: DetectorOptions): Detector {
  return {
    take(rows) {
      const updates = new Map<Past, StoryUpdate>()
      const touched = new Set<Past>()
      const look = (past: Past, hour: number): void => {
        const finding = judge(past, hour, { rule, peers, since: since(), placeName })
        const { story } = past
        if (finding === null) return
        const before = updates.get(past)
        const best = before !== undefined && before.finding.score > finding.score ? before.finding : finding
        if (story === null) {
          past.story = { alert: newId(), from: finding.from, place: finding.place }
          // INVARIANT: what is part of a story is no baseline until somebody decides.
          for (const day of past.days) if (day.at >= Math.floor(finding.from / DAY)) day.story = past.story.alert
          updates.set(past, { past, finding: best, opened: true })
        } else updates.set(past, { past, finding: best, opened: before?.opened ?? false })
      }
      for (const row of rows) {
        const { past } = row
        const hour = Math.floor(row.time / HOUR)
        const lastHour = Math.floor(past.last / HOUR)
        if (past.last > 0 && hour > lastHour) {
          look(past, lastHour)
          if (Math.floor(hour / 24) > Math.floor(lastHour / 24)) peers.note(past, row.time)
        }
        takeIn(past, row)
        touched.add(past)
      }
      for (const past of touched) {
        look(past, Math.floor(past.last / HOUR))
        peers.note(past, past.last)
      }
      return [...updates.values()]
    },
  }
}
