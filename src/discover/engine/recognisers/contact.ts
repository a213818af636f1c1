// E-mail addresses and addresses of the web with a user and password inside. Woken by `@`; reads outwards, each side bounded.
import type { Compiled } from '../compile.ts'
import { findContext, isAlnum, isDigit, isWordUnit, REACH } from '../scan-text.ts'
import { contextPart } from './id-words.ts'
import { HAS } from '../value-shape.ts'
import { RARITY_ODDS, type Recogniser } from './recogniser.ts'

// Names of files with an `@` in them (`logo@2x.png`) end like this; no top-level domain does.
const NOT_DOMAINS = new Set([
  'png',
  'jpg',
  'jpeg',
  'gif',
  'svg',
  'webp',
  'ico',
  'css',
  'js',
  'mjs',
  'cjs',
  'ts',
  'tsx',
  'jsx',
  'json',
  'html',
  'htm',
  'xml',
  'yml',
  'yaml',
  'txt',
  'log',
  'pdf',
  'map',
  'lock',
  'local',
  'internal',
  'lan',
  'localdomain',
  'example',
  'invalid',
  'service',
  'target',
  'timer',
  'socket',
])
const LOCAL_MOST = 64
const DOMAIN_MOST = 253

function isLocal(unit: number): boolean {
  return (
    isWordUnit(unit) ||
    unit === 46 ||
    unit === 95 ||
    unit === 37 ||
    unit === 43 ||
    unit === 45 ||
    unit === 38 ||
    unit === 39 ||
    unit === 35 ||
    unit === 33
  )
}

/** [start, end) of the address around the `@`, or undefined. */
export function emailAround(text: string, at: number): readonly [number, number] | undefined {
  let start = at
  const least = Math.max(0, at - LOCAL_MOST - 1)
  while (start > least && isLocal(text.charCodeAt(start - 1))) start--
  // Signs that may stand inside but that a text puts in front: quotes, `&`, `%`, dots.
  while (start < at && !isWordUnit(text.charCodeAt(start)) && text.charCodeAt(start) !== 95) start++
  const local = text.slice(start, at)
  const last = text.charCodeAt(at - 1)
  if (local.length === 0 || local.length > LOCAL_MOST || last === 46 || local.includes('..')) return undefined
  let end = at + 1
  const most = Math.min(text.length, at + 1 + DOMAIN_MOST)
  let label = end
  let dot = -1
  while (end < most) {
    const unit = text.charCodeAt(end)
    if (isWordUnit(unit)) end++
    else if (unit === 45 && end > label && isWordUnit(text.charCodeAt(end + 1))) end++
    else if (unit === 45 && end > label && text.charCodeAt(end + 1) === 45) end++
    else if (unit === 46 && end > label && isWordUnit(text.charCodeAt(end + 1))) {
      dot = end
      end++
      label = end
    } else break
  }
  if (dot < 0) return undefined
  // "…@example.org.Next sentence" and "…@example.org.123": the last label that is a word of letters ends the address.
  let top = text.slice(dot + 1, end).toLowerCase()
  if (top.length < 2 || top.length > 24 || /[^\p{L}-]/u.test(top.startsWith('xn--') ? '' : top)) return undefined
  if (NOT_DOMAINS.has(top) && !(top === 'example' || top === 'invalid')) return undefined
  if (text.charCodeAt(end) === 64) return undefined
  if (/^\p{Lu}\p{Ll}+$/u.test(text.slice(dot + 1, end)) && text.slice(at, dot).includes('.')) {
    end = dot
    dot = at + text.slice(at, dot).lastIndexOf('.')
    top = text.slice(dot + 1, end).toLowerCase()
    if (top.length < 2 || isDigit(top.charCodeAt(0))) return undefined
  }
  return [start, end]
}

export function createEmailRecogniser(type: Compiled): Recogniser {
  return {
    types: [type],
    fits: (shape) => (shape.mask & HAS.at) !== 0,
    at: true,
    find: (scan, place, _kind, hit) => {
      const { text } = scan
      const found = emailAround(text, place)
      if (found === undefined) return
      const [start, end] = found
      const before = text.charCodeAt(start - 1)
      // `https://user:password@host` and `git@host:path`
      if ((before === 58 && insideUrl(text, start)) || (before === 47 && text.charCodeAt(start - 2) === 47)) return
      if (text.slice(start, place) === 'git' && text.charCodeAt(end) === 58) return
      const context = findContext(scan, type.phrases, start, end, REACH)
      const parts = [{ rule: 'shape', text: 'a name, `@` and a domain', odds: 1.5 }]
      if (context !== undefined) parts.push(contextPart(context.word, context.at))
      hit({ type, start, end, parts, prior: RARITY_ODDS[type.rule.rarity] })
    },
    whole: (value, fit) => {
      const at = value.indexOf('@')
      if (at < 1 || at !== value.lastIndexOf('@')) return
      const bare = value.startsWith('mailto:') ? 7 : 0
      const found = emailAround(value, at)
      if (found !== undefined && found[0] === bare && found[1] === value.length) fit(type, 'passed')
    },
  }
}

/** `https://user:` directly before it */
function insideUrl(text: string, start: number): boolean {
  const behind = text.slice(Math.max(0, start - 80), start)
  const scheme = behind.lastIndexOf('://')
  return scheme >= 0 && !/\s/.test(behind.slice(scheme))
}

export function createUserinfoRecogniser(type: Compiled): Recogniser {
  const around = (text: string, at: number): readonly [number, number] | undefined => {
    const from = Math.max(0, at - 200)
    const near = text.slice(from, at).lastIndexOf('://')
    if (near < 0) return undefined
    const scheme = from + near
    const inside = text.slice(scheme + 3, at)
    const colon = inside.indexOf(':')
    const password = inside.slice(colon + 1)
    if (colon < 0 || password.length < 3 || /[\s/<>"'{}$*]/.test(inside) || /^(?:password|pass|pwd|secret|xxx+)$/i.test(password))
      return undefined
    if (!isAlnum(text.charCodeAt(at + 1))) return undefined
    let start = scheme
    while (start > scheme - 20 && start > 0 && /[a-z0-9+]/i.test(text[start - 1]!)) start--
    if (start === scheme) return undefined
    let end = at + 1
    while (end < text.length && end < at + 256 && /[^\s"'<>`\\,;)\]}]/.test(text[end]!)) end++
    return [start, end]
  }
  return {
    types: [type],
    fits: (shape) => (shape.mask & HAS.at) !== 0,
    at: true,
    find: (scan, place, _kind, hit) => {
      const found = around(scan.text, place)
      if (found === undefined) return
      hit({
        type,
        start: found[0],
        end: found[1],
        parts: [{ rule: 'shape', text: 'an address with user and password', odds: 1.5 }],
        prior: RARITY_ODDS[type.rule.rarity],
      })
    },
    whole: (value, fit) => {
      const at = value.lastIndexOf('@')
      const found = at < 0 ? undefined : around(value, at)
      if (found !== undefined && found[0] === 0 && found[1] === value.length) fit(type, 'passed')
    },
  }
}
