// One plan: in words and in SQL, who loses what, what stays too wide, and its way from draft to applied and back.
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { call } from '../api/client.ts'
import { planQuery } from '../api/protect-queries.ts'
import { queryClient, storesQuery } from '../api/queries.ts'
import type { PlanView } from '../api/generated.ts'
import { useAccount } from '../app/account.ts'
import { useKeys } from '../app/keys.ts'
import { ConfirmDialog, type Control } from '../parts/confirm-dialog.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { Glyph, State } from '../parts/marks.tsx'
import { Failure, Loading, PageHead } from '../parts/page.tsx'
import { RelatedLinks } from '../parts/related-links.tsx'
import { Coded, Said } from '../parts/said.tsx'
import { Time } from '../parts/time.tsx'
import { plural } from '../parts/words.ts'
import { useActorName } from './actor-name.ts'
import { PlanClasses } from './plan-classes.tsx'
import { PlanState, policyWord } from './protect-words.tsx'
import './protect.css'

const route = getRouteApi('/protect/plans/$id')

export function PlanPage() {
  const { id } = route.useParams()
  const plan = useQuery(planQuery(id))
  const stores = useQuery(storesQuery)
  if (plan.data !== undefined) {
    const name = stores.data?.stores.find((store) => store.id === plan.data.store)?.name ?? plan.data.store
    return <OnePlan plan={plan.data} name={name} />
  }
  return (
    <>
      <PageHead title="Plan" sub=" " />
      <div className="body">
        {plan.error === null ? (
          <Loading what="the plan" />
        ) : (
          <Failure error={plan.error} what="The plan could not be shown" retry={() => void plan.refetch()} />
        )}
      </div>
    </>
  )
}

type Ask = 'approve' | 'apply' | 'undo'

function OnePlan({ plan, name }: { readonly plan: PlanView; readonly name: string }) {
  const account = useAccount()
  const nameOf = useActorName()
  const [asking, setAsking] = useState<Ask | null>(null)
  const settled = !plan.underWay
  const mayApprove = account.may.act && plan.state === 'draft' && settled
  const ownPlan = plan.madeBy === account.id
  const mayApply = account.may.own && plan.state === 'approved' && settled && plan.blocked.length === 0
  const mayUndo = account.may.own && plan.state === 'applied' && settled
  const keys = useMemo(
    () => [
      ...(mayApprove && !ownPlan ? [{ key: 'a', does: 'approve…', run: () => setAsking('approve') }] : []),
      ...(mayApply ? [{ key: 'a', does: 'apply…', run: () => setAsking('apply') }] : []),
    ],
    [mayApprove, ownPlan, mayApply],
  )
  useKeys('This plan', keys)
  return (
    <>
      <PageHead
        title={titleOf(plan, name)}
        tab={`Plan for ${name}`}
        sub={
          <>
            Made by {nameOf(plan.madeBy)}, <Time at={plan.madeAt} />, for{' '}
            <Link className="link" to="/protect/stores/$id" params={{ id: plan.store }}>
              {name}
            </Link>
            . Policies <span className="mono">{policyWord(plan.policySet)}</span>
          </>
        }
      >
        {mayApprove && !ownPlan && (
          <button type="button" className="btn main-act" onClick={() => setAsking('approve')}>
            Approve… <kbd>A</kbd>
          </button>
        )}
        {mayApply && (
          <button type="button" className="btn main-act" onClick={() => setAsking('apply')}>
            Apply… <kbd>A</kbd>
          </button>
        )}
        {mayUndo && (
          <button type="button" className="btn danger" onClick={() => setAsking('undo')}>
            Undo…
          </button>
        )}
      </PageHead>
      <div className="body tight">
        <Steps plan={plan} />
        {mayApprove && ownPlan && <p className="note gap-top">You made this plan: another owner or analyst approves it.</p>}
        {plan.state === 'approved' && !account.may.own && <p className="note gap-top">An owner applies it.</p>}
        {plan.underWay && (
          <p className="note gap-top">It was started and has not said how it ended. Holdfast asks the database and says so here.</p>
        )}
        {plan.problem !== null && (
          <p className="note gap-top">
            <State state="error">The last try ended with</State> <code>{plan.problem}</code>
          </p>
        )}
        {plan.blocked.length > 0 && (
          <section className="sec">
            <div className="sec-head">
              <h2>It cannot be applied yet</h2>
              <span className="q s">ways around the masks that a plan cannot close</span>
            </div>
            <ul className="words">
              {plan.blocked.map((line) => (
                <li key={line}>
                  <Glyph state="fail" name="blocked" />
                  <span>
                    <Said text={line} />
                  </span>
                </li>
              ))}
            </ul>
          </section>
        )}
        <div className="cols sec">
          <InWords plan={plan} />
          <InSql plan={plan} />
        </div>
        <PlanClasses plan={plan} />
        <RelatedLinks
          links={[
            { href: `/protect/stores/${plan.store}#proof`, text: 'Proof', note: 'whether the masks hold' },
            { href: '/improve/lessons', text: 'Lessons', note: 'why a plan like this was made' },
          ]}
        />
      </div>
      {asking !== null && <Decide plan={plan} name={name} ask={asking} onClose={() => setAsking(null)} />}
    </>
  )
}

