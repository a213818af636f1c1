// Makes the two files that the training takes from prose: common-en.txt (words written small far more often than not, the commonest first; counted
// in the READMEs and declarations of the packages installed here and in the project's own docs: counts of words, no text of anyone) and plain.txt (paragraphs of the
// project's own docs, licence and source code in which no person, place or organisation stands). Run by hand when they should change; the
// results are kept in the repository, so that training is the same everywhere.
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { createDice, loadWorld } from './fillers.ts'

const here = new URL('.', import.meta.url)
const root = new URL('../../', here).pathname
const small = new Map<string, number>()
const large = new Map<string, number>()
for (const file of [...globSync(`${root}node_modules/**/*.{md,d.ts}`), ...globSync(`${root}docs/**/*.md`)].sort()) {
  const text = readFileSync(file, 'utf8').slice(0, 200_000)
  const seen = new Map<string, number>()
  for (const match of text.matchAll(/(?<![\p{L}\d_./@#$-])\p{L}{2,24}(?![\p{L}\d_/@(=-]|\.\p{L})/gu)) {
    // One file says a word at most thirty times.
    const times = (seen.get(match[0]) ?? 0) + 1
    seen.set(match[0], times)
    if (times > 30) continue
    const lower = match[0].toLowerCase()
    const counts =
      lower === match[0] ? small : /[.!?:\n*#>|-]\s*$/.test(text.slice(Math.max(0, match.index - 3), match.index)) ? undefined : large
    counts?.set(lower, (counts.get(lower) ?? 0) + 1)
  }
}
const { default: dictionary } = (await import('an-array-of-english-words', { with: { type: 'json' } })) as { default: string[] }
const english = new Set(dictionary)
const common = [...small]
  .filter(([word, count]) => count >= (english.has(word) ? 3 : 200) && (large.get(word) ?? 0) < count * 0.7 && /^[a-z]+$/.test(word))
  .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  .slice(0, 14_000)
  .map(([word]) => word)
writeFileSync(new URL('common-en.txt', here), `${common.join('\n')}\n`)

const world = loadWorld()
const named = new Set([
  ...world.countries['en']!,
  ...world.cities.filter((city) => city.population > 500_000).map((city) => city.name),
  ...Object.entries(world.names).flatMap(([locale, names]) =>
    locale === 'us' ? names.given.slice(0, 1500) : ['de', 'fr', 'es', 'it', 'pl', 'nl'].includes(locale) ? names.given : [],
  ),
])
for (const word of [
  'Will',
  'Mark',
  'May',
  'Holdfast',
  'Art',
  'Long',
  'Chance',
  'Many',
  'Else',
  'See',
  'In',
  'An',
  'My',
  'So',
  'Hash',
  'Pat',
  'Page',
  'Rule',
  'Of',
  'Same',
  'Bill',
  'Case',
  'Even',
  'Date',
  'Love',
  'Best',
  'Young',
  'Price',
  'Story',
  'Media',
  'Ok',
  'Le',
  'No',
  'On',
  'Do',
  'To',
  'Be',
  'Max',
  'Ed',
  'Man',
  'Son',
  'Rich',
  'Grant',
  'Drew',
  'Gene',
  'Dee',
  'So',
])
  named.delete(word)
const dice = createDice(7)
const paragraphs: string[] = []
for (const [pattern, share] of [
  ['docs/**/*.md', 1],
  ['*.md', 1],
  ['LICENSE', 1],
  ['src/**/*.ts', 0.25],
  ['web/src/**/*.tsx', 0.05],
  ['sql/*.sql', 0.3],
] as const)
  for (const file of globSync(root + pattern).sort()) {
    if (/\.test\.ts$|generated|src\/sample|recognisers\/names|engine\/tagger/.test(file)) continue
    const blocks = readFileSync(file, 'utf8').split(/\n\s*\n/)
    for (const block of blocks) {
      if (block.length < 30 || block.length > 1500 || !dice.chance(share)) continue
      const words = block.match(/\p{Lu}[\p{L}]+/gu) ?? []
      if (words.some((word) => named.has(word))) continue
      paragraphs.push(block.trim())
    }
  }
writeFileSync(new URL('plain.txt', here), `${paragraphs.join('\n\n')}\n`)
console.log(`${common.length} common words, ${paragraphs.length} paragraphs, ${paragraphs.join('\n\n').length} characters`)
