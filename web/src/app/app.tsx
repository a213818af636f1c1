// What a person sees depends on the session: a one-time link, sign-in, or the console at the address asked for. Signing in happens in
// place, so a lost session comes back to the same page.
import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider, useQuery } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { Suspense, lazy } from 'react'
import '../tokens.css'
import '../base.css'
import '../parts/controls.css'
import '../parts/marks.css'
import '../parts/table.css'
import '../parts/page.css'
import '../parts/drawings.css'
import { whenSessionLost } from '../api/client.ts'
import { queryClient, sessionQuery } from '../api/queries.ts'
import type { SessionView } from '../api/generated.ts'
import { Failure } from '../parts/page.tsx'
import { AccountContext } from './account.ts'
import { useClaimToken } from './claim-token.ts'
import { router } from './router.tsx'

const ClaimPage = lazy(() => import('../session/claim-page.tsx').then((module) => ({ default: module.ClaimPage })))
const SignInPage = lazy(() => import('../session/sign-in-page.tsx').then((module) => ({ default: module.SignInPage })))

whenSessionLost(() => {
  const now = queryClient.getQueryData<SessionView>(['session'])
  if (now?.state !== 'signed-in') return
  queryClient.setQueryData<SessionView>(['session'], { ...now, state: 'signed-out', account: null })
})

export function App() {
  return (
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        <Suspense fallback={null}>
          <Gate />
        </Suspense>
      </QueryClientProvider>
    </CSPProvider>
  )
}

function Gate() {
  const token = useClaimToken()
  const session = useQuery(sessionQuery)
  if (token !== null) return <ClaimPage key={token} token={token} />
  if (session.data?.state === 'signed-in' && session.data.account !== null) {
    return (
      <AccountContext value={session.data.account}>
        <RouterProvider router={router} />
      </AccountContext>
    )
  }
  if (session.data !== undefined) return <SignInPage session={session.data} />
  if (session.error !== null) {
    return (
      <main className="lone">
        <h1>Holdfast</h1>
        <Failure error={session.error} what="The console could not be opened" retry={() => void session.refetch()} />
      </main>
    )
  }
  return null
}
