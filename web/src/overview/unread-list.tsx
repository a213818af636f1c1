// What could not be read, by reason: unread is shown and counted, never left out.
import { Link } from '@tanstack/react-router'
import type { OverviewView } from '../api/generated.ts'
import { CoverageState } from '../parts/marks.tsx'
import { count, plural } from '../parts/words.ts'

export function UnreadList({ rows }: { readonly rows: OverviewView['unread'] }) {
  const total = rows.reduce((sum, row) => sum + row.count, 0)
  return (
    <section>
      <div className="sec-head">
        <h2>Could not be read</h2>
        {total > 0 && <span className="q s">{plural(total, 'object')}, each treated as Highly Confidential until read</span>}
        <Link className="end link s" to="/scans">
          Scans
        </Link>
      </div>
      {rows.length === 0 && <p className="q">Everything seen was read.</p>}
      {rows.length > 0 && (
        <table className="t" aria-label="Could not be read">
          <tbody>
            {rows.map((row) => (
              <tr key={row.status + row.reason}>
                <td className="num">{count(row.count)}</td>
                <td className="nw">
                  <CoverageState status={row.status} />
                </td>
                <td className="wide">{row.reason}</td>
                <td className="q p2 nw">{row.stores.length > 2 ? plural(row.stores.length, 'store') : row.stores.join(', ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
