// The gateway's state, and its switch: off ends every session and refuses new ones until somebody turns it on.
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import type { GatewaySwitchView } from '../api/generated.ts'
import { gatewayQuery } from '../api/monitor-queries.ts'
import { queryClient } from '../api/queries.ts'
import { useAccount } from '../app/account.ts'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'
import { State } from '../parts/marks.tsx'
import { Failure, Loading } from '../parts/page.tsx'
import { Coded } from '../parts/said.tsx'
import { plural } from '../parts/words.ts'

export function GatewayState() {
  const { may } = useAccount()
  const gateway = useQuery(gatewayQuery)
  const [asking, setAsking] = useState(false)
  const turn = useMutation({
    mutationFn: (to: 'on' | 'off') => call<GatewaySwitchView>(`/api/gateway/${to}`, { method: 'POST', body: {} }),
    onSuccess: async () => {
      setAsking(false)
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: ['gateway'] }),
        queryClient.invalidateQueries({ queryKey: ['overview'] }),
      ])
    },
  })
  if (gateway.data === undefined) {
    return gateway.error === null ? (
      <Loading what="the gateway" rows={1} columns={2} />
    ) : (
      <Failure error={gateway.error} what="The state of the gateway is unknown" retry={() => void gateway.refetch()} />
    )
  }
  const { on, address, sessions, problem, fingerprint } = gateway.data
  return (
    <>
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
          )}
        </dd>
        <dt>Address</dt>
        <dd>{address === null ? <span className="unknown">it does not run here</span> : <span className="mono">{address}</span>}</dd>
        <dt>Sessions now</dt>
        <dd className="tab">{sessions === 0 ? <span className="qq">0</span> : sessions}</dd>
        {fingerprint !== null && (
          <>
            <dt>Certificate</dt>
            <dd className="mono s">{fingerprint}</dd>
          </>
        )}
      </dl>
      {may.own && (
        <p className="row-of gap-top">
          {on ? (
            <button type="button" className="btn danger" onClick={() => setAsking(true)}>
              Turn off…
            </button>
          ) : (
            <button type="button" className="btn" disabled={turn.isPending} onClick={() => turn.mutate('on')}>
              Turn on
            </button>
          )}
        </p>
      )}
      {turn.error !== null && !asking && <Failure error={turn.error} what="It was not switched" />}
      {asking && (
        <ConfirmDialog
          title="Turn the gateway off?"
          text={
            <>
              {sessions === 0 ? 'No session is open now.' : `${plural(sessions, 'session')} end at once.`} Until somebody turns it on, nobody
              comes in through it.
            </>
          }
          name="gateway"
          action="Turn off"
          busy={turn.isPending}
          error={turn.error}
          onConfirm={() => turn.mutate('off')}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}
