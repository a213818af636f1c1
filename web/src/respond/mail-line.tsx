// The mail server that notices go through: shown where notices are, set by an owner. The password goes in and never comes out.
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import type { MailBody, MailView } from '../api/generated.ts'
import { queryClient } from '../api/queries.ts'
import { mailQuery } from '../api/respond-queries.ts'
import { useAccount } from '../app/account.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Choice, SelectRow, TextRow } from '../parts/form.tsx'
import { Failure } from '../parts/page.tsx'
import { State } from '../parts/marks.tsx'

export function MailLine() {
  const { may, role } = useAccount()
  const mail = useQuery({ ...mailQuery, enabled: role !== 'viewer' })
  const [setting, setSetting] = useState(false)
  if (role === 'viewer') return null
  return (
    <section className="sec narrow-text">
      <div className="sec-head">
        <h2>Mail server</h2>
        <span className="q s">notices to people go through it</span>
      </div>
      {mail.error !== null && <Failure error={mail.error} what="The mail server could not be asked for" />}
      {mail.data !== undefined && (
        <p className="row-of">
          {mail.data.set ? (
            <span>
              <span className="mono">
                {mail.data.host}:{mail.data.port}
              </span>
              , {mail.data.security === 'none' ? <b className="partial">not encrypted</b> : mail.data.security.toUpperCase()}, from{' '}
              <span className="mono">{mail.data.from}</span>, at most {mail.data.perMinute} a minute
            </span>
          ) : (
            <State state="unknown">not set: no notice can be sent</State>
          )}
          {may.own && (
            <button type="button" className="btn" onClick={() => setSetting(true)}>
              {mail.data.set ? 'Change…' : 'Set it…'}
            </button>
          )}
        </p>
      )}
      {setting && mail.data !== undefined && <MailDialog now={mail.data} onClose={() => setSetting(false)} />}
    </section>
  )
}

function MailDialog({ now, onClose }: { readonly now: MailView; readonly onClose: () => void }) {
  const [host, setHost] = useState(now.host)
  const [port, setPort] = useState(String(now.set ? now.port : 587))
  const [security, setSecurity] = useState<MailBody['security']>(now.set ? (now.security as MailBody['security']) : 'starttls')
  const [from, setFrom] = useState(now.from)
  const [user, setUser] = useState(now.user ?? '')
  const [password, setPassword] = useState('')
  const [allowPrivate, setAllowPrivate] = useState(now.allowPrivate)
  const save = useMutation({
    mutationFn: () =>
      call<MailView>('/api/mail', {
        method: 'PUT',
        body: {
          host: host.trim(),
          port: Number(port),
          security,
          from: from.trim(),
          allowPrivate,
          ...(user === '' ? {} : { user }),
          ...(password === '' ? {} : { password }),
        },
      }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['mail'] })
      onClose()
    },
  })
  const ready = host.trim() !== '' && from.trim() !== '' && Number(port) > 0 && !save.isPending
  return (
    <Dialog title="Mail server for notices" text="Used when somebody sends an approved notice, and for nothing else." onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) save.mutate()
        }}
      >
        <div className="stack">
          <TextRow label="Host" value={host} mono required maxLength={253} onValue={setHost} />
          <TextRow label="Port" value={port} inputMode="numeric" required onValue={setPort} />
          <SelectRow
            label="Encryption"
            value={security}
            onValue={(value) => setSecurity(value as MailBody['security'])}
            options={[
              ['starttls', 'STARTTLS'],
              ['tls', 'TLS'],
              ['none', 'none: only for a server on this machine'],
            ]}
          />
          <TextRow label="From" hint="The address people can answer to." value={from} required maxLength={400} onValue={setFrom} />
          <TextRow label="User" value={user} autoComplete="off" maxLength={300} onValue={setUser} />
          <TextRow
            label="Password"
            type="password"
            value={password}
            autoComplete="new-password"
            maxLength={1000}
            {...(now.hasPassword ? { hint: 'One is kept; leave empty to keep it.' } : {})}
            onValue={setPassword}
          />
          <Choice
            type="checkbox"
            name="private"
            checked={allowPrivate}
            onPick={setAllowPrivate}
            label="The server is in a private network, or on this machine"
          />
          {save.error !== null && <Failure error={save.error} what="It was not set" />}
        </div>
        <div className="acts">
          <button type="button" className="btn" onClick={onClose}>
            Cancel <kbd>Esc</kbd>
          </button>
          <button type="submit" className="btn main-act" disabled={!ready}>
            Set it
          </button>
        </div>
      </form>
    </Dialog>
  )
}
