// The portable Roaring format (github.com/RoaringBitmap/RoaringFormatSpec), read and written. Written in one way only, so that equal sets
// give equal bytes: a container is runs when those are smaller than both others, else an array up to 4,096 numbers, else a bitmap.
// Bytes may come from anywhere: nothing is allocated for more than they hold.
import { ARRAY_MOST, arrayContainer, bitsOf, containerOf, type Container } from './roaring-containers.ts'

const COOKIE_NO_RUNS = 12_346
const COOKIE_RUNS = 12_347
const NO_OFFSETS_BELOW = 4
const BITMAP_BYTES = 8192
const SHORT = 128

interface Run {
  readonly start: number
  /** how many follow the first */
  readonly more: number
}

export function writeContainers(containers: readonly Container[]): Uint8Array {
  const runs = containers.map((container) => {
    const found = runsOf(container)
    const plain = container.size <= ARRAY_MOST ? container.size * 2 : BITMAP_BYTES
    return found !== null && 2 + found.length * 4 < plain ? found : null
  })
  const withRuns = runs.some((found) => found !== null)
  const count = containers.length
  const flagBytes = Math.ceil(count / 8)
  const withOffsets = !withRuns || count >= NO_OFFSETS_BELOW
  const sizes = containers.map((container, at) => {
    const found = runs[at]!
    if (found !== null) return 2 + found.length * 4
    return container.size <= ARRAY_MOST ? container.size * 2 : BITMAP_BYTES
  })
  const head = (withRuns ? 4 + flagBytes : 8) + count * 4 + (withOffsets ? count * 4 : 0)
  const bytes = new Uint8Array(head + sizes.reduce((sum, size) => sum + size, 0))
  const view = new DataView(bytes.buffer)
  let at = 0
  if (withRuns) {
    view.setUint32(0, COOKIE_RUNS | ((count - 1) << 16), true)
    runs.forEach((found, index) => {
      if (found !== null) bytes[4 + (index >>> 3)]! |= 1 << (index & 7)
    })
    at = 4 + flagBytes
  } else {
    view.setUint32(0, COOKIE_NO_RUNS, true)
    view.setUint32(4, count, true)
    at = 8
  }
  for (const container of containers) {
    view.setUint16(at, container.key, true)
    view.setUint16(at + 2, container.size - 1, true)
    at += 4
  }
  if (withOffsets) {
    let offset = head
    for (const size of sizes) {
      view.setUint32(at, offset, true)
      at += 4
      offset += size
    }
  }
  containers.forEach((container, index) => {
    const found = runs[index]!
    if (found !== null) {
      view.setUint16(at, found.length, true)
      at += 2
      for (const run of found) {
        view.setUint16(at, run.start, true)
        view.setUint16(at + 2, run.more, true)
        at += 4
      }
    } else if (container.kind === 'array') {
      for (const low of container.values) {
        view.setUint16(at, low, true)
        at += 2
      }
    } else {
      for (const word of container.bits) {
        view.setUint32(at, word, true)
        at += 4
      }
    }
  })
  return bytes
}

/** Sets the bits of every number in the bitmaps that `half` gives for their high halves; those of short arrays go to `one`, each by itself. */
export function orContainers(bytes: Uint8Array, half: (key: number) => Uint32Array, one: (key: number, low: number) => void): void {
  walk(bytes, (view, at, part) => {
    if (part.kind === 'array' && part.size <= SHORT) {
      for (let end = at + part.size * 2; at < end; at += 2) one(part.key, bytes[at]! | (bytes[at + 1]! << 8))
      return
    }
    const bits = half(part.key)
    if (part.kind === 'bitmap') {
      for (let word = 0; word < 2048; word++) bits[word]! |= view.getUint32(at + word * 4, true)
    } else if (part.kind === 'array') {
      for (let end = at + part.size * 2; at < end; at += 2) {
        const low = bytes[at]! | (bytes[at + 1]! << 8)
        bits[low >>> 5]! |= 1 << (low & 31)
      }
    } else {
      const more = bitsOf(readRuns(view, at, part.runs, part.key, part.size))
      for (let word = 0; word < 2048; word++) bits[word]! |= more[word]!
    }
  })
}

