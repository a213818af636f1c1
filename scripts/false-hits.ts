// False hits per megabyte of structured types on ordinary files, where next to nothing is anybody's: source code, documentation, lock files, logs. `node
// scripts/false-hits.ts [--show TYPE] PATH…`; without a path the packages that are installed here. What is found is shown, to be read: a maintainer's e-mail is no
// false hit, so types that such files really hold are told apart.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createEngine } from '../src/discover/engine/create-engine.ts'

/** Ordinary files do hold these. */
const REAL = new Set(['email', 'ipv4', 'ipv6', 'url_userinfo', 'person_name', 'street_address', 'mac'])
const TEXT =
  /\.(?:js|mjs|cjs|ts|tsx|jsx|md|json|txt|py|c|h|cpp|java|go|rs|rb|sh|css|html|xml|yml|yaml|toml|log|csv|sql|po|rst|lock|map)$|^[A-Z]+$|^(?:copyright|changelog|syslog|dpkg|messages)/i
const MOST_FILE = 4_000_000
const EXPOSED = /(?:test|spec|fixture|example)/i

export interface FalseHits {
  readonly bytes: number
  readonly files: number
  readonly byType: ReadonlyMap<string, { count: number; samples: string[] }>
  /** without the types that such files really hold */
  readonly perMegabyte: number
}

function* filesIn(path: string): Generator<string> {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return
  if (!stat.isDirectory()) {
    if (stat.isFile() && stat.size > 0 && stat.size <= MOST_FILE) yield path
    return
  }
  for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => a.name.localeCompare(b.name))) {
    if (entry.isSymbolicLink()) continue
    if (entry.isDirectory()) yield* filesIn(join(path, entry.name))
    else if (TEXT.test(entry.name)) yield* filesIn(join(path, entry.name))
  }
}

/** Reads files until so many bytes have been read of each path, every `step`-th file. */
export function falseHits(paths: readonly string[], most = 40_000_000): FalseHits {
  const engine = createEngine()
  const only = new Set(engine.types.filter((type) => type.structured).map((type) => type.id))
  const byType = new Map<string, { count: number; samples: string[] }>()
  let bytes = 0
  let files = 0
  let wrong = 0
  for (const path of paths) {
    let own = 0
    for (const file of filesIn(path)) {
      if (own > most) break
      const buffer = readFileSync(file)
      if (buffer.subarray(0, 4096).includes(0)) continue
      const text = buffer.toString('utf8')
      own += buffer.length
      files++
      for (const span of engine.inspect(text, { only })) {
        const entry = byType.get(span.type) ?? { count: 0, samples: [] }
        byType.set(span.type, entry)
        entry.count++
        if (!REAL.has(span.type)) wrong++
        if (entry.samples.length < 400)
          entry.samples.push(
            `${span.confidence} ${EXPOSED.test(file) ? '(test) ' : ''}${file.slice(-50)}: ${JSON.stringify(text.slice(Math.max(0, span.start - 50), span.start))}⟦${text.slice(span.start, span.end).slice(0, 60)}⟧${JSON.stringify(text.slice(span.end, span.end + 15))}`,
          )
      }
    }
    bytes += own
  }
  return { bytes, files, byType, perMegabyte: bytes === 0 ? Number.NaN : (wrong / bytes) * 1e6 }
}

if (import.meta.main) {
  const args = process.argv.slice(2)
  const at = args.indexOf('--show')
  const show = at < 0 ? undefined : args.splice(at, 2)[1]
  const found = falseHits(args.length > 0 ? args : ['node_modules'])
  for (const [type, { count, samples }] of [...found.byType].sort((a, b) => b[1].count - a[1].count)) {
    console.log(`${type.padEnd(28)} ${String(count).padStart(6)}${REAL.has(type) ? '  (such files hold them)' : ''}`)
    if (show === type || show === 'all') for (const sample of samples.slice(0, show === 'all' ? 4 : 60)) console.log(`    ${sample}`)
  }
  console.log(`${(found.bytes / 1e6).toFixed(1)} MB in ${found.files} files: ${found.perMegabyte.toFixed(3)} false hits per MB`)
}
