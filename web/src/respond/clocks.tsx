// The clocks: each duty with its law, when it is due, and whether somebody compared the rule with the text. An unverified one is called an
// internal target, never a legal date.
import { useQuery } from '@tanstack/react-query'
import type { DutyView, IncidentView } from '../api/generated.ts'
import { dutiesQuery } from '../api/respond-queries.ts'
import { Bounds } from '../parts/bounds.tsx'
import { State } from '../parts/marks.tsx'
import { Failure, Loading } from '../parts/page.tsx'
import { Coded } from '../parts/said.tsx'
import { ScrollX } from '../parts/scroll-x.tsx'
import { Time } from '../parts/time.tsx'
import { plural, sentence } from '../parts/words.ts'
import { DUTY_STATES, byDue, jurisdictionWord, leftWord } from './incident-words.ts'
import './respond.css'

export function Clocks({ incident }: { readonly incident: IncidentView }) {
  const duties = useQuery(dutiesQuery(incident.id))
  const view = duties.data
  const all = view === undefined ? [] : view.duties.toSorted(byDue)
  const without = all.filter((duty) => duty.decision === 'no-rule')
  const rest = all.filter((duty) => duty.decision === 'no')
  const shown = all.filter((duty) => duty.decision === 'yes' || duty.decision === 'undecided')
  return (
    <section className="sec" id="clocks">
      <div className="sec-head">
        <h2>Clocks</h2>
        <span className="q s">what runs out first; rules are data with sources, to be confirmed by counsel</span>
      </div>
      {duties.error !== null && (
        <Failure error={duties.error} what="The duties could not be computed" retry={() => void duties.refetch()} />
      )}
      {view === undefined && duties.error === null && <Loading what="clocks" rows={5} columns={5} />}
      {view !== undefined && shown.length === 0 && <p className="q">No rule that Holdfast has asks for anything here.</p>}
      {view !== undefined && shown.length > 0 && (
        <ScrollX name="Clocks">
          <table className="t top" aria-label="Clocks">
            <thead>
              <tr>
                <th scope="col" style={{ width: '40%' }}>
                  Duty
                </th>
                <th scope="col">Due</th>
                <th scope="col">State</th>
                <th scope="col" className="num p2">
                  People
                </th>
                <th scope="col" className="p2" style={{ width: '24%' }}>
                  Rule
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((duty) => (
                <Row key={`${duty.law}${duty.recipient}${duty.jurisdictions.join()}`} duty={duty} now={view.asOf} />
              ))}
            </tbody>
          </table>
        </ScrollX>
      )}
      {without.length > 0 && (
        <p className="unknown gap-small">
          No rule here yet for{' '}
          {without
            .flatMap((duty) => duty.jurisdictions)
            .map((each) => (each === 'unknown' ? 'people whose jurisdiction is not known' : jurisdictionWord(each)))
            .join('; ')}
          . There may be duties with short clocks: ask counsel.
        </p>
      )}
      {rest.length > 0 && (
        <details className="disclose">
          <summary>
            {plural(rest.length, 'rule')} that {rest.length === 1 ? 'does' : 'do'} not apply, and why
          </summary>
          <ul className="plain-list">
            {rest.map((duty) => (
              <li key={`${duty.law}${duty.recipient}`}>
                {duty.name} <span className="q">{duty.why.map(sentence).join(' ')}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

function Row({ duty, now }: { readonly duty: DutyView; readonly now: string }) {
  const [state, word] = DUTY_STATES[duty.state]
  return (
    <tr>
      <td>
        <span className="m">{duty.name}</span>
        {duty.decision === 'undecided' && <span className="partial"> undecided, planned as yes</span>}
        <span className="two">{sentence(duty.recipient)}</span>
        <details className="disclose s">
          <summary>Why</summary>
          <ul className="plain-list">
            {duty.why.map((line) => (
              <li key={line}>
                <Coded text={sentence(line)} />
              </li>
            ))}
          </ul>
        </details>
      </td>
      <td className="nw">
        {duty.dueAt === null ? (
          <span className="unknown">no time</span>
        ) : (
          <>
            <span className={duty.state === 'overdue' ? 'fail b' : 'b'}>
              <Time at={duty.dueAt} />
            </span>
            <span className="two">{duty.state === 'met' ? '' : leftWord(duty.dueAt, now)}</span>
            {duty.startsFrom !== null && (
              <span className="two">
                from <Time at={duty.startsFrom} />
                {duty.anchor !== null && `, ${duty.anchor}`}
              </span>
            )}
            {duty.latestAt !== null && (
              <span className="two">
                as the law counts <Time at={duty.latestAt} />
              </span>
            )}
            {duty.holidays && <span className="two unknown">public holidays not counted: check</span>}
          </>
        )}
      </td>
      <td>
        <State state={state}>{word}</State>
        {duty.clock !== null && <span className="two">{duty.clock === 'legal' ? 'by law' : 'an internal target'}</span>}
        {duty.metAt !== null && (
          <span className="two">
            <Time at={duty.metAt} />
          </span>
        )}
      </td>
      <td className="num p2">{duty.people === null ? <span className="unknown">unknown</span> : <Bounds {...duty.people} />}</td>
      <td className="p2">
        {duty.citation}
        <span className="two">
          {duty.verified === 'none' ? (
            <span className="unknown">unverified: an internal target</span>
          ) : (
            `compared with the text on ${duty.verified}`
          )}
          {duty.source !== null && duty.source.startsWith('https://') && (
            <>
              ,{' '}
              <a className="link" href={duty.source} target="_blank" rel="noreferrer noopener">
                source
              </a>
            </>
          )}
        </span>
      </td>
    </tr>
  )
}
