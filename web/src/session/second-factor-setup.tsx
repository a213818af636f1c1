// Enrols a second factor: the QR code (drawn here, nothing fetched), the secret as text, recovery codes to keep, and a first code that
// proves the phone has it. Owns nothing after it is done; secrets live as long as this part is shown.
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { encode } from 'uqr'
import { call } from '../api/client.ts'
import { queryClient } from '../api/queries.ts'
import type { SecondFactorStartView } from '../api/generated.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { Choice, TextRow } from '../parts/form.tsx'
import { Failure } from '../parts/page.tsx'
import './lone.css'

export function SecondFactorSetup({ password, onDone }: { readonly password: string; readonly onDone: () => void }) {
  const [code, setCode] = useState('')
  const [kept, setKept] = useState(false)
  const [tried, setTried] = useState(false)
  const start = useMutation({
    mutationFn: () => call<SecondFactorStartView>('/api/account/second-factor', { method: 'POST', body: { password }, signingIn: true }),
  })
  const confirm = useMutation({
    mutationFn: () =>
      call('/api/account/second-factor/confirm', { method: 'POST', body: { code: code.replace(/\s/g, '') }, signingIn: true }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['system'] })
      onDone()
    },
  })
  const begin = start.mutate
  useEffect(() => {
    // Once per showing; a second start would replace the secret on the server while the first is on screen.
    const timer = setTimeout(() => begin(), 0)
    return () => clearTimeout(timer)
  }, [begin])
  if (start.error !== null)
    return <Failure error={start.error} what="The second factor could not be started" retry={() => start.mutate()} />
  if (start.data === undefined) return <p role="status">Making a secret…</p>
  const { uri, secret, recoveryCodes } = start.data
  const spaced = secret.replace(/(.{4})/g, '$1 ').trim()
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (/^\d{6}$/.test(code.replace(/\s/g, '')) && kept) confirm.mutate()
      }}
    >
      <p>
        <b>1.</b> Scan this with an authenticator app, or type the secret into it.
      </p>
      <QrCode text={uri} />
      <p className="row-of">
        <span className="secret">{spaced}</span> <CopyButton text={secret} what="Copy the secret" />
      </p>
      <div className="stack">
        <p>
          <b>2.</b> Keep these recovery codes where your phone is not. Each opens the account once, without the phone. They are not shown
          again.
        </p>
        <div className="codes">
          {recoveryCodes.map((recovery) => (
            <span key={recovery}>{recovery}</span>
          ))}
        </div>
        <div className="row-of">
          <CopyButton text={recoveryCodes.join('\n')} what="Copy the codes" />
          <a
            className="btn"
            download="holdfast-recovery-codes.txt"
            href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${recoveryCodes.join('\n')}\n`)}`}
          >
            Save as a file
          </a>
        </div>
        <Choice type="checkbox" name="kept" checked={kept} onPick={setKept} label="I have kept them" />
        {tried && !kept && (
          <p className="bad fail s" role="alert">
            keep the recovery codes first: without them a lost phone means a locked account
          </p>
        )}
      </div>
      <TextRow
        label={
          <>
            <b>3.</b> The code the app shows now
          </>
        }
        value={code}
        onValue={setCode}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={10}
        error={tried && !/^\d{6}$/.test(code.replace(/\s/g, '')) ? 'six digits' : undefined}
        mono
      />
      {confirm.error !== null && <Failure error={confirm.error} what="The code was not taken" />}
      <div>
        <button type="submit" className="btn main-act" disabled={confirm.isPending}>
          Turn it on
        </button>
      </div>
    </form>
  )
}

function QrCode({ text }: { readonly text: string }) {
  const { size, data } = encode(text, { border: 0 })
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return (
    <svg
      className="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label="QR code of the secret; it is written below as text"
      shapeRendering="crispEdges"
    >
      <path d={path} fill="#000" />
    </svg>
  )
}
