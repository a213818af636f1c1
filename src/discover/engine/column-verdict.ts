// From counts to a verdict with reasons. Evidence is added in log odds: the check digit against chance, the name, its neighbours, its table, the
// values, and what lowers it. Between the two thresholds it abstains. Owns all weights of columns; they are explained in docs/guide/types.md.
import type { Verdict, Why } from '../../core/contract/label.ts'
import type { Tally, TypeTally } from './column-tally.ts'
import type { NameEvidence, NameEvidences } from './column-name.ts'
import type { Compiled } from './compile.ts'
import type { FieldResult } from './engine.ts'
import { weigh, type Part } from './evidence.ts'
import { BLOBS } from './column-encoded.ts'
import { addLowered, isFlag, OF_DEVICES, OF_PLACES, refersTo } from './column-lowered.ts'
import { labelOf } from './label.ts'
import { maskValue } from './mask.ts'
import { toldByFew } from './column-value-sets.ts'

export const PERSONAL_FROM = 0.6
export const UNSURE_FROM = 0.35
const PRIOR = -2.5
/** Many types are asked of each column, so a lucky few values must not be enough: log of how many could be lucky. */
const MANY_TYPES = 4

const WIDE = new Set(['licence_plate', 'account_number', 'record_number', 'driver_licence', 'passport'])

export interface Candidate {
  readonly type: Compiled
  readonly confidence: number
  readonly why: readonly Why[]
  readonly count: number
  readonly share: number
  readonly raw: string
  readonly inside: boolean
  /** of a form so wide that a narrower one which fits as well is what it is: any plate against a plate of one country */
  readonly wide?: boolean
  readonly name: NameEvidence
}

export function judgeColumn(
  tally: Tally,
  types: readonly Compiled[],
  names: NameEvidences,
  only: ReadonlySet<string> | undefined,
): FieldResult {
  const n = tally.nonEmpty
  const asked = only === undefined ? types : types.filter((type) => only.has(type.rule.id))
  if (n === 0) return nothingRead(tally, asked, names)
  const candidates: Candidate[] = []
  for (const type of asked) {
    const entry = tally.byType.get(type.rule.id)
    const name = names.get(type)
    const whole = entry === undefined || entry.shaped === 0 ? undefined : judgeWhole(tally, type, entry, name)
    if (whole !== undefined) candidates.push(whole)
    if (entry !== undefined && entry.inside > 0 && (whole === undefined || whole.confidence < PERSONAL_FROM)) {
      const inside = judgeInside(tally, type, entry, name)
      if (inside !== undefined) candidates.push(inside)
    }
  }
  // A street or a town that is also somebody's name, where the whole column has been told.
  if (candidates.some((one) => !one.inside && one.confidence >= PERSONAL_FROM && one.share >= 0.7))
    candidates.splice(0, candidates.length, ...candidates.filter((one) => !one.inside || !SOFT.has(one.type.rule.shape.kind)))
  candidates.sort((a, b) => b.confidence - a.confidence || b.share - a.share || a.type.order - b.type.order)
  const sure = candidates.filter((one) => one.confidence >= PERSONAL_FROM)
  // A plate of one country before any plate: what is narrower and fits as well is what it is.
  const narrow = sure[0]?.wide === true ? sure.filter((one) => one.type.rule.shape.kind === 'id' && !one.wide && one.share >= 0.5) : []
  const found = unclaimed([...narrow, ...sure.filter((one) => !narrow.includes(one))])
  const personal = found.filter((one) => one.type.rule.personal)
  if (found.length > 0) return answer(tally, personal.length > 0 ? 'personal' : 'not-personal', found, found[0]!.why)
  const few = toldByFew(tally, asked, names)
  if (few !== undefined) return answer(tally, 'personal', [few], few.why)
  const near = candidates.find((one) => one.confidence >= UNSURE_FROM && one.type.rule.personal)
  if (near !== undefined) return answer(tally, 'unsure', [], near.why, near.type)
  const named = asked.find(
    (type) =>
      names.get(type).kind === 'exact' &&
      type.rule.personal &&
      !isWeak(type, names) &&
      !BLOBS.has(type.rule.id) &&
      (tally.table.thing === undefined || tally.people.length > 0) &&
      // Values that have the form and were lowered for another reason are decided.
      (tally.byType.get(type.rule.id)?.shaped ?? 0) < n * 0.5,
  )
  if (named !== undefined && !tells(tally)) {
    return answer(
      tally,
      'unsure',
      [],
      [
        { rule: 'name', text: `\`${names.get(named).words}\` says ${named.rule.name.toLowerCase()}`, weight: 0.5 },
        { rule: 'lowered', text: `values do not look like it`, weight: -0.1 },
      ],
      named,
    )
  }
  return answer(tally, 'not-personal', [], nothingFound(tally, [...names.values()]))
}

