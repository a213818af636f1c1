// Addresses of the web, with their scheme or `www`, and names of domains alone. Quiet types: about nobody by themselves. What looks like a domain is mostly a
// name of a file or a property in code, so a bare one must end in a top-level domain that IANA knows, and in a doubtful one only beside a word.
import type { Compiled } from '../compile.ts'
import { findContext, isAlnum, isWordUnit } from '../scan-text.ts'
import { RARITY_ODDS, type Recogniser } from './recogniser.ts'

const URL_MOST = 2048
const SCHEMES = ['http', 'https', 'ftp', 'ftps']
// Ends of files, words of code, and words of languages: as likely as a domain.
const DOUBTFUL = new Set(
  `md py rs sh pl cc so ps ai zip mov app java name info id is in to me at it be no do as my by us am pm st ms mk la vi tv im io sc ac ad ae ag al an ar ax ba bb bd bf bg bh bi bj bm bn bo bs bt bw bz
  cd cf cg ci ck cm cr cu cv cw cx dj dm dz ec et fk fm fo ga gd ge gf gg gh gi gl gm gn gp gq gs gt gu gw gy hm hn ht iq je jm jo ke kg kh ki km kn kp kw ky kz lb lc lk lr ls ly ma mc mg mh ml mm mn mo mp mq mr mt mu mv mw mx mz na nc ne nf ng ni np nr nu om pa pe pf pg ph pm pn pr pw py qa re rw sa sb sd sl sm sn sr ss sv sx sy sz tc td tf tg th tj tk tl tm tn tt tz ug uy uz va vc ve vg vn vu wf ws ye yt za zm zw`
    .split(/\s+/)
    .filter((one) => one !== ''),
)
const GENERIC = new Set('com org net edu gov mil info biz eu int coop aero museum'.split(' '))
const SECOND = new Set('co com org net ac gov edu or ne go nom gob gouv'.split(' '))

function isLabel(unit: number): boolean {
  return isWordUnit(unit) || unit === 45
}

/** [start, end) of the host that begins at `at`; undefined: none does. */
function hostEnd(text: string, at: number, most: number): number {
  let end = at
  while (end < most && (isLabel(text.charCodeAt(end)) || (text.charCodeAt(end) === 46 && isLabel(text.charCodeAt(end + 1))))) end++
  return end
}

