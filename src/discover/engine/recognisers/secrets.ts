// Secrets with a fixed start (keys, tokens, hashes of passwords), private keys in PEM, and values that a word names: `password: …`.
import type { Compiled } from '../compile.ts'
import type { Part } from '../evidence.ts'
import { isAlnum, LOOK_AHEAD } from '../scan-text.ts'
import { fold, phrase } from '../words.ts'
import { HAS } from '../value-shape.ts'
import { RARITY_ODDS, type Recogniser } from './recogniser.ts'

export function createPrefixRecogniser(types: readonly Compiled[]): Recogniser {
  const entries = types.flatMap((type) => {
    const shape = type.rule.shape
    return shape.kind === 'prefix'
      ? shape.prefixes.map((prefix) => ({ type, prefix, letters: prefix.search(/[A-Za-z]{2}/), rest: new RegExp(shape.rest, 'y') }))
      : []
  })
  const firsts = new Set(entries.map((entry) => entry.prefix.charCodeAt(0)))
  const byFirst = new Map([...firsts].map((first) => [first, entries.filter((entry) => entry.prefix.charCodeAt(0) === first)]))
  const byLetter = new Map<string, typeof entries>()
  for (const entry of entries) {
    const first = entry.prefix.slice(entry.letters, entry.letters + 2)
    byLetter.set(first, [...(byLetter.get(first) ?? []), entry])
  }
  const endOf = (text: string, entry: (typeof entries)[number], start: number): number => {
    if (!text.startsWith(entry.prefix, start)) return -1
    const before = text.charCodeAt(start - 1)
    if (start > 0 && (isAlnum(before) || before === 95 || before === 45)) return -1
    entry.rest.lastIndex = start + entry.prefix.length
    if (!entry.rest.test(text)) return -1
    const end = entry.rest.lastIndex
    const next = text.charCodeAt(end)
    return isAlnum(next) || next === 95 ? -1 : end
  }
  return {
    types,
    fits: (shape) => firsts.has(shape.first) && shape.length >= 8,
    starts: entries.map((entry) => entry.prefix.slice(entry.letters)),
    find: (scan, place, _kind, hit) => {
      for (const entry of byLetter.get(scan.text.slice(place, place + 2)) ?? []) {
        const start = place - entry.letters
        const end = start < 0 ? -1 : endOf(scan.text, entry, start)
        if (end < 0 || placeholder(scan.text.slice(start + entry.prefix.length, end))) continue
        hit({
          type: entry.type,
          start,
          end,
          parts: [{ rule: 'shape', text: `begins with \`${entry.prefix}\`, ${end - start} characters`, odds: 2 }],
          prior: RARITY_ODDS[entry.type.rule.rarity],
        })
      }
    },
    whole: (value, fit) => {
      for (const entry of byFirst.get(value.charCodeAt(0)) ?? [])
        if (endOf(value, entry, 0) === value.length && !placeholder(value.slice(entry.prefix.length))) fit(entry.type, 'passed')
    },
  }
}

// `xxxxxxxx`, `0000…`, `EXAMPLE`: written to show where a key goes.
function placeholder(rest: string): boolean {
  return (
    standsFor(rest) || /^(.)\1+$/.test(rest) || /EXAMPLE|x{8}|X{8}|0{12}|1234567890abcdef$|abcdefghijkl/.test(rest) || entropy(rest) < 2
  )
}

export function createPemRecogniser(type: Compiled): Recogniser {
  const begin = /-----BEGIN ((?:RSA |EC |DSA |OPENSSH |ENCRYPTED |PGP )?PRIVATE KEY(?: BLOCK)?)-----/y
  return {
    types: [type],
    fits: (shape) => shape.first === 45 && shape.length > 100,
    words: ['begin'],
    find: (scan, place, _kind, hit) => {
      const { text } = scan
      if (!text.startsWith('-----BEGIN ', place - 5)) return
      begin.lastIndex = place - 5
      const match = begin.exec(text)
      if (match === null) return
      const from = begin.lastIndex
      const tail = `-----END ${match[1]!}-----`
      // The next row of dashes ends it or is another beginning: many beginnings in a row are not each searched to the end.
      const dashes = text.slice(from, from + LOOK_AHEAD - 200).indexOf('-----')
      const close = dashes >= 0 && text.startsWith(tail, from + dashes) ? dashes : -1
      const body = close < 0 ? text.slice(from, from + 200) : text.slice(from, from + close)
      if (body.replace(/[^A-Za-z0-9+/=]/g, '').length < 40) return
      hit({
        type,
        start: place - 5,
        end: close < 0 ? from : from + close + tail.length,
        parts: [{ rule: 'shape', text: `the lines of a ${match[1]!.toLowerCase()}`, odds: 3 }],
        prior: RARITY_ODDS[type.rule.rarity],
      })
    },
    whole: (value, fit) => {
      if (/^-----BEGIN (?:[A-Z]{2,9} )?PRIVATE KEY(?: BLOCK)?-----/.test(value) && value.length > 100) fit(type, 'passed')
    },
  }
}