/** A name so common that it needs its table or its values with it: `name`, `number`. */
function isWeak(type: Compiled, names: NameEvidences): boolean {
  return names.get(type).weak
}

/** The values themselves say what they are, and it is nothing of a person. */
function tells(tally: Tally): boolean {
  const n = tally.nonEmpty
  return (
    isFlag(tally) ||
    tally.dateTime + tally.uuid + tally.hexLike > n * 0.8 ||
    (tally.few !== undefined && n >= 20 && tally.few.size <= 8) ||
    tally.integer === n
  )
}

function judgeWhole(tally: Tally, type: Compiled, entry: TypeTally, name: NameEvidence): Candidate | undefined {
  const { rule } = type
  const n = tally.nonEmpty
  const parts: Part[] = []
  const named = name.kind !== 'none'
  const plain = entry.shaped - entry.encoded
  const checked = rule.check !== undefined && type.chance < 1 && plain >= entry.encoded
  let count = entry.passed
  if (checked) {
    const rate = entry.passed / plain
    // The same value again is no further evidence.
    const odds = chanceOdds(Math.max(1, plain * Math.min(1, tally.distinct / n)), rate, type.chance)
    const by = `${rule.check!.name} holds for ${number(entry.passed)} of ${number(plain)}; by chance ${number(Math.round(plain * type.chance))}`
    const doubt = named || rule.rarity === 'high' ? 0 : rule.rarity === 'low' ? MANY_TYPES : MANY_TYPES / 2
    if (rate >= 0.5) {
      if (!named && rule.rarity !== 'high' && plain < n * 0.5 && plain < 5)
        return entry.passed === plain && rule.gate === 'checksum' ? judgeBare(tally, type, entry, name) : undefined
      // One value in many that happens to begin like it: with so many types some check digit holds for a handful of them.
      const handful = !named && rule.rarity !== 'high' && plain < n * 0.05 ? 3 : 0
      const gain = Math.min(5.5, odds - doubt) - handful
      if (gain > 0) parts.push({ rule: 'checksum', text: by, odds: gain })
    } else if (rule.gate === 'context') {
      count = plain
    } else if (plain >= 8) {
      // Test data and old numbers fail their check digit; what a clear name and the form say of the column holds.
      const said = name.kind === 'exact' && !name.weak && rule.shape.kind === 'id' && rule.personal && plain >= n * 0.7
      parts.push({ rule: 'lowered', text: by, odds: said ? -0.4 : -5 })
      if (said) count = plain
    }
  } else if (rule.rarity === 'high' && entry.encoded < entry.shaped) {
    if (entry.passed === 0) return undefined
    parts.push({ rule: 'values', text: `${number(entry.passed)} of ${number(n)} have the form`, odds: 3.3 + (1.7 * entry.passed) / n })
  }
  if (rule.rarity !== 'high' || checked || entry.encoded === entry.shaped) {
    if (!checked)
      count =
        rule.shape.kind === 'name' || rule.shape.kind === 'address' || rule.shape.kind === 'phone'
          ? Math.max(entry.passed, named ? entry.shaped : 0)
          : entry.shaped
    const fits = entry.shaped / n
    if (!named && !checked) {
      const odds = unnamedOdds(tally, type, entry)
      if (odds === undefined) return undefined
      parts.push({ rule: 'values', text: `${number(entry.passed > 0 ? entry.passed : entry.shaped)} of ${number(n)} look like it`, odds })
      const { people } = tally.table
      if (rule.shape.kind === 'phone' && people !== undefined) parts.push({ rule: 'name', text: `in \`${people}\``, odds: 0.8 })
    } else if (fits >= 0.7) parts.push({ rule: 'values', text: valuesText(tally, entry.shaped), odds: checked ? 0.4 : 1.2 })
    else if (fits < 0.3 && named)
      parts.push({
        rule: 'lowered',
        text: `only ${percent(fits)} of the values have the form`,
        odds: rule.shape.kind === 'column' || !checked ? -3 : -1,
      })
    if (named && entry.passed / n >= 0.1 && (rule.shape.kind === 'name' || rule.shape.kind === 'address')) {
      parts.push({ rule: 'values', text: `${percent(entry.passed / n)} are known forms`, odds: 0.6 + (entry.passed / n) * 1.5 })
    }
  }
  addName(parts, tally, type, name)
  addLowered(parts, tally, entry, name, checked)
  const { confidence, why } = weigh(parts, PRIOR)
  return {
    type,
    confidence,
    why,
    count,
    share: count / n,
    raw: entry.raw ?? '',
    inside: false,
    wide: WIDE.has(rule.id),
    name,
  }
}

