// The one-time link: says what it is for, takes name, e-mail and a password, then offers the second factor. The token is in memory only
// and dropped as soon as it is used or refused.
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call, problemOf } from '../api/client.ts'
import { queryClient, sessionQuery } from '../api/queries.ts'
import type { ClaimCheckView } from '../api/generated.ts'
import { dropClaimToken } from '../app/claim-token.ts'
import { TextRow } from '../parts/form.tsx'
import { Failure } from '../parts/page.tsx'
import { Time } from '../parts/time.tsx'
import { Said } from '../parts/said.tsx'
import { LonePage } from './lone-page.tsx'
import { SecondFactorSetup } from './second-factor-setup.tsx'
import { PASSWORD_RULE, passwordProblems } from './password.ts'

const TITLES: Readonly<Record<ClaimCheckView['purpose'], string>> = {
  'first-owner': 'Make the first account',
  invite: 'Make your account',
  recover: 'Set a new password',
}

async function enter(): Promise<void> {
  await queryClient.invalidateQueries(sessionQuery)
  dropClaimToken()
}

export function ClaimPage({ token }: { readonly token: string }) {
  const check = useQuery({
    queryKey: ['claim', 'check'],
    queryFn: () => call<ClaimCheckView>('/api/claim/check', { method: 'POST', body: { token }, signingIn: true }),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  })
  const [offer, setOffer] = useState<string | null>(null)
  if (offer !== null) return <OfferSecondFactor password={offer} />
  if (check.error !== null) return <DeadLink error={check.error} />
  if (check.data === undefined) return <LonePage title="Checking the link" />
  return <ClaimForm token={token} link={check.data} onDone={setOffer} />
}

function DeadLink({ error }: { readonly error: unknown }) {
  const problem = problemOf(error)
  if (problem.status === 0 || problem.status >= 500) {
    return (
      <LonePage title="The link could not be checked">
        <Failure
          error={error}
          what="Holdfast did not answer as it should"
          retry={() => void queryClient.invalidateQueries({ queryKey: ['claim'] })}
        />
      </LonePage>
    )
  }
  return (
    <LonePage title="This link does not work any more" text={<Said text={problem.message} />}>
      <p className="read">A sign-in link works once, and only for a short time. On the machine where Holdfast runs, make a new one:</p>
      <pre className="code">
        <code>holdfast signin-link</code>
      </pre>
      <p className="q">If someone invited you, ask them for a new link.</p>
      <p>
        <button type="button" className="btn" onClick={() => void enter()}>
          Go to sign-in
        </button>
      </p>
    </LonePage>
  )
}

function ClaimForm({
  token,
  link,
  onDone,
}: {
  readonly token: string
  readonly link: ClaimCheckView
  readonly onDone: (password: string) => void
}) {
  const [name, setName] = useState(link.name ?? '')
  const [email, setEmail] = useState(link.email ?? '')
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const [tried, setTried] = useState(false)
  const asksName = link.purpose !== 'recover'
  const bad = {
    ...passwordProblems(password, again),
    ...(asksName && name.trim() === '' ? { name: 'a name is needed' } : {}),
    ...(asksName && !/^[^\s@]+@[^\s@]+$/.test(email.trim()) ? { email: 'an e-mail address is needed' } : {}),
  }
  const send = useMutation({
    mutationFn: () =>
      call('/api/claim', {
        method: 'POST',
        signingIn: true,
        body: { token, password, ...(asksName ? { name: name.trim(), email: email.trim() } : {}) },
      }),
    onSuccess: () => onDone(password),
  })
  const error = (field: keyof typeof bad) => (tried ? bad[field] : undefined)
  const text =
    link.purpose === 'first-owner' ? (
      <>
        You will be the owner: you connect stores and let others in. The link works once, until <Time at={link.until} />.
      </>
    ) : link.purpose === 'invite' ? (
      <>
        You were invited. The link works once, until <Time at={link.until} />.
      </>
    ) : (
      <>
        For <b>{link.email}</b>. All sessions of this account end. The link works once, until <Time at={link.until} />.
      </>
    )
  return (
    <LonePage title={TITLES[link.purpose]} text={text}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (Object.keys(bad).length === 0) send.mutate()
          else focusFirstBad(event.currentTarget)
        }}
      >
        {asksName && (
          <>
            <TextRow
              label="Name"
              hint="As others here know you. It stands beside what you decide."
              value={name}
              onValue={setName}
              error={error('name')}
              autoComplete="name"
              maxLength={100}
              required
              autoFocus
            />
            <TextRow
              label="E-mail"
              hint="To sign in. Nothing is sent to it."
              type="email"
              value={email}
              onValue={setEmail}
              error={error('email')}
              autoComplete="username"
              maxLength={320}
              required
              readOnly={link.purpose === 'invite' && link.email !== null}
            />
          </>
        )}
        {!asksName && <input type="email" autoComplete="username" value={email} readOnly hidden />}
        <TextRow
          label="Password"
          hint={PASSWORD_RULE}
          type="password"
          value={password}
          onValue={setPassword}
          error={error('password')}
          autoComplete="new-password"
          maxLength={200}
          required
          autoFocus={!asksName}
        />
        <TextRow
          label="Password again"
          type="password"
          value={again}
          onValue={setAgain}
          error={error('again')}
          autoComplete="new-password"
          maxLength={200}
          required
        />
        {send.error !== null && <Failure error={send.error} what="That did not work" />}
        <div>
          <button type="submit" className="btn main-act" disabled={send.isPending}>
            {link.purpose === 'recover' ? 'Set the password' : 'Make the account'}
          </button>
        </div>
      </form>
    </LonePage>
  )
}

export function focusFirstBad(form: HTMLFormElement): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
}

function OfferSecondFactor({ password }: { readonly password: string }) {
  const session = useQuery({ ...sessionQuery, queryKey: ['claim', 'session'] })
  const [started, setStarted] = useState(false)
  if (session.data === undefined) return <LonePage title="Account made" />
  // A link that recovers an account with a second factor stops at the second step, as sign-in does.
  if (session.data.state !== 'signed-in') return <EnterNow />
  if (session.data.account?.secondFactor === true) return <EnterNow />
  return (
    <LonePage
      title="Add a second factor"
      text="Holdfast holds the map to all your customer data. A code from your phone keeps it closed when a password gets out."
    >
      {started ? (
        <SecondFactorSetup password={password} onDone={() => void enter()} />
      ) : (
        <div className="row-of">
          <button type="button" className="btn main-act" onClick={() => setStarted(true)} autoFocus>
            Set it up now
          </button>
        </div>
      )}
      <div className="reminder">
        <button type="button" className="linklike" onClick={() => void enter()}>
          Skip for now
        </button>
        <p className="q s">Until it is set, the overview reminds you. It is under Settings.</p>
      </div>
    </LonePage>
  )
}

function EnterNow() {
  return (
    <LonePage title="Password set">
      <p>
        <button type="button" className="btn main-act" onClick={() => void enter()} autoFocus>
          Go on
        </button>
      </p>
    </LonePage>
  )
}
