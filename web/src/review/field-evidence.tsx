// What speaks for and against a field being personal, and its masked samples.
import { Link } from '@tanstack/react-router'
import type { ReviewItemView, WhyView } from '../api/generated.ts'
import { useAccount } from '../app/account.ts'
import { WhyList } from '../map/why-list.tsx'
import { count, percent, plural } from '../parts/words.ts'

export function FieldEvidence({ field }: { readonly field: ReviewItemView }) {
  const { may } = useAccount()
  const all: readonly WhyView[] = [...field.why, ...field.types.flatMap((type) => type.why)].filter(
    (reason, at, list) => list.findIndex((other) => other.rule === reason.rule && other.text === reason.text) === at,
  )
  const against = all.filter((reason) => (reason.weight ?? 0) < 0)
  const rest = all.filter((reason) => (reason.weight ?? 0) >= 0)
  return (
    <section>
      <div className="sec-head">
        <h2 className="mono wrap-any">
          {field.store.name}/{field.object.name}/{field.path}
        </h2>
        <span className="q s">
          {field.declared !== null && `${field.declared}, `}
          {field.object.rows !== null && `${field.object.rowsExact ? '' : 'about '}${plural(field.object.rows, 'row')} in the object`}
          {field.values !== null && `, ${plural(field.values, 'value')} read`}
        </span>
        <Link className="end link s" to="/map" search={{ at: field.id }}>
          In the data map
        </Link>
      </div>
      <div className="cols gap-top">
        <div>
          <h3>For</h3>
          {rest.length === 0 ? <p className="q">Nothing.</p> : <WhyList why={rest} />}
        </div>
        <div>
          <h3>Against</h3>
          {against.length === 0 ? <p className="q">Nothing weighed against it; there was too little for it.</p> : <WhyList why={against} />}
        </div>
      </div>
      {field.types.length > 0 && (
        <>
          <h3 className="gap-top">{may.samples ? 'Sample, masked' : 'Types'}</h3>
          <table className="t sample-table" aria-label="Types and samples">
            <tbody>
              {field.types.map((type) => (
                <tr key={type.type}>
                  <td className="mono wide">{may.samples ? (type.sample ?? 'none kept') : type.type}</td>
                  <td className="num">{count(type.count)}</td>
                  <td className="num q">{percent(type.share)}</td>
                  <td className="q nw p2">like {type.name}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {!may.samples && <p className="q s gap-small">Viewers see no samples.</p>}
        </>
      )}
    </section>
  )
}
