// Each store of a scan: how far, what it reads now, what it found and could not read.
import type { ScanStoreView, ScanView } from '../api/generated.ts'
import { State } from '../parts/marks.tsx'
import { Said } from '../parts/said.tsx'
import { bytes, count, duration, kindWord, secondsBetween } from '../parts/words.ts'
import { ScrollX } from '../parts/scroll-x.tsx'
import { doneState } from './scan-words.tsx'

export function ScanStores({ scan }: { readonly scan: ScanView }) {
  return (
    <ScrollX name="Stores of this scan">
      <table className="t" aria-label="Stores of this scan">
        <thead>
          <tr>
            <th scope="col">Store</th>
            <th scope="col" className="bar-col">
              Progress
            </th>
            <th scope="col" className="num">
              Objects
            </th>
            <th scope="col" className="num p2">
              Rows
            </th>
            <th scope="col" className="num p2">
              Read
            </th>
            <th scope="col" className="num p2">
              Findings
            </th>
            <th scope="col" className="state-cell">
              State
            </th>
          </tr>
        </thead>
        <tbody>
          {scan.stores.map((store) => (
            <tr key={store.store}>
              <td className="m nw">
                {store.name} <span className="qq s">{kindWord(store.kind)}</span>
              </td>
              <td>
                <StoreBar store={store} />
              </td>
              <td className="num">
                {count(store.objectsDone)} <span className="q">of {store.objectsTotal === null ? '?' : count(store.objectsTotal)}</span>
              </td>
              <td className="num p2">{count(store.rows)}</td>
              <td className="num p2">{bytes(store.bytes)}</td>
              <td className={store.findings === 0 ? 'num p2 qq' : 'num p2'}>{count(store.findings)}</td>
              <td className="state-cell">
                <StoreState store={store} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}

function StoreBar({ store }: { readonly store: ScanStoreView }) {
  const { objectsDone, objectsTotal, bytes: read, bytesTotal } = store
  if (objectsTotal === null) return <div className="bar whole-unknown" aria-hidden="true" />
  const share =
    store.endedAt !== null && store.problem === null
      ? objectsDone / Math.max(1, objectsTotal)
      : bytesTotal !== null && bytesTotal > 0
        ? read / bytesTotal
        : objectsDone / Math.max(1, objectsTotal)
  return (
    <div className="bar" aria-hidden="true">
      <i className="go" style={{ width: `${Math.min(1, share) * 100}%` }} />
    </div>
  )
}

function StoreState({ store }: { readonly store: ScanStoreView }) {
  if (store.problem !== null)
    return (
      <State state="error">
        <Said text={store.problem} />
      </State>
    )
  if (store.endedAt !== null) {
    if (store.state === 'stopped') return <State state="stale">stopped</State>
    const [state, words] = doneState(store.coverage)
    const took = store.startedAt === null ? '' : `, ${duration(secondsBetween(store.startedAt, store.endedAt))}`
    return (
      <State state={state}>
        {words}
        {took}
      </State>
    )
  }
  if (store.nowReading !== null) {
    return (
      <span className="q reading">
        reading <span className="mono">{store.nowReading}</span>
      </span>
    )
  }
  return <span className="q nw">{store.startedAt === null ? 'waits for its turn' : 'starting'}</span>
}
