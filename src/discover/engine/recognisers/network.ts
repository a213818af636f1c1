// IPv4, IPv6 and MAC addresses. Woken by digits; a run of hexadecimal groups is read once.
import type { Compiled } from '../compile.ts'
import { findContext, isAlnum, isDigit, type ScanText } from '../scan-text.ts'
import { contextPart } from './id-words.ts'
import { HAS } from '../value-shape.ts'
import { RARITY_ODDS, type Recogniser } from './recogniser.ts'

const IPV4 = /^(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}$/
// Loopback, private, link-local, documentation, multicast and reserved ranges say nothing about a person.
const NOBODY4 = /^(?:0|10|127|22[4-9]|23\d|24\d|25[0-5]|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./
const MAC = /^(?:[0-9a-f]{2}([:-]))(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}$/i

function isHex(unit: number): boolean {
  const lower = unit | 32
  return isDigit(unit) || (lower >= 97 && lower <= 102)
}

/** Without `::ffff:1.2.3.4` forms, which hold an IPv4 address that is found as such. */
export function ipv6Holds(value: string): boolean {
  const halves = value.split('::')
  if (halves.length > 2 || value === '::' || value === '::1') return false
  const groups = value.split(':').filter((group) => group !== '')
  if (groups.some((group) => group.length > 4)) return false
  return halves.length === 2 ? groups.length >= 2 && groups.length <= 7 && groups.some((group) => group.length > 2) : groups.length === 8
}

export function ipv4Holds(value: string): boolean {
  return IPV4.test(value) && !NOBODY4.test(value)
}

export function createIpv4Recogniser(type: Compiled): Recogniser {
  return {
    types: [type],
    fits: (shape) => shape.mask === (HAS.digit | HAS.point) && shape.length >= 7 && shape.length <= 15,
    gate: 'ipv4',
    digits: (before, length, after) => length <= 3 && after === 46 && !isAlnum(before) && before !== 46 && before !== 95,
    find: (scan, place, _kind, hit) => {
      const { text } = scan
      let end = place
      let dots = 0
      while (end < place + 16 && end < text.length) {
        const unit = text.charCodeAt(end)
        if (unit === 46 && isDigit(text.charCodeAt(end + 1))) dots++
        else if (!isDigit(unit)) break
        end++
      }
      if (dots !== 3) return
      const before = text.charCodeAt(place - 1)
      if (isAlnum(before) || before === 46 || before === 95 || (before === 45 && isAlnum(text.charCodeAt(place - 2)))) return
      const next = text.charCodeAt(end)
      if (isAlnum(next) || next === 95 || (next === 45 && isAlnum(text.charCodeAt(end + 1)))) return
      const value = text.slice(place, end)
      if (!ipv4Holds(value)) return
      const context = findContext(scan, type.phrases, place, end, 40)
      const parts = [{ rule: 'shape', text: 'four numbers up to 255, a public range', odds: 0.8 }]
      if (context !== undefined) parts.push(contextPart(context.word, context.at))
      const against = context === undefined ? findContext(scan, type.against, place, end, 24) : undefined
      // `6.2.2.1` is a section or a version as well; `.0` is a network.
      if (context === undefined && (/^(?:[12]?\d\.){3}[12]?\d$/.test(value) || value.endsWith('.0') || text.charCodeAt(place - 1) === 0xa7))
        parts.push({ rule: 'lowered', text: 'small numbers, as versions and sections have', odds: -2 })
      if (against !== undefined) parts.push({ rule: 'lowered', text: `\`${against.word}\` beside it`, odds: -3 })
      hit({ type, start: place, end, parts, prior: RARITY_ODDS[type.rule.rarity] })
    },
    whole: (value, fit) => {
      if (IPV4.test(value)) fit(type, ipv4Holds(value) ? 'passed' : 'shaped')
    },
  }
}

/** Is the sign within so many characters? Cheap, before anything is cut out of the text. */
function near(text: string, place: number, reach: number, sign: number): boolean {
  for (let i = place - reach; i <= place + reach; i++) if (text.charCodeAt(i) === sign) return true
  return false
}

/** Reads the run of hexadecimal groups and `:` around a digit. */
function hexRun(text: string, place: number, separator: number): readonly [number, number] {
  let start = place
  while (start > place - 46 && start > 0 && (isHex(text.charCodeAt(start - 1)) || text.charCodeAt(start - 1) === separator)) start--
  let end = place
  while (end < place + 46 && end < text.length && (isHex(text.charCodeAt(end)) || text.charCodeAt(end) === separator)) end++
  return [start, end]
}

export function createIpv6Recogniser(type: Compiled): Recogniser {
  let seenScan: ScanText | undefined
  let seenTo = 0
  return {
    types: [type],
    fits: ({ mask, length }) =>
      (mask & HAS.colon) !== 0 && (mask & ~(HAS.digit | HAS.letter | HAS.colon)) === 0 && length >= 6 && length <= 39,
    gate: 'ipv6',
    digits: (before, _length, after) => before === 58 || after === 58 || isHex(before) || isHex(after),
    find: (scan, place, _kind, hit) => {
      const { text } = scan
      if (scan !== seenScan) {
        seenScan = scan
        seenTo = 0
      }
      if (place < seenTo) return
      if (!near(text, place, 4, 58)) return
      let [start, end] = hexRun(text, place, 58)
      let colons = 0
      let double = false
      for (let i = start; i < end; i++) {
        if (text.charCodeAt(i) !== 58) continue
        colons++
        if (text.charCodeAt(i + 1) === 58) double = true
      }
      if (colons === 0) return
      seenTo = end
      // Times of day: neither `::` nor eight groups.
      if (!double && colons < 7) return
      if (text.charCodeAt(end - 1) === 58 && text.charCodeAt(end - 2) !== 58) end--
      if (text.charCodeAt(start) === 58 && text.charCodeAt(start + 1) !== 58) start++
      const value = text.slice(start, end)
      if (isAlnum(text.charCodeAt(start - 1)) || isAlnum(text.charCodeAt(end)) || !ipv6Holds(value)) return
      // `::ffff:192.0.2.1` holds an IPv4 address; `2001:2::/48` is a range.
      if (text.charCodeAt(end) === 46 && isDigit(text.charCodeAt(end + 1))) return
      if (value.endsWith('::') && text.charCodeAt(end) === 47) return
      hit({
        type,
        start,
        end,
        parts: [{ rule: 'shape', text: 'groups of an IPv6 address', odds: 1 }],
        prior: RARITY_ODDS[type.rule.rarity],
      })
    },
    whole: (value, fit) => {
      if (value.includes(':') && /^[0-9a-f:]{6,39}$/i.test(value) && ipv6Holds(value)) fit(type, 'passed')
    },
  }
}

export function createMacRecogniser(type: Compiled): Recogniser {
  return {
    types: [type],
    fits: ({ mask, length }) =>
      length === 17 && (mask & (HAS.colon | HAS.dash)) !== 0 && (mask & ~(HAS.digit | HAS.letter | HAS.colon | HAS.dash)) === 0,
    gate: 'mac',
    digits: (before, length, after) =>
      length <= 2 && (before === 58 || after === 58 || before === 45 || after === 45 || isHex(before) || isHex(after)),
    find: (scan, place, _kind, hit) => {
      const { text } = scan
      if (!near(text, place, 2, 58) && !near(text, place, 2, 45)) return
      for (let separator = 58; separator > 0; separator = separator === 58 ? 45 : 0) {
        const [start, end] = hexRun(text, place, separator)
        if (end - start !== 17 || place - start > 15) continue
        const value = text.slice(start, end)
        if (!MAC.test(value) || isAlnum(text.charCodeAt(start - 1)) || isAlnum(text.charCodeAt(end))) continue
        // Only the first digit of the run reports it.
        if (/\d/.test(text.slice(start, place))) continue
        if (/^(?:00[:-]){5}00$|^(?:ff[:-]){5}ff$/i.test(value)) continue
        const context = findContext(scan, type.phrases, start, end, 40)
        const parts = [{ rule: 'shape', text: 'six pairs of hexadecimal digits', odds: 1 }]
        if (context !== undefined) parts.push(contextPart(context.word, context.at))
        hit({ type, start, end, parts, prior: RARITY_ODDS[type.rule.rarity] })
      }
    },
    whole: (value, fit) => {
      if (value.length === 17 && MAC.test(value)) fit(type, 'passed')
    },
  }
}
