// One's own account: password, second factor, sessions.
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import { ownSessionsQuery, queryClient, sessionQuery } from '../api/queries.ts'
import { ROLE_WORDS } from '../api/generated.ts'
import { useAccount } from '../app/account.ts'
import { TextRow } from '../parts/form.tsx'
import { State } from '../parts/marks.tsx'
import { Failure, Loading, PageHead } from '../parts/page.tsx'
import { Time } from '../parts/time.tsx'
import { SecondFactorSetup } from '../session/second-factor-setup.tsx'
import { PASSWORD_RULE, passwordProblems } from '../session/password.ts'
import { SettingsTabs } from './settings-tabs.tsx'

export function OwnAccountPage() {
  const account = useAccount()
  const role = ROLE_WORDS.find((entry) => entry.role === account.role)
  return (
    <>
      <PageHead
        title="Your account"
        tab="Settings"
        sub={`${account.name}, ${account.email}. ${role?.word ?? account.role}: ${role?.may ?? ''}.`}
      />
      <SettingsTabs />
      <div className="body">
        <section className="sec narrow-text">
          <h2>Second factor</h2>
          <SecondFactor on={account.secondFactor} />
        </section>
        <section className="sec narrow-text">
          <h2>Password</h2>
          <Password />
        </section>
        <section className="sec narrow-text">
          <h2>Where you are signed in</h2>
          <Sessions />
        </section>
      </div>
    </>
  )
}

const refresh = async (): Promise<void> => {
  await Promise.all([queryClient.invalidateQueries(sessionQuery), queryClient.invalidateQueries({ queryKey: ['overview'] })])
}

function SecondFactor({ on }: { readonly on: boolean }) {
  const [step, setStep] = useState<'idle' | 'password' | 'setup' | 'off'>('idle')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const off = useMutation({
    mutationFn: () =>
      call('/api/account/second-factor', { method: 'DELETE', body: { password, code: code.replace(/\s/g, '') }, signingIn: true }),
    onSuccess: async () => {
      setStep('idle')
      setPassword('')
      setCode('')
      await refresh()
    },
  })
  if (step === 'setup') {
    return (
      <SecondFactorSetup
        password={password}
        onDone={() => {
          setStep('idle')
          setPassword('')
          void refresh()
        }}
      />
    )
  }
  return (
    <div className="stack">
      <p>
        {on ? (
          <State state="pass">on: a code from your phone is asked for at sign-in</State>
        ) : (
          <State state="fail">not set: who learns your password gets in</State>
        )}
      </p>
      {step === 'idle' && (
        <div>
          <button type="button" className={on ? 'btn' : 'btn main-act'} onClick={() => setStep(on ? 'off' : 'password')}>
            {on ? 'Turn it off…' : 'Set it up'}
          </button>
        </div>
      )}
      {step === 'password' && (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault()
            if (password !== '') setStep('setup')
          }}
        >
          <TextRow
            label="Your password, to begin"
            type="password"
            value={password}
            onValue={setPassword}
            autoComplete="current-password"
            autoFocus
          />
          <div className="row-of">
            <button type="submit" className="btn main-act">
              Go on
            </button>
            <button type="button" className="btn" onClick={() => setStep('idle')}>
              Cancel
            </button>
          </div>
        </form>
      )}
      {step === 'off' && (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault()
            off.mutate()
          }}
        >
          <TextRow label="Your password" type="password" value={password} onValue={setPassword} autoComplete="current-password" autoFocus />
          <TextRow
            label="A code from the app"
            value={code}
            onValue={setCode}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={20}
            mono
          />
          {off.error !== null && <Failure error={off.error} what="It was not turned off" />}
          <div className="row-of">
            <button type="submit" className="btn danger" disabled={off.isPending}>
              Turn it off
            </button>
            <button type="button" className="btn" onClick={() => setStep('idle')}>
              Keep it
            </button>
          </div>
        </form>
      )}
    </div>
  )
}

function Password() {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [again, setAgain] = useState('')
  const [tried, setTried] = useState(false)
  const bad = { ...passwordProblems(next, again), ...(current === '' ? { current: 'the password of now is needed' } : {}) }
  const send = useMutation({
    mutationFn: () => call('/api/account/password', { method: 'POST', body: { current, next }, signingIn: true }),
    onSuccess: async () => {
      setCurrent('')
      setNext('')
      setAgain('')
      setTried(false)
      await queryClient.invalidateQueries({ queryKey: ['own-sessions'] })
    },
  })
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (Object.keys(bad).length === 0) send.mutate()
      }}
    >
      <TextRow
        label="Password now"
        type="password"
        value={current}
        onValue={setCurrent}
        autoComplete="current-password"
        maxLength={200}
        error={tried && !send.isSuccess ? bad.current : undefined}
      />
      <TextRow
        label="New password"
        hint={PASSWORD_RULE}
        type="password"
        value={next}
        onValue={setNext}
        autoComplete="new-password"
        maxLength={200}
        error={tried ? bad.password : undefined}
      />
      <TextRow
        label="New password again"
        type="password"
        value={again}
        onValue={setAgain}
        autoComplete="new-password"
        maxLength={200}
        error={tried ? bad.again : undefined}
      />
      {send.error !== null && <Failure error={send.error} what="The password was not changed" />}
      {send.isSuccess && !tried && (
        <p role="status">
          <State state="pass">changed; all your other sessions were ended</State>
        </p>
      )}
      <div className="row-of">
        <button type="submit" className="btn" disabled={send.isPending}>
          Change the password
        </button>
        <span className="q s">Ends all your other sessions.</span>
      </div>
    </form>
  )
}

function Sessions() {
  const sessions = useQuery(ownSessionsQuery)
  const end = useMutation({
    mutationFn: (id: string) => call(`/api/account/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['own-sessions'] }),
  })
  if (sessions.error !== null)
    return <Failure error={sessions.error} what="The sessions could not be listed" retry={() => void sessions.refetch()} />
  if (sessions.data === undefined) return <Loading what="sessions" rows={2} columns={3} />
  return (
    <>
      {end.error !== null && <Failure error={end.error} what="The session was not ended" />}
      <table className="t" aria-label="Sessions">
        <thead>
          <tr>
            <th scope="col">Browser</th>
            <th scope="col" className="p2">
              From
            </th>
            <th scope="col">Since</th>
            <th scope="col">
              <span className="sr">End</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sessions.data.sessions.map((session) => (
            <tr key={session.id}>
              <td className="cut wide" title={session.agent ?? undefined}>
                {browserOf(session.agent)}
              </td>
              <td className="mono p2">{session.ip ?? ''}</td>
              <td>
                <Time at={session.since} />
              </td>
              <td className="num">
                {session.current ? (
                  <span className="q">this one</span>
                ) : (
                  <button type="button" className="linklike" onClick={() => end.mutate(session.id)} disabled={end.isPending}>
                    End
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

/** The name people know, from what the browser says of itself; the whole is on hover. */
function browserOf(agent: string | null): string {
  if (agent === null || agent === '') return 'unknown'
  const name = /(Edg|OPR|Firefox|HeadlessChrome|Chrome|Safari)\//.exec(agent)?.[1]
  const system = /Windows|Mac OS X|Android|iPhone|iPad|Linux/.exec(agent)?.[0]
  const words: Readonly<Record<string, string>> = { Edg: 'Edge', OPR: 'Opera', HeadlessChrome: 'Chrome' }
  if (name === undefined) return agent.slice(0, 60)
  return `${words[name] ?? name}${system === undefined ? '' : ` on ${system}`}`
}
