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

// Never more than three characters, whatever stands in the column: an address with a telephone number behind it shows no more than one without. Few calls, since
// each costs as much as reading the row (bench/masks.ts): the least length is asked by a pattern, which looks at as many characters and no more; of an e-mail
// address by its bytes, of which more than eight are three characters at least, and one is shown.
function partialText(text: string, types: readonly string[]): string {
  const starred = (long: string, shown: string): string => `case when ${long} then ${shown} when ${text} is not null then '***' end`
  const longer = (least: number): string => `(${text} collate pg_catalog."C") like '${'_'.repeat(least + 1)}%'`
  const first = `pg_catalog.left(${text}, 1)`
  if (types.includes('email')) return starred(`pg_catalog.octet_length(${text}) > 8`, `${first} || '***@***'`)
  if (types.some((type) => ENDS.has(type))) return starred(longer(7), `'***' || pg_catalog.right(${text}, 3)`)
  return starred(longer(4), `${first} || '***'`)
}

/** Where the end is what people compare. */
const ENDS: ReadonlySet<string> = new Set(['phone', 'card_number', 'iban', 'us_bank_routing', 'vin', 'imei'])