function titleOf(plan: PlanView, name: string): string {
  const what = plan.steps.length === 0 ? `Plan for ${name}, without a statement` : `Plan for ${name}: ${plural(plan.steps.length, 'step')}`
  return plan.loses.length === 0
    ? what
    : `${what}, ${plural(plan.loses.length, 'role')} lose${plan.loses.length === 1 ? 's' : ''} something`
}

function Steps({ plan }: { readonly plan: PlanView }) {
  const nameOf = useActorName()
  const ended = plan.state === 'failed' || plan.state === 'expired'
  const approved = plan.approvedBy !== null
  const applied = plan.appliedAt !== null
  const done = (yes: boolean) => (yes ? <Glyph state="pass" name="done" /> : null)
  return (
    <ol className="steps" aria-label="State of the plan">
      <li className="done">
        {done(true)} made by {nameOf(plan.madeBy)}
      </li>
      <li className={approved ? 'done' : plan.state === 'draft' ? 'now' : ''}>
        {done(approved)} {approved ? `approved by ${nameOf(plan.approvedBy)}` : 'second person'}
      </li>
      <li className={applied ? 'done' : plan.state === 'approved' ? 'now' : ''}>
        {done(applied)}{' '}
        {plan.appliedAt === null ? (
          'apply'
        ) : (
          <span>
            applied by {nameOf(plan.appliedBy)}, <Time at={plan.appliedAt} />
          </span>
        )}
      </li>
      {plan.undoneAt !== null ? (
        <li className="now">
          undone, <Time at={plan.undoneAt} />
        </li>
      ) : ended || plan.underWay ? (
        <li className="now">
          <PlanState plan={plan} />
        </li>
      ) : (
        plan.undo.length > 0 && <li>undo is ready</li>
      )}
    </ol>
  )
}

function InWords({ plan }: { readonly plan: PlanView }) {
  return (
    <section>
      <div className="sec-head">
        <h2>In words</h2>
      </div>
      <ul className="words">
        {plan.loses.map((loss) => (
          <li key={loss.role} className="d">
            <span className="sign" aria-hidden="true">
              −
            </span>
            <span>
              <b className="mono">{loss.role}</b> loses {plural(loss.fields.length, 'column')}: <FieldNames fields={loss.fields} />{' '}
              <span className="q">
                {loss.lastSeen === null ? (
                  'Never seen to read.'
                ) : /^\d{4}-/.test(loss.lastSeen) ? (
                  <>
                    Last seen <Time at={loss.lastSeen} />.
                  </>
                ) : (
                  loss.lastSeen
                )}
              </span>
            </span>
          </li>
        ))}
        {plan.steps.map((step, at) => (
          // two steps may say the same
          // oxlint-disable-next-line react/no-array-index-key
          <li key={at} className="a">
            <span className="sign" aria-hidden="true">
              +
            </span>
            <span>
              <Coded text={step.text} />
            </span>
          </li>
        ))}
        {plan.wider.map((one) => (
          <li key={`${one.role} ${one.how}`}>
            <span className="sign qq" aria-hidden="true">
              =
            </span>
            <span>
              {one.exceptionUntil === null ? (
                <State state="partial">stays too wide</State>
              ) : (
                <State state="pass">
                  by exception until <Time at={one.exceptionUntil} />
                </State>
              )}
              : <b className="mono">{one.role}</b> reads {plural(one.fields.length, 'column')} past the masks ({one.how})
              {one.logins.length > 0 && `, with ${one.logins.length === 1 ? 'login' : 'logins'} ${one.logins.join(', ')}`}.{' '}
              <FieldNames fields={one.fields} />
            </span>
          </li>
        ))}
        {plan.steps.length + plan.loses.length + plan.wider.length === 0 && (
          <li>
            <span className="sign qq" aria-hidden="true">
              =
            </span>
            <span className="q">
              <Said text={plan.says} />
            </span>
          </li>
        )}
      </ul>
    </section>
  )
}

