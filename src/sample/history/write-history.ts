// Writes the past into a folder as a PostgreSQL server leaves it: a file a day, lines in the order of time. Owns the files' names and nothing of their content.
import { chownSync, existsSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DATABASE } from '../database/schema.ts'
import { linesOf, type Line } from './jsonlog.ts'
import type { History } from './working-days.ts'

/** `database`: the name that the shop's has. Returns how many lines were written into how many files. Files that stand there already are left as they are. */
export function writeHistory(history: History, folder: string, database = DATABASE): { readonly files: number; readonly lines: number } {
  const days = new Map<string, Line[]>()
  for (const visit of history.visits) {
    for (const line of linesOf({ ...visit, database })) {
      const day = new Date(line.at).toISOString().slice(0, 10)
      const lines = days.get(day)
      if (lines === undefined) days.set(day, [line])
      else lines.push(line)
    }
  }
  const owner = statSync(folder)
  let count = 0
  for (const [day, lines] of days) {
    const file = path.join(folder, `postgresql-${day}_000000.json`)
    count += lines.length
    if (existsSync(file)) continue
    // Sessions overlap; the server writes what happens when it happens.
    lines.sort((one, other) => one.at - other.at)
    writeFileSync(file, lines.map((line) => `${line.text}\n`).join(''), { mode: 0o600 })
    if (process.getuid?.() === 0) chownSync(file, owner.uid, owner.gid)
  }
  return { files: days.size, lines: count }
}
