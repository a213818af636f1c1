// How a column is shown, as an expression in a view. No function that can be called apart, no secret in the text: whoever reads the view's
// definition learns how much is starred, and nothing else.
import type { CatalogColumn } from '../catalogue/catalog.ts'
import { quoted } from './names.ts'

export type ViewShow = 'clear' | 'partial' | 'null'

/** `alias`: of the base relation. `types`: what was found in the column. Every name in it is one of pg_catalog. */
export function maskExpression(column: CatalogColumn, show: ViewShow, types: readonly string[], alias: string): string {
  const value = `${alias}.${quoted(column.name)}`
  if (show === 'clear') return value
  if (show === 'null') return nothing(column)
  if (column.category === 'S') return partialText(`${value}::pg_catalog.text`, types)
  if (/^(date|timestamp (with|without) time zone)/.test(column.base.replace(/^timestamp\(\d\)/, 'timestamp'))) {
    return `pg_catalog.date_trunc('year', ${value})::${column.base}`
  }
  // A number, a document or bytes cannot be starred and stay what they are.
  return nothing(column)
}

function nothing(column: CatalogColumn): string {
  // the type under a domain: the domain itself may refuse null
  return `null::${column.base}`
}

// Never more than four characters, whatever stands in the column: an address with a telephone number behind it shows no more than one without.
function partialText(text: string, types: readonly string[]): string {
  const starred = (least: number, shown: string): string =>
    `case when pg_catalog.length(${text}) > ${least} then ${shown} when ${text} is not null then '***' end`
  if (types.includes('email')) return starred(8, `pg_catalog.left(${text}, 1) || '***@***' || pg_catalog.right(${text}, 3)`)
  if (types.some((type) => ENDS.has(type))) return starred(7, `'***' || pg_catalog.right(${text}, 3)`)
  return starred(4, `pg_catalog.left(${text}, 1) || '***'`)
}

/** Where the end is what people compare. */
const ENDS: ReadonlySet<string> = new Set(['phone', 'card_number', 'iban', 'us_bank_routing', 'vin', 'imei'])