/** A few whole values pass in a column of texts, where no other number stands that could pass by chance. */
function judgeBare(tally: Tally, type: Compiled, entry: TypeTally, name: NameEvidence): Candidate | undefined {
  const n = tally.nonEmpty
  if (tally.prose < n * 0.3 || tally.numeric > entry.passed + 1) return undefined
  const odds = Math.min(3, entry.passed * Math.log(1 / type.chance))
  const { confidence, why } = weigh(
    [
      { rule: 'checksum', text: `${type.rule.check!.name} holds for ${number(entry.passed)} of ${number(entry.shaped)}`, odds },
      { rule: 'values', text: `${number(entry.passed)} of ${number(n)} texts are such a number alone`, odds: 1.2 },
    ],
    PRIOR + 1.2,
  )
  return { type, confidence, why, count: entry.passed, share: entry.passed / n, raw: entry.raw ?? '', inside: true, name }
}

/** Log likelihood that the values pass because they are of the type, against chance. */
function chanceOdds(shaped: number, rate: number, chance: number): number {
  const q = Math.min(0.9999, Math.max(0.0001, rate))
  return shaped * (q * Math.log(q / chance) + (1 - q) * Math.log((1 - q) / (1 - chance)))
}

/** Without a name only a few forms speak for themselves; undefined: it needs the name. */
function unnamedOdds(tally: Tally, type: Compiled, entry: TypeTally): number | undefined {
  const { kind } = type.rule.shape
  const share = entry.passed / tally.nonEmpty
  const enough = tally.nonEmpty >= 5
  if (kind === 'address') return enough && share >= 0.4 ? 1 + share * 3 : undefined
  if (kind === 'name') {
    // Most values are names of known people's form, and differ: not a list of brands or streets.
    const distinct = tally.distinct / tally.nonEmpty
    return enough && share >= 0.5 && distinct > 0.3 && entry.shaped / tally.nonEmpty > 0.9 && tally.table.people !== undefined
      ? 1.2 + share * 2
      : undefined
  }
  // Digits alone are left to the name; where most are written as numbers are and the rest are such digits, they are the same.
  if (kind === 'phone')
    return enough && share >= 0.6 ? 0.5 + share * 2.6 + (share < 0.9 && entry.shaped > tally.nonEmpty * 0.95 ? 0.8 : 0) : undefined
  // Digits of one length fit some number of some country more often than not: without a check digit or groups they say nothing.
  if (kind === 'id' && /^\d+$/.test(entry.raw ?? '')) return undefined
  if (type.rule.rarity === 'medium' && kind !== 'column' && kind !== 'date' && kind !== 'coordinates')
    return enough && share >= 0.6 ? share * 3 : undefined
  return undefined
}

