// Review: what Holdfast is unsure about, one field at a time, by keyboard. For and against beside each other; a decision is pinned.
import { useQuery } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { fieldQuery } from '../api/queries.ts'
import { useAccount } from '../app/account.ts'
import { Inspector } from '../app/inspector-slot.tsx'
import { useKeys } from '../app/keys.ts'
import { Label, State } from '../parts/marks.tsx'
import { Empty, Failure, Loading, PageHead } from '../parts/page.tsx'
import { count, plural } from '../parts/words.ts'
import { DecidePane, type Draft } from './decide-pane.tsx'
import { FieldEvidence } from './field-evidence.tsx'
import { reviewQuery } from './review-queue.ts'
import './review.css'

const route = getRouteApi('/review')

export function ReviewPage() {
  const { store, field: wanted } = route.useSearch()
  const navigate = route.useNavigate()
  const { may } = useAccount()
  const queue = useQuery(reviewQuery(store))
  const [decided, setDecided] = useState<ReadonlyMap<string, string>>(new Map())
  const [drafts, setDrafts] = useState<ReadonlyMap<string, Draft>>(new Map())
  const [sheet, setSheet] = useState(false)
  const items = useMemo(() => queue.data?.items ?? [], [queue.data])
  const position = Math.max(
    0,
    wanted === undefined ? items.findIndex((item) => !decided.has(item.field.id)) : items.findIndex((item) => item.field.id === wanted),
  )
  const current = items[position]
  const field = useQuery({ ...fieldQuery(current?.field.id ?? ''), enabled: current !== undefined })
  const go = useCallback(
    (to: number) => {
      const next = items[Math.min(items.length - 1, Math.max(0, to))]
      if (next !== undefined) void navigate({ search: (before) => ({ ...before, field: next.field.id }), replace: true })
    },
    [items, navigate],
  )
  useEffect(() => {
    document.querySelector('.review-list tr.sel')?.scrollIntoView({ block: 'nearest' })
  }, [position])
  const keys = useMemo(
    () => [
      { key: 'j', does: 'next', run: () => go(position + 1) },
      { key: 'k', does: 'back', run: () => go(position - 1) },
      { key: 'd', does: 'decide (on a narrow screen)', run: () => setSheet(true) },
    ],
    [go, position],
  )
  useKeys('Review', keys)
  const left = items.filter((item) => !decided.has(item.field.id)).length
  const title =
    queue.data === undefined
      ? 'Review'
      : left === 0
        ? 'Nothing waits for a decision'
        : `${plural(queue.data.total - decided.size, 'field')} ${queue.data.total - decided.size === 1 ? 'is' : 'are'} unsure`
  return (
    <>
      <PageHead title={title} tab="Review" sub={left > 0 ? 'Until you decide, each counts at the label shown.' : ' '}>
        {items.length > 0 && (
          <>
            <span className="q s tab" role="status">
              {decided.size} of {items.length} decided
            </span>
            <div className="bar review-bar" aria-hidden="true">
              <i className="go" style={{ width: `${(decided.size / items.length) * 100}%` }} />
            </div>
          </>
        )}
        {store !== undefined && (
          <Link className="btn" to="/review">
            All stores
          </Link>
        )}
      </PageHead>
      {queue.error !== null && (
        <div className="body">
          <Failure error={queue.error} what="The unsure fields could not be listed" retry={() => void queue.refetch()} />
        </div>
      )}
      {queue.isPending && (
        <div className="body">
          <Loading what="unsure fields" columns={4} />
        </div>
      )}
      {queue.data !== undefined && items.length === 0 && (
        <div className="body">
          <Empty title="No field is unsure">
            <p className="read">
              When Holdfast cannot tell whether a field holds customer data, it stands here with what speaks for and against, and you
              decide.
            </p>
          </Empty>
        </div>
      )}
      {items.length > 0 && (
        <>
          <div className="review-list" tabIndex={0} role="region" aria-label="Unsure fields">
            <table className="t edge" aria-label="Unsure fields">
              <thead>
                <tr>
                  <th scope="col">Field</th>
                  <th scope="col" className="p2">
                    Holdfast says
                  </th>
                  <th scope="col">Counts as</th>
                  <th scope="col" className="num p2">
                    Values, at most
                  </th>
                </tr>
              </thead>
              <tbody>
                {items.map((item, at) => {
                  const done = decided.get(item.field.id)
                  return (
                    <tr key={item.field.id} className={at === position ? 'sel' : ''} onClick={() => go(at)}>
                      <td className={at === position ? 'mono b cut' : done === undefined ? 'mono cut' : 'mono q cut'}>
                        <button
                          type="button"
                          className="linklike plain"
                          aria-current={at === position ? 'true' : undefined}
                          onClick={() => go(at)}
                        >
                          {item.store}/{item.object}/{item.field.path}
                        </button>
                      </td>
                      <td className="p2">
                        {item.field.types.length === 0 ? <span className="qq">unsure</span> : `${item.field.types.join(', ')}?`}
                      </td>
                      <td>{done === undefined ? <Label label={item.field.label} regimes={false} /> : <span className="q">{done}</span>}</td>
                      <td className="num p2">
                        {item.field.count === null ? <span className="unknown">unknown</span> : count(item.field.count)}
                      </td>
                    </tr>
                  )
                })}
              </tbody>
            </table>
          </div>
          {queue.data !== undefined && queue.data.total > items.length && (
            <p className="q s review-more">
              {count(items.length)} of {count(queue.data.total)} shown; the rest follows when these are decided.
            </p>
          )}
          <div className="body">
            {current !== undefined &&
              field.data === undefined &&
              (field.error === null ? (
                <Loading what="the field" rows={4} columns={2} />
              ) : (
                <Failure error={field.error} what="The field could not be shown" retry={() => void field.refetch()} />
              ))}
            {field.data !== undefined && current !== undefined && <FieldEvidence field={field.data} />}
            {may.decide && (
              <p className="decide-here">
                <button type="button" className="btn main-act" onClick={() => setSheet(true)}>
                  Decide… <kbd>D</kbd>
                </button>
              </p>
            )}
            {!may.decide && (
              <p className="note gap-top">
                <State state="unknown">Owners and analysts decide.</State> You see why Holdfast is unsure.
              </p>
            )}
          </div>
          <div className="keybar keys">
            <span>
              <kbd>J</kbd>
              <kbd>K</kbd> next, back
            </span>
            {may.decide && (
              <>
                <span>
                  <kbd>C</kbd> confirm
                </span>
                <span>
                  <kbd>R</kbd> reject
                </span>
                <span>
                  <kbd>1</kbd>–<kbd>4</kbd> reason
                </span>
              </>
            )}
            <span>
              <kbd>?</kbd> all keys
            </span>
          </div>
          {may.decide && field.data !== undefined && current !== undefined && (
            <Inspector sheet={sheet} onClose={() => setSheet(false)} name="Decide">
              <DecidePane
                key={field.data.id}
                field={field.data}
                draft={drafts.get(field.data.id)}
                onDraft={(draft) => setDrafts((now) => new Map(now).set(current.field.id, draft))}
                onSkip={() => go(position + 1)}
                onDecided={(words) => {
                  setDecided((now) => new Map(now).set(current.field.id, words))
                  setSheet(false)
                  const next = items.findIndex((item, at) => at > position && !decided.has(item.field.id))
                  if (next !== -1) go(next)
                }}
              />
            </Inspector>
          )}
        </>
      )}
    </>
  )
}
