// Countries of addresses from a file on this machine (MaxMind DB format, public domain data of the registries). Owns the reading of it: at
// the first question, once. Asks nobody, and forgets every address.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { BlockList, isIP } from 'node:net'
import { Reader } from 'mmdb-lib'
import { geoError } from './errors.ts'
import type { Geo, Place } from './geo.ts'

const FILE = '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb'
const NOWHERE: Place = { country: null, local: false }
const LOCAL: Place = { country: null, local: true }

const inside = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10], // shared by a provider's own network, and by mesh networks: no country has it
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  inside.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  inside.addSubnet(net, bits, 'ipv6')

/** `file`: another file in MaxMind DB format. Throws `geo/missing` or `geo/damaged` when a place is asked for and the file is not usable. */
export function createGeo(file?: string): Geo {
  let reader: Reader<never> | null = null
  const open = (): Reader<never> => (reader ??= read(file ?? createRequire(import.meta.url).resolve(FILE)))
  return {
    placeOf(ip) {
      const address = plain(ip)
      if (address === null) return NOWHERE
      if (inside.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6')) return LOCAL
      const country = countryIn(open(), address, file)
      return country === null ? NOWHERE : { country, local: false }
    },
  }
}

function read(file: string): Reader<never> {
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch (error) {
    throw geoError('missing', { file }, error)
  }
  try {
    const reader = new Reader<never>(bytes)
    // A file that was cut off has its index at the end, or misses it; one whose tree is damaged fails here and not at a person's first log-in.
    for (const probe of ['1.1.1.1', '193.0.6.139', '2001:67c:2e8:22::c100:68b']) reader.get(probe)
    if (reader.metadata.ipVersion !== 6 || reader.metadata.nodeCount < 1) throw new Error('not an index of both address families')
    return reader
  } catch (error) {
    throw geoError('damaged', { file }, error)
  }
}

function countryIn(reader: Reader<never>, address: string, file: string | undefined): string | null {
  let found: unknown
  try {
    found = reader.get(address)
  } catch (error) {
    throw geoError('damaged', { file: file ?? FILE }, error)
  }
  if (typeof found !== 'object' || found === null) return null
  const flat = (found as { country_code?: unknown }).country_code
  const nested = (found as { country?: { iso_code?: unknown } }).country?.iso_code
  const code = typeof flat === 'string' ? flat : nested
  return typeof code === 'string' && /^[A-Z]{2}$/.test(code) && code !== 'ZZ' ? code : null
}

// An IPv4 address in IPv6 clothes (mapped, or translated by 64:ff9b::/96) is the IPv4 address; a zone (`%eth0`) is no part of the place.
function plain(ip: string): string | null {
  if (ip.length > 100) return null
  const bare = ip.replace(/%[^%]*$/, '')
  const kind = isIP(bare)
  if (kind === 4) return bare
  if (kind !== 6) return null
  const whole = new URL(`http://[${bare}]/`).hostname.slice(1, -1)
  const mapped = /^(?:::ffff:|64:ff9b::)(?:([0-9a-f]{1,4}):)?([0-9a-f]{1,4})$/.exec(whole)
  if (mapped === null) return whole
  const high = Number.parseInt(mapped[1] ?? '0', 16)
  const low = Number.parseInt(mapped[2]!, 16)
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`
}
