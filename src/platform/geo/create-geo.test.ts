// Countries of addresses: both families and the clothes they come in, what is inside, what is no address, and a damaged file.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { AppError } from '../../core/errors.ts'
import { createGeo } from './create-geo.ts'

const geo = createGeo()

test('addresses of registries whose country is published', () => {
  assert.equal(geo.placeOf('193.0.6.139').country, 'NL') // RIPE NCC
  assert.equal(geo.placeOf('200.160.2.3').country, 'BR') // NIC.br
  assert.equal(geo.placeOf('133.242.0.1').country, 'JP')
  assert.equal(geo.placeOf('2001:67c:2e8:22::c100:68b').country, 'NL')
  assert.equal(geo.placeOf('2001:12ff:0:2::3').country, 'BR')
})

test('an IPv4 address in IPv6 clothes is where the IPv4 address is', () => {
  for (const form of ['::ffff:193.0.6.139', '::ffff:c100:68b', '::FFFF:C100:068B', '0:0:0:0:0:ffff:193.0.6.139', '64:ff9b::c100:68b'])
    assert.equal(geo.placeOf(form).country, 'NL', form)
  assert.deepEqual(geo.placeOf('::ffff:10.0.0.1'), { country: null, local: true })
})

test('inside is inside', () => {
  const local = ['10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '127.0.0.1', '169.254.1.1', '100.64.0.1', '::1', '::']
  for (const ip of [...local, 'fe80::1', 'fe80::1%eth0', 'fd12:3456::1'])
    assert.deepEqual(geo.placeOf(ip), { country: null, local: true }, ip)
  for (const ip of ['172.32.0.1', '172.15.0.1', '192.169.0.1', '11.0.0.1', '2001:67c::1']) assert.equal(geo.placeOf(ip).local, false, ip)
})

test('a text that is no address has no place', () => {
  for (const text of ['', 'local', '[local]', '1.2.3', '1.2.3.4.5', '999.1.1.1', 'localhost', '01.2.3.4', ':'.repeat(500), '\u001b[2J'])
    assert.deepEqual(geo.placeOf(text), { country: null, local: false }, text)
})

test('no text and no address breaks it', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6()), (ip) => /^([A-Z]{2}|null)$/.test(String(geo.placeOf(ip).country))),
    {
      seed: 20261124,
      numRuns: 2000,
    },
  )
})

test('a file that is missing, empty, cut off or something else says so, and inside needs no file', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-geo-'))
  try {
    const whole = readFileSync(
      createRequire(import.meta.url).resolve('@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb'),
    )
    const code = (file: string): unknown => {
      try {
        createGeo(file).placeOf('193.0.6.139')
        return null
      } catch (error) {
        assert.ok(error instanceof AppError)
        return error.code
      }
    }
    assert.equal(code(path.join(folder, 'none')), 'geo/missing')
    const damaged: [string, Uint8Array][] = [
      ['empty', new Uint8Array()],
      ['cut', whole.subarray(0, whole.length / 2)],
      ['tail', whole.subarray(whole.length / 2)],
      ['text', Buffer.from('not a database')],
    ]
    for (const [name, bytes] of damaged) {
      const file = path.join(folder, name)
      writeFileSync(file, bytes)
      assert.equal(code(file), 'geo/damaged', name)
      assert.equal(createGeo(file).placeOf('10.0.0.1').local, true)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
