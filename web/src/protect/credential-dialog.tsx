// A password for the gateway, for one person and some hours. It is shown once, in this dialog, and kept nowhere on screen.
import { useMutation } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import type { GatewayCredentialView } from '../api/generated.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Failure } from '../parts/page.tsx'
import { Time } from '../parts/time.tsx'

export function CredentialDialog({
  store,
  name,
  principal,
  onClose,
}: {
  readonly store: string
  readonly name: string
  readonly principal: string
  readonly onClose: () => void
}) {
  const make = useMutation({
    mutationFn: () => call<GatewayCredentialView>('/api/gateway/credentials', { method: 'POST', body: { store, principal } }),
    gcTime: 0,
  })
  const made = make.data
  return (
    <Dialog
      title={`A password for ${principal}`}
      text={`For the gateway, to ${name}. It works for some hours; the one before it stops working.`}
      onClose={onClose}
      alert={made !== undefined}
    >
      <div className="stack">
        {made === undefined ? (
          <p>It is shown once. Hand it over on a safe way.</p>
        ) : (
          <dl className="kv">
            <dt>Host, port</dt>
            <dd className="mono">
              {made.host}, {made.port}
            </dd>
            <dt>Database</dt>
            <dd className="mono">{made.database}</dd>
            <dt>User</dt>
            <dd className="mono">{made.user}</dd>
            <dt>Password</dt>
            <dd className="row-of">
              <code>{made.password}</code> <CopyButton text={made.password} />
            </dd>
            <dt>Until</dt>
            <dd>
              <Time at={made.until} />
            </dd>
          </dl>
        )}
        {make.error !== null && <Failure error={make.error} what="No password was made" />}
      </div>
      <div className="acts">
        <button type="button" className="btn" onClick={onClose}>
          {made === undefined ? 'Cancel' : 'Done'}
        </button>
        {made === undefined && (
          <button type="button" className="btn main-act" disabled={make.isPending} onClick={() => make.mutate()}>
            Make it
          </button>
        )}
      </div>
    </Dialog>
  )
}
