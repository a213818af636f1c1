// Addresses of blockchains: Base58Check (double SHA-256), Bech32 and Bech32m (BIP 173, BIP 350), the capitals of Ethereum (EIP-55, Keccak-256).
import { createHash } from 'node:crypto'

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'

/** 25 bytes whose last four are the hash of the others. */
export function base58Check(text: string): boolean {
  const bytes = new Uint8Array(25)
  for (const char of text) {
    let carry = BASE58.indexOf(char)
    if (carry < 0) return false
    for (let i = 24; i >= 0; i--) {
      carry += bytes[i]! * 58
      bytes[i] = carry & 255
      carry >>= 8
    }
    if (carry !== 0) return false
  }
  const once = createHash('sha256').update(bytes.subarray(0, 21)).digest()
  const twice = createHash('sha256').update(once).digest()
  return twice.subarray(0, 4).equals(bytes.subarray(21))
}

function polymod(values: readonly number[]): number {
  const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]
  let check = 1
  for (const value of values) {
    const top = check >>> 25
    check = ((check & 0x1ffffff) << 5) ^ value
    for (let i = 0; i < 5; i++) if (((top >> i) & 1) === 1) check ^= generator[i]!
  }
  return check
}

/** Version 0 has Bech32, later versions Bech32m. */
export function bech32Holds(text: string): boolean {
  const lower = text.toLowerCase()
  if (lower !== text && text.toUpperCase() !== text) return false
  const split = lower.lastIndexOf('1')
  if (split < 1 || lower.length > 90) return false
  const prefix = lower.slice(0, split)
  const data = Array.from(lower.slice(split + 1), (char) => BECH32.indexOf(char))
  if (data.length < 7 || data.includes(-1)) return false
  const codes = Array.from(prefix, (char) => char.charCodeAt(0))
  const expanded = [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)]
  return polymod([...expanded, ...data]) === (data[0] === 0 ? 1 : 0x2bc830a3)
}

export function btcAddress(text: string): boolean {
  return /^(?:bc1|ltc1|tb1)/i.test(text) ? bech32Holds(text) : base58Check(text)
}

/** One case: no check digit at all. Mixed case: the capitals are bits of the hash. */
export function ethAddress(text: string): boolean {
  const body = text.slice(2)
  if (body === body.toLowerCase() || body === body.toUpperCase()) return true
  const hash = keccak256(body.toLowerCase())
  for (let i = 0; i < 40; i++) {
    const char = body[i]!
    if (/\d/.test(char)) continue
    if ((char === char.toUpperCase()) !== Number.parseInt(hash[i]!, 16) > 7) return false
  }
  return true
}

const ROUNDS = [
  0x1n,
  0x8082n,
  0x800000000000808an,
  0x8000000080008000n,
  0x808bn,
  0x80000001n,
  0x8000000080008081n,
  0x8000000000008009n,
  0x8an,
  0x88n,
  0x80008009n,
  0x8000000an,
  0x8000808bn,
  0x800000000000008bn,
  0x8000000000008089n,
  0x8000000000008003n,
  0x8000000000008002n,
  0x8000000000000080n,
  0x800an,
  0x800000008000000an,
  0x8000000080008081n,
  0x8000000000008080n,
  0x80000001n,
  0x8000000080008008n,
]
const MASK = (1n << 64n) - 1n
const SHIFTS = [1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44]
const LANES = [10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1]

/** Keccak-256 with the padding of the competition (Ethereum's), for texts of ASCII shorter than one block of 136 bytes. */
export function keccak256(ascii: string): string {
  const block = new Uint8Array(136)
  for (let i = 0; i < ascii.length; i++) block[i] = ascii.charCodeAt(i)
  block[ascii.length]! ^= 1
  block[135]! ^= 0x80
  const state = new BigUint64Array(25)
  const view = new DataView(block.buffer)
  for (let i = 0; i < 17; i++) state[i] = view.getBigUint64(i * 8, true)
  const rotate = (value: bigint, by: number): bigint => ((value << BigInt(by)) | (value >> BigInt(64 - by))) & MASK
  for (const constant of ROUNDS) {
    const columns = [0, 1, 2, 3, 4].map((x) => state[x]! ^ state[x + 5]! ^ state[x + 10]! ^ state[x + 15]! ^ state[x + 20]!)
    for (let x = 0; x < 5; x++) {
      const mix = columns[(x + 4) % 5]! ^ rotate(columns[(x + 1) % 5]!, 1)
      for (let y = 0; y < 25; y += 5) state[x + y]! ^= mix
    }
    let moving = state[1]!
    for (let i = 0; i < 24; i++) {
      const lane = LANES[i]!
      const kept = state[lane]!
      state[lane] = rotate(moving, SHIFTS[i]!)
      moving = kept
    }
    for (let y = 0; y < 25; y += 5) {
      const row = [0, 1, 2, 3, 4].map((x) => state[y + x]!)
      for (let x = 0; x < 5; x++) state[y + x] = row[x]! ^ (~row[(x + 1) % 5]! & MASK & row[(x + 2) % 5]!)
    }
    state[0]! ^= constant
  }
  return Buffer.from(state.buffer, 0, 32).toString('hex')
}
