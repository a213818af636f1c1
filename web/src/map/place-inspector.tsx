// What is known of a store or an object: counts, how it was read, and where to go from there.
import { Link } from '@tanstack/react-router'
import { CoverageState, Label, State } from '../parts/marks.tsx'
import { Time } from '../parts/time.tsx'
import { bytes, count, kindWord, plural } from '../parts/words.ts'
import { InspectorHead } from './field-inspector.tsx'
import type { TreeRow } from './tree.ts'

export function PlaceInspector({
  row,
  onClose,
  onOpen,
}: {
  readonly row: TreeRow | undefined
  readonly onClose: () => void
  readonly onOpen: (key: string) => void
}) {
  if (row?.kind === 'store') {
    const { store } = row
    return (
      <>
        <InspectorHead title={store.name} onClose={onClose} />
        <p>
          <Label label={store.label} none={store.scannedAt === null ? 'not scanned: counts as Highly Confidential' : 'no label'} />
        </p>
        <section>
          <h3>What is in it</h3>
          <Counts objects={store.objects} fields={store.fields} personal={store.personal} unsure={store.unsure} />
        </section>
        <section>
          <h3>How much was read</h3>
          {store.scannedAt === null ? (
            <State state="unknown">never scanned</State>
          ) : (
            <>
              <p>
                Last scan <Time at={store.scannedAt} />
              </p>
              {store.unread > 0 && <State state="unknown">{plural(store.unread, 'object')} could not be read</State>}
            </>
          )}
        </section>
        <section className="decide">
          <Link className="btn" to="/map" search={{ store: store.id, at: store.id }}>
            Only this store
          </Link>
          {store.unsure > 0 && (
            <Link className="btn" to="/review" search={{ store: store.id }}>
              Review what is unsure
            </Link>
          )}
        </section>
        <p className="q s gap-top">{kindWord(store.kind)}. The label is the highest of its fields.</p>
      </>
    )
  }
  if (row?.kind === 'object') {
    const { object, store } = row
    return (
      <>
        <InspectorHead title={`${store.name}/${object.name}`} onClose={onClose} />
        <p>
          <Label
            label={object.label}
            none={
              object.coverage === null || object.coverage.status === 'skipped' || object.coverage.status === 'failed'
                ? 'unread: counts as Highly Confidential'
                : 'no label'
            }
          />
        </p>
        <section>
          <h3>What is in it</h3>
          <Counts fields={object.fields} personal={object.personal} unsure={object.unsure} />
        </section>
        <section>
          <h3>How much was read</h3>
          <dl className="kv">
            <dt>Outcome</dt>
            <dd>
              {object.coverage === null ? (
                <State state="unknown">not read</State>
              ) : object.coverage.sampled ? (
                <State state="partial">sampled, as asked</State>
              ) : (
                <CoverageState status={object.coverage.status} />
              )}
            </dd>
            {object.coverage?.reason !== undefined && object.coverage.reason !== null && (
              <>
                <dt>Reason</dt>
                <dd>{object.coverage.reason}</dd>
              </>
            )}
            {object.rows !== null && (
              <>
                <dt>Rows</dt>
                <dd>
                  {object.rowsExact ? '' : 'about '}
                  {count(object.rows)}
                </dd>
              </>
            )}
            {object.bytes !== null && (
              <>
                <dt>Size</dt>
                <dd>{bytes(object.bytes)}</dd>
              </>
            )}
          </dl>
        </section>
        {!row.open && object.fields > 0 && (
          <section className="decide">
            <button type="button" className="btn" onClick={() => onOpen(object.id)}>
              Show its fields <kbd>→</kbd>
            </button>
          </section>
        )}
        <p className="q s gap-top">The label is the highest of its fields.</p>
      </>
    )
  }
  return (
    <>
      <InspectorHead title="Nothing selected" onClose={onClose} />
      <p className="q">What the link points to is not in view. It may be filtered out, closed, or gone since.</p>
    </>
  )
}

function Counts({
  objects,
  fields,
  personal,
  unsure,
}: {
  readonly objects?: number
  readonly fields: number
  readonly personal: number
  readonly unsure: number
}) {
  return (
    <dl className="kv">
      {objects !== undefined && (
        <>
          <dt>Objects</dt>
          <dd className="tab">{count(objects)}</dd>
        </>
      )}
      <dt>Fields</dt>
      <dd className="tab">{count(fields)}</dd>
      <dt>Personal</dt>
      <dd className="tab">{count(personal)}</dd>
      <dt>Unsure</dt>
      <dd className="tab">{unsure === 0 ? '0' : <State state="unknown">{count(unsure)}</State>}</dd>
    </dl>
  )
}
