// One alert: what happened in its title, against what is usual, why, which data and people, the records in order; and the decision.
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, getRouteApi, useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { call } from '../api/client.ts'
import type { AlertView, IncidentView } from '../api/generated.ts'
import { alertQuery } from '../api/monitor-queries.ts'
import { queryClient } from '../api/queries.ts'
import { incidentsQuery, refreshIncidents } from '../api/respond-queries.ts'
import { useAccount } from '../app/account.ts'
import { useKeys } from '../app/keys.ts'
import { WhyList } from '../map/why-list.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { DrillBand, DrillTag } from '../parts/drill-band.tsx'
import { TextRow } from '../parts/form.tsx'
import { Label } from '../parts/marks.tsx'
import { Failure, Loading, PageHead } from '../parts/page.tsx'
import { RelatedLinks } from '../parts/related-links.tsx'
import { Time } from '../parts/time.tsx'
import { plural } from '../parts/words.ts'
import { AccessLink, questionOf, useNames } from './access-words.tsx'
import { AgainstUsual } from './against-usual.tsx'
import { AlertTimeline } from './alert-timeline.tsx'
import { STATE_WORDS, alertTitle } from './alert-words.ts'
import { ReachedFields } from './reached-fields.tsx'
import '../map/inspector.css'

type Verdict = 'true' | 'benign' | 'false'
const VERDICTS: readonly (readonly [Verdict, string, string, string])[] = [
  ['true', 'True', 't', 'It was what it looks like. It never becomes part of what is usual for this login.'],
  ['benign', 'Benign', 'b', 'It happened and was allowed. What was seen becomes part of what is usual for this login.'],
  ['false', 'False', 'f', 'It did not happen as shown. What was seen becomes part of what is usual for this login.'],
]
const route = getRouteApi('/alerts/$id')

export function AlertPage() {
  const { id } = route.useParams()
  const alert = useQuery(alertQuery(id))
  if (alert.data === undefined) {
    return (
      <>
        <PageHead title="Alert" />
        <div className="body tight">
          {alert.error === null ? (
            <Loading what="the alert" rows={8} columns={3} />
          ) : (
            <Failure error={alert.error} what="The alert could not be read" retry={() => void alert.refetch()} />
          )}
        </div>
      </>
    )
  }
  return <OneAlert alert={alert.data} key={id} />
}

