// Writes dist/kernel/rules.bin: the rules as an engine needs them, worked out once. Part of `npm run build:kernel`. `dist`: the compiled program has just
// been made of the same sources, and may use it too.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { snapshotKey } from '../src/discover/engine/engine-data.ts'
import { readRuleFiles, textOf } from '../src/discover/engine/rule-files.ts'
import { loadRules } from '../src/discover/engine/rule-set.ts'
import { writeSnapshot } from '../src/discover/engine/rules-snapshot.ts'

const DIST = new URL('../dist/', import.meta.url)

export function buildRules(compiled: boolean): void {
  const { tables, digest } = readRuleFiles()
  const keys = [snapshotKey(digest), compiled ? snapshotKey(digest, new URL('discover/engine/', DIST), '.js') : undefined]
  const bytes = writeSnapshot(
    { prepared: loadRules().prepared, tables: textOf(tables) },
    keys.filter((key) => key !== undefined),
  )
  const file = fileURLToPath(new URL('kernel/rules.bin', DIST))
  mkdirSync(fileURLToPath(new URL('kernel/', DIST)), { recursive: true })
  // Written whole and then renamed, so that nobody loads half of it.
  writeFileSync(`${file}.part`, bytes)
  renameSync(`${file}.part`, file)
}

if (import.meta.main) buildRules(process.argv.includes('dist'))
