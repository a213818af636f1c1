// What protects each store: which policies hold, how many people are behind masks, the last plan and the last proof; and the gateway.
import { useQueries, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { protectionQuery } from '../api/protect-queries.ts'
import { storesQuery } from '../api/queries.ts'
import type { ProtectionView, StoreView } from '../api/generated.ts'
import { AppLink } from '../parts/app-link.tsx'
import { DataTable, columnsOf } from '../parts/data-table.tsx'
import { Label, State } from '../parts/marks.tsx'
import { Empty, Failure, Loading, PageHead } from '../parts/page.tsx'
import { Time } from '../parts/time.tsx'
import { count, kindWord, plural } from '../parts/words.ts'
import { GatewayState } from './gateway-state.tsx'
import { PlanState, ProofState } from './protect-words.tsx'
import './protect.css'

interface Row {
  readonly store: StoreView
  readonly protection: ProtectionView | undefined
  readonly failed: boolean
}

const columns = columnsOf<Row>()([
  {
    id: 'store',
    head: 'Store',
    sort: (row) => row.store.name,
    className: 'm',
    cell: (row) => (
      <Link to="/protect/stores/$id" params={{ id: row.store.id }}>
        {row.store.name}
      </Link>
    ),
  },
  { id: 'label', head: 'Highest label', className: 'p3', cell: (row) => <Label label={row.store.label} regimes={false} /> },
  {
    id: 'policies',
    head: 'Policies',
    sort: (row) => (row.protection === undefined || row.protection.policySet === null ? 0 : 1),
    cell: ({ protection, failed }) =>
      failed ? (
        <State state="error">could not be asked</State>
      ) : protection === undefined ? (
        <span className="bone" />
      ) : protection.policySet === null ? (
        <State state="unknown">not protected</State>
      ) : (
        <span>
          {plural(protection.classes.length, 'class', 'classes')}
          {protection.since !== null && (
            <span className="q p2">
              {' '}
              since <Time at={protection.since} />
            </span>
          )}
        </span>
      ),
  },
  {
    id: 'logins',
    head: 'Logins',
    number: true,
    sort: (row) => row.protection?.members.length ?? 0,
    cell: ({ protection, store }) =>
      protection === undefined || protection.members.length === 0 ? (
        <span className="qq">0</span>
      ) : (
        <Link className="link" to="/protect/stores/$id" params={{ id: store.id }} hash="members">
          {count(protection.members.filter((member) => member.disabledAt === null).length)}
        </Link>
      ),
  },
  {
    id: 'plan',
    head: 'Last plan',
    className: 'p2',
    cell: ({ protection }) =>
      protection === undefined || protection.lastPlan === null ? (
        <span className="qq">none</span>
      ) : (
        <AppLink href={`/protect/plans/${protection.lastPlan.id}`} className="">
          <PlanState plan={protection.lastPlan} />
        </AppLink>
      ),
  },
  {
    id: 'proof',
    head: 'Proof',
    cell: ({ protection, store }) =>
      protection === undefined || protection.policySet === null ? (
        <span className="qq">nothing to prove</span>
      ) : (
        <Link to="/protect/stores/$id" params={{ id: store.id }} hash="proof">
          <ProofState proof={protection.lastProof} policySet={protection.policySet} />
        </Link>
      ),
  },
])

export function ProtectPage() {
  const stores = useQuery(storesQuery)
  const databases = stores.data?.stores.filter((store) => store.kind === 'postgres') ?? []
  const others = stores.data?.stores.filter((store) => store.kind !== 'postgres') ?? []
  const protections = useQueries({ queries: databases.map((store) => protectionQuery(store.id)) })
  const rows = databases.map((store, at): Row => ({
    store,
    protection: protections[at]?.data,
    failed: (protections[at]?.error ?? null) !== null,
  }))
  const known = rows.every((row) => row.protection !== undefined)
  return (
    <>
      <PageHead title={titleOf(rows, known)} tab="Protect" sub="Who may see what in which store, and whether it was tried." />
      <div className="body tight">
        {stores.data === undefined ? (
          stores.error === null ? (
            <Loading what="the stores" />
          ) : (
            <Failure error={stores.error} what="The stores could not be listed" retry={() => void stores.refetch()} />
          )
        ) : (
          <>
            {rows.length === 0 ? (
              <Empty title="No database is connected">
                <p>
                  Protection puts masked views and a login of its own for each person into a PostgreSQL database, once its fields have
                  labels.
                </p>
                <p className="row-of gap-top">
                  <Link className="btn" to="/stores/connect" search={{ kind: 'database' }}>
                    Connect a database
                  </Link>
                </p>
              </Empty>
            ) : (
              <section className="sec">
                <DataTable rows={rows} columns={columns} rowKey={(row) => row.store.id} name="Protection of stores" />
              </section>
            )}
            {others.length > 0 && (
              <p className="q s gap-top">
                Not protected by plans: {others.map((store) => `${store.name} (${kindWord(store.kind)})`).join(', ')}. Masks need
                PostgreSQL.
              </p>
            )}
          </>
        )}
        <section className="sec narrow-text">
          <div className="sec-head">
            <h2>Gateway</h2>
            <span className="q s">through which people reach protected stores, and which records what they read</span>
          </div>
          <GatewayState />
        </section>
      </div>
    </>
  )
}

function titleOf(rows: readonly Row[], known: boolean): string {
  if (!known || rows.length === 0) return 'Plans and proof'
  const open = rows.filter((row) => row.protection?.policySet === null)
  const broken = rows.filter((row) => (row.protection?.lastProof?.broken ?? 0) > 0)
  const [first] = broken
  if (first !== undefined)
    return broken.length === 1 ? `Masks of ${first.store.name} do not hold` : `Masks of ${broken.length} stores do not hold`
  if (open.length === rows.length) return rows.length === 1 ? `${rows[0]!.store.name} is not protected` : 'No store is protected'
  if (open.length > 0) return `${plural(open.length, 'store')} of ${rows.length} ${open.length === 1 ? 'is' : 'are'} not protected`
  return rows.length === 1 ? `${rows[0]!.store.name} is protected` : `All ${rows.length} databases are protected`
}
