// One store: what each class sees, who is in it and until when, the last plan, and the proof.
import { useQuery } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { planQuery, principalsQuery, protectionQuery } from '../api/protect-queries.ts'
import { storesQuery } from '../api/queries.ts'
import type { PlanView, ProtectionView } from '../api/generated.ts'
import { useAccount } from '../app/account.ts'
import { useKeys } from '../app/keys.ts'
import { DataTable, columnsOf } from '../parts/data-table.tsx'
import { State } from '../parts/marks.tsx'
import { Empty, Failure, Loading, PageHead } from '../parts/page.tsx'
import { RelatedLinks } from '../parts/related-links.tsx'
import { ScrollX } from '../parts/scroll-x.tsx'
import { Time } from '../parts/time.tsx'
import { count, plural } from '../parts/words.ts'
import { useActorName } from './actor-name.ts'
import { CredentialDialog } from './credential-dialog.tsx'
import { Exceptions } from './exceptions.tsx'
import { MakePlan } from './make-plan.tsx'
import { Plans } from './plans.tsx'
import { ProofMatrix } from './proof-matrix.tsx'
import { PlanState, ProofState, boundsOfClass, policyWord, shownSummary, shownWord } from './protect-words.tsx'
import { ProveDialog } from './prove-dialog.tsx'
import './protect.css'

const route = getRouteApi('/protect/stores/$id')

export function ProtectStorePage() {
  const { id } = route.useParams()
  const stores = useQuery(storesQuery)
  const protection = useQuery(protectionQuery(id))
  const store = stores.data?.stores.find((one) => one.id === id)
  const error = protection.error ?? stores.error
  if (protection.data !== undefined && stores.data !== undefined)
    return <OneStore id={id} name={store?.name ?? id} protection={protection.data} />
  return (
    <>
      <PageHead title={store?.name ?? 'Protection of a store'} tab="Protect" sub=" " />
      <div className="body">
        {error === null ? (
          <Loading what="the protection" />
        ) : (
          <Failure error={error} what="The protection could not be shown" retry={() => void protection.refetch()} />
        )}
      </div>
    </>
  )
}

function OneStore({ id, name, protection }: { readonly id: string; readonly name: string; readonly protection: ProtectionView }) {
  const { may } = useAccount()
  const nameOf = useActorName()
  const [asking, setAsking] = useState<'prove' | 'plan' | null>(null)
  const { policySet, since, lastPlan, lastProof, classes, members } = protection
  const plan = useQuery({ ...planQuery(lastPlan?.id ?? ''), enabled: lastPlan !== null })
  const provable = may.act && policySet !== null
  const keys = useMemo(
    () => [
      ...(may.act ? [{ key: 'p', does: 'make a plan…', run: () => setAsking('plan') }] : []),
      ...(provable ? [{ key: 'v', does: 'prove again…', run: () => setAsking('prove') }] : []),
    ],
    [may.act, provable],
  )
  useKeys('This store', keys)
  const waits = lastPlan !== null && (lastPlan.state === 'draft' || lastPlan.state === 'approved')
  return (
    <>
      <PageHead
        title={titleOf(name, protection)}
        tab={`Protect ${name}`}
        sub={
          policySet === null || since === null ? (
            'Whoever may log in to it sees what the database grants.'
          ) : (
            <>
              Policies <span className="mono">{policyWord(policySet)}</span> hold since <Time at={since} />
            </>
          )
        }
      >
        {provable && (
          <button type="button" className="btn" onClick={() => setAsking('prove')}>
            Prove again… <kbd>V</kbd>
          </button>
        )}
        {may.act && asking !== 'plan' && (
          <button type="button" className={waits ? 'btn' : 'btn main-act'} onClick={() => setAsking('plan')}>
            Make a plan… <kbd>P</kbd>
          </button>
        )}
      </PageHead>
      <div className="body tight">
        {asking === 'plan' && <MakePlan store={id} name={name} protection={protection} onClose={() => setAsking(null)} />}
        {lastPlan !== null && (
          <section className="sec">
            <div className="sec-head">
              <h2>Last plan</h2>
            </div>
            <p className="row-of">
              <PlanState plan={lastPlan} />
              <span className="q">
                made by {nameOf(lastPlan.madeBy)}, <Time at={lastPlan.madeAt} />
              </span>
              <Link className={waits ? 'btn main-act' : 'btn'} to="/protect/plans/$id" params={{ id: lastPlan.id }}>
                {waits ? 'Read and decide' : 'Open the plan'}
              </Link>
            </p>
          </section>
        )}
        {policySet === null ? (
          <>
            {asking !== 'plan' && (
              <Empty title="No class holds here yet">
                <p>
                  A plan says in words and in SQL what each class of people would see, and who would lose what. It changes nothing until a
                  second person approves it and an owner applies it.
                </p>
              </Empty>
            )}
            {/* the first page leads here for one that waits, whether or not a class holds */}
            <Exceptions store={id} name={name} />
          </>
        ) : (
          <>
            <Classes classes={classes} plan={plan.data} />
            <Members store={id} name={name} members={members} />
            <Exceptions store={id} name={name} />
            <section className="sec" id="proof">
              <div className="sec-head">
                <h2>Proof: attacks tried as each class</h2>
                <ProofState proof={lastProof} policySet={policySet} />
                {lastProof !== null && (
                  <span className="q s">
                    <Time at={lastProof.at} />, {count(lastProof.held)} held, {count(lastProof.broken)} got through,{' '}
                    {count(lastProof.notRun)} not run
                  </span>
                )}
              </div>
              {lastProof === null ? (
                <p className="q read">Nobody has tried the masks yet. Until then they are a claim.</p>
              ) : (
                <ProofMatrix key={lastProof.id} proof={lastProof} />
              )}
            </section>
            {protection.policies !== null && (
              <section className="sec">
                <details>
                  <summary>Policies as they are written (Cedar)</summary>
                  <pre className="diff" tabIndex={0} role="region" aria-label="Policies">
                    {protection.policies}
                  </pre>
                </details>
              </section>
            )}
          </>
        )}
        {lastPlan !== null && <Plans store={id} />}
        <RelatedLinks
          links={[
            { href: `/map?store=${id}&at=${id}`, text: 'Its objects and labels', note: 'in the data map' },
            { href: `/accesses?store=${id}`, text: 'Who read it', note: 'by access records' },
          ]}
        />
      </div>
      {asking === 'prove' && <ProveDialog store={id} name={name} onClose={() => setAsking(null)} />}
    </>
  )
}