function OneAlert({ alert }: { readonly alert: AlertView }) {
  const { may } = useAccount()
  const navigate = useNavigate()
  const [deciding, setDeciding] = useState<Verdict | null>(null)
  const incidents = useQuery(incidentsQuery)
  const incident = incidents.data?.incidents.find((each) => each.alerts.includes(alert.id))
  const names = useNames(alert.query.stores ?? [])
  const question = questionOf(alert.query)
  const open = useMutation({
    mutationFn: () => call<IncidentView>('/api/incidents', { method: 'POST', body: { alert: alert.id } }),
    onSuccess: async (made) => {
      await refreshIncidents()
      await navigate({ to: '/incidents/$id', params: { id: made.id } })
    },
  })
  const keys = useMemo(
    () =>
      may.act
        ? [
            ...(incident === undefined ? [{ key: 'i', does: 'open an incident', run: () => open.mutate() }] : []),
            ...VERDICTS.map(([verdict, word, key]) => ({ key, does: word.toLowerCase(), run: () => setDeciding(verdict) })),
          ]
        : [],
    // `open` is new at each render and its mutate the same
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [may.act, incident === undefined],
  )
  useKeys('Alert', keys)
  const stores = (alert.query.stores ?? []).map(names.store)
  return (
    <>
      {alert.drill && <DrillBand>This alert belongs to a drill on the sample company. Nobody real was reached.</DrillBand>}
      <PageHead
        title={alertTitle(alert)}
        sub={
          <>
            {alert.drill && (
              <>
                <DrillTag />{' '}
              </>
            )}
            <b className={alert.state === 'new' ? 'partial' : ''}>{STATE_WORDS[alert.state]}</b>, severity {alert.severity} of 4.{' '}
            {stores.length > 0 && `${stores.join(', ')}. `}
            <Time at={alert.query.from} /> to <Time at={alert.query.to} />. <Label label={alert.label} />
          </>
        }
      >
        {incident === undefined ? (
          may.act && (
            <button type="button" className="btn main-act" disabled={open.isPending} onClick={() => open.mutate()}>
              {open.isPending ? 'Opening …' : 'Open an incident'} <kbd>I</kbd>
            </button>
          )
        ) : (
          <Link className="btn main-act" to="/incidents/$id" params={{ id: incident.id }}>
            Incident {incident.number}
          </Link>
        )}
        {may.act &&
          VERDICTS.map(([verdict, word, key]) => (
            <button key={verdict} type="button" className="btn" onClick={() => setDeciding(verdict)}>
              {word}… <kbd>{key.toUpperCase()}</kbd>
            </button>
          ))}
      </PageHead>
      <div className="body tight">
        {open.error !== null && <Failure error={open.error} what="The incident was not opened" />}
        <AgainstUsual alert={alert} />
        <div className="cols sec">
          <section>
            <div className="sec-head">
              <h2>What happened</h2>
              <span className="end s">
                <AccessLink question={question}>all accesses</AccessLink>
              </span>
            </div>
            <AlertTimeline alert={alert} names={names} />
          </section>
          <section>
            <div className="sec-head">
              <h2>Why it was raised</h2>
            </div>
            <WhyList why={alert.why} />
            <ReachedFields alert={alert} />
          </section>
        </div>
        <RelatedLinks
          links={[
            ...(incident === undefined
              ? []
              : [{ href: `/incidents/${incident.id}`, text: `Incident ${incident.number}`, note: 'opened from this alert' }]),
            ...(alert.query.stores ?? []).flatMap((store) => [
              {
                href: `/map?store=${store}&at=${store}`,
                text: `${names.store(store)} on the data map`,
                note: plural(alert.fields.length, 'field') + ' touched',
              },
              {
                href: `/protect/stores/${store}`,
                text: `Protection of ${names.store(store)}`,
                note: 'who may see what, and the last proof',
              },
            ]),
            ...(may.ledger ? [{ href: '/settings/ledger?kind=alert.decided', text: 'Decisions about alerts in the ledger' }] : []),
          ]}
        />
      </div>
      {deciding !== null && <DecideDialog alert={alert} verdict={deciding} onClose={() => setDeciding(null)} />}
    </>
  )
}

function DecideDialog({ alert, verdict, onClose }: { readonly alert: AlertView; readonly verdict: Verdict; readonly onClose: () => void }) {
  const [, word, , means] = VERDICTS.find(([each]) => each === verdict)!
  const [reason, setReason] = useState('')
  const decide = useMutation({
    mutationFn: () =>
      call<AlertView>(`/api/alerts/${encodeURIComponent(alert.id)}/state`, {
        method: 'POST',
        body: { state: verdict, reason: reason.trim() },
      }),
    onSuccess: async (after) => {
      queryClient.setQueryData(alertQuery(alert.id).queryKey, after)
      await queryClient.invalidateQueries({ queryKey: ['alerts'] })
      onClose()
    },
  })
  return (
    <Dialog title={`${word}: close this alert?`} text={means} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (reason.trim() !== '') decide.mutate()
        }}
      >
        <div className="stack">
          <TextRow
            label="Reason"
            hint="Goes to the ledger with your name."
            value={reason}
            maxLength={1000}
            required
            autoComplete="off"
            onValue={setReason}
          />
          {decide.error !== null && <Failure error={decide.error} what="Nothing was decided" />}
        </div>
        <div className="acts">
          <button type="button" className="btn" onClick={onClose}>
            Cancel <kbd>Esc</kbd>
          </button>
          <button type="submit" className="btn main-act" disabled={reason.trim() === '' || decide.isPending}>
            {word}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
