// The ledger: every action of a person or of Holdfast itself, newest first; its signed checkpoint; and the bundle that is checked offline.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Fragment, useState } from 'react'
import { accountsQuery, ledgerQuery } from '../api/queries.ts'
import { useAccount } from '../app/account.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { Empty, Failure, Loading, PageHead } from '../parts/page.tsx'
import { Time } from '../parts/time.tsx'
import { count, plural } from '../parts/words.ts'
import { SettingsTabs } from './settings-tabs.tsx'
import { ScrollX } from '../parts/scroll-x.tsx'

const route = getRouteApi('/settings/ledger')

export function LedgerPage() {
  const { may } = useAccount()
  const { kind = '' } = route.useSearch()
  const navigate = route.useNavigate()
  const ledger = useInfiniteQuery({ ...ledgerQuery(kind), enabled: may.ledger })
  const accounts = useQuery({ ...accountsQuery, enabled: may.seeAccounts })
  /** `account:<id>` as the name of today; the entry itself keeps the id, since names may change */
  const who = (actor: string): string => {
    const [kind = '', id = ''] = actor.split(/:(.*)/s)
    if (kind === 'account') return accounts.data?.accounts.find((row) => row.id === id)?.name ?? id
    return kind === 'system' ? `Holdfast, ${id}` : kind === 'terminal' ? 'this machine’s terminal' : actor
  }
  const [open, setOpen] = useState<number | null>(null)
  const first = ledger.data?.pages[0]
  const rows = ledger.data?.pages.flatMap((page) => page.rows) ?? []
  if (!may.ledger) return <PageHead title="Owners and auditors read the ledger" tab="Ledger" />
  return (
    <>
      <PageHead
        title="Ledger"
        sub={first === undefined ? ' ' : `${plural(first.size, 'entry', 'entries')}. Nobody can change one, not even an owner.`}
      >
        <a className="btn" href="/api/ledger/bundle" download>
          Download the bundle
        </a>
      </PageHead>
      <SettingsTabs />
      <search className="filters" aria-label="Filters">
        <label className="f">
          <i>kind</i>
          <input
            className="type"
            type="search"
            defaultValue={kind}
            key={kind}
            placeholder="any"
            onKeyDown={(event) => {
              if (event.key === 'Enter')
                void navigate({ search: { kind: event.currentTarget.value === '' ? undefined : event.currentTarget.value }, replace: true })
            }}
          />
        </label>
        {kind !== '' && (
          <button type="button" className="btn bare" onClick={() => void navigate({ search: {}, replace: true })}>
            All kinds
          </button>
        )}
        <span className="end tab">{first !== undefined && `${count(rows.length)} of ${count(first.size)} shown`}</span>
      </search>
      <div className="body">
        {ledger.error !== null && <Failure error={ledger.error} what="The ledger could not be read" retry={() => void ledger.refetch()} />}
        {ledger.isPending && <Loading what="the ledger" rows={10} />}
        {ledger.data !== undefined && rows.length === 0 && <Empty title={kind === '' ? 'The ledger is empty' : 'No entry of this kind'} />}
        {rows.length > 0 && (
          <ScrollX name="Ledger">
            <table className="t" aria-label="Ledger">
              <thead>
                <tr>
                  <th scope="col" className="num p2">
                    No
                  </th>
                  <th scope="col">Time</th>
                  <th scope="col" className="p2">
                    Who
                  </th>
                  <th scope="col">What</th>
                  <th scope="col" className="p2">
                    On
                  </th>
                  <th scope="col">
                    <span className="sr">Details</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <Fragment key={row.seq}>
                    <tr>
                      <td className="num q p2">{row.seq}</td>
                      <td>
                        <Time at={row.time} />
                      </td>
                      <td className="nw p2" title={row.actor}>
                        {who(row.actor)}
                      </td>
                      <td className="nw">
                        <button
                          type="button"
                          className="linklike"
                          onClick={() => void navigate({ search: { kind: row.kind }, replace: true })}
                          title="Only this kind"
                        >
                          {row.kind}
                        </button>
                      </td>
                      <td className="mono q cut p2" title={row.entity}>
                        {row.entity}
                      </td>
                      <td className="num">
                        <button
                          type="button"
                          className="linklike"
                          aria-expanded={open === row.seq}
                          onClick={() => setOpen(open === row.seq ? null : row.seq)}
                        >
                          {open === row.seq ? 'Less' : 'More'}
                        </button>
                      </td>
                    </tr>
                    {open === row.seq && (
                      <tr>
                        <td className="p2" />
                        <td colSpan={5}>
                          <p className="q s only-narrow">by {who(row.actor)}</p>
                          <p className="mono q s p2 wrap-any">{row.entity}</p>
                          {row.body === null ? (
                            <p className="unknown">the details were erased; the entry itself stands</p>
                          ) : (
                            <pre className="code wrap">{JSON.stringify(row.body, null, 2)}</pre>
                          )}
                        </td>
                      </tr>
                    )}
                  </Fragment>
                ))}
              </tbody>
            </table>
          </ScrollX>
        )}
        {ledger.hasNextPage && (
          <p className="gap-top">
            <button type="button" className="btn" onClick={() => void ledger.fetchNextPage()} disabled={ledger.isFetchingNextPage}>
              Show older
            </button>
          </p>
        )}
        <section className="sec narrow-text">
          <h2>Checkpoint</h2>
          {first?.checkpoint === null || first === undefined ? (
            <p className="q">No checkpoint is signed yet.</p>
          ) : (
            <>
              <p className="q read">Keep it outside this machine: history before it cannot be rewritten without that being seen.</p>
              <pre className="code">
                <code>{first.checkpoint}</code>
              </pre>
              <CopyButton text={first.checkpoint} what="Copy the checkpoint" />
            </>
          )}
          <p className="q read gap-top">
            The bundle holds the ledger with its proofs. Anyone checks it offline: <code>holdfast verify BUNDLE</code>
          </p>
        </section>
      </div>
    </>
  )
}
