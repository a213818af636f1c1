// Who is affected: people by jurisdiction and grade with bounds, drawn; how it was computed, why it is a range, who is left out.
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { call } from '../api/client.ts'
import type { IncidentView, ScopeRunView, ScopeView } from '../api/generated.ts'
import { useAccount } from '../app/account.ts'
import { AccessLink, questionOf } from '../monitor/access-words.tsx'
import { Bounds, BoundsBar } from '../parts/bounds.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { State } from '../parts/marks.tsx'
import { Failure } from '../parts/page.tsx'
import { Coded } from '../parts/said.tsx'
import { ScrollX } from '../parts/scroll-x.tsx'
import { Span, Time } from '../parts/time.tsx'
import { count, percent, plural, sentence } from '../parts/words.ts'
import { GRADE_WORDS, jurisdictionWord, type Grade } from './incident-words.ts'
import { isOpen, useScopeRun } from './scope-run.tsx'
import './respond.css'

const NOBODY = { lower: 0, upper: 0 }
const DRAWN: readonly Grade[] = ['in-store', 'reachable', 'accessed', 'exfiltrated']

export function ScopeSection({ incident, scope }: { readonly incident: IncidentView; readonly scope: ScopeView }) {
  const of = (jurisdiction: string, grade: Grade) =>
    scope.counts.find((each) => each.jurisdiction === jurisdiction && each.dataClass === 'all' && each.grade === grade) ?? NOBODY
  const jurisdictions = [...new Set(scope.counts.filter((each) => each.dataClass === 'all').map((each) => each.jurisdiction))]
    .filter((each) => each !== 'all')
    .toSorted(
      (a, b) =>
        order(a) - order(b) || of(b, 'accessed').upper - of(a, 'accessed').upper || of(b, 'in-store').lower - of(a, 'in-store').lower,
    )
  const most = Math.max(1, ...jurisdictions.map((each) => of(each, 'accessed').upper))
  const query = scope.queries[0]
  const figure = (bounds: { readonly lower: number; readonly upper: number }, grade: Grade) =>
    grade === 'accessed' && query !== undefined ? (
      <AccessLink question={questionOf(query)}>
        <Bounds {...bounds} strong />
      </AccessLink>
    ) : (
      <Bounds {...bounds} />
    )
  return (
    <section className="sec" id="scope">
      <div className="sec-head">
        <h2>Who is affected</h2>
        <span className="q s">distinct people by where they live and how sure we are</span>
        <span className="end s q">
          version {scope.version}, <Time at={scope.computedAt} />
          {incident.scopes.length > 1 && (
            <>
              ; all:{' '}
              {incident.scopes.map(({ version }) => (
                <Link key={version} className="link" to="/incidents/$id" params={{ id: incident.id }} search={{ scope: version }}>
                  {version}{' '}
                </Link>
              ))}
            </>
          )}
        </span>
      </div>
      <ScrollX name="Who is affected">
        <table className="t" aria-label="Who is affected">
          <thead>
            <tr>
              <th scope="col" style={{ width: '24%' }}>
                Jurisdiction
              </th>
              {DRAWN.map((grade) => (
                <th key={grade} scope="col" className={`num${grade === 'accessed' ? '' : ' p2'}`}>
                  {GRADE_WORDS[grade]}
                </th>
              ))}
              <th scope="col" className="scope-drawn">
                <span className="sr">Drawn</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {jurisdictions.map((each) => (
              <tr key={each}>
                <td className={each === 'unknown' ? 'unknown' : 'm'}>{jurisdictionWord(each)}</td>
                {DRAWN.map((grade) => (
                  <td key={grade} className={`num${grade === 'accessed' ? '' : ' p2'}`}>
                    {figure(of(each, grade), grade)}
                  </td>
                ))}
                <td className="scope-drawn">
                  <BoundsBar {...pick(of(each, 'accessed'))} inner={of(each, 'exfiltrated').lower} of={most} />
                </td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <td>All people</td>
              {DRAWN.map((grade) => (
                <td key={grade} className={`num${grade === 'accessed' ? '' : ' p2'}`}>
                  {figure(scope.totals[grade], grade)}
                </td>
              ))}
              <td className="scope-drawn s q legend-cell">strong: taken out; grey: read; hatched: possible</td>
            </tr>
          </tfoot>
        </table>
      </ScrollX>
      <p className="q s gap-small">A person with two places counts in both, once in the last line.</p>
      <DataClasses scope={scope} />
      <Computed scope={scope} incident={incident} />
    </section>
  )
}

const pick = ({ lower, upper }: { readonly lower: number; readonly upper: number }) => ({ lower, upper })
/** the union and what is not known stand last */
const order = (jurisdiction: string): number => (jurisdiction === 'unknown' ? 2 : jurisdiction === 'EU' ? 1 : 0)

function DataClasses({ scope }: { readonly scope: ScopeView }) {
  const classes = scope.counts.filter(
    (each) => each.jurisdiction === 'all' && each.dataClass !== 'all' && each.grade === 'accessed' && each.upper > 0,
  )
  if (classes.length === 0 && scope.shown.length === 0) return null
  return (
    <details className="disclose">
      <summary>What was shown of them</summary>
      <ScrollX name="What was shown">
        <table className="t" aria-label="What was shown">
          <thead>
            <tr>
              <th scope="col" className="wide">
                Kind of data
              </th>
              <th scope="col" className="num">
                Accessed
              </th>
            </tr>
          </thead>
          <tbody>
            {classes.map((each) => (
              <tr key={each.dataClass}>
                <td>{each.dataClass}</td>
                <td className="num">
                  <Bounds lower={each.lower} upper={each.upper} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
      {scope.shown.length > 0 && (
        <p className="q s gap-small">
          As shown: {scope.shown.map((each) => `${each.type} ${each.how} (${plural(each.fields, 'field')})`).join('; ')}.
        </p>
      )}
    </details>
  )
}

function Computed({ scope, incident }: { readonly scope: ScopeView; readonly incident: IncidentView }) {
  const { may, role } = useAccount()
  const check = useMutation({
    mutationFn: () =>
      call<ScopeRunView>(`/api/incidents/${encodeURIComponent(incident.id)}/scopes/${scope.version}/check`, { method: 'POST', body: {} }),
  })
  const run = useScopeRun(check.data ?? null)
  const said = run?.check ?? null
  const checking = check.isPending || isOpen(run)
  const { records } = scope
  return (
    <dl className="kv gap-top">
      <dt>How computed</dt>
      <dd>
        {scope.queries.map((query, at) => (
          <span key={`${query.from}${query.to}${query.principals?.join() ?? ''}`}>
            {at > 0 && '; '}
            {query.principals?.join(', ') ?? 'anybody'}, <Span from={query.from} to={query.to} /> →{' '}
            <AccessLink question={questionOf(query)}>{at === 0 ? plural(records.count, 'access record') : 'its accesses'}</AccessLink>
          </span>
        ))}{' '}
        → people by key → where they live.
        {records.withoutKeys > 0 && ` ${plural(records.withoutKeys, 'record')} without a key of a person.`}
        {records.unfinished > 0 && ` ${count(records.unfinished)} never ended.`}
        {records.denied > 0 && ` ${count(records.denied)} refused: these reached nobody.`}
        {records.unresolved > 0 && ` ${plural(records.unresolved, 'key')} that belong to nobody known.`}
        <details className="disclose">
          <summary>{plural(scope.inputs.length, 'input')} with their hashes</summary>
          <ScrollX name="Inputs">
            <table className="t" aria-label="Inputs">
              <thead>
                <tr>
                  <th scope="col" className="wide">
                    Input
                  </th>
                  <th scope="col" className="num">
                    Rows
                  </th>
                  <th scope="col">SHA-256</th>
                </tr>
              </thead>
              <tbody>
                {scope.inputs.map((input) => (
                  <tr key={input.name}>
                    <td className="mono">{input.name}</td>
                    <td className="num">{count(input.rows)}</td>
                    <td className="mono q" title={input.sha256}>
                      {input.sha256.slice(0, 16)}…
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollX>
          <p className="hash q gap-small">
            inputs {scope.inputHash} <br />
            result {scope.resultHash} <CopyButton bare text={`inputs ${scope.inputHash}\nresult ${scope.resultHash}`} />
          </p>
        </details>
      </dd>
      <dt>Again</dt>
      <dd>
        {(may.act || role === 'auditor') && (
          <button type="button" className="btn" disabled={checking} onClick={() => check.mutate()}>
            {checking ? 'Computing again …' : 'Check again'}
          </button>
        )}{' '}
        {checking && run !== null && run.share > 0 && <span className="q num">{percent(run.share)}</span>}
        {said !== null &&
          (said.same ? (
            <State state="pass">same inputs, same result, byte for byte</State>
          ) : (
            <State state={said.sameInputs ? 'fail' : 'stale'}>
              {said.sameInputs ? 'same inputs, another result' : 'the inputs have changed since: compute again'}
            </State>
          ))}
        {said !== null && said.differences.length > 0 && (
          <ul className="plain-list">
            {said.differences.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
        {run !== null && (run.state === 'failed' || run.state === 'stopped') && (
          <State state={run.state === 'failed' ? 'error' : 'unknown'}>{run.problem ?? 'stopped before it came to an end'}</State>
        )}
        {check.error !== null && <Failure error={check.error} what="It could not be computed again" />}
      </dd>
      <dt>Why a range</dt>
      <dd className={scope.totals.accessed.upper > scope.totals.accessed.lower ? 'unknown' : 'q'}>
        {scope.totals.accessed.upper === scope.totals.accessed.lower &&
          'All people together are exact: every record has its keys and no record is missing. '}
        {scope.gaps.map((gap) => (
          <span key={`${gap.source}${gap.from}`} style={{ display: 'block' }}>
            No records of {gap.source} from <Span from={gap.from} to={gap.to} />: at most {plural(gap.upper, 'more person', 'more people')};{' '}
            {gap.reason}
          </span>
        ))}
        {scope.notes.map((note) => (
          <span key={note} style={{ display: 'block' }}>
            <Coded text={sentence(note)} />
          </span>
        ))}
      </dd>
      <dt>Excluded</dt>
      <dd>
        {scope.excluded.length === 0 ? (
          <span className="q">nobody</span>
        ) : (
          scope.excluded.map((each) => (
            <span key={each.reason} style={{ display: 'block' }}>
              {plural(each.people, 'person', 'people')}: {each.reason}
            </span>
          ))
        )}
      </dd>
    </dl>
  )
}