function addName(parts: Part[], tally: Tally, type: Compiled, name: NameEvidence): void {
  if (name.kind === 'none') return
  const { weak } = name
  const odds = weak ? 0.9 : name.kind === 'exact' ? 3 : name.kind === 'end' ? 2.5 : 1.3
  const role = name.table ?? (type.rule.personal && (weak || name.kind === 'inside') ? tally.table.role : undefined)
  const place = role === undefined ? '' : `, in \`${role}\``
  parts.push({
    rule: 'name',
    text: `${name.words
      .split(' ')
      .map((word) => `\`${word}\``)
      .join(' + ')}${place}`,
    odds: odds + (role === undefined ? 0 : weak ? 1.2 : 0.8),
  })
  // Many who sign in, by a word that elsewhere is a group or a role.
  if (weak && type.rule.id === 'username' && tally.few === undefined)
    parts.push({ rule: 'values', text: 'more than a few, and they differ', odds: 2.4 })
  if (name.beside.length > 0) {
    // A short or common name gets its meaning from its neighbours.
    const meaning = (weak ? 1.3 : 0.5) + 0.3 * name.beside.length
    parts.push({ rule: 'beside', text: name.beside.map((one) => `\`${one}\``).join(', '), odds: meaning })
  } else if (OF_DEVICES.has(type.rule.id) && refersTo(tally) !== undefined) {
    parts.push({ rule: 'beside', text: `\`${refersTo(tally)!}\`: a person’s own`, odds: 2 })
  } else if ((weak || name.kind === 'inside') && type.rule.personal && tally.table.thing === undefined && tally.people.length > 0) {
    const shown = tally.people.slice(0, 3).map((one) => `\`${one}\``)
    parts.push({ rule: 'beside', text: `${shown.join(', ')}: a row about a person`, odds: tally.people.length > 1 ? 1.5 : 0.8 })
  }
}

/** Told by words, not by a form. */
const SOFT = new Set(['name', 'address', 'age', 'column'])
const TITLES =
  /(?:^| )(?:title|name|subject|headline|description|descr|titre|titel|titulo|titolo|tytul|bezeichnung|libelle|designation|product|produkt|artikel|genre|category)(?: |$)/

function judgeInside(tally: Tally, type: Compiled, entry: TypeTally, name: NameEvidence): Candidate | undefined {
  const n = tally.nonEmpty
  const share = entry.inside / n
  if (tally.table.venue !== undefined && OF_PLACES.has(type.rule.id)) return undefined
  // Titles and names of things are full of people and places that are nobody's data.
  if (SOFT.has(type.rule.shape.kind) && share < 0.3 && (tally.table.thing !== undefined || TITLES.test(tally.nameWords))) return undefined
  if (!countsInside(type, entry.insideConfidence, entry.inside, share) || luckyInside(tally, type, entry)) return undefined
  const sure = Math.min(0.99, entry.insideConfidence)
  const parts: Part[] = [
    { rule: 'inside', text: `found inside ${number(entry.inside)} of ${number(n)} texts`, odds: Math.log(sure / (1 - sure)) - PRIOR },
  ]
  if (entry.inside > 1) parts.push({ rule: 'values', text: 'more than once', odds: Math.min(1, Math.log(entry.inside) / 4) })
  const { confidence, why } = weigh(parts, PRIOR)
  return {
    type,
    confidence,
    why: [...why, ...(entry.insideSpan?.why.map(({ rule, text }) => ({ rule, text })) ?? [])],
    count: entry.inside,
    share,
    raw: entry.raw ?? '',
    inside: true,
    name,
  }
}

/** Among so many texts with as many digits the check digit holds by chance in about as many. */
function luckyInside(tally: Tally, type: Compiled, entry: TypeTally): boolean {
  if (type.rule.check === undefined || type.chance >= 1 || entry.insideSpan?.why.some((why) => why.rule === 'context') === true)
    return false
  const least = (entry.raw ?? '').replace(/\D/g, '').length
  let texts = 0
  for (let digits = least; digits < tally.proseDigits.length; digits++) texts += tally.proseDigits[digits]!
  return texts >= 5 && entry.inside < texts * type.chance * 4
}

/** Names, ages and places in prose are told less surely than numbers with check digits; a lone weak one says nothing. */
export function countsInside(type: Compiled, confidence: number, count: number, share: number): boolean {
  const { kind } = type.rule.shape
  if (kind === 'name' || kind === 'location' || kind === 'organisation') return confidence >= 0.8 && (count >= 3 || share >= 0.1)
  if (kind === 'age' || kind === 'address' || kind === 'ipv4') return confidence >= 0.6 && (count >= 2 || confidence >= 0.75)
  return confidence >= 0.6
}

/** The surer type keeps the values it claims; a second one is told only for what is left. */
function unclaimed(found: readonly Candidate[]): Candidate[] {
  const out: Candidate[] = []
  let claimed = 0
  for (const one of found) {
    if (one.inside) {
      out.push(one)
      continue
    }
    if (one.share > 1 - claimed + 0.1) continue
    claimed += one.share
    out.push(one)
  }
  return out
}