// crypt(5): `$id$…`; bcrypt, SHA-crypt, Argon2, scrypt, and the form of Django.
const CRYPT =
  /(?:\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}|\$[156]\$(?:rounds=\d{1,9}\$)?[^$\s:]{1,16}\$[./A-Za-z0-9]{22,86}|\$argon2(?:id|i|d)\$(?:v=\d{1,3}\$)?m=\d{1,9},t=\d{1,5},p=\d{1,4}\$[A-Za-z0-9+/]{10,90}\$[A-Za-z0-9+/]{20,180}|pbkdf2_sha(?:1|256|512)\$\d{3,8}\$[A-Za-z0-9+/=]{6,40}\$[A-Za-z0-9+/=]{20,90})(?![A-Za-z0-9./+])/y

export function createCryptRecogniser(type: Compiled): Recogniser {
  const endOf = (text: string, start: number): number => {
    CRYPT.lastIndex = start
    return CRYPT.test(text) ? CRYPT.lastIndex : -1
  }
  return {
    types: [type],
    fits: (shape) => (shape.mask & HAS.dollar) !== 0,
    digits: (before) => before === 36,
    words: ['argon', 'pbkdf'],
    find: (scan, place, _kind, hit) => {
      const start = scan.text.charCodeAt(place - 1) === 36 ? place - 1 : place
      const end = start < place || scan.text.startsWith('pbkdf2_', place) ? endOf(scan.text, start) : -1
      if (end < 0) return
      hit({
        type,
        start,
        end,
        parts: [{ rule: 'shape', text: 'the form of a password hash', odds: 2 }],
        prior: RARITY_ODDS[type.rule.rarity],
      })
    },
    whole: (value, fit) => {
      if (endOf(value, 0) === value.length) fit(type, 'passed')
    },
  }
}

