// Base64, one level deep: a run that decodes to text is scanned as text, and what is found is told where it stands in the run. Woken by digits inside letters,
// which such runs have; reads each run once.
import type { Compiled } from '../compile.ts'
import type { Span } from '../engine.ts'
import { isAlnum, isAsciiLetter, LOOK_AHEAD, type ScanText } from '../scan-text.ts'
import type { Recogniser } from './recogniser.ts'

const LEAST = 20
/** A line of a mail's body is so long at least when another follows. */
const LINE = 60

function isBase64(unit: number): boolean {
  return isAlnum(unit) || unit === 43 || unit === 47
}

export function createEncodedRecogniser(types: readonly Compiled[], scan: (text: string) => readonly Span[]): Recogniser {
  const known = new Map(types.map((type) => [type.rule.id, type]))
  let seenScan: ScanText | undefined
  let seenTo = 0
  let inside = false
  return {
    types,
    gate: 'base64',
    digits: (before, length, after) =>
      length <= 8 &&
      (isAsciiLetter(before) || before === 43 || before === 47) &&
      (isAsciiLetter(after) || after === 61 || after === 43 || after === 47),
    find: (seen, place, _kind, hit) => {
      // One level: what was decoded is not decoded again.
      if (inside) return
      const { text } = seen
      if (seen !== seenScan) {
        seenScan = seen
        seenTo = 0
      }
      if (place < seenTo) return
      let start = place
      const least = Math.max(seenTo, place - 256)
      while (start > least && isBase64(text.charCodeAt(start - 1))) start--
      const places: number[] = []
      let packed = ''
      let from = start
      for (let line = 0; packed.length < LOOK_AHEAD; line++) {
        let end = from
        while (end < text.length && end - from < LOOK_AHEAD && isBase64(text.charCodeAt(end))) end++
        if (line === 0 && end - start < LEAST) {
          seenTo = end
          return
        }
        for (let i = from; i < end; i++) places.push(i)
        packed += text.slice(from, end)
        const next = text.charCodeAt(end) === 13 ? end + 2 : end + 1
        seenTo = end
        if (end - from < LINE || text.charCodeAt(next - 1) !== 10 || !isBase64(text.charCodeAt(next))) break
        from = next
      }
      const bytes = Buffer.from(packed.slice(0, packed.length - (packed.length % 4 === 1 ? 1 : 0)), 'base64')
      const plain = textOf(bytes)
      if (plain === undefined) return
      inside = true
      let spans: readonly Span[]
      try {
        spans = scan(plain)
      } finally {
        inside = false
      }
      for (const span of spans) {
        const type = known.get(span.type)
        if (type === undefined) continue
        const first = Math.floor(Buffer.byteLength(plain.slice(0, span.start)) / 3) * 4
        const last = Math.min(places.length, Math.ceil(Buffer.byteLength(plain.slice(0, span.end)) / 3) * 4)
        hit({
          type,
          start: places[first]!,
          end: places[last - 1]! + 1,
          parts: [
            {
              rule: 'encoded',
              text: `in Base64: ${span.why.map((why) => why.text).join(', ')}`,
              odds: Math.log(span.confidence / (1.001 - span.confidence)),
            },
          ],
          prior: 0,
        })
      }
    },
  }
}

/** Text when all of it is: printable characters, no broken sequence. */
function textOf(bytes: Buffer): string | undefined {
  for (const byte of bytes.subarray(0, 64)) if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) return undefined
  const text = bytes.toString('utf8')
  // oxlint-disable-next-line no-control-regex -- that is what is looked for
  return /[\u0000-\u0008\u000E-\u001F\u007F\uFFFD]/.test(text) ? undefined : text
}
