// The chain as a path: the five phases in order, where one is, and at the foot the stores, settings, who is signed in and the theme.
// At most three lines a phase.
import { useQuery } from '@tanstack/react-query'
import { Link, useLinkProps, useLocation } from '@tanstack/react-router'
import { Suspense, lazy, type ReactNode } from 'react'
import { isLive, overviewQuery, scansQuery, storesQuery } from '../api/queries.ts'
import { alertsQuery } from '../api/monitor-queries.ts'
import { incidentsQuery } from '../api/respond-queries.ts'
import { Glyph } from '../parts/marks.tsx'
import { count, percent } from '../parts/words.ts'
import { useAccount } from './account.ts'
import './navigation.css'

const AccountMenu = lazy(() => import('./account-menu.tsx').then((module) => ({ default: module.AccountMenu })))

const phaseOf = (path: string): string => {
  if (/^\/(map|scans|review|people)/.test(path)) return 'discover'
  if (/^\/(alerts|accesses|sources)/.test(path)) return 'monitor'
  if (/^\/(incidents|notices)/.test(path)) return 'respond'
  return /^\/(protect|monitor|respond|improve)/.exec(path)?.[1] ?? ''
}

export function Navigation({ onFind, onKeys }: { readonly onFind: () => void; readonly onKeys: () => void }) {
  const account = useAccount()
  const path = useLocation({ select: (location) => location.pathname })
  const here = phaseOf(path)
  const overview = useQuery(overviewQuery)
  const scans = useQuery(scansQuery)
  const stores = useQuery(storesQuery)
  const running = scans.data?.scans.find(isLive)
  const sum = (pick: 'personal' | 'unsure') => overview.data?.stores.reduce((total, store) => total + store[pick], 0)
  const personal = sum('personal')
  const unsure = sum('unsure')
  const alerts = useQuery(alertsQuery)
  const incidents = useQuery(incidentsQuery)
  const waiting = alerts.data?.alerts.filter((alert) => alert.state === 'new').length ?? 0
  const open = incidents.data?.incidents.filter((incident) => incident.closedAt === null).length ?? 0
  const unread = stores.data?.stores.some((store) => store.lastScan === null || store.lastScan.unread > 0) ?? false
  return (
    <nav className="nav" aria-label="Main">
      <NeverCurrent className="brand" to="/">
        <svg viewBox="0 0 18 18" aria-hidden="true">
          <path
            d="M9 1v6M9 7c0 3-6.5 2-6.5 8M9 7c0 3 6.5 2 6.5 8M9 7c0 3.5-2.5 4-2.5 9.5M9 7c0 3.5 2.5 4 2.5 9.5"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.6"
            strokeLinecap="round"
          />
        </svg>
        Holdfast
      </NeverCurrent>
      <div className="tools">
        <button className="find" type="button" onClick={onFind} aria-keyshortcuts="Control+K">
          Find or do… <kbd>Ctrl K</kbd>
        </button>
      </div>
      <Item to="/" exact n={overview.data !== undefined && overview.data.needs.length > 0 && count(overview.data.needs.length)}>
        Overview
      </Item>
      <ol className="chain">
        <Phase to="/map" name="Discover" here={here === 'discover'}>
          <ul>
            <li>
              <Item to="/map" n={personal !== undefined && personal > 0 && count(personal)}>
                Data map
              </Item>
            </li>
            <li>
              <Item to="/scans" n={running !== undefined && (running.share === null ? 'running' : percent(running.share))}>
                Scans
              </Item>
            </li>
            <li>
              <Item to="/review" n={unsure !== undefined && unsure > 0 && count(unsure)}>
                Review
              </Item>
            </li>
            <li>
              <Item to="/people">People</Item>
            </li>
          </ul>
        </Phase>
        <Phase to="/protect" name="Protect" here={here === 'protect'}>
          <ul>
            <li>
              <Item to="/protect">Plans and proof</Item>
            </li>
          </ul>
        </Phase>
        <Phase to="/monitor" name="Monitor" here={here === 'monitor'}>
          <ul>
            <li>
              <Item to="/monitor" also={path.startsWith('/alerts/')} n={waiting > 0 && count(waiting)}>
                Alerts
              </Item>
            </li>
            <li>
              <Item to="/accesses">Accesses</Item>
            </li>
            <li>
              <Item to="/sources">Sources</Item>
            </li>
          </ul>
        </Phase>
        <Phase to="/respond" name="Respond" here={here === 'respond'}>
          <ul>
            <li>
              <Item to="/respond" also={/^\/(incidents|notices)\//.test(path)} n={open > 0 && count(open)}>
                Incidents
              </Item>
            </li>
          </ul>
        </Phase>
        <Phase to="/improve" name="Improve" here={here === 'improve'}>
          <ul>
            <li>
              <Item to="/improve" exact also={path.startsWith('/improve/controls/')}>
                Controls
              </Item>
            </li>
            <li>
              <Item to="/improve/lessons">Lessons</Item>
            </li>
          </ul>
        </Phase>
        <li className="back">
          <svg viewBox="0 0 16 40" aria-hidden="true">
            <path d="M4.5 0v22c0 5 3 7 7 7" fill="none" stroke="var(--line-strong)" />
          </svg>
          lessons go back to Protect
        </li>
      </ol>
      <div className="foot">
        <span className="foot-top">
          <Item to="/map">Data map</Item>
          <Item to="/scans">Scans</Item>
          <Item to="/review">Review</Item>
          <Item to="/people">People</Item>
          <Item to="/accesses">Accesses</Item>
          <Item to="/sources">Sources</Item>
          <Item to="/improve/lessons">Lessons</Item>
        </span>
        <Item
          to="/stores"
          n={
            stores.data !== undefined &&
            (stores.data.stores.length === 0 ? (
              'none'
            ) : (
              <>
                {unread && <Glyph state="unknown" name="not all could be read" />}
                {count(stores.data.stores.length)}
              </>
            ))
          }
        >
          Stores
        </Item>
        <Item to="/settings">Settings</Item>
        <div className="who">
          <span className="name">
            {account.name}
            <br />
            <span className="qq">{account.role}</span>
          </span>
          <Suspense fallback={null}>
            <AccountMenu />
          </Suspense>
          <button type="button" className="btn bare keys-button" onClick={onKeys} aria-label="All keys" title="All keys">
            <kbd>?</kbd>
          </button>
        </div>
      </div>
    </nav>
  )
}

type Place =
  | '/'
  | '/map'
  | '/scans'
  | '/review'
  | '/people'
  | '/stores'
  | '/settings'
  | '/protect'
  | '/monitor'
  | '/accesses'
  | '/sources'
  | '/respond'
  | '/improve'
  | '/improve/lessons'

function Item({
  to,
  exact = false,
  also = false,
  n,
  children,
}: {
  readonly to: Place
  readonly exact?: boolean
  /** a page beneath it that has an address of its own is shown */
  readonly also?: boolean
  readonly n?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <Link className="item" to={to} activeOptions={{ exact, includeSearch: false }} {...(also ? { 'aria-current': 'page' as const } : {})}>
      {children}
      {n !== undefined && n !== false && <span className="n">{n}</span>}
    </Link>
  )
}

/** A phase's own link leads to its first page, which the line beneath names; so it is never the "current" one. */
function Phase({
  to,
  name,
  here,
  children,
}: {
  readonly to: Place
  readonly name: string
  readonly here: boolean
  readonly children: ReactNode
}) {
  return (
    <li className={here ? 'phase here' : 'phase'}>
      <NeverCurrent className="item" to={to}>
        {name}
      </NeverCurrent>
      {children}
    </li>
  )
}

/** A second way to a page that another link of the navigation names: it is not marked as the place where one is. */
function NeverCurrent({ to, className, children }: { readonly to: Place; readonly className: string; readonly children: ReactNode }) {
  const { 'aria-current': _, ...props } = useLinkProps({ to })
  return (
    <a {...props} className={className}>
      {children}
    </a>
  )
}
