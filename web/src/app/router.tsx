// The addresses of the console. Every page is loaded when it is first opened. Search parameters are parsed here and nowhere else.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { NotFoundPage } from './not-found-page.tsx'
import { Shell } from './shell.tsx'

const text = (value: unknown, max = 200): string | undefined =>
  (typeof value === 'string' || typeof value === 'number') && String(value) !== '' ? String(value).slice(0, max) : undefined
/** one or several */
const texts = (value: unknown): readonly string[] | undefined => {
  const all = (Array.isArray(value) ? (value as unknown[]) : [value]).map((each) => text(each)).filter((each) => each !== undefined)
  return all.length === 0 ? undefined : all.slice(0, 200)
}
const among = <T extends string>(value: unknown, known: readonly T[]): T | undefined => known.find((entry) => entry === value)

const root = createRootRoute({
  component: Shell,
  notFoundComponent: NotFoundPage,
  /** the order of the table on the page: `name` or `-name` */
  validateSearch: (search: Record<string, unknown>): { sort?: string | undefined } => ({ sort: text(search['sort'], 40) }),
})

export interface MapSearch {
  level?: number | undefined
  verdict?: 'personal' | 'not-personal' | 'unsure' | undefined
  type?: string | undefined
  regime?: string | undefined
  store?: string | undefined
  read?: 'read' | 'partial' | 'skipped' | 'failed' | 'unread' | undefined
  label?: 'none' | undefined
  pinned?: true | undefined
  q?: string | undefined
  sort?: MapSort | undefined
  /** the selected store, object or field */
  at?: string | undefined
}
export type MapSort = 'name' | 'label'

export interface ScanSearch {
  status?: 'read' | 'partial' | 'skipped' | 'failed' | undefined
  store?: string | undefined
}

const overview = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('../overview/overview-page.tsx'), 'OverviewPage'),
})

const map = createRoute({
  getParentRoute: () => root,
  path: '/map',
  validateSearch: (search: Record<string, unknown>): MapSearch => {
    const level = Number(search['level'])
    return {
      level: Number.isInteger(level) && level >= 1 && level <= 3 ? level : undefined,
      verdict: among(search['verdict'], ['personal', 'not-personal', 'unsure']),
      type: text(search['type'], 60),
      regime: text(search['regime'], 20),
      store: text(search['store'], 30),
      read: among(search['read'], ['read', 'partial', 'skipped', 'failed', 'unread']),
      label: among(search['label'], ['none']),
      pinned: search['pinned'] === true || search['pinned'] === 'true' ? true : undefined,
      q: text(search['q']),
      sort: among(search['sort'], ['name', 'label']),
      at: text(search['at'] ?? search['field'], 30),
    }
  },
  component: lazyRouteComponent(() => import('../map/map-page.tsx'), 'MapPage'),
})

const scans = createRoute({
  getParentRoute: () => root,
  path: '/scans',
  validateSearch: (search: Record<string, unknown>): { new?: true | undefined; stores?: string | undefined } => ({
    new: search['new'] === true || search['new'] === 'true' ? true : undefined,
    stores: text(search['stores'], 4000),
  }),
  component: lazyRouteComponent(() => import('../scans/scans-page.tsx'), 'ScansPage'),
})

const scan = createRoute({
  getParentRoute: () => root,
  path: '/scans/$id',
  validateSearch: (search: Record<string, unknown>): ScanSearch => ({
    status: among(search['status'], ['read', 'partial', 'skipped', 'failed']),
    store: text(search['store'], 30),
  }),
  component: lazyRouteComponent(() => import('../scans/scan-page.tsx'), 'ScanPage'),
})

const review = createRoute({
  getParentRoute: () => root,
  path: '/review',
  validateSearch: (search: Record<string, unknown>): { store?: string | undefined; field?: string | undefined } => ({
    store: text(search['store'], 30),
    field: text(search['field'], 30),
  }),
  component: lazyRouteComponent(() => import('../review/review-page.tsx'), 'ReviewPage'),
})

const stores = createRoute({
  getParentRoute: () => root,
  path: '/stores',
  /** the store a link is about */
  validateSearch: (search: Record<string, unknown>): { store?: string | undefined } => ({ store: text(search['store'], 30) }),
  component: lazyRouteComponent(() => import('../stores/stores-page.tsx'), 'StoresPage'),
})
const connect = createRoute({
  getParentRoute: () => root,
  path: '/stores/connect',
  validateSearch: (search: Record<string, unknown>): { kind?: 'database' | 'folder' | undefined } => ({
    kind: among(search['kind'], ['database', 'folder']),
  }),
  component: lazyRouteComponent(() => import('../stores/connect-page.tsx'), 'ConnectPage'),
})

const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyRouteComponent(() => import('../settings/own-account-page.tsx'), 'OwnAccountPage'),
})
const accounts = createRoute({
  getParentRoute: () => root,
  path: '/settings/accounts',
  component: lazyRouteComponent(() => import('../settings/accounts-page.tsx'), 'AccountsPage'),
})
const ledger = createRoute({
  getParentRoute: () => root,
  path: '/settings/ledger',
  validateSearch: (search: Record<string, unknown>): { kind?: string | undefined } => ({ kind: text(search['kind'], 100) }),
  component: lazyRouteComponent(() => import('../settings/ledger-page.tsx'), 'LedgerPage'),
})

