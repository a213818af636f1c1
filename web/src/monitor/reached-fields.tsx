// The fields of a story with label and people reached, each figure by its own question; the rest on demand, since each is one.
import { useQueries } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { AlertView } from '../api/generated.ts'
import { accessesQuery } from '../api/monitor-queries.ts'
import { fieldQuery } from '../api/queries.ts'
import { Bounds, basisWord } from '../parts/bounds.tsx'
import { Label } from '../parts/marks.tsx'
import { ScrollX } from '../parts/scroll-x.tsx'
import { plural } from '../parts/words.ts'
import { AccessLink, questionOf } from './access-words.tsx'

const FIRST = 8

export function ReachedFields({ alert }: { readonly alert: AlertView }) {
  const [all, setAll] = useState(false)
  const ids = all ? alert.fields : alert.fields.slice(0, FIRST)
  const question = questionOf(alert.query)
  const fields = useQueries({ queries: ids.map((id) => fieldQuery(id)) })
  const people = useQueries({ queries: ids.map((field) => accessesQuery({ ...question, field })) })
  return (
    <section className="sec">
      <div className="sec-head">
        <h2>Data and people reached</h2>
      </div>
      <ScrollX name="Fields reached">
        <table className="t" aria-label="Fields reached">
          <thead>
            <tr>
              <th scope="col" className="wide">
                Field
              </th>
              <th scope="col">Label</th>
              <th scope="col" className="num">
                People
              </th>
            </tr>
          </thead>
          <tbody>
            {ids.map((id, at) => {
              const field = fields[at]?.data
              const reached = people[at]?.data?.subjects
              return (
                <tr key={id}>
                  <td>
                    <Link className="mono" to="/map" search={{ at: id }}>
                      {field === undefined ? id : `${field.object.name}.${field.path}`}
                    </Link>
                  </td>
                  <td className="nw">
                    {field === undefined ? <span className="qq">…</span> : <Label label={field.label} regimes={false} />}
                  </td>
                  <td className="num">
                    {reached === undefined ? (
                      <span className="qq">{people[at]?.error === null ? '…' : 'unknown'}</span>
                    ) : (
                      <AccessLink question={{ ...question, field: id }}>
                        <Bounds lower={reached.lower} upper={reached.upper} basis={reached.basis} />
                      </AccessLink>
                    )}
                  </td>
                </tr>
              )
            })}
          </tbody>
          <tfoot>
            <tr>
              <td colSpan={2}>Distinct people</td>
              <td className="num">
                <AccessLink question={question}>
                  <Bounds {...alert.subjects} />
                </AccessLink>
              </td>
            </tr>
          </tfoot>
        </table>
      </ScrollX>
      {alert.fields.length > FIRST && (
        <button type="button" className="btn gap-small" onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show all ${plural(alert.fields.length, 'field')}`}
        </button>
      )}
      <p className="q s gap-small">{basisWord(alert.subjects.basis)}.</p>
    </section>
  )
}
