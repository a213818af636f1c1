// How many names, places and organisations are told per megabyte of texts that hold hardly any: `node scripts/tagger/false-hits.ts [FILES…]` (globs; default:
// READMEs and sources of the packages installed here, and what a Debian system has of docs, licences and Python). Counts what is reported at all and what is
// sure enough to count for a file. Some of it is right: authors are named in sources. With --show NAME the commonest of that group are listed.
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createEngine } from '../../src/discover/engine/create-engine.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const groups: Record<string, string[]> = {
  'package READMEs': [`${root}node_modules/**/README.md`],
  'JavaScript sources': [`${root}node_modules/{fastify,kysely,pg,pg-boss,typebox,undici}/**/*.js`],
  'own sources': [`${root}src/**/*.ts`],
  'common licences': ['/usr/share/common-licenses/*'],
  'Debian docs': ['/usr/share/doc/*/{README*,NEWS*,*.txt,*.md}'],
  'Debian copyright files': ['/usr/share/doc/*/copyright'],
  'Python sources': ['/usr/lib/python3*/*.py'],
}
const shown = process.argv.indexOf('--show')
const engine = createEngine()
const only = new Set(['person_name', 'location', 'organisation'])
const MOST = 3 << 20
console.log(`${'texts'.padEnd(24)}      MB  MB/CPU s   per MB: person (sure)   place (sure)   organisation (sure)`)
for (const [name, globs] of Object.entries(groups)) {
  let units = 0
  const counts = new Map<string, [number, number]>()
  const seen = new Map<string, number>()
  const before = process.cpuUsage().user
  for (const file of globs.flatMap((glob) => globSync(glob)).sort()) {
    let text: string
    try {
      text = readFileSync(file, 'utf8').slice(0, 200_000)
    } catch {
      continue
    }
    if (text.includes('\0')) continue
    units += text.length
    for (const span of engine.inspect(text, { only })) {
      const entry = counts.get(span.type) ?? [0, 0]
      entry[0]++
      if (span.confidence >= 0.8) {
        entry[1]++
        const said = `${span.type} ${text.slice(span.start, span.end)}`
        seen.set(said, (seen.get(said) ?? 0) + 1)
      }
      counts.set(span.type, entry)
    }
    if (units > MOST) break
  }
  if (units === 0) continue
  const mb = units / 1e6
  const rate = (type: string): string => (counts.get(type) ?? [0, 0]).map((n) => (n / mb).toFixed(1)).join(' (')
  console.log(
    `${name.padEnd(24)}${mb.toFixed(2).padStart(8)}${(mb / ((process.cpuUsage().user - before) / 1e6)).toFixed(1).padStart(10)}   ${[...only].map((type) => `${rate(type)})`.padStart(18)).join('')}`,
  )
  if (shown > 0 && process.argv[shown + 1] === name)
    console.log(
      [...seen]
        .sort((a, b) => b[1] - a[1])
        .slice(0, 120)
        .map(([said, n]) => `${n} ${said.replaceAll('\n', '\\n')}`)
        .join('; '),
    )
}
