// How many names, places and organisations are told per megabyte in the translated messages of the programs of this machine, by language: texts in which hardly
// any stands. `node scripts/tagger/message-hits.ts [LANGUAGES…] [--show] [--odd | --even]`: half of the programs only. Reads the message catalogues (.mo) of
// /usr/share/locale without those that list countries, languages, places and keyboards.
import { globSync, readFileSync } from 'node:fs'
import { createEngine } from '../../src/discover/engine/create-engine.ts'

const LANGUAGES = ['de', 'fr', 'es', 'it', 'pl', 'nl', 'pt,pt_BR']
const args = process.argv.slice(2)
const show = args.includes('--show')
const half = args.includes('--odd') ? 1 : args.includes('--even') ? 0 : undefined
const asked = args.filter((arg) => !arg.startsWith('--'))
const only = new Set(['person_name', 'organisation', 'location'])
const engine = createEngine()

/** The translated messages of a catalogue. */
export function messagesOf(file: string): string[] {
  const bytes = readFileSync(file)
  const little = bytes.readUInt32LE(0) === 0x950412de
  const number = (at: number): number => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at))
  const table = number(16)
  return Array.from({ length: number(8) }, (_, i) => {
    const from = number(table + i * 8 + 4)
    return bytes.toString('utf8', from, from + number(table + i * 8)).replaceAll('\0', '\n')
  }).slice(1) // the first tells of the translators
}

console.log('language      MB   person  organisation  place   per MB')
for (const language of asked.length > 0 ? asked : LANGUAGES) {
  const files = language
    .split(',')
    .flatMap((one) => globSync(`/usr/share/locale/${one}/LC_MESSAGES/*.mo`))
    .filter((file) => !/iso_|xkeyboard|debconf|adduser/.test(file))
    .sort()
    .filter((file, i) => half === undefined || i % 2 === half)
  const counts = new Map<string, number>()
  const seen = new Map<string, number>()
  let units = 0
  for (const file of files)
    for (const text of [messagesOf(file).join('\n\n')]) {
      units += text.length
      for (const span of engine.inspect(text, { only })) {
        counts.set(span.type, (counts.get(span.type) ?? 0) + 1)
        const said = `${span.type} ${text.slice(span.start, span.end)}`
        seen.set(said, (seen.get(said) ?? 0) + 1)
      }
    }
  const rate = (type: string): string => (((counts.get(type) ?? 0) / units) * 1e6).toFixed(1)
  console.log(
    `${language.padEnd(9)} ${(units / 1e6).toFixed(2).padStart(6)} ${rate('person_name').padStart(8)} ${rate('organisation').padStart(13)} ${rate('location').padStart(6)}`,
  )
  if (show)
    console.log(
      [...seen]
        .sort((a, b) => b[1] - a[1])
        .slice(0, 150)
        .map(([said, n]) => `${n} ${said.replaceAll('\n', '\\n')}`)
        .join('; '),
    )
}
