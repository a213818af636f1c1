// Countries of addresses from a file on this machine. Owns the reading of it.
import type { Geo } from './geo.ts'

export function createGeo(): Geo {
  return { placeOf: () => ({ country: null, local: false }) }
}
