// `holdfast person VALUE|-`: where one person's data is. Each look-up is a leaf in the ledger; the value is printed, logged and kept nowhere.
import type { Readable } from 'node:stream'
import { coreError } from '../core/errors.ts'
import type { RunCommand } from './command.ts'
import { usage } from './flags.ts'
import { columns, openInstallation, TERMINAL } from './local-installation.ts'
import { printable } from './terminal.ts'

const MOST = 10_000

export const person: RunCommand = async (input) => {
  const { args, flags, terminal, signal } = input
  const format = flags.format ?? 'table'
  if (format !== 'table' && format !== 'json') throw usage(`--format takes table or json, not \`${String(format)}\``, 'person')
  const value = args[0] === '-' ? await firstLine(terminal.input) : args[0]!
  if (value.trim() === '') throw coreError('usage', { what: 'nothing to look for was given', help: 'holdfast person VALUE|-' })
  const installation = await openInstallation(input)
  try {
    const found = await installation.subjects.findPerson(TERMINAL, value, signal)
    if (format === 'json') {
      await terminal.out(`${JSON.stringify(found, null, 2)}\n`)
      return 0
    }
    if (found.people.length === 0) {
      await terminal.out('nobody is known by this value\n')
      return 0
    }
    const rows = found.places.map((place) => [
      printable(place.storeName),
      printable(place.name),
      place.rows === null ? '?' : String(place.rows),
      printable(place.role === 'self' ? place.basis : `${place.role} (${place.basis})`),
      printable(place.fields.map((field) => field.name).join(', ')),
    ])
    await terminal.out(
      `${found.people.length === 1 ? 'one person' : `${found.people.length} people share this value`}; lives in ${found.jurisdictions.join(', ')}\n\n`,
    )
    await terminal.out(columns([['STORE', 'OBJECT', 'ROWS', 'BY', 'FIELDS ABOUT PEOPLE'], ...rows]))
    for (const problem of found.problems) terminal.err(`note: ${printable(problem)}\n`)
    return 0
  } finally {
    await installation.close()
  }
}

async function firstLine(stream: Readable): Promise<string> {
  let text = ''
  for await (const chunk of stream) {
    text += String(chunk)
    if (text.includes('\n') || text.length > MOST) break
  }
  return text.split('\n')[0]!.slice(0, MOST)
}
