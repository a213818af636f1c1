// What is set up on this machine and what is not, from GET /api/system.
import type { UseQueryResult } from '@tanstack/react-query'
import { router } from '../app/router.tsx'
import type { SystemView } from '../api/generated.ts'
import { State, asState } from '../parts/marks.tsx'
import { Failure, Loading } from '../parts/page.tsx'

export function SystemChecks({ query }: { readonly query: UseQueryResult<SystemView> }) {
  if (query.error !== null) return <Failure error={query.error} what="This could not be checked" retry={() => void query.refetch()} />
  if (query.data === undefined) return <Loading what="the checks" rows={4} columns={2} />
  return (
    <dl className="kv">
      {query.data.checks.map((check) => (
        <div key={check.id} className="pair">
          <dt>{check.name}</dt>
          <dd>
            <State state={asState(check.state)}>{check.text}</State>{' '}
            {check.link !== null && (
              <a
                className="link"
                href={check.link}
                onClick={(event) => {
                  event.preventDefault()
                  void router.navigate({ href: check.link ?? '/' })
                }}
              >
                Set up
              </a>
            )}
          </dd>
        </div>
      ))}
      <div className="pair">
        <dt>Version</dt>
        <dd className="q">{query.data.version}</dd>
      </div>
    </dl>
  )
}
