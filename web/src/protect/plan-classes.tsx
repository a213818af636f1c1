// What each class of a plan sees, column by column with the reason, and who is in it.
import { Link } from '@tanstack/react-router'
import type { PlanView } from '../api/generated.ts'
import { ScrollX } from '../parts/scroll-x.tsx'
import { plural } from '../parts/words.ts'
import { boundsOfClass, shownSummary, shownWord } from './protect-words.tsx'

export function PlanClasses({ plan }: { readonly plan: PlanView }) {
  return (
    <section className="sec">
      <div className="sec-head">
        <h2>What each class sees</h2>
      </div>
      {plan.classes.map((one) => {
        const lines = plan.diff.filter((line) => line.class === one.id)
        const members = plan.members.filter((member) => member.class === one.id)
        return (
          <div key={one.id} className="gap-top">
            <h3>{one.id}</h3>
            <p className="q">
              {plural(lines.length, 'column')}: {shownSummary(lines.map((line) => line.show))}. It comes in {boundsOfClass(one)}.
            </p>
            <p className="q">
              {members.length === 0
                ? 'Nobody is in it.'
                : `${plural(members.length, 'member')}: ${members.map((member) => member.principal ?? member.login).join(', ')}.`}
            </p>
            <ScrollX name={`Columns of ${one.id}`}>
              <table className="t gap-small" aria-label={`What ${one.id} sees`}>
                <thead>
                  <tr>
                    <th scope="col">Column</th>
                    <th scope="col">Shown</th>
                    <th scope="col" className="p2">
                      Why
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {lines.map((line) => (
                    <tr key={`${line.relation}.${line.column}`}>
                      <td className="mono">
                        {line.field === null ? (
                          `${line.relation}.${line.column}`
                        ) : (
                          <Link className="link" to="/map" search={{ at: line.field }}>
                            {line.relation}.{line.column}
                          </Link>
                        )}
                      </td>
                      <td className={line.show === 'clear' ? 'nw' : 'nw q'}>{shownWord(line.show)}</td>
                      <td className="q p2">{line.why}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </ScrollX>
          </div>
        )
      })}
    </section>
  )
}