/** Nothing was read: what the name says is all there is. Only a name that says clearly what it holds is worth a person's look. */
function nothingRead(tally: Tally, types: readonly Compiled[], names: NameEvidences): FieldResult {
  const unread: Why = { rule: 'values', text: tally.read === 0 ? 'nothing was read' : `all ${number(tally.read)} values read are empty` }
  const named = types.find(
    (type) => type.rule.personal && (names.get(type).kind === 'exact' || names.get(type).kind === 'end') && !isWeak(type, names),
  )
  if (named === undefined || tally.read === 0)
    return { verdict: 'unsure', label: null, types: [], why: [unread], read: tally.read, nonEmpty: 0 }
  const why: Why[] = [{ rule: 'name', text: `\`${names.get(named).words}\` says ${named.rule.name.toLowerCase()}`, weight: 0.5 }, unread]
  // Pictures and prints are kept as bytes, which are not read: the name and the declared type say it, where the table is not one of things.
  if (
    BLOBS.has(named.rule.id) &&
    tally.table.thing === undefined &&
    /^(?:bytea|.{0,8}blob|.{0,3}binary|image|oid)/i.test(tally.context.declared ?? '')
  ) {
    const name = names.get(named)
    const bytes: Why = { rule: 'values', text: `declared ${tally.context.declared!.slice(0, 20)}: bytes, which are not read`, weight: 0.2 }
    const found = { type: named, confidence: 0.7, why: [why[0]!, bytes], count: 0, share: 0, raw: '', inside: false, name }
    return answer(tally, 'personal', [found], found.why)
  }
  return answer(tally, 'unsure', [], why, named)
}

function nothingFound(tally: Tally, names: readonly NameEvidence[]): Why[] {
  const why: Why[] = []
  const turned = names.find((one) => one.turned !== undefined)
  if (turned !== undefined) why.push({ rule: 'name', text: `\`${turned.words}\`, but \`${turned.turned}\` makes it about something else` })
  if (isFlag(tally)) why.push({ rule: 'values', text: 'two values only: a flag' })
  else if (tally.uuid > tally.nonEmpty * 0.8) why.push({ rule: 'values', text: 'UUIDs' })
  else if (tally.hexLike > tally.nonEmpty * 0.8) why.push({ rule: 'values', text: 'hexadecimal digests' })
  else if (tally.dateTime > tally.nonEmpty * 0.8) why.push({ rule: 'values', text: 'times' })
  else if (tally.integer === tally.nonEmpty && tally.rising > tally.nonEmpty * 0.95 && tally.nonEmpty > 5)
    why.push({ rule: 'values', text: 'rising whole numbers: a key' })
  else if (tally.numeric > tally.nonEmpty * 0.9) why.push({ rule: 'values', text: 'numbers without a known form' })
  else if (tally.few !== undefined && tally.nonEmpty > tally.few.size * 3)
    why.push({ rule: 'values', text: `${tally.few.size} values again and again: an enumeration` })
  why.push({ rule: 'values', text: `no type found in ${number(tally.nonEmpty)} values` })
  return why
}

function answer(tally: Tally, verdict: Verdict, found: readonly Candidate[], why: readonly Why[], suspected?: Compiled): FieldResult {
  return {
    verdict,
    label: labelOf(
      verdict,
      found.map((one) => one.type.rule),
      { flag: isFlag(tally), ...(suspected === undefined ? {} : { suspected: suspected.rule }) },
    ),
    types: found.map((one) => ({
      type: one.type.rule.id,
      confidence: one.confidence,
      count: one.count,
      share: Math.round(one.share * 10_000) / 10_000,
      sample: maskValue(one.type.rule, one.raw),
      why: one.why,
      raw: one.raw,
    })),
    why,
    read: tally.read,
    nonEmpty: tally.nonEmpty,
  }
}

function valuesText(tally: Tally, shaped: number): string {
  const lengths = tally.shortest === tally.longest ? `${tally.shortest} characters` : `${tally.shortest} to ${tally.longest} characters`
  return `${percent(shaped / tally.nonEmpty)} have the form, ${lengths}, ${percent(Math.min(1, tally.distinct / tally.nonEmpty))} distinct`
}

function percent(share: number): string {
  return share > 0 && share < 0.01 ? '<1 %' : `${Math.round(share * 100)} %`
}

function number(value: number): string {
  return value.toLocaleString('en-US')
}
