// Connects a database or a folder: where it is, a check that writes nothing, then the store and an offer to scan it.
import { useMutation } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { call, problemOf } from '../api/client.ts'
import { queryClient } from '../api/queries.ts'
import type { StoreCheckView, StoreView } from '../api/generated.ts'
import { useAccount } from '../app/account.ts'
import { Choice, TextRow } from '../parts/form.tsx'
import { Failure, PageHead } from '../parts/page.tsx'
import { StartScan } from '../scans/start-scan.tsx'
import { CheckResult } from './check-result.tsx'
import { databaseTarget, splitPassword } from './target.ts'
import './connect.css'

const route = getRouteApi('/stores/connect')

export function ConnectPage() {
  const { kind = 'database' } = route.useSearch()
  const { may } = useAccount()
  if (!may.stores) {
    return (
      <>
        <PageHead
          title="Only an owner connects stores"
          tab="Connect"
          sub="A store needs credentials, and who holds them decides what Holdfast can reach."
        />
        <div className="body">
          <Link className="btn" to="/stores">
            See the stores
          </Link>
        </div>
      </>
    )
  }
  return <Connect key={kind} kind={kind} />
}

function Connect({ kind }: { readonly kind: 'database' | 'folder' }) {
  const [how, setHow] = useState<'fields' | 'text'>('fields')
  const [fields, setFields] = useState({ host: 'localhost', port: '5432', database: '', user: '' })
  const [text, setText] = useState('')
  const [password, setPassword] = useState('')
  const [name, setName] = useState('')
  const [tried, setTried] = useState(false)
  const asText = kind === 'folder' || how === 'text'
  const target = asText ? text.trim() : databaseTarget(fields)
  const bad = {
    ...(asText && target === '' ? { text: kind === 'folder' ? 'a path is needed' : 'an address is needed' } : {}),
    ...(!asText && fields.host.trim() === '' ? { host: 'a host is needed' } : {}),
    ...(!asText && fields.database.trim() === '' ? { database: 'a database is needed' } : {}),
    ...(!asText && !/^\d{0,5}$/.test(fields.port.trim()) ? { port: 'a port is a number' } : {}),
  }
  const body = { target, ...(password === '' ? {} : { password }) }
  const check = useMutation({ mutationFn: () => call<StoreCheckView>('/api/stores/check', { method: 'POST', body }) })
  const connect = useMutation({
    mutationFn: () =>
      call<StoreView>('/api/stores', { method: 'POST', body: { ...body, ...(name.trim() === '' ? {} : { name: name.trim() }) } }),
    onSuccess: async () => {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: ['stores'] }),
        queryClient.invalidateQueries({ queryKey: ['overview'] }),
      ])
    },
  })
  const touched = (): void => {
    check.reset()
    connect.reset()
  }
  const set = (field: keyof typeof fields) => (value: string) => {
    touched()
    setFields({ ...fields, [field]: value })
  }
  const setTarget = (value: string): void => {
    touched()
    const split = kind === 'database' ? splitPassword(value) : { target: value, password: null }
    setText(split.password === null ? value : split.target)
    if (split.password !== null) setPassword(split.password)
  }
  if (connect.data !== undefined) return <Connected store={connect.data} />
  const what = kind === 'database' ? 'a database' : 'a folder'
  return (
    <>
      <PageHead
        title={`Connect ${what}`}
        sub="Holdfast reads through read-only sessions, changes nothing, and sends nothing off this machine."
      />
      <nav className="tabs" aria-label="Kind of store">
        <Link to="/stores/connect" search={{ kind: 'database' }} {...(kind === 'database' ? { 'aria-current': true } : {})}>
          Database
        </Link>
        <Link to="/stores/connect" search={{ kind: 'folder' }} {...(kind === 'folder' ? { 'aria-current': true } : {})}>
          Folder
        </Link>
      </nav>
      <div className="body connect">
        <form
          className="stack"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            setTried(true)
            if (Object.keys(bad).length > 0) return
            setName('')
            check.mutate()
          }}
        >
          {kind === 'database' && (
            <fieldset className="row-of">
              <legend className="sr">How to say where it is</legend>
              <Choice name="how" checked={how === 'fields'} onPick={() => setHow('fields')} label="In fields" />
              <Choice name="how" checked={how === 'text'} onPick={() => setHow('text')} label="As one address" />
            </fieldset>
          )}
          {asText ? (
            <TextRow
              label={kind === 'folder' ? 'Folder' : 'Address'}
              hint={
                kind === 'folder'
                  ? 'The full path on the machine where Holdfast runs: /srv/exports'
                  : 'As on the command line: postgres://reader@db.example:5432/shop'
              }
              value={text}
              onValue={setTarget}
              error={tried ? bad.text : undefined}
              maxLength={2000}
              spellCheck={false}
              autoComplete="off"
              mono
              autoFocus
            />
          ) : (
            <>
              <div className="host-port">
                <TextRow
                  label="Host"
                  value={fields.host}
                  onValue={set('host')}
                  error={tried ? bad.host : undefined}
                  spellCheck={false}
                  autoComplete="off"
                  mono
                  autoFocus
                />
                <TextRow
                  label="Port"
                  value={fields.port}
                  onValue={set('port')}
                  error={tried ? bad.port : undefined}
                  inputMode="numeric"
                  autoComplete="off"
                  mono
                />
              </div>
              <TextRow
                label="Database"
                value={fields.database}
                onValue={set('database')}
                error={tried ? bad.database : undefined}
                spellCheck={false}
                autoComplete="off"
                mono
              />
              <TextRow
                label="User"
                hint="An account that can only read is best; the check shows how to make one."
                value={fields.user}
                onValue={set('user')}
                spellCheck={false}
                autoComplete="off"
                mono
              />
            </>
          )}
          {kind === 'database' && (
            <TextRow
              label="Password"
              hint="Sealed with the install’s key, never shown again. Leave it empty when the server asks for none."
              type="password"
              value={password}
              onValue={(value) => {
                touched()
                setPassword(value)
              }}
              autoComplete="off"
              maxLength={1000}
            />
          )}
          {!asText && (
            <p className="q s">
              Same as <code>holdfast scan {target}</code>
            </p>
          )}
          <div className="row-of">
            <button type="submit" className={check.data?.ok === true ? 'btn' : 'btn main-act'} disabled={check.isPending}>
              {check.isPending ? 'Checking…' : 'Check'}
            </button>
            <span className="q s">Connects and counts. Writes nothing anywhere.</span>
          </div>
        </form>
        <div aria-live="polite">
          {check.error !== null && (
            <Failure error={check.error} what={problemOf(check.error).status === 400 ? 'It cannot be used yet' : 'The check did not run'} />
          )}
          {check.data !== undefined && <CheckResult check={check.data} />}
          {check.data?.ok === true && (
            <form
              className="stack gap-top"
              onSubmit={(event) => {
                event.preventDefault()
                connect.mutate()
              }}
            >
              <TextRow
                label="Name"
                hint="How it is called everywhere in Holdfast."
                value={name === '' ? check.data.suggestedName : name}
                onValue={setName}
                maxLength={100}
              />
              <div>
                <button type="submit" className="btn main-act" disabled={connect.isPending}>
                  Connect
                </button>
              </div>
              {connect.error !== null && <Failure error={connect.error} what="It was not connected" />}
            </form>
          )}
        </div>
      </div>
    </>
  )
}

function Connected({ store }: { readonly store: StoreView }) {
  return (
    <>
      <PageHead title={`${store.name} is connected`} sub={<span className="mono">{store.address}</span>} />
      <div className="body">
        <section className="sec narrow-text">
          <h2>Scan it now</h2>
          <StartScan stores={[store.id]} />
          <p className="gap-top">
            <Link className="link" to="/stores">
              Later
            </Link>
          </p>
        </section>
      </div>
    </>
  )
}