function FieldNames({ fields }: { readonly fields: readonly string[] }) {
  if (fields.length <= 4) return <span className="mono q s">{fields.join(', ')}. </span>
  return (
    <details>
      <summary className="q s">
        <span className="mono">{fields.slice(0, 3).join(', ')}</span> and {fields.length - 3} more
      </summary>
      <span className="mono q s">{fields.join(', ')}</span>
    </details>
  )
}

const sqlOf = (statements: readonly { readonly sql: string; readonly as: string | null }[]): string =>
  statements.map(({ sql, as }) => `${as === null ? '' : `-- as ${as}\n`}${sql.trimEnd().replace(/;$/, '')};`).join('\n')

function InSql({ plan }: { readonly plan: PlanView }) {
  const [back, setBack] = useState(false)
  const statements = back ? plan.undo : plan.steps
  const text = sqlOf(statements)
  return (
    <section>
      <div className="sec-head">
        <h2>In SQL</h2>
        <span className="q s">one transaction, {plural(statements.length, 'statement')}</span>
        <span className="end row-of">
          <button type="button" className="linklike s" onClick={() => setBack(!back)}>
            {back ? 'Show what it does' : 'Show the undo'}
          </button>
          {text !== '' && <CopyButton text={text} bare />}
        </span>
      </div>
      {text === '' ? (
        <p className="q">No statement: nothing changes in the database.</p>
      ) : (
        <pre className="diff" tabIndex={0} role="region" aria-label={back ? 'SQL of the undo' : 'SQL of the plan'}>
          {text}
        </pre>
      )}
    </section>
  )
}

function Decide({
  plan,
  name,
  ask,
  onClose,
}: {
  readonly plan: PlanView
  readonly name: string
  readonly ask: Ask
  readonly onClose: () => void
}) {
  const run = useMutation({
    mutationFn: (control: Control) =>
      call<PlanView>(`/api/plans/${plan.id}/${ask}`, {
        method: 'POST',
        body: ask === 'approve' ? {} : ask === 'apply' ? { confirm: name, control } : { control },
      }),
    gcTime: 0,
    onSuccess: async (after) => {
      queryClient.setQueryData(['plan', plan.id], after)
      onClose()
      await Promise.all(
        [['protection', plan.store], ['overview'], ['access'], ['lessons']].map(async (queryKey) => {
          await queryClient.invalidateQueries({ queryKey })
        }),
      )
    },
    // an apply that broke off has its own state
    onError: () => void queryClient.invalidateQueries({ queryKey: ['plan', plan.id] }),
  })
  const words = {
    approve: {
      title: `Approve the plan for ${name}?`,
      text: 'You say that you read it. An owner may then apply it within 7 days.',
      action: 'Approve',
    },
    apply: {
      title: `Apply the plan to ${name}?`,
      text:
        plan.steps.length === 0
          ? 'It has no statement: nothing changes in the database. Its policies, countries and budgets hold at the gateway from then on.'
          : 'This changes a live database.',
      action: 'Apply',
    },
    undo: { title: `Undo the plan in ${name}?`, text: 'This changes a live database: it puts back what the plan changed.', action: 'Undo' },
  }[ask]
  return (
    <ConfirmDialog
      title={words.title}
      text={words.text}
      name={ask === 'approve' ? null : name}
      action={words.action}
      busy={run.isPending}
      error={run.error}
      asksControl={ask !== 'approve'}
      onConfirm={(control) => run.mutate(control)}
      onClose={onClose}
    >
      <ul className="words">
        {ask !== 'undo' && (
          <>
            <li className="d">
              <span className="sign" aria-hidden="true">
                −
              </span>
              <span>
                {plan.loses.length === 0
                  ? 'nobody loses anything'
                  : `${plan.loses.map((loss) => loss.role).join(', ')} ${plan.loses.length === 1 ? 'loses' : 'lose'} what they read past the masks`}
              </span>
            </li>
            <li className="a">
              <span className="sign" aria-hidden="true">
                +
              </span>
              <span>
                {plural(plan.steps.length, 'statement')} in one transaction; {plural(plan.members.length, 'login')} in{' '}
                {plural(plan.classes.length, 'class', 'classes')}
              </span>
            </li>
          </>
        )}
        <li>
          <span className="sign qq" aria-hidden="true">
            ↺
          </span>
          <span className="q">
            {ask === 'undo' ? `${plural(plan.undo.length, 'statement')} in one transaction; its logins end` : 'Undo stays ready'}
          </span>
        </li>
      </ul>
    </ConfirmDialog>
  )
}
