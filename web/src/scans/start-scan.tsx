// Starts a scan: which stores, how much of them. Owns the form; where it is shown decides the stores offered.
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../api/client.ts'
import { queryClient, storesQuery } from '../api/queries.ts'
import type { ScanNewBody, ScanView } from '../api/generated.ts'
import { Choice, TextRow } from '../parts/form.tsx'
import { Failure } from '../parts/page.tsx'
import { kindWord } from '../parts/words.ts'

const SAMPLE_ROWS = 10_000

/** `stores`: those to scan; without it the person picks, all at first. */
export function StartScan({
  stores,
  chosen,
  onCancel,
}: {
  readonly stores?: readonly string[]
  readonly chosen?: readonly string[]
  readonly onCancel?: () => void
}) {
  const navigate = useNavigate()
  const known = useQuery({ ...storesQuery, enabled: stores === undefined })
  const [picked, setPicked] = useState<ReadonlySet<string> | null>(chosen === undefined ? null : new Set(chosen))
  const [mode, setMode] = useState<'sample' | 'full'>('sample')
  const [rows, setRows] = useState(String(SAMPLE_ROWS))
  const all = known.data?.stores ?? []
  const taken = stores ?? all.filter((store) => picked === null || picked.has(store.id)).map((store) => store.id)
  const rowsBad = mode === 'sample' && !(/^\d{1,8}$/.test(rows) && Number(rows) >= 1 && Number(rows) <= 10_000_000)
  const send = useMutation({
    mutationFn: () => {
      const everything = stores === undefined && taken.length === all.length
      const body: ScanNewBody = {
        ...(everything ? {} : { stores: taken }),
        mode: mode === 'full' ? { kind: 'full' } : { kind: 'sample', rows: Number(rows) },
      }
      return call<ScanView>('/api/scans', { method: 'POST', body })
    },
    onSuccess: async (scan) => {
      queryClient.setQueryData(['scan', scan.id], scan)
      void queryClient.invalidateQueries({ queryKey: ['scans'] })
      await navigate({ to: '/scans/$id', params: { id: scan.id } })
    },
  })
  const toggle = (id: string, on: boolean): void => {
    const next = new Set(taken)
    if (on) next.add(id)
    else next.delete(id)
    setPicked(next)
  }
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (!rowsBad && taken.length > 0) send.mutate()
      }}
    >
      {stores === undefined && (
        <fieldset>
          <legend className="m">Stores</legend>
          {known.error !== null && <Failure error={known.error} what="The stores could not be listed" retry={() => void known.refetch()} />}
          <div className="store-picks">
            {all.map((store) => (
              <Choice
                key={store.id}
                type="checkbox"
                name={store.id}
                checked={taken.includes(store.id)}
                onPick={(on) => toggle(store.id, on)}
                label={
                  <>
                    {store.name} <span className="qq s">{kindWord(store.kind)}</span>
                  </>
                }
              />
            ))}
          </div>
        </fieldset>
      )}
      <fieldset>
        <legend className="m">How much</legend>
        <Choice
          name="mode"
          checked={mode === 'sample'}
          onPick={() => setMode('sample')}
          label="A sample of each object"
          hint="Minutes. A type that is in few rows can be missed, and the data map says how much was read."
        />
        {mode === 'sample' && (
          <div className="indent">
            <TextRow
              label="Rows of each object"
              value={rows}
              onValue={setRows}
              inputMode="numeric"
              error={rowsBad ? 'a number from 1 to 10,000,000' : undefined}
            />
          </div>
        )}
        <Choice
          name="mode"
          checked={mode === 'full'}
          onPick={() => setMode('full')}
          label="Everything"
          hint="Every row and every byte. Takes as long as the store is large."
        />
      </fieldset>
      {send.error !== null && <Failure error={send.error} what="The scan was not started" />}
      <div className="row-of">
        <button type="submit" className="btn main-act" disabled={send.isPending || taken.length === 0}>
          Start the scan
        </button>
        {onCancel !== undefined && (
          <button type="button" className="btn" onClick={onCancel}>
            Cancel <kbd>Esc</kbd>
          </button>
        )}
      </div>
    </form>
  )
}
