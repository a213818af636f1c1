// The chain as a path: the five phases in order, where one is, and at the foot the stores, settings, who is signed in and the theme.
// Phases that do not exist yet lead to a page that says so.
import { useQuery } from '@tanstack/react-query'
import { Link, useLinkProps, useLocation } from '@tanstack/react-router'
import { Suspense, lazy, type ReactNode } from 'react'
import { isLive, overviewQuery, scansQuery, storesQuery } from '../api/queries.ts'
import { Glyph } from '../parts/marks.tsx'
import { count, percent } from '../parts/words.ts'
import { useAccount } from './account.ts'
import './navigation.css'

const AccountMenu = lazy(() => import('./account-menu.tsx').then((module) => ({ default: module.AccountMenu })))

const phaseOf = (path: string): string => {
  if (/^\/(map|scans|review)/.test(path)) return 'discover'
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
          </ul>
        </Phase>
        <Phase to="/protect" name="Protect" here={here === 'protect'} />
        <Phase to="/monitor" name="Monitor" here={here === 'monitor'} />
        <Phase to="/respond" name="Respond" here={here === 'respond'} />
        <Phase to="/improve" name="Improve" here={here === 'improve'} />
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

type Place = '/' | '/map' | '/scans' | '/review' | '/stores' | '/settings' | '/protect' | '/monitor' | '/respond' | '/improve'

function Item({
  to,
  exact = false,
  n,
  children,
}: {
  readonly to: Place
  readonly exact?: boolean
  readonly n?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <Link className="item" to={to} activeOptions={{ exact, includeSearch: false }}>
      {children}
      {n !== undefined && n !== false && <span className="n">{n}</span>}
    </Link>
  )
}

/** A phase's own link is "current" only where it has no pages of its own beneath. */
function Phase({
  to,
  name,
  here,
  children,
}: {
  readonly to: Place
  readonly name: string
  readonly here: boolean
  readonly children?: ReactNode
}) {
  return (
    <li className={here ? 'phase here' : 'phase'}>
      {children === undefined ? (
        <Link className="item" to={to}>
          {name}
        </Link>
      ) : (
        <NeverCurrent className="item" to={to}>
          {name}
        </NeverCurrent>
      )}
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
