// Review: what Holdfast is unsure about, one field at a time, by keyboard. For and against beside each other; a decision is pinned.
import { Link } from '@tanstack/react-router'
import { useEffect, useMemo, useState } from 'react'
import type { ReviewItemView } from '../api/generated.ts'
import { useAccount } from '../app/account.ts'
import { Inspector } from '../app/inspector-slot.tsx'
import { useKeys } from '../app/keys.ts'
import { Label, State } from '../parts/marks.tsx'
import { Empty, Failure, Loading, PageHead } from '../parts/page.tsx'
import { count, plural } from '../parts/words.ts'
import { DecidePane, type Draft } from './decide-pane.tsx'
import { FieldEvidence } from './field-evidence.tsx'
import { useReview } from './use-review.ts'
import './review.css'

export function ReviewPage() {
  const { may } = useAccount()
  const { queue, store, items, position, current, decided, total, left, missed, go, skip, decide } = useReview()
  const [drafts, setDrafts] = useState<ReadonlyMap<string, Draft>>(new Map())
  const [sheet, setSheet] = useState(false)
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
  const title =
    queue.data === undefined
      ? 'Review'
      : left === 0
        ? 'Nothing waits for a decision'
        : `${plural(left, 'finding')} ${left === 1 ? 'is' : 'are'} unsure`
  return (
    <>
      <PageHead title={title} tab="Review" sub={left > 0 ? 'Until somebody decides, each counts as the label shown.' : ' '}>
        {items.length > 0 && (
          <>
            <span className="q s tab" role="status">
              {count(position + 1)} of {count(total)}, {count(decided.size)} decided
            </span>
            <div className="bar review-bar" aria-hidden="true">
              <i className="go" style={{ width: `${(decided.size / Math.max(1, total)) * 100}%` }} />
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
                    Values read
                  </th>
                </tr>
              </thead>
              <tbody>
                {items.map((item, at) => {
                  const done = decided.get(item.id)
                  return (
                    <tr key={item.id} className={at === position ? 'sel' : ''} onClick={() => go(at)}>
                      <td className={at === position ? 'mono b cut' : done === undefined ? 'mono cut' : 'mono q cut'}>
                        <button
                          type="button"
                          className="linklike plain"
                          aria-current={at === position ? 'true' : undefined}
                          onClick={() => go(at)}
                        >
                          {item.store.name}/{item.object.name}/{item.path}
                        </button>
                      </td>
                      <td className="p2">{maybe(item)}</td>
                      <td>{done === undefined ? <Label label={item.label} regimes={false} /> : <span className="q">{done}</span>}</td>
                      <td className="num p2">{item.values === null ? <span className="unknown">unknown</span> : count(item.values)}</td>
                    </tr>
                  )
                })}
              </tbody>
            </table>
          </div>
          <div className="body">
            {missed !== undefined && (
              <p className="note">
                The field you came for waits for no decision.{' '}
                <Link className="link" to="/map" search={{ at: missed }}>
                  See it in the data map
                </Link>
              </p>
            )}
            {current !== undefined && <FieldEvidence field={current} />}
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
          {may.decide && current !== undefined && (
            <Inspector sheet={sheet} onClose={() => setSheet(false)} name="Decide">
              <DecidePane
                key={current.id}
                field={current}
                draft={drafts.get(current.id)}
                done={decided.get(current.id)}
                onDraft={(draft) => setDrafts((now) => new Map(now).set(current.id, draft))}
                onSkip={skip}
                onDecided={(words) => {
                  decide(current.id, words)
                  setSheet(false)
                }}
              />
            </Inspector>
          )}
        </>
      )}
    </>
  )
}

/** What it may be, in the words of the engine: "not decided; may be loyalty number". */
function maybe(item: ReviewItemView): string {
  if (item.types.length > 0) return `${item.types.map((type) => type.name).join(', ')}?`
  const said = item.why.find((reason) => reason.rule === 'unsure')?.text
  return said?.replace(/^not decided; /, '') ?? 'not clear what'
}