const people = createRoute({
  getParentRoute: () => root,
  path: '/people',
  component: lazyRouteComponent(() => import('../people/people-page.tsx'), 'PeoplePage'),
})
const protect = createRoute({
  getParentRoute: () => root,
  path: '/protect',
  component: lazyRouteComponent(() => import('../protect/protect-page.tsx'), 'ProtectPage'),
})
const protectStore = createRoute({
  getParentRoute: () => root,
  path: '/protect/stores/$id',
  component: lazyRouteComponent(() => import('../protect/protect-store-page.tsx'), 'ProtectStorePage'),
})
const plan = createRoute({
  getParentRoute: () => root,
  path: '/protect/plans/$id',
  component: lazyRouteComponent(() => import('../protect/plan-page.tsx'), 'PlanPage'),
})

export const ALERT_STATES = ['new', 'open', 'true', 'benign', 'false'] as const
export interface AlertsSearch {
  state?: (typeof ALERT_STATES)[number] | 'all' | undefined
  level?: number | undefined
  q?: string | undefined
}
const alerts = createRoute({
  getParentRoute: () => root,
  path: '/monitor',
  validateSearch: (search: Record<string, unknown>): AlertsSearch => {
    const level = Number(search['level'])
    return {
      state: among(String(search['state']), [...ALERT_STATES, 'all']),
      level: Number.isInteger(level) && level >= 1 && level <= 3 ? level : undefined,
      q: text(search['q']),
    }
  },
  component: lazyRouteComponent(() => import('../monitor/alerts-page.tsx'), 'AlertsPage'),
})
const alert = createRoute({
  getParentRoute: () => root,
  path: '/alerts/$id',
  component: lazyRouteComponent(() => import('../monitor/alert-page.tsx'), 'AlertPage'),
})

/** The question that figures link to: the same words as the API's. */
export interface AccessSearch {
  from?: string | undefined
  to?: string | undefined
  principal?: readonly string[] | undefined
  session?: readonly string[] | undefined
  store?: readonly string[] | undefined
  object?: string | undefined
  field?: string | undefined
  by?: 'principal' | 'session' | 'object' | 'hour' | undefined
}
const accesses = createRoute({
  getParentRoute: () => root,
  path: '/accesses',
  validateSearch: (search: Record<string, unknown>): AccessSearch => ({
    from: text(search['from'], 40),
    to: text(search['to'], 40),
    principal: texts(search['principal']),
    session: texts(search['session']),
    store: texts(search['store']),
    object: text(search['object'], 30),
    field: text(search['field'], 30),
    by: among(search['by'], ['principal', 'session', 'object', 'hour']),
  }),
  component: lazyRouteComponent(() => import('../monitor/accesses-page.tsx'), 'AccessesPage'),
})
const sources = createRoute({
  getParentRoute: () => root,
  path: '/sources',
  component: lazyRouteComponent(() => import('../monitor/sources-page.tsx'), 'SourcesPage'),
})
const respond = createRoute({
  getParentRoute: () => root,
  path: '/respond',
  component: lazyRouteComponent(() => import('../respond/incidents-page.tsx'), 'IncidentsPage'),
})
const incident = createRoute({
  getParentRoute: () => root,
  path: '/incidents/$id',
  /** a version of the scope; without it the newest */
  validateSearch: (search: Record<string, unknown>): { scope?: number | undefined } => {
    const scope = Number(search['scope'])
    return { scope: Number.isInteger(scope) && scope > 0 ? scope : undefined }
  },
  component: lazyRouteComponent(() => import('../respond/incident-page.tsx'), 'IncidentPage'),
})
const notice = createRoute({
  getParentRoute: () => root,
  path: '/notices/$id',
  component: lazyRouteComponent(() => import('../respond/notice-page.tsx'), 'NoticePage'),
})
const improve = createRoute({
  getParentRoute: () => root,
  path: '/improve',
  component: lazyRouteComponent(() => import('../improve/improve-page.tsx'), 'ImprovePage'),
})
const lessons = createRoute({
  getParentRoute: () => root,
  path: '/improve/lessons',
  /** the incident whose lesson is written or shown */
  validateSearch: (search: Record<string, unknown>): { incident?: string | undefined } => ({ incident: text(search['incident'], 40) }),
  component: lazyRouteComponent(() => import('../improve/lessons-page.tsx'), 'LessonsPage'),
})
const control = createRoute({
  getParentRoute: () => root,
  path: '/improve/controls/$id',
  component: lazyRouteComponent(() => import('../improve/control-page.tsx'), 'ControlPage'),
})

const routeTree = root.addChildren([
  overview,
  map,
  scans,
  scan,
  review,
  stores,
  connect,
  settings,
  accounts,
  ledger,
  people,
  protect,
  protectStore,
  plan,
  alerts,
  alert,
  accesses,
  sources,
  respond,
  incident,
  notice,
  improve,
  lessons,
  control,
])

export const router = createRouter({ routeTree, defaultPreload: 'intent', defaultPendingMs: 100, scrollRestoration: false })

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