function pathEnd(text: string, at: number, most: number): number {
  let end = at
  let open = 0
  for (; end < most; end++) {
    const char = text[end]!
    if (/[\s"<>`{}|\\^]/.test(char)) break
    if (char === '(') open++
    else if (char === ')' && --open < 0) break
  }
  while (end > at && ".,;:!?'*_]".includes(text[end - 1]!)) end--
  return end
}

export function createUrlRecogniser(type: Compiled, domains: ReadonlySet<string>): Recogniser {
  const prior = RARITY_ODDS[type.rule.rarity]
  let last: unknown
  let done = 0
  return {
    types: [type],
    words: [...SCHEMES, 'www'],
    find: (scan, place, _kind, hit) => {
      const { text } = scan
      if (scan !== last) {
        last = scan
        done = 0
      }
      if (place < done) return
      const before = text.charCodeAt(place - 1)
      const most = Math.min(text.length, place + URL_MOST)
      const scheme = /^(?:https?|ftps?):\/\//i.exec(text.slice(place, place + 9))?.[0].length ?? 0
      if (scheme === 0 && !/^www\./i.test(text.slice(place, place + 4))) return
      if (
        place > 0 &&
        (before === 64 || before === 46 || before === 95 || (before === 47 && scheme === 0) || (isWordUnit(before) && scheme === 0))
      )
        return
      const host = place + scheme
      const end = hostEnd(text, host, most)
      if (end === host || end - host < (scheme === 0 ? 7 : 2)) return
      const labels = text.slice(host, end).toLowerCase().split('.')
      const top = labels.at(-1)!
      if (scheme === 0 && (labels.length < 3 || !domains.has(top))) return
      const next = text.charCodeAt(end)
      let stop = end
      if (next === 58) while (stop < end + 7 && isAlnum(text.charCodeAt(stop + 1))) stop++
      if (stop > end) stop++
      // An address with a user in it is another type.
      const rest = stop > end ? stop : end
      const path =
        text.charCodeAt(rest) === 47 || text.charCodeAt(rest) === 63 || text.charCodeAt(rest) === 35 ? pathEnd(text, rest, most) : rest
      if (text.charCodeAt(rest) === 64) return
      done = path
      hit({
        type,
        start: place,
        end: path,
        parts: [{ rule: 'shape', text: scheme > 0 ? 'a scheme and a host' : '`www` and a domain', odds: 2.6 }],
        prior,
      })
    },
    whole: (value, fit) => {
      if (/^(?:https?|ftps?):\/\/[^\s@]{3,}$|^www\.[^\s@]{4,}$/i.test(value)) fit(type, 'passed')
    },
  }
}

export function createDomainRecogniser(type: Compiled, domains: ReadonlySet<string>): Recogniser {
  const prior = RARITY_ODDS[type.rule.rarity]
  // Top-level domains wake it: those of two letters and the old generic ones. The new ones are words of every day.
  const tops = [...domains].filter((one) => one.length === 2 || GENERIC.has(one))
  return {
    types: [type],
    words: tops,
    find: (scan, place, _kind, hit) => {
      const { text } = scan
      if (text.charCodeAt(place - 1) !== 46 || place < 4) return
      let end = place
      while (end < place + 8 && isWordUnit(text.charCodeAt(end))) end++
      const top = text.slice(place, end)
      const next = text.charCodeAt(end)
      if (isLabel(next) || next === 95 || next === 40 || next === 61 || next === 91 || next === 64 || next === 36 || next === 34 + 0x10000)
        return
      if (next === 46 && isWordUnit(text.charCodeAt(end + 1))) return
      if (next === 58 && text.charCodeAt(end + 1) === 58) return
      let start = place - 1
      const least = Math.max(0, place - 200)
      while (
        start > least &&
        (isLabel(text.charCodeAt(start - 1)) || (text.charCodeAt(start - 1) === 46 && isLabel(text.charCodeAt(start - 2))))
      )
        start--
      const before = text.charCodeAt(start - 1)
      if (
        before === 64 ||
        before === 47 ||
        before === 92 ||
        before === 95 ||
        before === 36 ||
        before === 46 ||
        before === 58 ||
        before === 35 ||
        before === 38
      )
        return
      const labels = text.slice(start, place - 1).split('.')
      // another type's
      if (labels[0]!.toLowerCase() === 'www') return
      const upper = top === top.toUpperCase()
      if (!upper && top !== top.toLowerCase()) return
      if (upper && (!GENERIC.has(top.toLowerCase()) || labels.some((one) => one !== one.toUpperCase()))) return
      if (labels.some((one) => one === '' || one.startsWith('-') || one.endsWith('-') || /^\d+$/.test(one))) return
      const name = labels.at(-1)!
      const second = labels.length > 1 && SECOND.has(name)
      if (name.length < (top.length === 2 && !second ? 3 : 2) && !second) return
      // `this.in`, `e.target`: one word and a doubtful end
      const doubtful = DOUBTFUL.has(top.toLowerCase()) && !second
      const context = findContext(scan, type.phrases, start, end, 30)
      if (doubtful && context === undefined) return
      if (CODE.has(labels[0]!.toLowerCase()) && context === undefined) return
      const parts = [{ rule: 'shape', text: `a name in \`.${top.toLowerCase()}\``, odds: doubtful ? 1.6 : 3.4 }]
      if (context !== undefined) parts.push({ rule: 'context', text: `\`${context.word}\` beside it`, odds: 1.4 })
      hit({ type, start, end, parts, prior })
    },
    whole: (value, fit) => {
      const labels = value.toLowerCase().split('.')
      if (
        labels.length > 1 &&
        labels.length < 8 &&
        domains.has(labels.at(-1)!) &&
        labels.every((one) => /^[\p{L}\d](?:[\p{L}\d-]{0,61}[\p{L}\d])?$/u.test(one))
      )
        fit(type, 'passed')
    },
  }
}

// First words of names in code: `self.net`, `java.net`, `System.out`
const CODE = new Set(
  'this self cls java javax sun system window document req res request response config module exports process math console args opts options obj data ctx event node jquery asp ado vb'.split(
    ' ',
  ),
)
