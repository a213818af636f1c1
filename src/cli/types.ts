// `holdfast types`: the catalogue of what is looked for.
import { createEngine } from '../discover/engine/create-engine.ts'
import type { DetectorType } from '../discover/engine/engine.ts'
import type { RunCommand } from './command.ts'
import { usage } from './flags.ts'

export const types: RunCommand = async ({ flags, terminal }) => {
  const format = flags.format ?? 'table'
  if (format !== 'table' && format !== 'json') throw usage(`--format takes table or json, not \`${String(format)}\``, 'types')
  const engine = createEngine()
  if (format === 'json') await terminal.out(`${JSON.stringify({ version: engine.version, types: engine.types }, null, 2)}\n`)
  else await terminal.out(typesTable(engine.types))
  return 0
}

export function typesTable(list: readonly DetectorType[]): string {
  const rows = [
    ['ID', 'LEVEL', 'COUNTRIES', 'GATE', 'NAME'],
    ...list.map((type) => [type.id, String(type.level), countries(type), type.checks.join(', '), type.name]),
  ]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) => `${row.map((cell, column) => (column < 4 ? cell.padEnd(widths[column]!) : cell)).join('  ')}\n`).join('')
}

function countries(type: DetectorType): string {
  if (type.countries.length === 0) return 'any'
  return type.countries.length > 6 ? `${type.countries.slice(0, 5).join(' ')} +${type.countries.length - 5}` : type.countries.join(' ')
}
