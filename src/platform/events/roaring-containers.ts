// The parts of a Roaring set: the numbers of one high half, as a sorted array (to 4,096 of them) or a bitmap. Owns their algebra. Runs exist
// in the bytes only (roaring-bytes.ts). Containers are frozen once made: nothing here changes one that it was given.

export type Container =
  | { readonly kind: 'array'; readonly key: number; readonly size: number; readonly values: Uint16Array }
  | { readonly kind: 'bitmap'; readonly key: number; readonly size: number; readonly bits: Uint32Array }

/** The specification's limit between array and bitmap. */
export const ARRAY_MOST = 4096

/** Takes a copy of 65,536 bits; null: none is set. */
export function containerOf(key: number, bits: Uint32Array): Container | null {
  let size = 0
  for (let at = 0; at < 2048; at++) size += count(bits[at]!)
  if (size === 0) return null
  if (size > ARRAY_MOST) return { kind: 'bitmap', key, size, bits: bits.slice() }
  const values = new Uint16Array(size)
  let to = 0
  for (let word = 0; word < 2048; word++) {
    for (let left = bits[word]!; left !== 0; left &= left - 1) values[to++] = word * 32 + (31 - Math.clz32(left & -left))
  }
  return { kind: 'array', key, size, values }
}

/** `values`: sorted, without duplicates, not kept by the caller. */
export function arrayContainer(key: number, values: Uint16Array): Container {
  if (values.length <= ARRAY_MOST) return { kind: 'array', key, size: values.length, values }
  return containerOf(key, bitsOf({ kind: 'array', key, size: values.length, values }))!
}

export function union(a: readonly Container[], b: readonly Container[]): Container[] {
  const out: Container[] = []
  meet(a, b, (left, right) => {
    if (left === undefined || right === undefined) out.push((left ?? right)!)
    else if (left.kind === 'array' && right.kind === 'array' && left.size + right.size <= ARRAY_MOST) out.push(merged(left, right))
    else {
      const bits = bitsOf(left)
      if (right.kind === 'bitmap') for (let at = 0; at < 2048; at++) bits[at]! |= right.bits[at]!
      else for (const low of right.values) bits[low >>> 5]! |= 1 << (low & 31)
      out.push(containerOf(left.key, bits)!)
    }
  })
  return out
}

type ArrayContainer = Extract<Container, { kind: 'array' }>

/** Few numbers: a bitmap for them would cost more than they do. */
function merged({ key, values: a }: ArrayContainer, { values: b }: ArrayContainer): Container {
  const values = new Uint16Array(a.length + b.length)
  let i = 0
  let j = 0
  let to = 0
  while (i < a.length && j < b.length) {
    const [left, right] = [a[i]!, b[j]!]
    values[to++] = left <= right ? left : right
    if (left <= right) i++
    if (right <= left) j++
  }
  while (i < a.length) values[to++] = a[i++]!
  while (j < b.length) values[to++] = b[j++]!
  return { kind: 'array', key, size: to, values: to === values.length ? values : values.slice(0, to) }
}

export function intersect(a: readonly Container[], b: readonly Container[]): Container[] {
  const out: Container[] = []
  meet(a, b, (left, right) => {
    if (left === undefined || right === undefined) return
    const mask = bitsOf(right)
    const bits = bitsOf(left)
    for (let at = 0; at < 2048; at++) bits[at]! &= mask[at]!
    const both = containerOf(left.key, bits)
    if (both !== null) out.push(both)
  })
  return out
}

export function minus(a: readonly Container[], b: readonly Container[]): Container[] {
  const out: Container[] = []
  meet(a, b, (left, right) => {
    if (left === undefined) return
    if (right === undefined) {
      out.push(left)
      return
    }
    const bits = bitsOf(left)
    if (right.kind === 'bitmap') for (let at = 0; at < 2048; at++) bits[at]! &= ~right.bits[at]!
    else for (const low of right.values) bits[low >>> 5]! &= ~(1 << (low & 31))
    const rest = containerOf(left.key, bits)
    if (rest !== null) out.push(rest)
  })
  return out
}

/** A bitmap of the container's own, to be changed. */
export function bitsOf(container: Container): Uint32Array {
  if (container.kind === 'bitmap') return container.bits.slice()
  const bits = new Uint32Array(2048)
  for (const low of container.values) bits[low >>> 5]! |= 1 << (low & 31)
  return bits
}

function meet(
  a: readonly Container[],
  b: readonly Container[],
  at: (left: Container | undefined, right: Container | undefined) => void,
): void {
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    const left = a[i]
    const right = b[j]
    if (right === undefined || (left !== undefined && left.key < right.key)) {
      at(left, undefined)
      i++
    } else if (left === undefined || right.key < left.key) {
      at(undefined, right)
      j++
    } else {
      at(left, right)
      i++
      j++
    }
  }
}

function count(word: number): number {
  let bits = word
  bits -= (bits >>> 1) & 0x5555_5555
  bits = (bits & 0x3333_3333) + ((bits >>> 2) & 0x3333_3333)
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24
}