/** Bits per character. */
export function entropy(value: string): number {
  const counts = new Map<string, number>()
  for (const char of value) counts.set(char, (counts.get(char) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length)
  return bits
}

// Between the word and its value: a closing quote, then a sign or a small word; quotes open again.
const JOIN =
  /["'`\]]{0,2}[ \t]{0,3}(?:(?::=|=>|:|=|,)[ \t]{0,3}|(?:code|number|no\.?|nr\.?|#)?[ \t]{0,2}(?:is|ist|lautet|est|es|e'|è|to jest|to|:|=)?[ \t]{1,3}(?:is |ist |est |es |: ?|= ?)?)["'`]?/y

export function createAssignedRecogniser(types: readonly Compiled[]): Recogniser {
  const byWord = new Map<string, { type: Compiled; words: readonly string[]; value: RegExp; except: ReadonlySet<string> }[]>()
  for (const type of types) {
    const shape = type.rule.shape
    if (shape.kind !== 'assigned') continue
    const value = new RegExp(shape.value, 'y')
    const except = new Set((shape.except ?? []).map(fold))
    for (const spaced of type.phrases.set) {
      const words = spaced.split(' ')
      byWord.set(words[0]!, [...(byWord.get(words[0]!) ?? []), { type, words, value, except }])
    }
  }
  for (const list of byWord.values()) list.sort((a, b) => b.words.length - a.words.length)
  const entropies = new Map(types.map((type) => [type, type.rule.shape.kind === 'assigned' ? (type.rule.shape.entropy ?? 0) : 0]))
  const whole = types.map((type) => new RegExp(`^(?:${type.rule.shape.kind === 'assigned' ? type.rule.shape.value : ''})$`))
  const wordAt = /[\p{L}\p{M}]{1,24}|\d{1,2}/uy
  const gapAt = /[ _\-./']{0,2}/y

  return {
    types,
    words: types.flatMap((type) => [...type.phrases.set]),
    wordGate: 'value',
    find: (scan, place, _kind, hit) => {
      const { text } = scan
      wordAt.lastIndex = place
      const whole = wordAt.exec(text)?.[0]
      if (whole === undefined) return
      const first = /^\p{Lu}?[\p{Ll}\p{M}]{1,24}|^\p{Lu}{1,24}/u.exec(whole)?.[0] ?? whole
      for (const word of first === whole ? [whole] : [whole, first]) {
        for (const entry of byWord.get(fold(word)) ?? []) {
          let at = place + word.length
          let rest = entry.words.slice(1)
          while (rest.length > 0) {
            gapAt.lastIndex = at
            gapAt.test(text)
            wordAt.lastIndex = gapAt.lastIndex
            const next = wordAt.exec(text)?.[0]
            if (next === undefined) break
            const part = [next, /^\p{Lu}?[\p{Ll}]{1,24}/u.exec(next)?.[0]].find((one) => one !== undefined && phrase(one) === rest[0])
            if (part === undefined) break
            at = wordAt.lastIndex - next.length + part.length
            rest = rest.slice(1)
          }
          if (rest.length > 0) continue
          JOIN.lastIndex = at
          if (!JOIN.test(text)) continue
          const start = JOIN.lastIndex
          if (start <= at) continue
          entry.value.lastIndex = start
          if (!entry.value.test(text)) continue
          const end = entry.value.lastIndex
          const value = text.slice(start, end)
          const joined = text.slice(at, start)
          if (text.charCodeAt(end) === 40 || !acceptable(entry.type, value, joined, entry.except, entropies.get(entry.type)!)) continue
          const parts: Part[] = [
            // three words say whose secret it is, and go before `api key`
            { rule: 'context', text: `\`${entry.words.join(' ')}\` names it`, odds: entry.words.length > 2 ? 3.5 : 3, at: [place, at] },
            { rule: 'shape', text: `${value.length} characters`, odds: 0.5 },
          ]
          hit({ type: entry.type, start, end, parts, prior: RARITY_ODDS[entry.type.rule.rarity] })
          return
        }
      }
    },
    whole: (value, fit, asked) => {
      if (value.length > 512) return
      for (let i = 0; i < types.length; i++) {
        const type = types[i]!
        if (asked[type.order] === 1 && whole[i]!.test(value) && entropy(value) >= entropies.get(type)!) fit(type, 'shaped')
      }
    },
  }
}

function acceptable(type: Compiled, value: string, joined: string, except: ReadonlySet<string>, least: number): boolean {
  const bare = fold(value)
  if (except.has(bare) || /^[*•.x_-]{2,}$/i.test(value) || /^[<{$%]/.test(value) || entropy(value) < least) return false
  if (type.rule.personal || type.rule.level < 3) return true
  if (standsFor(value)) return false
  // In prose ("the password is required") a plain word is no secret; after `=` or `:` it may be.
  const signed = /[:=]/.test(joined)
  const quoted = /["'`]$/.test(joined)
  // `hash('password', 'salt')`: the next argument
  if (/["'`][ \t]*,/.test(joined)) return false
  if (!quoted && isCode(value)) return false
  if (type.rule.id === 'generic_secret' && !/\d/.test(value) && !(quoted && entropy(value) >= 3.9)) return false
  // The name of a thing that has to do with passwords, not one of them.
  if (!/\d/.test(value) && /passw|passphrase|secret|token|credential|api.?key/i.test(value)) return false
  if (!signed) return /\d|[^A-Za-z0-9]/.test(value.slice(0, -1)) && value.length >= 6
  return quoted || /\d|[!@#$%^&*]/.test(value) || value.length >= 8
}

/** Written to show where a secret goes. */
function standsFor(value: string): boolean {
  return /^\*\*|EXAMPLE|placeholder|change.?me|replace.?(?:me|with|this)|your.{0,3}(?:api|key|token|secret|password|own|access|client|private)|(?:insert|put|enter).{0,3}(?:your|here)|my.?(?:secret|token|password|api.?key)|redacted|dummy|x{6}|\*{4}|\.{4}|^(?:todo|tbd|fixme|none|null)$|^[A-Z]{0,12}_?(?:HERE|GOES)|\$\{|\{\{|process\.env|os\.environ|getenv/i.test(
    value,
  )
}

/** A name or a path of a program: `options.clientSecret`, `CLIENT_SECRET`, `hashPassword`, `changed.\n`. */
function isCode(value: string): boolean {
  return (
    /^[!&*]{0,2}[A-Za-z_$][\w$]*(?:[?!]?\.[A-Za-z_$][\w$]*)+$/.test(value) ||
    /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(value) ||
    /^_?[a-z]+(?:_[a-z]+)+$/.test(value) ||
    /^[A-Za-z]?[a-z]+(?:[A-Z][a-z]+)+$/.test(value) ||
    /^[A-Za-z]+[.:]?\\[nrt]/.test(value) ||
    /^[!?]{1,2}[A-Za-z]/.test(value) ||
    /^(?:[A-Za-z]:)?[\\/.~][\w.~-]*[\\/]/.test(value) ||
    /^[\w-]+(?:\.[\w-]+)*\.(?:js|ts|py|json|txt|md|html|php|yml|yaml|env|com|org|net)$/.test(value)
  )
}
