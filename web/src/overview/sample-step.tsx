// The third way to begin: a made-up company, with its breach played up to the alert. Owns the one button and how far it is; asks while it works.
import { useMutation, useQuery } from '@tanstack/react-query'
import { call, problemOf } from '../api/client.ts'
import type { SampleView } from '../api/generated.ts'
import { queryClient } from '../api/queries.ts'
import { Said } from '../parts/said.tsx'

const sampleQuery = {
  queryKey: ['sample'],
  queryFn: ({ signal }: { readonly signal: AbortSignal }) => call<SampleView>('/api/sample', { signal }),
}

export function SampleStep() {
  const sample = useQuery({
    ...sampleQuery,
    refetchInterval: (query) => (query.state.data?.state === 'opening' ? 1000 : false),
  })
  const open = useMutation({
    mutationFn: () => call<SampleView>('/api/sample', { method: 'POST' }),
    onSuccess: (now) => queryClient.setQueryData(sampleQuery.queryKey, now),
  })
  const now = sample.data
  if (now === undefined || (now.state === 'none' && !now.possible)) return null
  const problem = open.error !== null ? problemOf(open.error).message : now.problem
  return (
    <li>
      <span className="step-no">3</span>
      <span>
        <span className="what">Open the sample company</span>
        <br />
        <span className="q">
          A made-up shop with 2,000 customers on a database of its own, and a breach played up to the alert. Takes about a minute;
          everything in it is marked as a drill.
        </span>
        {now.state === 'opening' && (
          <>
            <br />
            <span className="q" role="status">
              {now.doing ?? 'Starting'}…
            </span>
          </>
        )}
        {problem !== null && (
          <>
            <br />
            <span className="error" role="alert">
              <Said text={problem} />
            </span>
          </>
        )}
      </span>
      <span className="left" />
      <span className="go">
        {now.state === 'open' ? (
          <button type="button" className="btn" onClick={() => void queryClient.invalidateQueries()}>
            Show it
          </button>
        ) : (
          <button type="button" className="btn" disabled={now.state === 'opening' || open.isPending} onClick={() => open.mutate()}>
            Open
          </button>
        )}
      </span>
    </li>
  )
}
