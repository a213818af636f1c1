// A folder with an export that nobody remembers, and harmless files around it. Owns those files.
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Company } from './company/company.ts'
import { createRandom } from './random.ts'

/** The export, from the folder. */
export const EXPORT_FILE = 'marketing/2024/autumn/customers_final_v2.csv'

export interface ForgottenFolder {
  readonly folder: string
  /** lines of the export that are people */
  readonly rows: number
  /** customers.id of those who are customers */
  readonly customers: readonly number[]
  /** who stands in the export and in no table of customers */
  readonly readers: number
}

const CUSTOMERS_IN_EXPORT = 380
const READERS_IN_EXPORT = 120

export function writeForgottenFolder(company: Company, folder: string): ForgottenFolder {
  const random = createRandom(company.seed, 'export')
  const withEmail = company.people.customers.filter((each) => each.email !== null)
  const chosen = random.shuffle(withEmail).slice(0, CUSTOMERS_IN_EXPORT)
  const readers = company.trade.newsletter.filter((each) => each.email.endsWith('@lesezirkel.example')).slice(0, READERS_IN_EXPORT)
  const lines = [
    ...chosen.map((each) => [each.firstName, each.lastName, each.email!, each.phone ?? '', each.country ?? '', each.language]),
    ...readers.map((each) => {
      const [first = '', ...last] = (each.name ?? '').split(' ')
      return [first, last.join(' '), each.email, '', '', each.language]
    }),
  ]
  const text = [['first_name', 'last_name', 'email', 'phone', 'country', 'language'], ...random.shuffle(lines)].map((row) =>
    row.map(cell).join(';'),
  )
  const files: Readonly<Record<string, string>> = {
    [EXPORT_FILE]: `${text.join('\r\n')}\r\n`,
    'README.txt': 'Shared folder of the shop. Please tidy up behind you.\n',
    'marketing/prices.csv': `sku;title;price\n${company.trade.products.map((each) => `${each.sku};${each.title};${each.price}`).join('\n')}\n`,
    'marketing/2024/slogans.txt': 'Made to last.\nThings that age well.\nOne blanket, twenty winters.\n',
    'warehouse/opening-hours.txt': 'Monday to Friday, 8 to 17. Deliveries at gate 2.\n',
    'warehouse/shelf-plan.json': `${JSON.stringify({ rows: 12, shelves: 48, aisles: ['A', 'B', 'C'] }, null, 2)}\n`,
  }
  for (const [name, content] of Object.entries(files)) {
    const at = path.join(folder, name)
    mkdirSync(path.dirname(at), { recursive: true })
    writeFileSync(at, content)
  }
  return { folder, rows: lines.length, customers: chosen.map((each) => each.id), readers: readers.length }
}

function cell(value: string): string {
  return /[;"\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}
