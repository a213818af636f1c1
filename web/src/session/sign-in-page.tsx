// Signing in: e-mail and password, then the second factor or a recovery code. Shown in place of the page asked for, which comes back after.
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { call, problemOf } from '../api/client.ts'
import { queryClient, sessionQuery } from '../api/queries.ts'
import type { SessionView, SignInView } from '../api/generated.ts'
import { TextRow } from '../parts/form.tsx'
import { Failure } from '../parts/page.tsx'
import { Said } from '../parts/said.tsx'
import { LonePage } from './lone-page.tsx'

const refreshSession = async (): Promise<void> => {
  queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== 'session' })
  await queryClient.invalidateQueries(sessionQuery)
}

export function SignInPage({ session }: { readonly session: SessionView }) {
  if (session.state === 'unclaimed') return <Unclaimed />
  if (session.state === 'second-factor') return <SecondFactor />
  return <SignIn />
}

function Unclaimed() {
  return (
    <LonePage
      title="Nobody owns this Holdfast yet"
      text="The first account is made with a one-time link, so that nobody else on the network can take it."
    >
      <p className="read">
        The link was printed when Holdfast started: look at the terminal of <code>holdfast up</code>, or at the file it named. It works for
        15 minutes. For a new one, on the same machine:
      </p>
      <pre className="code">
        <code>holdfast signin-link</code>
      </pre>
      <p>
        <button type="button" className="btn" onClick={() => void refreshSession()}>
          Look again
        </button>
      </p>
    </LonePage>
  )
}

function SignIn() {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [tried, setTried] = useState(false)
  const passwordBox = useRef<HTMLFormElement>(null)
  const send = useMutation({
    mutationFn: () => call<SignInView>('/api/sign-in', { method: 'POST', signingIn: true, body: { email: email.trim(), password } }),
    onSuccess: refreshSession,
    onError: () => {
      setPassword('')
      passwordBox.current?.querySelector<HTMLInputElement>('input[type=password]')?.focus()
    },
  })
  return (
    <LonePage title="Sign in">
      <form
        ref={passwordBox}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (email.trim() !== '' && password !== '') send.mutate()
        }}
      >
        <TextRow
          label="E-mail"
          type="email"
          value={email}
          onValue={setEmail}
          autoComplete="username"
          maxLength={320}
          autoFocus
          error={tried && email.trim() === '' ? 'an e-mail address is needed' : undefined}
        />
        <TextRow
          label="Password"
          type="password"
          value={password}
          onValue={setPassword}
          autoComplete="current-password"
          maxLength={200}
          error={tried && password === '' && send.error === null ? 'a password is needed' : undefined}
        />
        {send.error !== null && <Refused error={send.error} what="Not signed in" />}
        <div>
          <button type="submit" className="btn main-act" disabled={send.isPending}>
            Sign in
          </button>
        </div>
      </form>
      <p className="q s read">
        Forgotten the password? An owner can make you a new link, or on the machine where Holdfast runs: <code>holdfast signin-link</code>
      </p>
    </LonePage>
  )
}

function SecondFactor() {
  const [code, setCode] = useState('')
  const [recovery, setRecovery] = useState(false)
  const send = useMutation({
    mutationFn: () =>
      call<SignInView>('/api/sign-in/second-factor', {
        method: 'POST',
        signingIn: true,
        body: { code: recovery ? code.trim() : code.replace(/\s/g, ''), ...(recovery ? { recovery: true } : {}) },
      }),
    onSuccess: refreshSession,
    onError: () => setCode(''),
  })
  useEffect(() => setCode(''), [recovery])
  const back = useMutation({
    mutationFn: () => call('/api/sign-out', { method: 'POST', body: {}, signingIn: true }),
    onSettled: refreshSession,
  })
  return (
    <LonePage
      title="Second factor"
      text={
        recovery
          ? 'One of the recovery codes kept when the second factor was set. It works once.'
          : 'The six digits your authenticator app shows now.'
      }
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (code.trim() !== '') send.mutate()
        }}
      >
        <TextRow
          key={String(recovery)}
          label={recovery ? 'Recovery code' : 'Code'}
          value={code}
          onValue={setCode}
          autoComplete={recovery ? 'off' : 'one-time-code'}
          inputMode={recovery ? 'text' : 'numeric'}
          maxLength={20}
          autoFocus
          mono
        />
        {send.error !== null && <Refused error={send.error} what="Not taken" />}
        <div className="row-of">
          <button type="submit" className="btn main-act" disabled={send.isPending}>
            Go on
          </button>
          <button type="button" className="btn" onClick={() => setRecovery(!recovery)}>
            {recovery ? 'Use the app instead' : 'Use a recovery code'}
          </button>
          <button type="button" className="btn bare" onClick={() => back.mutate()}>
            Sign in as someone else
          </button>
        </div>
      </form>
    </LonePage>
  )
}

function Refused({ error, what }: { readonly error: unknown; readonly what: string }) {
  const problem = problemOf(error)
  if (problem.status === 0 || problem.status >= 500) return <Failure error={error} what={what} />
  return (
    <div className="failed" role="alert">
      <p>
        <b className="fail">{what}.</b> <Said text={problem.message} />
      </p>
      {problem.help !== undefined && (
        <p className="q">
          <Said text={problem.help} />
        </p>
      )}
    </div>
  )
}
