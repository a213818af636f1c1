// One incident: who is affected and how sure that is, the clocks, containment, notices, facts and evidence. Owns the order of the parts.
import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { call } from '../api/client.ts'
import type { IncidentView, ScopeRunView } from '../api/generated.ts'
import { incidentQuery, refreshIncidents, scopeQuery } from '../api/respond-queries.ts'
import { lessonsQuery } from '../api/improve-queries.ts'
import { useAccount } from '../app/account.ts'
import { DrillBand, DrillTag } from '../parts/drill-band.tsx'
import { Failure, Loading, PageHead } from '../parts/page.tsx'
import { RelatedLinks } from '../parts/related-links.tsx'
import { Span, Time } from '../parts/time.tsx'
import { plural } from '../parts/words.ts'
import { Clocks } from './clocks.tsx'
import { Containments } from './containments.tsx'
import { Facts } from './facts.tsx'
import { IncidentSteps } from './incident-steps.tsx'
import { incidentTitle, spanOf } from './incident-words.ts'
import { MailLine } from './mail-line.tsx'
import { Notices } from './notices.tsx'
import { isOpen, ScopeRunLine, useScopeRun } from './scope-run.tsx'
import { ScopeSection } from './scope-section.tsx'

const route = getRouteApi('/incidents/$id')

export function IncidentPage() {
  const { id } = route.useParams()
  const incident = useQuery(incidentQuery(id))
  if (incident.data === undefined) {
    return (
      <>
        <PageHead title="Incident" />
        <div className="body tight">
          {incident.error === null ? (
            <Loading what="the incident" rows={10} columns={5} />
          ) : (
            <Failure error={incident.error} what="The incident could not be read" retry={() => void incident.refetch()} />
          )}
        </div>
      </>
    )
  }
  return <OneIncident incident={incident.data} key={id} />
}

function OneIncident({ incident }: { readonly incident: IncidentView }) {
  const { may } = useAccount()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const scope = useQuery({ ...scopeQuery(incident.id, search.scope ?? 'last'), enabled: incident.scopeVersion !== null })
  const lessons = useQuery(lessonsQuery)
  const own = lessons.data?.lessons.filter((lesson) => lesson.incident === incident.id).length ?? 0
  const compute = useMutation({
    mutationFn: () => call<ScopeRunView>(`/api/incidents/${encodeURIComponent(incident.id)}/scope`, { method: 'POST', body: {} }),
    onSuccess: refreshIncidents,
  })
  const run = useScopeRun(incident.scopeRun, () => {
    void refreshIncidents().then(() => navigate({ search: { scope: undefined }, replace: true }))
  })
  const computing = compute.isPending || isOpen(run)
  const span = spanOf(incident)
  const stores = [...new Set(scope.data?.queries.flatMap((query) => query.stores ?? []) ?? [])]
  return (
    <>
      {incident.drill && (
        <DrillBand>
          Incident {incident.number} is an exercise on the sample company. Messages go to a local sink, no store outside it is touched, no
          clock here is a legal one.
        </DrillBand>
      )}
      <PageHead
        title={incidentTitle(incident, scope.data)}
        tab={`Incident ${incident.number}`}
        sub={
          <>
            {incident.drill && (
              <>
                <DrillTag />{' '}
              </>
            )}
            Incident {incident.number}, opened <Time at={incident.openedAt} />.{' '}
            {span !== null && (
              <>
                <Span from={span.from} to={span.to} />.
              </>
            )}
          </>
        }
      >
        {may.act && (
          <button
            type="button"
            className={incident.scopeVersion === null ? 'btn main-act' : 'btn'}
            disabled={computing}
            onClick={() => compute.mutate()}
          >
            {computing ? 'Computing …' : incident.scopeVersion === null ? 'Compute who is affected' : 'Compute again'}
          </button>
        )}
      </PageHead>
      <IncidentSteps incident={incident} lessons={own} />
      <div className="body tight">
        {compute.error !== null && <Failure error={compute.error} what="Who is affected could not be computed" />}
        {run !== null && <ScopeRunLine run={run} />}
        {scope.error !== null && <Failure error={scope.error} what="The scope could not be read" retry={() => void scope.refetch()} />}
        {scope.data === undefined && scope.isLoading && <Loading what="who is affected" rows={8} columns={6} />}
        {incident.scopeVersion === null && !computing && (
          <p className="note gap-top">
            Who is affected is computed from the access records: jurisdiction by jurisdiction, with bounds where records are missing. The
            clocks, the notices and what they say follow from it.
          </p>
        )}
        {scope.data !== undefined && <ScopeSection incident={incident} scope={scope.data} key={scope.data.version} />}
        {incident.scopeVersion !== null && <Clocks incident={incident} />}
        <Containments incident={incident} stores={stores} />
        <Notices incident={incident} />
        <Facts incident={incident} />
        <RelatedLinks
          title="Evidence and elsewhere"
          links={[
            ...incident.alerts.map((alert, at) => ({
              href: `/alerts/${alert}`,
              text: incident.alerts.length === 1 ? 'The alert' : `Alert ${at + 1}`,
              note: 'what was seen',
            })),
            ...stores.map((store) => ({
              href: `/protect/stores/${store}`,
              text: 'Protection of the store',
              note: 'who may see what, and the last proof',
            })),
            { href: `/improve/lessons?incident=${incident.id}`, text: 'Lessons', note: own === 0 ? 'none yet' : plural(own, 'lesson') },
            ...(may.ledger
              ? [
                  { href: '/settings/ledger?kind=incident.opened', text: 'Ledger: incidents opened' },
                  {
                    href: '/settings/ledger?kind=scope.computed',
                    text: 'Ledger: scopes computed',
                    note: 'with the hashes of their inputs',
                  },
                  { href: '/settings/ledger?kind=incident.fact', text: 'Ledger: facts, also those replaced' },
                  { href: '/settings/ledger?kind=containment.done', text: 'Ledger: containment' },
                  { href: '/settings/ledger?kind=notice.approved', text: 'Ledger: notices' },
                ]
              : []),
          ]}
        />
        <MailLine />
      </div>
    </>
  )
}
