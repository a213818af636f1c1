// Every plan that was made for a store, newest first, page by page.
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { plansQuery } from '../api/protect-queries.ts'
import type { PlanSummaryView } from '../api/generated.ts'
import { DataTable, columnsOf } from '../parts/data-table.tsx'
import { Failure, Loading } from '../parts/page.tsx'
import { ScrollX } from '../parts/scroll-x.tsx'
import { Time } from '../parts/time.tsx'
import { useActorName } from './actor-name.ts'
import { PlanState, policyWord } from './protect-words.tsx'
import './protect.css'

export function Plans({ store }: { readonly store: string }) {
  const nameOf = useActorName()
  const pages = useInfiniteQuery(plansQuery(store))
  const plans = pages.data?.pages.flatMap((page) => page.plans) ?? []
  const columns = columnsOf<PlanSummaryView>()([
    {
      id: 'made',
      head: 'Made',
      sort: (plan) => plan.madeAt,
      className: 'wide',
      cell: (plan) => (
        <Link className="link" to="/protect/plans/$id" params={{ id: plan.id }}>
          <Time at={plan.madeAt} />
        </Link>
      ),
    },
    { id: 'by', head: 'By', className: 'p2', sort: (plan) => plan.madeBy, cell: (plan) => nameOf(plan.madeBy) },
    {
      id: 'approved',
      head: 'Approved by',
      className: 'p2',
      cell: (plan) => (plan.approvedBy === null ? <span className="q">nobody</span> : nameOf(plan.approvedBy)),
    },
    { id: 'policies', head: 'Policies', className: 'p2', cell: (plan) => <span className="mono">{policyWord(plan.policySet)}</span> },
    {
      id: 'applied',
      head: 'Applied',
      className: 'p2',
      sort: (plan) => plan.appliedAt ?? '',
      cell: (plan) => (plan.appliedAt === null ? <span className="q">never</span> : <Time at={plan.appliedAt} />),
    },
    { id: 'state', head: 'State', sort: (plan) => plan.state, cell: (plan) => <PlanState plan={plan} /> },
  ])
  return (
    <section className="sec" id="plans">
      <div className="sec-head">
        <h2>Plans</h2>
        <span className="q s">newest first</span>
      </div>
      {pages.data === undefined ? (
        pages.error === null ? (
          <Loading what="the plans" />
        ) : (
          <Failure error={pages.error} what="The plans could not be shown" retry={() => void pages.refetch()} />
        )
      ) : plans.length === 0 ? (
        <p className="q">None was made yet.</p>
      ) : (
        <>
          <ScrollX name="Plans">
            <DataTable rows={plans} columns={columns} rowKey={(plan) => plan.id} name="Plans" />
          </ScrollX>
          {pages.hasNextPage && (
            <p>
              <button type="button" className="btn" disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                {pages.isFetchingNextPage ? 'Reading …' : 'Older plans'}
              </button>
            </p>
          )}
        </>
      )}
    </section>
  )
}