function titleOf(name: string, { policySet, lastProof, members }: ProtectionView): string {
  if (policySet === null) return `${name} is not protected`
  if ((lastProof?.broken ?? 0) > 0) return `${plural(lastProof!.broken, 'attack')} on ${name} got through`
  const active = members.filter((member) => member.disabledAt === null).length
  return `${name}: ${plural(active, 'login')} behind masks`
}

function Classes({ classes, plan }: { readonly classes: ProtectionView['classes']; readonly plan: PlanView | undefined }) {
  const named = new Map(
    (plan?.diff ?? []).flatMap((line) => (line.field === null ? [] : [[line.field, `${line.relation}.${line.column}`] as const])),
  )
  return (
    <section className="sec" id="classes">
      <div className="sec-head">
        <h2>What each class sees</h2>
      </div>
      {classes.map((one) => {
        const columns = Object.entries(one.columns)
        return (
          <div key={one.id} className="class-of gap-top">
            <h3>
              {one.id} <span className="q s">schema</span> <span className="mono">{one.schema}</span>
            </h3>
            <p className="q">
              {plural(columns.length, 'column')}: {shownSummary(columns.map(([, show]) => show))}. It comes in {boundsOfClass(one)}.
              {one.rows !== null && ' Only rows assigned to the login.'}
            </p>
            <details>
              <summary>Every column</summary>
              <ScrollX name={`Columns of ${one.id}`}>
                <table className="t" aria-label={`Columns that ${one.id} sees`}>
                  <thead>
                    <tr>
                      <th scope="col">Column</th>
                      <th scope="col">Shown</th>
                    </tr>
                  </thead>
                  <tbody>
                    {columns
                      .map(([field, show]) => ({ field, show, name: named.get(field) ?? field }))
                      .toSorted((a, b) => a.name.localeCompare(b.name))
                      .map(({ field, show, name }) => (
                        <tr key={field}>
                          <td className="mono">
                            <Link className="link" to="/map" search={{ at: field }}>
                              {name}
                            </Link>
                          </td>
                          <td className={show === 'clear' ? 'nw' : 'nw q'}>{shownWord(show)}</td>
                        </tr>
                      ))}
                  </tbody>
                </table>
              </ScrollX>
            </details>
          </div>
        )
      })}
    </section>
  )
}

type Member = ProtectionView['members'][number]

function Members({ store, name, members }: { readonly store: string; readonly name: string; readonly members: readonly Member[] }) {
  const { may } = useAccount()
  const principals = useQuery(principalsQuery)
  const [password, setPassword] = useState<string | null>(null)
  const names = new Map(principals.data?.principals.map((one) => [one.id, one.name] as const))
  const columns = columnsOf<Member>()([
    {
      id: 'who',
      head: 'Who',
      sort: (member) => member.principal,
      className: 'wide',
      cell: (member) => (
        <Link className="link" to="/accesses" search={{ principal: [member.principal], store: [store] }}>
          {names.get(member.principal) ?? member.principal}
        </Link>
      ),
    },
    { id: 'class', head: 'Class', sort: (member) => member.class, cell: (member) => member.class },
    { id: 'login', head: 'Login of its own', className: 'p2', cell: (member) => <span className="mono">{member.login}</span> },
    {
      id: 'until',
      head: 'Until',
      sort: (member) => member.until ?? '',
      className: 'p2',
      cell: (member) => (member.until === null ? <span className="q">no end</span> : <Time at={member.until} />),
    },
    {
      id: 'state',
      head: 'State',
      cell: (member) =>
        member.disabledAt !== null ? (
          <State state="unknown">
            cut off, <Time at={member.disabledAt} />
          </State>
        ) : member.until !== null && new Date(member.until) < new Date() ? (
          <State state="stale">ended</State>
        ) : (
          <State state="pass">may log in</State>
        ),
    },
    ...(may.own
      ? [
          {
            id: 'act',
            head: <span className="sr">Password</span>,
            className: 'nw',
            cell: (member: Member) =>
              member.disabledAt === null && (
                <button type="button" className="linklike" onClick={() => setPassword(member.principal)}>
                  Password…<span className="sr"> for {member.principal}</span>
                </button>
              ),
          },
        ]
      : []),
  ])
  return (
    <section className="sec" id="members">
      <div className="sec-head">
        <h2>Who is behind the masks</h2>
        <span className="q s">each with a login of its own, reached through the gateway</span>
      </div>
      {members.length === 0 ? (
        <p className="q">Nobody is a member of a class yet.</p>
      ) : (
        <DataTable rows={members} columns={columns} rowKey={(member) => member.login} name="Members" />
      )}
      {password !== null && <CredentialDialog store={store} name={name} principal={password} onClose={() => setPassword(null)} />}
    </section>
  )
}
