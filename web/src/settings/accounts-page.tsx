// The accounts: who has which role. An owner invites with a one-time link, changes roles, switches accounts off; an auditor looks.
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import { accountsQuery, queryClient } from '../api/queries.ts'
import { ROLE_WORDS, type AccountChangeBody, type AccountLinkView, type AccountRowView, type RoleText } from '../api/generated.ts'
import { useAccount } from '../app/account.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { DataTable, columnsOf } from '../parts/data-table.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { SelectRow, TextRow } from '../parts/form.tsx'
import { State } from '../parts/marks.tsx'
import { Failure, Loading, PageHead } from '../parts/page.tsx'
import { Time } from '../parts/time.tsx'
import { plural } from '../parts/words.ts'
import { SettingsTabs } from './settings-tabs.tsx'

const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['accounts'] })
const column = columnsOf<AccountRowView>()

export function AccountsPage() {
  const own = useAccount()
  const accounts = useQuery(accountsQuery)
  const [inviting, setInviting] = useState(false)
  const [link, setLink] = useState<AccountLinkView | null>(null)
  const change = useMutation({
    mutationFn: ({ id, body }: { id: string; body: AccountChangeBody }) =>
      call(`/api/accounts/${encodeURIComponent(id)}`, { method: 'PATCH', body }),
    onSettled: refresh,
  })
  const newLink = useMutation({
    mutationFn: (id: string) => call<AccountLinkView>(`/api/accounts/${encodeURIComponent(id)}/link`, { method: 'POST', body: {} }),
    onSuccess: setLink,
  })
  const edits = own.may.accounts
  const list = accounts.data?.accounts ?? []
  const without = list.filter((row) => row.state === 'active' && !row.secondFactor).length
  const columns = column([
    {
      id: 'name',
      head: 'Name',
      className: 'wide',
      sort: (row) => row.name.toLowerCase(),
      cell: (row) => (
        <>
          <span className="m">{row.name}</span>
          {row.id === own.id && <span className="qq"> you</span>}
          <span className="two">{row.email}</span>
        </>
      ),
    },
    {
      id: 'role',
      head: 'Role',
      sort: (row) => row.role,
      cell: (row) =>
        edits && row.id !== own.id ? (
          <select
            className="field"
            aria-label={`Role of ${row.name}`}
            value={row.role}
            onChange={(event) => change.mutate({ id: row.id, body: { role: event.target.value as RoleText } })}
          >
            {ROLE_WORDS.map((entry) => (
              <option key={entry.role} value={entry.role}>
                {entry.word}
              </option>
            ))}
          </select>
        ) : (
          row.role
        ),
    },
    {
      id: 'state',
      head: 'State',
      className: 'p2',
      sort: (row) => row.state,
      cell: (row) =>
        row.state === 'active' ? (
          'active'
        ) : row.state === 'invited' ? (
          <State state="partial">invited, not yet here</State>
        ) : (
          <State state="stale">off</State>
        ),
    },
    {
      id: 'factor',
      head: 'Second factor',
      className: 'p2',
      cell: (row) =>
        row.secondFactor ? (
          <State state="pass">on</State>
        ) : row.state === 'active' ? (
          <State state="fail">not set</State>
        ) : (
          <span className="qq">–</span>
        ),
    },
    {
      id: 'seen',
      head: 'Last here',
      className: 'p3',
      sort: (row) => row.lastSeen ?? '',
      cell: (row) =>
        row.lastSeen === null ? (
          <span className="qq">never</span>
        ) : (
          <span className="q">
            <Time at={row.lastSeen} />
          </span>
        ),
    },
    ...(edits
      ? [
          {
            id: 'acts',
            head: <span className="sr">Actions</span>,
            cell: (row: AccountRowView) =>
              row.id === own.id ? null : (
                <span className="acts">
                  {row.state !== 'off' && (
                    <button
                      type="button"
                      className="linklike"
                      onClick={() => newLink.mutate(row.id)}
                      aria-label={`New link for ${row.name}`}
                    >
                      New link
                    </button>
                  )}
                  <button
                    type="button"
                    className="linklike"
                    onClick={() => change.mutate({ id: row.id, body: { off: row.state !== 'off' } })}
                    aria-label={`${row.state === 'off' ? 'Switch on' : 'Switch off'} ${row.name}`}
                  >
                    {row.state === 'off' ? 'Switch on' : 'Switch off'}
                  </button>
                </span>
              ),
          },
        ]
      : []),
  ])
  return (
    <>
      <PageHead
        title="Accounts"
        sub={
          accounts.data === undefined
            ? ' '
            : `${plural(list.length, 'account')}${without > 0 ? `, ${without} without a second factor` : ''}.`
        }
      >
        {edits && (
          <button type="button" className="btn main-act" onClick={() => setInviting(true)}>
            Invite
          </button>
        )}
      </PageHead>
      <SettingsTabs />
      <div className="body">
        {accounts.error !== null && (
          <Failure error={accounts.error} what="The accounts could not be listed" retry={() => void accounts.refetch()} />
        )}
        {change.error !== null && <Failure error={change.error} what="The account was not changed" />}
        {newLink.error !== null && <Failure error={newLink.error} what="No link was made" />}
        {accounts.isPending && <Loading what="accounts" />}
        {list.length > 0 && <DataTable rows={list} columns={columns} rowKey={(row) => row.id} name="Accounts" className="t top" />}
        <section className="sec narrow-text">
          <h2>Roles</h2>
          <dl className="kv gap-small">
            {ROLE_WORDS.map((entry) => (
              <div key={entry.role} className="pair">
                <dt>{entry.word}</dt>
                <dd>{entry.may}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
      {inviting && (
        <InviteDialog
          onClose={() => setInviting(false)}
          onLink={(made) => {
            setInviting(false)
            setLink(made)
            void refresh()
          }}
        />
      )}
      {link !== null && <LinkDialog link={link} onClose={() => setLink(null)} />}
    </>
  )
}

function InviteDialog({ onClose, onLink }: { readonly onClose: () => void; readonly onLink: (link: AccountLinkView) => void }) {
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<RoleText>('viewer')
  const [tried, setTried] = useState(false)
  const send = useMutation({
    mutationFn: () => call<AccountLinkView>('/api/accounts', { method: 'POST', body: { name: name.trim(), email: email.trim(), role } }),
    onSuccess: onLink,
  })
  const bad = {
    ...(name.trim() === '' ? { name: 'a name is needed' } : {}),
    ...(/^[^\s@]+@[^\s@]+$/.test(email.trim()) ? {} : { email: 'an e-mail address is needed' }),
  }
  return (
    <Dialog title="Invite someone" text="You get a link that works once. Holdfast sends nothing: hand it over yourself." onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (Object.keys(bad).length === 0) send.mutate()
        }}
      >
        <div className="stack">
          <TextRow
            label="Name"
            value={name}
            onValue={setName}
            maxLength={100}
            autoFocus
            error={tried ? bad.name : undefined}
            autoComplete="off"
          />
          <TextRow
            label="E-mail"
            type="email"
            value={email}
            onValue={setEmail}
            maxLength={320}
            error={tried ? bad.email : undefined}
            autoComplete="off"
          />
          <SelectRow
            label="Role"
            value={role}
            onValue={(value) => setRole(value as RoleText)}
            options={ROLE_WORDS.map((entry) => [entry.role, `${entry.word}: ${entry.may}`] as const)}
          />
          {send.error !== null && <Failure error={send.error} what="Nobody was invited" />}
        </div>
        <div className="acts">
          <button type="button" className="btn" onClick={onClose}>
            Cancel <kbd>Esc</kbd>
          </button>
          <button type="submit" className="btn main-act" disabled={send.isPending}>
            Make the link
          </button>
        </div>
      </form>
    </Dialog>
  )
}

function LinkDialog({ link, onClose }: { readonly link: AccountLinkView; readonly onClose: () => void }) {
  return (
    <Dialog
      alert
      title={`A link for ${link.account.name}`}
      text={
        <>
          It works once, until <Time at={link.until} />. It is not shown again. Who has it gets in: hand it over where others do not read
          along.
        </>
      }
      onClose={onClose}
    >
      <div className="stack">
        <pre className="code wrap">
          <code>{link.link}</code>
        </pre>
        <div>
          <CopyButton text={link.link} what="Copy the link" />
        </div>
      </div>
      <div className="acts">
        <button type="button" className="btn main-act" onClick={onClose}>
          Done
        </button>
      </div>
    </Dialog>
  )
}
