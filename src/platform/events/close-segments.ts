// Has every writer begin a new segment, so that compaction takes all older ones away: asks those that run, in whatever process, and does it
// for those that do not.
import { access, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { monotonicMs, type Clock } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import { eventsProblem } from './errors.ts'
import { openEventWriter, ROTATE } from './event-writer.ts'
import { listSegments, listWriters, segmentFolder } from './read-segments.ts'

const PATIENCE_MS = 4000

/** False: a writer runs and did not answer. */
export async function closeSegments(folder: string, clock: Clock): Promise<boolean> {
  let all = true
  for (const name of await listWriters(folder)) {
    if ((await listSegments(folder, name)).length === 0) continue
    try {
      await (await openEventWriter({ folder, name, clock })).close()
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'events/writer-busy') throw error
      if (!(await askFor(path.join(segmentFolder(folder, name), ROTATE)))) all = false
    }
  }
  return all
}

async function askFor(marker: string): Promise<boolean> {
  try {
    await writeFile(marker, '', { mode: 0o600 })
  } catch (error) {
    throw eventsProblem(path.dirname(marker), error)
  }
  const end = monotonicMs() + PATIENCE_MS
  while (monotonicMs() < end) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    try {
      await access(marker)
    } catch {
      return true
    }
  }
  return false
}