export function readContainers(bytes: Uint8Array): Container[] {
  const out: Container[] = []
  walk(bytes, (view, at, part) => {
    if (part.kind === 'runs') out.push(readRuns(view, at, part.runs, part.key, part.size))
    else if (part.kind === 'array') out.push(arrayContainer(part.key, readArray(view, at, part.size)))
    else {
      const bits = new Uint32Array(2048)
      for (let word = 0; word < 2048; word++) bits[word] = view.getUint32(at + word * 4, true)
      const container = containerOf(part.key, bits)
      if (container === null || container.size !== part.size)
        throw new RangeError('not a Roaring set: a part has another size than it says')
      out.push(container)
    }
  })
  return out
}

interface Part {
  readonly kind: 'array' | 'bitmap' | 'runs'
  readonly key: number
  readonly size: number
  readonly runs: number
}

/** `at`: where the part's content begins; it is whole. */
function walk(bytes: Uint8Array, each: (view: DataView, at: number, part: Part) => void): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const need = (upTo: number): void => {
    if (upTo > bytes.byteLength) throw new RangeError('not a Roaring set: it ends too early')
  }
  need(4)
  const cookie = view.getUint32(0, true)
  const withRuns = (cookie & 0xffff) === COOKIE_RUNS
  if (!withRuns && cookie !== COOKIE_NO_RUNS) throw new RangeError('not a Roaring set: it begins otherwise')
  if (!withRuns) need(8)
  const count = withRuns ? (cookie >>> 16) + 1 : view.getUint32(4, true)
  if (count > 65_536) throw new RangeError('not a Roaring set: it has too many parts')
  const flags = withRuns ? 4 : -1
  let at = withRuns ? 4 + Math.ceil(count / 8) : 8
  const heads = at
  at += count * 4
  if (!withRuns || count >= NO_OFFSETS_BELOW) at += count * 4 // containers follow one another; offsets say nothing new
  need(at)
  let lastKey = -1
  for (let index = 0; index < count; index++) {
    const key = view.getUint16(heads + index * 4, true)
    const size = view.getUint16(heads + index * 4 + 2, true) + 1
    if (key <= lastKey) throw new RangeError('not a Roaring set: its parts are out of order')
    lastKey = key
    let kind: Part['kind'] = size <= ARRAY_MOST ? 'array' : 'bitmap'
    let runs = 0
    let length = kind === 'array' ? size * 2 : BITMAP_BYTES
    if (withRuns && (bytes[flags + (index >>> 3)]! & (1 << (index & 7))) !== 0) {
      need(at + 2)
      kind = 'runs'
      runs = view.getUint16(at, true)
      at += 2
      length = runs * 4
    }
    need(at + length)
    each(view, at, { kind, key, size, runs })
    at += length
  }
  if (at !== bytes.byteLength) throw new RangeError('not a Roaring set: more bytes follow it')
}

function readArray(view: DataView, at: number, size: number): Uint16Array {
  const values = new Uint16Array(size)
  let last = -1
  for (let index = 0; index < size; index++) {
    const low = view.getUint16(at + index * 2, true)
    if (low <= last) throw new RangeError('not a Roaring set: numbers are out of order')
    values[index] = last = low
  }
  return values
}

function readRuns(view: DataView, at: number, runs: number, key: number, size: number): Container {
  const bits = new Uint32Array(2048)
  let next = 0
  for (let index = 0; index < runs; index++) {
    const start = view.getUint16(at + index * 4, true)
    const end = start + view.getUint16(at + index * 4 + 2, true)
    if (start < next || end > 65_535) throw new RangeError('not a Roaring set: runs are out of order')
    for (let low = start; low <= end; low++) bits[low >>> 5]! |= 1 << (low & 31)
    next = end + 1
  }
  const container = containerOf(key, bits)
  if (container === null || container.size !== size) throw new RangeError('not a Roaring set: a part has another size than it says')
  return container
}

/** null: so many that runs cannot be the smallest form. */
function runsOf(container: Container): Run[] | null {
  const most = 2047
  const runs: Run[] = []
  let start = -1
  let last = -2
  const end = (): void => {
    if (start >= 0) runs.push({ start, more: last - start })
  }
  const values = container.kind === 'array' ? container.values : numbersIn(bitsOf(container))
  for (const low of values) {
    if (low !== last + 1) {
      end()
      if (runs.length > most) return null
      start = low
    }
    last = low
  }
  end()
  return runs
}

function* numbersIn(bits: Uint32Array): Generator<number> {
  for (let word = 0; word < 2048; word++) {
    for (let left = bits[word]!; left !== 0; left &= left - 1) yield word * 32 + (31 - Math.clz32(left & -left))
  }
}
