// Keeps the score from falling: each headline figure against its floor in test/score-floor.json. A figure that rose gets a higher floor with
// `UPDATE=1 node --test <this file>`; that never lowers one. A floor is lowered by hand, with the reason in the commit.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { it } from 'node:test'
import { createEngine } from '../../src/discover/engine/create-engine.ts'
import { SECTIONS } from './sections.ts'
import { sharedData } from './shared-data.ts'

const FILE = new URL('../../test/score-floor.json', import.meta.url)
const floors = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, Record<string, number>>
const context = { engine: createEngine(), shared: sharedData(), wrong: false }

for (const section of SECTIONS) {
  it(`${section.name}: no headline figure falls`, (t) => {
    const result = section.run(context)
    if (typeof result === 'string') {
      t.skip(result)
      return
    }
    const own = (floors[section.name] ??= {})
    if (process.env['UPDATE'] === '1') {
      for (const [name, value] of Object.entries(result.headlines)) own[name] = Math.max(own[name] ?? 0, Math.floor(value * 1000) / 1000)
      writeFileSync(FILE, `${JSON.stringify(floors, null, 2)}\n`)
    }
    assert.deepEqual(Object.keys(result.headlines).toSorted(), Object.keys(own).toSorted(), 'each figure has a floor')
    const fallen = Object.entries(result.headlines).filter(([name, value]) => !(value >= own[name]!))
    assert.deepEqual(fallen, [], `below ${JSON.stringify(own)}`)
  })
}
