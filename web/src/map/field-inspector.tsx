// Why a field has its label: reasons with their weights, masked samples, how much was read, and what a person decided.
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Suspense, lazy, useMemo, useState } from 'react'
import { call } from '../api/client.ts'
import { fieldQuery, queryClient, refreshFindings } from '../api/queries.ts'
import type { FieldView } from '../api/generated.ts'
import { useAccount } from '../app/account.ts'
import { useKeys } from '../app/keys.ts'
import { CoverageState, Label, State } from '../parts/marks.tsx'
import { Failure, Loading } from '../parts/page.tsx'
import { Time } from '../parts/time.tsx'
import { VERDICTS, count, percent, plural, regimesWord } from '../parts/words.ts'
import { modeWord } from '../scans/scan-words.tsx'
import { FieldJoins } from './field-joins.tsx'
import { WhyList } from './why-list.tsx'

const DecisionDialog = lazy(() => import('../review/decision-dialog.tsx').then((module) => ({ default: module.DecisionDialog })))
export type Ask = 'confirm' | 'reject' | 'label'

export function FieldInspector({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const field = useQuery(fieldQuery(id))
  if (field.data === undefined) {
    return (
      <>
        <InspectorHead title="Field" onClose={onClose} />
        {field.error === null ? (
          <Loading what="the field" rows={5} columns={2} />
        ) : (
          <Failure error={field.error} what="The field could not be shown" retry={() => void field.refetch()} />
        )}
      </>
    )
  }
  return <OneField field={field.data} onClose={onClose} />
}

export function InspectorHead({ title, onClose }: { readonly title: string; readonly onClose: () => void }) {
  return (
    <header>
      <h2>{title}</h2>
      <button type="button" className="btn bare x" onClick={onClose}>
        <span className="sr">Close </span>
        <kbd>Esc</kbd>
      </button>
    </header>
  )
}

function OneField({ field, onClose }: { readonly field: FieldView; readonly onClose: () => void }) {
  const { may } = useAccount()
  const [asking, setAsking] = useState<Ask | null>(null)
  const keys = useMemo(
    () =>
      may.decide
        ? [
            { key: 'c', does: 'confirm', run: () => setAsking('confirm') },
            { key: 'r', does: 'reject', run: () => setAsking('reject') },
            { key: 'l', does: 'change label', run: () => setAsking('label') },
          ]
        : [],
    [may.decide],
  )
  useKeys('This field', keys)
  // The reasons of a type stand under that type; what is left is about the label itself.
  const own = field.why.filter(
    (reason) => !field.types.some((type) => type.why.some((other) => other.rule === reason.rule && other.text === reason.text)),
  )
  return (
    <>
      <InspectorHead title={`${field.store.name}/${field.object.name}/${field.path}`} onClose={onClose} />
      <p>
        <Label label={field.label} none={field.verdict === null ? 'unread: counts as Highly Confidential' : 'no label'} />
      </p>
      <p className="q s gap-small">
        {field.declared !== null && (
          <>
            <span className="mono">{field.declared}</span>,{' '}
          </>
        )}
        {field.verdict === null ? (
          'not read'
        ) : field.filled === 0 && field.pinned === null ? (
          <State state="unknown">only empty values were read</State>
        ) : field.verdict === 'unsure' ? (
          <State state="unknown">unsure: until someone decides it counts as above</State>
        ) : (
          VERDICTS[field.verdict]
        )}
      </p>
      {field.pinned !== null && <Pinned field={field} />}
      {own.length > 0 && (
        <section>
          <h3>Why this label</h3>
          <WhyList why={own} />
        </section>
      )}
      {field.types.map((type) => (
        <section key={type.type}>
          <h3>
            <span>
              Why <span className="mono">{type.type}</span>
            </span>{' '}
            <span className="end">confidence {type.confidence.toFixed(2)}</span>
          </h3>
          {type.name.toLowerCase() !== type.type && <p className="q s">{type.name}</p>}
          <WhyList why={type.why} />
          <p className="q s gap-small">
            {plural(type.count, 'value')}, {percent(type.share)} of the non-empty ones read
          </p>
          {may.samples && type.sample !== null && (
            <p className="gap-small">
              <span className="q s">Sample, masked</span>
              <span className="sample">{type.sample}</span>
            </p>
          )}
        </section>
      ))}
      {field.types.length > 0 && !may.samples && (
        <section>
          <h3>Sample</h3>
          <p className="q s">Viewers see no samples, masked or not. An analyst, auditor or owner does.</p>
        </section>
      )}
      {field.types.length === 0 && field.verdict !== null && (
        <section>
          <h3>Types</h3>
          <p className="q">No type of customer data was recognised in what was read.</p>
        </section>
      )}
      <HowMuchRead field={field} />
      {field.label !== null && field.label.regimes.length > 0 && (
        <section>
          <h3>Regimes</h3>
          <p>{regimesWord(field.label.regimes)}</p>
        </section>
      )}
      <FieldJoins field={field} />
      {may.decide && (
        <section className="decide">
          <h3>Decide</h3>
          <button type="button" className="btn" onClick={() => setAsking('confirm')}>
            Confirm as personal… <kbd>C</kbd>
          </button>
          <button type="button" className="btn" onClick={() => setAsking('reject')}>
            Reject, not personal… <kbd>R</kbd>
          </button>
          <button type="button" className="btn" onClick={() => setAsking('label')}>
            Change label… <kbd>L</kbd>
          </button>
        </section>
      )}
      <Suspense fallback={null}>
        {asking !== null && <DecisionDialog field={field} ask={asking} onClose={() => setAsking(null)} />}
      </Suspense>
    </>
  )
}

const PINNED: Readonly<Record<string, string>> = { personal: 'Confirmed', 'not-personal': 'Rejected', unsure: 'Left unsure' }

function Pinned({ field }: { readonly field: FieldView }) {
  const { may } = useAccount()
  const unpin = useMutation({
    mutationFn: () => call<FieldView>(`/api/fields/${field.id}/decision`, { method: 'DELETE' }),
    onSuccess: async (after) => {
      queryClient.setQueryData(['field', field.id], after)
      await refreshFindings()
    },
  })
  const { pinned } = field
  if (pinned === null) return null
  return (
    <div className="pinned">
      {PINNED[pinned.verdict]} by {pinned.by}, <Time at={pinned.at} />: “{pinned.reason}”. Pinned;{' '}
      {pinned.stillSays === null
        ? 'Holdfast has not read it since.'
        : pinned.stillSays === pinned.verdict
          ? 'Holdfast still says the same.'
          : `Holdfast itself says ${VERDICTS[pinned.stillSays]}.`}{' '}
      {may.decide && (
        <button type="button" className="linklike" disabled={unpin.isPending} onClick={() => unpin.mutate()}>
          Unpin
        </button>
      )}
      {unpin.error !== null && <Failure error={unpin.error} what="It was not unpinned" />}
    </div>
  )
}

function HowMuchRead({ field }: { readonly field: FieldView }) {
  const { scan, object } = field
  return (
    <section>
      <h3>How much was read</h3>
      {scan === null ? (
        <State state="unknown">never read</State>
      ) : (
        <dl className="kv">
          <dt>Scan</dt>
          <dd>
            <Link className="link" to="/scans/$id" params={{ id: scan.id }}>
              {scan.number}
            </Link>
            {scan.at !== null && (
              <>
                , <Time at={scan.at} />
              </>
            )}
          </dd>
          <dt>How much</dt>
          <dd>{modeWord(scan.mode)}</dd>
          {object.rows !== null && (
            <>
              <dt>Rows in all</dt>
              <dd>
                {object.rowsExact ? '' : 'about '}
                {count(object.rows)}
              </dd>
            </>
          )}
          {scan.status !== null && (
            <>
              <dt>Object</dt>
              <dd>
                <CoverageState status={scan.status} />
                {scan.reason !== null && <span className="q">: {scan.reason}</span>}
              </dd>
            </>
          )}
        </dl>
      )}
      {scan?.mode.kind === 'sample' && object.rows !== null && object.rows > scan.mode.rows && (
        <p className="qq s gap-small">
          A type that is in 1 of 1,000 rows is missed by such a sample with p = {missChance(scan.mode.rows)}.
        </p>
      )}
    </section>
  )
}

/** Chance that a random sample of n rows holds none of a type that is in one row of a thousand. */
function missChance(rows: number): string {
  const chance = Math.pow(0.999, rows)
  return chance < 0.00001 ? 'less than 0.00001' : chance.toPrecision(1)
}
