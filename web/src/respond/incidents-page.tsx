// The incidents, the newest first. One is opened from an alert; without one there is nothing to do here.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { IncidentSummaryView } from '../api/generated.ts'
import { incidentsQuery } from '../api/respond-queries.ts'
import { DataTable, columnsOf } from '../parts/data-table.tsx'
import { DrillBand, DrillTag } from '../parts/drill-band.tsx'
import { State } from '../parts/marks.tsx'
import { Empty, Failure, Loading, PageHead } from '../parts/page.tsx'
import { Time } from '../parts/time.tsx'
import { count, plural } from '../parts/words.ts'
import { actorsWord, spanOf } from './incident-words.ts'
import { MailLine } from './mail-line.tsx'

const column = columnsOf<IncidentSummaryView>()
const columns = column([
  {
    id: 'number',
    head: 'Incident',
    className: 'wide',
    sort: (incident) => incident.number,
    cell: (incident) => {
      const span = spanOf(incident)
      return (
        <>
          <Link className="m" to="/incidents/$id" params={{ id: incident.id }}>
            Incident {incident.number}: {actorsWord(incident)}
          </Link>{' '}
          {incident.drill && <DrillTag />}
          {span !== null && (
            <span className="two">
              <Time at={span.from} /> to <Time at={span.to} />
            </span>
          )}
        </>
      )
    },
  },
  { id: 'opened', head: 'Opened', sort: (incident) => incident.openedAt, cell: (incident) => <Time at={incident.openedAt} /> },
  {
    id: 'scope',
    head: 'Scope',
    className: 'p2',
    cell: (incident) =>
      incident.scopeVersion === null ? (
        <State state="unknown">not computed</State>
      ) : (
        <span className="q">version {incident.scopeVersion}</span>
      ),
  },
  {
    id: 'alerts',
    head: 'Alerts',
    number: true,
    className: 'p2',
    sort: (incident) => incident.alerts.length,
    cell: (incident) => count(incident.alerts.length),
  },
  {
    id: 'state',
    head: 'State',
    sort: (incident) => incident.closedAt ?? '',
    cell: (incident) => (incident.closedAt === null ? <State state="partial">open</State> : <span className="q">closed</span>),
  },
])

export function IncidentsPage() {
  const incidents = useQuery(incidentsQuery)
  const list = incidents.data?.incidents ?? []
  const open = list.filter((incident) => incident.closedAt === null).length
  return (
    <>
      {list.some((incident) => incident.drill) && (
        <DrillBand>Some of these incidents belong to a drill on the sample company. Nobody real was reached.</DrillBand>
      )}
      <PageHead
        title={
          incidents.data === undefined
            ? 'Incidents'
            : open === 0
              ? 'No incident is open'
              : `${plural(open, 'incident')} ${open === 1 ? 'is' : 'are'} open`
        }
        tab="Incidents"
        sub="Who is affected, what must be done by when, and the proof of it."
      />
      <div className="body tight">
        {incidents.data === undefined && incidents.error === null && <Loading what="incidents" rows={4} columns={4} />}
        {incidents.error !== null && (
          <Failure error={incidents.error} what="The incidents could not be read" retry={() => void incidents.refetch()} />
        )}
        {incidents.data !== undefined && list.length === 0 && (
          <Empty title="No incident was ever opened">
            <p>
              An incident is opened from an alert.{' '}
              <Link className="link" to="/monitor">
                Alerts
              </Link>
            </p>
          </Empty>
        )}
        {list.length > 0 && (
          <DataTable rows={list} columns={columns} rowKey={(incident) => incident.id} name="Incidents" className="t top" />
        )}
        <MailLine />
      </div>
    </>
  )
}
