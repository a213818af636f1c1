// Runs every page in this folder: what a person types and sees, on one page a topic. `UPDATE=1 node --test test/script/script.test.ts`
// writes what came out into the pages, to be read in the diff.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { runPage } from './run-page.ts'

const update = process.env['UPDATE'] === '1'
const pages = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.txt'))

test('there are pages', () => assert.ok(pages.length > 0))

for (const name of pages) {
  test(name, async () => {
    const path = `${import.meta.dirname}/${name}`
    const before = readFileSync(path, 'utf8')
    const { problem, text } = await runPage(before, { update })
    if (update && text !== before) writeFileSync(path, text)
    if (problem !== null) assert.fail(`${name}, ${problem}`)
  })
}
