// Removes single records that are older than their time, and the people from the roll-ups of those hours: what is left are counts. How many
// different people an entry had stays, as an upper bound that nobody is named for.
import { readFileOf } from './compacted-files.ts'
import { replaceManifest, writeRollUpFile } from './compact.ts'
import type { Gate } from './gate.ts'
import { HOUR_MS } from './hours.ts'
import { readManifest, type RollUpFile } from './manifest.ts'
import { readPeople } from './people-set.ts'
import { readRollUp, writeRollUp } from './roll-up.ts'

/** Whole hours that end at or before `before`, in ms; after compaction. */
export async function retainRecords(folder: string, gate: Gate, before: number): Promise<void> {
  const manifest = await readManifest(folder)
  const old = (hour: number): boolean => (hour + 1) * HOUR_MS <= before
  const rollUps: RollUpFile[] = []
  for (const file of manifest.rollUps) {
    const bytes = old(file.hour) ? await readFileOf(folder, file, 'bytes') : null
    if (bytes === null) {
      rollUps.push(file)
      continue
    }
    const entries = [...readRollUp(bytes, () => true)]
    if (entries.every((entry) => entry.people.length === 0 && entry.unresolved.length === 0)) {
      rollUps.push(file)
      continue
    }
    const counts = entries.map((entry) => {
      const people = (entry.people.length === 0 ? 0 : readPeople(entry.people).size) + entry.unresolved.length / 16
      const none = new Uint8Array(0)
      return { ...entry, people: none, unresolved: none, bounds: { ...entry.bounds, loose: entry.bounds.loose + people } }
    })
    rollUps.push(await writeRollUpFile(folder, file.store, file.hour, writeRollUp(file.store, counts), file.rows))
  }
  const parquet = manifest.parquet.filter((file) => !old(file.hour))
  const retainedFrom = Math.max(manifest.retainedFrom ?? before, before)
  await replaceManifest(folder, gate, manifest, { ...manifest, rollUps, parquet, retainedFrom })
}
