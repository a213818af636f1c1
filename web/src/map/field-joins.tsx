// What the other phases know of a field: who can read it and how, what each class sees, who did in the last 30 days, and what is open about it.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { accessesQuery, alertsQuery } from '../api/monitor-queries.ts'
import { fieldAccessQuery, protectionQuery } from '../api/protect-queries.ts'
import type { FieldAccessView, FieldView } from '../api/generated.ts'
import { Bounds } from '../parts/bounds.tsx'
import { DrillTag } from '../parts/drill-band.tsx'
import { State } from '../parts/marks.tsx'
import { Time } from '../parts/time.tsx'
import { count, plural } from '../parts/words.ts'
import { shownWord } from '../protect/protect-words.tsx'

const DAY_MS = 86_400_000
const SHOWN_ROLES = 6

export function FieldJoins({ field }: { readonly field: FieldView }) {
  const database = field.store.kind === 'postgres'
  return (
    <>
      {database && <WhoCanRead id={field.id} store={field.store.id} />}
      {database && <WhatClassesSee id={field.id} store={field.store.id} />}
      <Accesses id={field.id} />
      <OpenAlerts id={field.id} />
    </>
  )
}

type Route = FieldAccessView['routes'][number]
const REACHES: Readonly<Record<Route['reach'], string>> = {
  now: 'as it is',
  'set-role': 'after becoming another role',
  admin: 'after giving itself another role',
  part: 'a part of it',
  function: 'through a function',
  server: 'past the grants, on the server',
}

function WhoCanRead({ id, store }: { readonly id: string; readonly store: string }) {
  const access = useQuery(fieldAccessQuery(id))
  const [all, setAll] = useState(false)
  const routes = access.data?.routes ?? []
  const roles = [...new Set(routes.map((route) => route.role))]
  const shown = all ? roles : roles.slice(0, SHOWN_ROLES)
  return (
    <section>
      <h3>
        Who can read it
        {access.data !== undefined && access.data.readAt !== null && <span className="end">{plural(roles.length, 'login')}</span>}
      </h3>
      {access.data === undefined ? (
        <p className="q s">{access.error === null ? 'Asking …' : 'This could not be asked.'}</p>
      ) : access.data.readAt === null ? (
        <p>
          <State state="unknown">the grants were never read</State>{' '}
          <Link className="link s" to="/protect/stores/$id" params={{ id: store }}>
            Protect
          </Link>
        </p>
      ) : (
        <>
          <ul className="reads">
            {shown.map((role) => (
              <li key={role}>
                <span className="mono m">{role}</span>
                {routes
                  .filter((route) => route.role === role)
                  .slice(0, all ? undefined : 2)
                  .map((route) => (
                    <span key={`${route.kind}${route.reach}${route.steps.join()}`} className="q s">
                      {route.kind === 'view' && route.reach === 'now' ? 'as a view shows it' : REACHES[route.reach]}
                      {route.rows === 'filtered' && ', not all rows'}: {route.steps.join(', then ')}
                    </span>
                  ))}
              </li>
            ))}
          </ul>
          {roles.length > SHOWN_ROLES && (
            <button type="button" className="linklike s" onClick={() => setAll(!all)}>
              {all ? 'Show fewer' : `Show all ${roles.length}`}
            </button>
          )}
          {roles.length === 0 && <p className="q">Nobody but the database itself.</p>}
          <p className="qq s gap-small">
            Read from the database <Time at={access.data.readAt} />
          </p>
        </>
      )}
    </section>
  )
}

function WhatClassesSee({ id, store }: { readonly id: string; readonly store: string }) {
  const protection = useQuery(protectionQuery(store))
  const classes = protection.data?.classes ?? []
  return (
    <section>
      <h3>What each class sees</h3>
      {protection.data === undefined ? (
        <p className="q s">{protection.error === null ? 'Asking …' : 'This could not be asked.'}</p>
      ) : classes.length === 0 ? (
        <p>
          <State state="unknown">not protected</State>{' '}
          <Link className="link s" to="/protect/stores/$id" params={{ id: store }}>
            Make a plan
          </Link>
        </p>
      ) : (
        <dl className="kv">
          {classes.map((one) => (
            <div key={one.id} className="pair">
              <dt>{one.id}</dt>
              <dd>
                <Link className="link" to="/protect/stores/$id" params={{ id: store }} hash="classes">
                  {shownWord(one.columns[id] ?? 'denied')}
                </Link>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}

function Accesses({ id }: { readonly id: string }) {
  // whole hours, so that the same question is asked again and not a new one
  const [span] = useState(() => {
    const to = Math.ceil(Date.now() / 3_600_000) * 3_600_000
    return { from: new Date(to - 30 * DAY_MS).toISOString(), to: new Date(to).toISOString() }
  })
  const accesses = useQuery(accessesQuery({ ...span, field: id }))
  const people = accesses.data?.subjects
  return (
    <section>
      <h3>Accesses in the last 30 days</h3>
      {accesses.data === undefined || people === undefined ? (
        <p className="q s">{accesses.error === null ? 'Counting …' : 'They could not be counted.'}</p>
      ) : accesses.data.records === 0 ? (
        <p className="q">
          No record of one{accesses.data.gaps.length > 0 && <span className="unknown">, but the records have gaps</span>}.
        </p>
      ) : (
        <p>
          <Link className="link" to="/accesses" search={{ field: id, ...span }}>
            {plural(accesses.data.records, 'access', 'accesses')}
          </Link>{' '}
          by {count(new Set(accesses.data.groups.map((group) => group.principal)).size)}, of{' '}
          <Bounds lower={people.lower} upper={people.upper} basis={people.basis} /> people
          {accesses.data.gaps.length > 0 && (
            <span className="unknown">, with {plural(accesses.data.gaps.length, 'gap')} in the records</span>
          )}
        </p>
      )}
    </section>
  )
}

function OpenAlerts({ id }: { readonly id: string }) {
  const alerts =
    useQuery(alertsQuery).data?.alerts.filter((alert) => ['new', 'open'].includes(alert.state) && alert.fields.includes(id)) ?? []
  if (alerts.length === 0) return null
  return (
    <section>
      <h3>Open alerts about it</h3>
      <ul className="reads">
        {alerts.map((alert) => (
          <li key={alert.id}>
            <Link className="link" to="/alerts/$id" params={{ id: alert.id }}>
              {alert.principals.join(', ')}
              {alert.drill && (
                <>
                  {' '}
                  <DrillTag />
                </>
              )}
            </Link>
            <span className="q s">{alert.why[0]?.text}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
