// Where an incident stands, as a line of steps: each with what it rests on, none green that was not shown.
import type { IncidentView } from '../api/generated.ts'
import { Glyph, type StateName } from '../parts/marks.tsx'
import { Time } from '../parts/time.tsx'
import './respond.css'

export function IncidentSteps({ incident, lessons }: { readonly incident: IncidentView; readonly lessons: number }) {
  const contained = incident.containments
  const held = contained.length > 0 && contained.every((each) => each.state === 'verified')
  const sent = incident.notices
  const told = sent.length > 0 && sent.every((notice) => notice.state === 'sent' && notice.failed === 0)
  const steps: readonly (readonly [string, StateName, string | null])[] = [
    ['noticed', 'pass', incident.openedAt],
    ['scope computed', incident.scopeVersion === null ? 'unknown' : 'pass', incident.scopes.at(-1)?.computedAt ?? null],
    ['contained', held ? 'pass' : contained.length > 0 ? 'partial' : 'unknown', null],
    ['people told', told ? 'pass' : sent.length > 0 ? 'partial' : 'unknown', null],
    ['learned', lessons > 0 ? 'partial' : 'unknown', null],
  ]
  return (
    <ol className="steps" aria-label="Steps">
      {steps.map(([name, state, at]) => (
        <li key={name} className={state === 'pass' ? 'done' : state === 'partial' ? 'now' : ''}>
          <Glyph state={state} name={state === 'pass' ? 'done' : state === 'partial' ? 'under way' : 'not yet'} /> {name}{' '}
          {at !== null && <Time at={at} />}
        </li>
      ))}
    </ol>
  )
}
