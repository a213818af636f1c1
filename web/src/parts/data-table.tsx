// A table of the house on TanStack Table: real table markup, sortable heads, numbers right. The order is in the address (`?sort=-name`),
// so that it can be shared. Owns no data and no filter.
import { createSortedRowModel, rowSortingFeature, sortFn_basic, tableFeatures, useTable, type ColumnDef } from '@tanstack/react-table'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, type ReactNode } from 'react'
import { ScrollX } from './scroll-x.tsx'
import './table.css'

export interface DataColumn<Row> {
  readonly id: string
  readonly head: ReactNode
  readonly cell: (row: Row) => ReactNode
  /** what the column is ordered by; without it the head is plain text */
  readonly sort?: (row: Row) => string | number
  readonly number?: boolean
  readonly className?: string
}

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel(), sortFns: { basic: sortFn_basic } })

/** `columnsOf<Row>()([...])` keeps the row's type without naming it at each column. */
export const columnsOf =
  <Row,>() =>
  (columns: readonly DataColumn<Row>[]): readonly DataColumn<Row>[] =>
    columns

export function DataTable<Row extends object>({
  rows,
  columns,
  rowKey,
  name,
  className = 't',
  selected,
}: {
  readonly rows: readonly Row[]
  readonly columns: readonly DataColumn<Row>[]
  readonly rowKey: (row: Row) => string
  readonly name: string
  readonly className?: string
  /** the row the link is about */
  readonly selected?: string | undefined
}) {
  const { sort } = useSearch({ strict: false })
  const navigate = useNavigate()
  const sorting = useMemo(() => {
    const id = sort?.replace(/^-/, '') ?? ''
    return columns.some((column) => column.id === id && column.sort !== undefined) ? [{ id, desc: sort?.startsWith('-') === true }] : []
  }, [sort, columns])
  const defs = useMemo(
    () =>
      columns.map((column): ColumnDef<typeof features, Row> => ({
        id: column.id,
        accessorFn: (row: Row) => column.sort?.(row) ?? '',
        enableSorting: column.sort !== undefined,
        sortFn: 'basic',
      })),
    [columns],
  )
  const table = useTable({ features, columns: defs, data: rows as Row[], getRowId: rowKey, state: { sorting } })
  const order = (id: string): void => {
    const next = sort === id ? `-${id}` : sort === `-${id}` ? undefined : id
    void navigate({ to: '.', search: (before: object) => ({ ...before, sort: next }), replace: true })
  }
  return (
    <ScrollX name={name}>
      <table className={className} aria-label={name}>
        <thead>
          <tr>
            {columns.map((column) => {
              const now = sorting[0]?.id === column.id ? (sorting[0].desc ? 'descending' : 'ascending') : undefined
              return (
                <th
                  key={column.id}
                  scope="col"
                  className={`${column.number === true ? 'num ' : ''}${column.className ?? ''}`}
                  {...(column.sort === undefined ? {} : { 'aria-sort': now ?? ('none' as const) })}
                >
                  {column.sort === undefined ? (
                    column.head
                  ) : (
                    <button type="button" onClick={() => order(column.id)}>
                      {column.head}
                      <span className="dir" aria-hidden="true">
                        {now === undefined ? '' : now === 'ascending' ? '↑' : '↓'}
                      </span>
                    </button>
                  )}
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id} className={row.id === selected ? 'sel' : ''}>
              {columns.map((column) => (
                <td key={column.id} className={`${column.number === true ? 'num ' : ''}${column.className ?? ''}`}>
                  {column.cell(row.original)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}
