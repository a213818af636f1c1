// The alerts, each one story, the most harm first. Filters are in the address. Owns no decision.
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import { call } from '../api/client.ts'
import type { AlertView, DetectionLookView } from '../api/generated.ts'
import { LEVEL_WORDS } from '../api/generated.ts'
import { alertsQuery, collectorsQuery } from '../api/monitor-queries.ts'
import { queryClient } from '../api/queries.ts'
import { useAccount } from '../app/account.ts'
import { ALERT_STATES, type AlertsSearch } from '../app/router.tsx'
import { Bounds } from '../parts/bounds.tsx'
import { DrillBand, DrillTag } from '../parts/drill-band.tsx'
import { DataTable, columnsOf } from '../parts/data-table.tsx'
import { Label } from '../parts/marks.tsx'
import { Empty, Failure, Loading, PageHead } from '../parts/page.tsx'
import { Time } from '../parts/time.tsx'
import { count, plural } from '../parts/words.ts'
import { STATE_WORDS, alertTitle, byHarm, waits } from './alert-words.ts'

const route = getRouteApi('/monitor')
const column = columnsOf<AlertView>()

const columns = column([
  {
    id: 'story',
    head: 'Story',
    className: 'wide',
    cell: (alert) => (
      <>
        <Link className={waits(alert) ? 'b' : 'm'} to="/alerts/$id" params={{ id: alert.id }}>
          {alertTitle(alert)}
        </Link>{' '}
        {alert.drill && <DrillTag />}
        <span className="two">{alert.why[0]?.text ?? 'no reason was kept'}</span>
      </>
    ),
  },
  {
    id: 'label',
    head: 'Label',
    className: 'p2',
    sort: (alert) => alert.label?.level ?? -1,
    cell: (alert) => <Label label={alert.label} regimes={false} />,
  },
  { id: 'people', head: 'People', number: true, sort: (alert) => alert.subjects.upper, cell: (alert) => <Bounds {...alert.subjects} /> },
  { id: 'opened', head: 'Opened', className: 'p2', sort: (alert) => alert.openedAt, cell: (alert) => <Time at={alert.openedAt} /> },
  {
    id: 'state',
    head: 'State',
    sort: (alert) => alert.state,
    cell: (alert) => <span className={waits(alert) ? 'b nw' : 'q nw'}>{STATE_WORDS[alert.state]}</span>,
  },
])

export function AlertsPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { may } = useAccount()
  const alerts = useQuery(alertsQuery)
  const look = useMutation({
    mutationFn: () => call<DetectionLookView>('/api/detection/look', { method: 'POST', body: {} }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['alerts'] }),
  })
  const all = alerts.data?.alerts ?? []
  const shown = all.filter((alert) => fits(alert, search)).toSorted(byHarm)
  const waiting = all.filter(waits).length
  const change = (next: Partial<AlertsSearch>): void => void navigate({ search: (before) => ({ ...before, ...next }), replace: true })
  const head =
    alerts.data === undefined
      ? 'Alerts'
      : waiting === 0
        ? 'No alert waits'
        : `${plural(waiting, 'alert')} ${waiting === 1 ? 'waits' : 'wait'} for a decision`
  return (
    <>
      {shown.some((alert) => alert.drill) && (
        <DrillBand>Some of these alerts belong to a drill on the sample company. Nobody real was reached.</DrillBand>
      )}
      <PageHead title={head} tab="Alerts" sub="One story each, the most harm first: severity, label, people.">
        {may.act && (
          <button type="button" className="btn" disabled={look.isPending} onClick={() => look.mutate()}>
            {look.isPending ? 'Looking …' : 'Look now'}
          </button>
        )}
      </PageHead>
      <search className="filters" aria-label="Filters">
        <label className="f">
          <i>state</i>
          <select
            value={search.state ?? ''}
            onChange={(event) => change({ state: event.target.value === '' ? undefined : (event.target.value as AlertsSearch['state']) })}
          >
            <option value="">not closed</option>
            <option value="all">all</option>
            {ALERT_STATES.map((state) => (
              <option key={state} value={state}>
                {STATE_WORDS[state]}
              </option>
            ))}
          </select>
        </label>
        <label className="f">
          <i>label</i>
          <select
            value={search.level?.toString() ?? ''}
            onChange={(event) => change({ level: event.target.value === '' ? undefined : Number(event.target.value) })}
          >
            <option value="">any</option>
            {LEVEL_WORDS.flatMap((word, level) =>
              level === 0
                ? []
                : [
                    <option key={word} value={level}>
                      {level === 3 ? word : `${word} or higher`}
                    </option>,
                  ],
            )}
          </select>
        </label>
        <input
          className="type"
          aria-label="Who or what"
          placeholder="who or what"
          defaultValue={search.q ?? ''}
          onChange={(event) => change({ q: event.target.value === '' ? undefined : event.target.value })}
        />
        <span className="end" role="status">
          {count(shown.length)} of {count(all.length)}
        </span>
      </search>
      <div className="body tight">
        {look.isSuccess && (
          <p className="note gap-top" role="status">
            Looked up to the last record:{' '}
            {look.data.alerts.length === 0 ? 'nothing new' : `${plural(look.data.alerts.length, 'alert')} opened or extended`}.
          </p>
        )}
        {look.error !== null && <Failure error={look.error} what="The records could not be looked through" />}
        {alerts.data === undefined && alerts.error === null && <Loading what="alerts" rows={6} columns={5} />}
        {alerts.error !== null && <Failure error={alerts.error} what="The alerts could not be read" retry={() => void alerts.refetch()} />}
        {alerts.data !== undefined && all.length === 0 && <NoAlerts />}
        {all.length > 0 && shown.length === 0 && (
          <Empty title="No alert with these filters">
            <p>
              {count(all.length)} are left out.{' '}
              <Link className="link" to="/monitor" search={{ state: 'all' }}>
                Show all
              </Link>
            </p>
          </Empty>
        )}
        {shown.length > 0 && <DataTable rows={shown} columns={columns} rowKey={(alert) => alert.id} name="Alerts" className="t top" />}
      </div>
    </>
  )
}

function fits(alert: AlertView, { state, level, q }: AlertsSearch): boolean {
  if (state === undefined && alert.state !== 'new' && alert.state !== 'open') return false
  if (state !== undefined && state !== 'all' && alert.state !== state) return false
  if (level !== undefined && (alert.label?.level ?? -1) < level) return false
  return (
    q === undefined || `${alertTitle(alert)} ${alert.why.map((reason) => reason.text).join(' ')}`.toLowerCase().includes(q.toLowerCase())
  )
}

/** Silence is said with what was watched: no alert without a source means nothing. */
function NoAlerts() {
  const collectors = useQuery(collectorsQuery)
  const n = collectors.data?.collectors.length
  return (
    <Empty title={n === 0 ? 'No log is read yet, so no alert can be raised from one' : 'No alert was ever raised'}>
      <p>
        {n === undefined
          ? ''
          : n === 0
            ? 'Only accesses through the gateway are seen. '
            : `${plural(n, 'log')} and the gateway are watched. `}
        <Link className="link" to="/sources">
          Sources
        </Link>{' '}
        says what is read and how far.
      </p>
    </Empty>
  )
}
