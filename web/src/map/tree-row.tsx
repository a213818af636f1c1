// The cells of one row of the data map. Unsure and unread look like what they are: unknown, never empty and never green.
import type { MapFieldView, MapObjectView, MapStoreView } from '../api/generated.ts'
import { CoverageState, Label, State } from '../parts/marks.tsx'
import { Time } from '../parts/time.tsx'
import { bytes, count, kindWord, objectsOf, plural } from '../parts/words.ts'
import type { TreeRow } from './tree.ts'

export function TreeRowCells({ row, onToggle }: { readonly row: TreeRow; readonly onToggle: () => void }) {
  if (row.kind === 'store') return <StoreCells store={row.store} open={row.open} onToggle={onToggle} />
  if (row.kind === 'object') return <ObjectCells object={row.object} open={row.open} onToggle={onToggle} />
  if (row.kind === 'field') return <FieldCells field={row.field} />
  return (
    <td colSpan={5} role="gridcell">
      <NoteText row={row} />
    </td>
  )
}

function NoteText({ row }: { readonly row: TreeRow & { kind: 'note' } }) {
  const { note } = row
  if (note.kind === 'loading') return <span className="bone note-bone" role="status" aria-label="loading" />
  if (note.kind === 'none') {
    return <span className="qq">{row.depth === 1 ? 'no object matches' : 'no field was read'}</span>
  }
  if (note.kind === 'failed') {
    return (
      <span className="state error">
        could not be loaded{' '}
        <button type="button" className="linklike" onClick={note.retry}>
          Try again
        </button>
      </span>
    )
  }
  return (
    <span className="q">
      {count(note.shown)} of {count(Math.max(note.of, note.shown))} shown{' '}
      <button type="button" className="linklike" onClick={note.more}>
        Show more
      </button>
    </span>
  )
}

function Twist({ open, onToggle }: { readonly open: boolean; readonly onToggle: () => void }) {
  return (
    <span className="tw" data-toggle onClick={onToggle} aria-hidden="true">
      {open ? '▾' : '▸'}
    </span>
  )
}

const parts = (personal: number, unsure: number) => (
  <>
    {personal > 0 ? <span className="q">{count(personal)} personal</span> : unsure === 0 ? <span className="qq">none personal</span> : null}
    {unsure > 0 && (
      <span className="unknown">
        {personal > 0 ? ', ' : ''}
        {count(unsure)} unsure
      </span>
    )}
  </>
)

function StoreCells({ store, open, onToggle }: { readonly store: MapStoreView; readonly open: boolean; readonly onToggle: () => void }) {
  return (
    <>
      <td role="gridcell">
        <Twist open={open} onToggle={onToggle} />
        {store.name}
        <span className="kind">
          {kindWord(store.kind)}, {objectsOf(store.kind, store.objects)}
        </span>
      </td>
      <td role="gridcell">
        <Label label={store.label} none={store.scannedAt === null ? 'not scanned' : 'no label'} />
      </td>
      <td role="gridcell" className="p2">
        {store.scannedAt !== null && parts(store.personal, store.unsure)}
      </td>
      <td role="gridcell" className="num" />
      <td role="gridcell" className="p2">
        {store.scannedAt === null ? (
          <State state="unknown">never scanned</State>
        ) : store.unread > 0 ? (
          <State state="unknown">{count(store.unread)} unread</State>
        ) : (
          <span className="q">
            <Time at={store.scannedAt} />
          </span>
        )}
      </td>
    </>
  )
}

function ObjectCells({
  object,
  open,
  onToggle,
}: {
  readonly object: MapObjectView
  readonly open: boolean
  readonly onToggle: () => void
}) {
  const size =
    object.rows !== null ? `${object.rowsExact ? '' : '~'}${plural(object.rows, 'row')}` : object.bytes !== null ? bytes(object.bytes) : ''
  return (
    <>
      <td role="gridcell">
        <Twist open={open} onToggle={onToggle} />
        <span title={object.name}>{object.name}</span>
        <span className="kind">{size}</span>
      </td>
      <td role="gridcell">
        <Label
          label={object.label}
          none={
            object.coverage === null || object.coverage.status === 'skipped' || object.coverage.status === 'failed' ? 'unread' : 'no label'
          }
        />
      </td>
      <td role="gridcell" className="p2">
        {object.fields > 0 && parts(object.personal, object.unsure)}
      </td>
      <td role="gridcell" className="num" />
      <td role="gridcell" className="p2">
        {object.coverage === null ? (
          <State state="unknown">not read</State>
        ) : (
          <span title={object.coverage.reason ?? undefined}>
            {object.coverage.sampled ? <span className="q">sampled</span> : <CoverageState status={object.coverage.status} />}
          </span>
        )}
      </td>
    </>
  )
}

function FieldCells({ field }: { readonly field: MapFieldView }) {
  // Read and nothing recognised is none; not read is unknown.
  const found = field.count ?? (field.verdict === null ? null : 0)
  return (
    <>
      <td role="gridcell">
        <span title={field.path}>{field.path}</span>
        {field.declared !== null && <span className="kind">{field.declared}</span>}
      </td>
      <td role="gridcell">
        <Label label={field.label} none={field.verdict === null ? 'unread' : 'no label'} />
      </td>
      <td role="gridcell" className="p2">
        <Verdict field={field} />
      </td>
      <td role="gridcell" className={found === 0 ? 'num qq' : 'num'}>
        {found === null ? <span className="unknown">unknown</span> : count(found)}
      </td>
      <td role="gridcell" className="p2 q">
        {field.pinned ? 'decided' : ''}
      </td>
    </>
  )
}

function Verdict({ field }: { readonly field: MapFieldView }) {
  const { types } = field
  const words = types.length > 2 ? plural(types.length, 'type') : types.join(', ')
  if (field.verdict === null) return <State state="unknown">not read</State>
  if (field.filled === 0 && !field.pinned) return <State state="unknown">only empty values</State>
  if (field.verdict === 'unsure')
    return (
      <State state="unknown">
        unsure
        {words === '' ? (
          ''
        ) : (
          <>
            : <span className="mono">{words}</span>
          </>
        )}
      </State>
    )
  if (words !== '') return <span className="mono">{words}</span>
  return <span className="q">{field.verdict === 'personal' ? 'personal' : 'not personal'}</span>
}
