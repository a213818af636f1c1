// The gateway's state in a few lines. Its switch is on the page of sources, where one sees what stops with it.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { gatewayQuery } from '../api/monitor-queries.ts'
import { State } from '../parts/marks.tsx'
import { Failure, Loading } from '../parts/page.tsx'
import { Coded } from '../parts/said.tsx'

export function GatewayState() {
  const gateway = useQuery(gatewayQuery)
  if (gateway.data === undefined) {
    return gateway.error === null ? (
      <Loading what="the gateway" rows={1} columns={2} />
    ) : (
      <Failure error={gateway.error} what="The state of the gateway is unknown" retry={() => void gateway.refetch()} />
    )
  }
  const { on, address, sessions, problem, fingerprint } = gateway.data
  return (
    <dl className="kv">
      <dt>State</dt>
      <dd>
        {problem !== null ? (
          <>
            <State state="error">does not work</State>: <Coded text={problem} />
          </>
        ) : on ? (
          <State state="pass">on</State>
        ) : (
          <State state="unknown">off: new sessions are refused</State>
        )}{' '}
        <Link className="link" to="/sources">
          Sources, and its switch
        </Link>
      </dd>
      <dt>Address</dt>
      <dd>{address === null ? <span className="unknown">it does not run here</span> : <span className="mono">{address}</span>}</dd>
      <dt>Sessions now</dt>
      <dd className="tab">{sessions === 0 ? <span className="qq">0</span> : sessions}</dd>
      {fingerprint !== null && (
        <>
          <dt>Certificate</dt>
          <dd className="mono s cut-any">{fingerprint}</dd>
        </>
      )}
    </dl>
  )
}
