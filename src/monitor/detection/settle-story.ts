// What a decision about an alert means for the past of its principal. Pure.
import type { Alert } from '../../core/contract/response.ts'
import { DAY, type Past } from './principal-past.ts'

/** A true story never becomes a habit; a harmless one is part of the past from now on. Either way what it was made of is done with. */
export function settleStory(past: Past, state: Alert['state']): void {
  const { story } = past
  if (story === null || state === 'new' || state === 'open') return
  past.story = null
  past.hours = []
  past.settled = Math.floor(past.last / DAY)
  const place = story.place === null ? undefined : past.places[story.place]
  if (state === 'true') {
    if (story.place !== null) delete past.places[story.place]
    past.sessions = past.sessions.filter((session) => session.place !== story.place)
    return
  }
  for (const day of past.days) if (day.story === story.alert) day.story = null
  if (place !== undefined) place.first = 0
}

/** The alert that a story belongs to turned out to be another. */
export function renameStory(past: Past, alert: string): void {
  const { story } = past
  if (story === null || story.alert === alert) return
  for (const day of past.days) if (day.story === story.alert) day.story = alert
  past.story = { ...story, alert }
}
