// Each store as a bar of fields: personal, not personal, and hatched what is unsure or was not read. The figures stand beside it.
import { Link } from '@tanstack/react-router'
import type { OverviewView } from '../api/generated.ts'
import { Bar } from '../parts/bar.tsx'
import { Label, State } from '../parts/marks.tsx'
import { Time } from '../parts/time.tsx'
import { count } from '../parts/words.ts'
import { ScrollX } from '../parts/scroll-x.tsx'

type Store = OverviewView['stores'][number]

/** Fields that were not read, or held nothing but empty values: what is in them is unknown, and nobody can decide about it. */
const valueless = (store: Store): number => Math.max(0, store.fields - store.personal - store.notPersonal - store.unsure)
const amount = (value: number) => (value === 0 ? <span className="qq">0</span> : count(value))

export function StoreCoverage({ stores }: { readonly stores: readonly Store[] }) {
  const most = Math.max(1, ...stores.map((store) => store.fields + store.unread))
  const sum = (pick: (store: Store) => number) => stores.reduce((total, store) => total + pick(store), 0)
  return (
    <section className="sec">
      <div className="sec-head">
        <h2>Fields by store</h2>
        <span className="end legend" aria-hidden="true">
          <span>
            <span className="sw sw-personal" />
            personal
          </span>
          <span>
            <span className="sw sw-clear" />
            not personal
          </span>
          <span>
            <span className="sw hatched" />
            unsure or unread
          </span>
        </span>
      </div>
      <ScrollX name="Fields by store">
        <table className="t" aria-label="Fields by store">
          <thead>
            <tr>
              <th scope="col">Store</th>
              <th scope="col">Highest label</th>
              <th scope="col" className="num">
                Fields
              </th>
              <th scope="col" className="bar-wide p2">
                <span className="sr">Share</span>
              </th>
              <th scope="col" className="num">
                Personal
              </th>
              <th scope="col" className="num p2">
                Not personal
              </th>
              <th scope="col" className="num p2">
                Unsure
              </th>
              <th scope="col" className="num p2">
                No value read
              </th>
              <th scope="col" className="num p2">
                Objects unread
              </th>
              <th scope="col" className="p3 scanned">
                Last scanned
              </th>
            </tr>
          </thead>
          <tbody>
            {stores.map((store) => (
              <tr key={store.id}>
                <td className="m">
                  <Link to="/map" search={{ store: store.id, at: store.id }}>
                    {store.name}
                  </Link>
                </td>
                <td>
                  <Label label={store.label} regimes={false} none={store.scannedAt === null ? 'not scanned' : 'no label'} />
                </td>
                <td className="num">{store.scannedAt === null ? <span className="unknown">unknown</span> : amount(store.fields)}</td>
                <td className="p2">
                  {store.scannedAt === null ? (
                    <div className="bar whole-unknown" aria-hidden="true" />
                  ) : (
                    <div style={{ width: `${Math.max(2, ((store.fields + store.unread) / most) * 100)}%` }}>
                      <Bar
                        of={store.fields + store.unread}
                        parts={[
                          { kind: 'personal', value: store.personal },
                          { kind: 'clear', value: store.notPersonal },
                          { kind: 'unsure', value: Math.max(0, store.fields - store.personal - store.notPersonal) },
                          { kind: 'unread', value: store.unread },
                        ]}
                      />
                    </div>
                  )}
                </td>
                <td className="num">
                  <Link to="/map" search={{ store: store.id, verdict: 'personal' }}>
                    {amount(store.personal)}
                  </Link>
                </td>
                <td className="num p2">{amount(store.notPersonal)}</td>
                <td className="num p2">
                  <Link to="/review" search={{ store: store.id }}>
                    {amount(store.unsure)}
                  </Link>
                </td>
                <td className="num p2">{amount(valueless(store))}</td>
                <td className="num p2">{amount(store.unread)}</td>
                <td className="p3 scanned">
                  {store.scannedAt === null ? (
                    <State state="unknown">never</State>
                  ) : (
                    <span className="q">
                      <Time at={store.scannedAt} />
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
          {stores.length > 1 && (
            <tfoot>
              <tr>
                <td>All stores</td>
                <td />
                <td className="num">{count(sum((store) => store.fields))}</td>
                <td className="p2" />
                <td className="num">{count(sum((store) => store.personal))}</td>
                <td className="num p2">{count(sum((store) => store.notPersonal))}</td>
                <td className="num p2">{count(sum((store) => store.unsure))}</td>
                <td className="num p2">{count(sum(valueless))}</td>
                <td className="num p2">{count(sum((store) => store.unread))}</td>
                <td className="p3" />
              </tr>
            </tfoot>
          )}
        </table>
      </ScrollX>
    </section>
  )
}
