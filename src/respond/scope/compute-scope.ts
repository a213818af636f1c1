// Computes whose data an incident reached, from access records, the subject directory, the access map and the catalogue. Reads only; the
// same inputs give the same result to the byte, so that anybody can compute it again. Owns no table.
//
// INVARIANT: whatever is missing or doubtful (a gap, a reference of nobody, a row without a key, an open without an end, an unknown
// jurisdiction) widens an upper bound. Nothing but a resolved reference raises a lower one.
import { createHash } from 'node:crypto'
import { canonicalJson, type Json } from '../../core/canonical-json.ts'
import type { AccessQuery } from '../../core/contract/access.ts'
import type { Grade, Scope } from '../../core/contract/response.ts'
import { objectId, type ObjectId, type StoreId } from '../../core/ids.ts'
import type { Discover } from '../../discover/contract.ts'
import type { Landscape } from '../../landscape/contract.ts'
import type { AccessAnswer, Gap, Survey, SurveyParts } from '../../platform/events/events.ts'
import { peopleOf, type PeopleSet } from '../../platform/events/people-set.ts'
import type { Db } from '../../platform/store/store.ts'
import { isObject, peopleIn, type Facts } from '../incidents/fact-rules.ts'
import type { IncidentActor } from '../incidents/incident-registry.ts'
import { classFields, readShownFields, sameExposures, shownTypes } from './data-classes.ts'
import { NOBODY, perJurisdiction, withRegions, type PeopleBounds } from './people-bounds.ts'
import { reachablePeople } from './reachable-people.ts'
import { readRecords } from './read-records.ts'
import { actorsOfIncident, scopeQueries } from './scope-queries.ts'

export interface ScopeNeeds {
  readonly db: Db
  readonly events: { survey(): Pick<Survey, 'answer' | 'each' | 'peopleBy'> }
  readonly subjects: Pick<Discover['subjects'], 'inStore' | 'byJurisdiction' | 'digest' | 'paths'>
  readonly access: Pick<Landscape['access'], 'ofStore' | 'readAt'>
  readonly law: { readonly sha256: string; readonly rows: number }
}

export interface ScopeQuestion {
  readonly actors: readonly IncidentActor[]
  readonly facts: Facts
  /** of the incident's alerts; none: every store that the records name */
  readonly stores: readonly StoreId[]
}

export interface Bounds {
  readonly lower: number
  readonly upper: number
}

export interface ComputedScope extends Omit<Scope, 'incident' | 'version' | 'people'> {
  readonly people: Readonly<Record<Grade, PeopleSet>>
  readonly totals: Readonly<Record<Grade, Bounds>>
  readonly records: {
    readonly count: number
    readonly withoutKeys: number
    readonly unfinished: number
    readonly denied: number
    readonly unresolved: number
  }
  readonly shown: readonly { readonly type: string; readonly how: string; readonly fields: number }[]
  readonly notes: readonly string[]
  readonly excluded: readonly { readonly reason: string; readonly people: number }[]
  readonly inputHash: string
  readonly resultHash: string
}

export const GRADES = ['in-store', 'reachable', 'accessed', 'exfiltrated', 'excluded'] as const satisfies readonly Grade[]
/** files of the event store: they change when it compacts, their content does not; `access records` stands for that */
const FILES = 'event file '
/** how the work is shared out between its stages, as measured by bench/scope.ts; the rest is for telling kinds of data apart and for writing */
const ASKED = 0.35
const READ = 0.2
const LIVING = 0.1
/** a count beyond this is no count but "nobody knows" */
const COUNTABLE = 2 ** 31

/** What is done now, in words, and how much of all is done (0 to 1) as far as that can be known beforehand. */
export type ScopeProgress = (stage: string, share: number) => void

export async function computeScope(
  needs: ScopeNeeds,
  question: ScopeQuestion,
  signal: AbortSignal,
  progress: ScopeProgress = () => {},
): Promise<ComputedScope> {
  const { subjects } = needs
  const survey = needs.events.survey()
  const { facts } = question
  const notes: string[] = []

  const skew = Number(facts['clock-skew-seconds']?.value ?? 0)
  const actors = actorsOfIncident(question.actors, facts)
  const queries = scopeQueries(actors, question.stores, skew)
  if (skew > 0) notes.push(`intervals are widened by ${skew} s on both sides: the known skew of the clocks`)

  const answers: AccessAnswer[] = []
  for (const [at, query] of queries.entries()) {
    signal.throwIfAborted()
    progress('asking the access records', (ASKED * at) / queries.length)
    answers.push(await survey.answer(query))
  }
  const expected = Math.max(1, sum(answers.map((answer) => answer.records)))
  const records = await readRecords(survey, queries, signal, (read) =>
    // an open and its close are two records and one access: nearly done is said a little early, never more than all
    progress('reading each record', ASKED + READ * Math.min(1, read / expected)),
  )
  progress('asking the directory who lives where', ASKED + READ)
  const stores = (question.stores.length > 0 ? [...question.stores] : [...records.stores]).toSorted()
  const gaps = distinctGaps(
    answers.flatMap((answer) => answer.gaps).filter((gap) => gap.store === null || stores.length === 0 || stores.includes(gap.store)),
  )

  const living = await inStores(subjects, stores)
  const accessed = answers.reduce((set, answer) => set.union(answer.people), NOBODY)
  const principals = new Set([...records.principals, ...actors.flatMap(({ principal }) => (principal === undefined ? [] : [principal]))])
  const reach = await reachablePeople(needs, { stores, living, principals, touched: records.stores }, notes)

  // Everybody who may have been accessed unseen: a gap that nobody can bound leaves open everybody who could be read.
  const blind = gaps.filter(unbounded)
  let unseen = NOBODY
  for (const gap of blind) {
    for (const store of gap.store === null ? stores : [gap.store]) unseen = unseen.union(reach.byStore.get(store) ?? NOBODY)
  }
  const unresolved = sum(answers.map((answer) => answer.unresolved))
  const { unnamed, open } = await withWholeTables(needs, {
    unnamed: unnamedIn(answers),
    unresolved,
    records,
    gaps,
    may: accessed.union(unseen),
    living: living.byStore,
  })
  if (open.size > 0) notes.push('statements that may have shown whole tables: everybody with data in that store counts in the upper bounds')
  unseen = unseen.union(open)
  noteDoubts(notes, { unnamed, unresolved, blind: blind.length, gaps: gaps.length, ...records })

  const { without, excluded } = excludedBy(facts, living.all.union(accessed))
  const keep = (set: PeopleSet): PeopleSet => (without.size === 0 ? set : set.minus(without))
  const seen = keep(accessed)
  const may = keep(accessed.union(unseen))
  const taken = exfiltratedBy(facts, { sure: seen, may, unnamed }, notes)
  // Whose data is known to have left was accessed, also where the record of it is missing.
  const sure = seen.union(taken.sure)
  const reachable = keep(reach.all.union(accessed))
  const inStore = keep(living.all.union(reach.all).union(accessed))
  const graded: Readonly<Record<Grade, PeopleBounds>> = {
    'in-store': { sure: inStore, may: inStore, unnamed },
    // On a route that row security filters, only who was accessed is surely reachable.
    reachable: { sure: reach.certain ? reachable : sure, may: reachable.union(may), unnamed },
    accessed: { sure, may, unnamed },
    exfiltrated: taken,
    excluded: { sure: without, may: without, unnamed: 0 },
  }

  signal.throwIfAborted()
  const jurisdictions = await subjects.byJurisdiction(living.all.union(accessed))
  noteJurisdictions(notes, jurisdictions)
  const counts: Scope['counts'][number][] = GRADES.flatMap((grade) =>
    perJurisdiction(graded[grade], jurisdictions).map((row) => ({ ...row, dataClass: 'all', grade })),
  )
  const fieldIds = [...new Set([...records.sessions.values()].flatMap((exposure) => [...exposure.keys()]))].toSorted()
  const catalogued = await readShownFields(needs.db, fieldIds)
  progress('telling kinds of data apart', ASKED + READ + LIVING)
  const classes = await peopleOfClasses(survey, queries, records.sessions, catalogued.fields, signal)
  for (const [dataClass, people] of classes) {
    const bounds = { sure: keep(people.sure), may: keep(people.may.union(unseen)), unnamed }
    const rows = perJurisdiction(bounds, jurisdictions).map((row) => ({ ...row, dataClass, grade: 'accessed' as const }))
    const takenRows = perJurisdiction(
      { sure: taken.sure.intersect(bounds.sure), may: taken.may.intersect(bounds.may), unnamed: taken.unnamed },
      jurisdictions,
    ).map((row) => ({ ...row, dataClass, grade: 'exfiltrated' as const }))
    counts.push(...rows, ...takenRows)
  }

  const digest = await subjects.digest()
  const inputs: Scope['inputs'][number][] = [
    { name: 'incident', sha256: shaOf(questionJson(question, facts)), rows: actors.length },
    { name: 'access records', sha256: records.sha256, rows: records.count },
    { name: 'people of the records', sha256: shaOfBytes(accessed.bytes()), rows: accessed.size },
    { name: 'gaps', sha256: shaOf(gaps as unknown as Json), rows: gaps.length },
    { name: 'access map', sha256: reach.sha256, rows: reach.routes },
    { name: 'catalogue', sha256: catalogued.sha256, rows: catalogued.rows },
    { name: 'subject directory', ...digest },
    { name: 'law', ...needs.law },
  ]
  const inputHash = shaOf(inputs)
  const people = {
    'in-store': inStore,
    reachable,
    accessed: sure,
    exfiltrated: taken.sure,
    excluded: without,
  }
  const totals = Object.fromEntries(GRADES.map((grade) => [grade, boundsOf(graded[grade])])) as Record<Grade, Bounds>
  const shownGaps = gaps.map((gap) => ({
    source: gap.source,
    from: gap.from,
    to: gap.to,
    reason: gap.reason,
    upper: unbounded(gap) ? reachOf(gap, reach.byStore, stores).size : (gap.upper ?? 0),
  }))
  const resultHash = shaOf({
    queries: queries as unknown as Json,
    counts,
    gaps: shownGaps,
    totals: totals as unknown as Json,
    people: Object.fromEntries(GRADES.map((grade) => [grade, shaOfBytes(people[grade].bytes())])),
  })
  const files = new Map(answers.flatMap((answer) => answer.inputs).map((input) => [`${input.name} ${input.sha256}`, input]))
  return {
    queries,
    inputs: [...inputs, ...[...files.values()].map((input) => ({ ...input, name: `${FILES}${input.name}`.slice(0, 300) }))],
    people,
    counts,
    gaps: shownGaps,
    totals,
    records: {
      count: records.count,
      withoutKeys: records.withoutKeys,
      unfinished: records.unfinished,
      denied: records.denied,
      unresolved,
    },
    shown: shownTypes(records.sessions.values(), catalogued.fields),
    notes,
    excluded,
    inputHash,
    resultHash,
  }
}

async function inStores(subjects: ScopeNeeds['subjects'], stores: readonly StoreId[]) {
  const byStore = new Map<StoreId, PeopleSet>()
  for (const store of stores) byStore.set(store, await subjects.inStore(store))
  return { byStore, all: [...byStore.values()].reduce((set, people) => set.union(people), NOBODY) }
}

/** People that the records count and no set names, and those that a gap with a bound may hide: both are in an answer's own upper bound. */
function unnamedIn(answers: readonly AccessAnswer[]): number {
  return sum(
    answers.map(({ subjects, people, unresolved }) => {
      const more = subjects.upper - people.size
      return more >= COUNTABLE || !Number.isFinite(more) ? unresolved : Math.max(unresolved, more)
    }),
  )
}

/** What stands in a record for all that a statement may have read unseen. */
const unseenObject = (store: StoreId): ObjectId => objectId(store, ['?'])

/**
 * A statement that may have shown a whole table has no count but names a crowd: whoever has data in that store. Where every row of the table leads
 * to a person of the directory that crowd is the better bound, for the whole and for each jurisdiction; it is taken only if it is the smaller one.
 */
async function withWholeTables(
  needs: ScopeNeeds,
  known: {
    readonly unnamed: number
    readonly unresolved: number
    readonly records: Pick<Awaited<ReturnType<typeof readRecords>>, 'uncounted' | 'tables'>
    readonly gaps: readonly Gap[]
    readonly may: PeopleSet
    readonly living: ReadonlyMap<StoreId, PeopleSet>
  },
): Promise<{ readonly unnamed: number; readonly open: PeopleSet }> {
  const { unnamed, unresolved, records, gaps, may, living } = known
  let open = NOBODY
  let more = records.uncounted + sum(gaps.filter((gap) => !unbounded(gap)).map((gap) => gap.upper ?? 0))
  for (const store of new Set(records.tables.map((table) => table.store))) {
    const people = living.get(store)
    const coverage = new Map<string, number>()
    for (const path of await needs.subjects.paths(store))
      coverage.set(path.objectId, Math.max(coverage.get(path.objectId) ?? 0, path.coverage))
    for (const { object, upper } of records.tables.filter((table) => table.store === store)) {
      const covered = people === undefined ? 0 : object === unseenObject(store) ? 1 : (coverage.get(object) ?? 0)
      if (covered > 0 && people !== undefined) open = open.union(people)
      more += Math.ceil(upper * (1 - covered))
    }
  }
  const better = unresolved + more
  return may.union(open).size + better < may.size + unnamed ? { unnamed: better, open } : { unnamed, open: NOBODY }
}

const gapKey = (gap: Gap): string => JSON.stringify([gap.source, gap.store, gap.from, gap.to, gap.upper, gap.reason])

function distinctGaps(gaps: readonly Gap[]): Gap[] {
  const all = new Map(gaps.map((gap) => [gapKey(gap), gap]))
  return [...all]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { source, store, from, to, upper, reason }]) => ({ source, store, from, to, upper, reason }))
}

const unbounded = (gap: Gap): boolean => gap.upper === null || gap.upper >= COUNTABLE

function reachOf(gap: Gap, byStore: ReadonlyMap<StoreId, PeopleSet>, stores: readonly StoreId[]): PeopleSet {
  return (gap.store === null ? stores : [gap.store]).reduce((set, store) => set.union(byStore.get(store) ?? NOBODY), NOBODY)
}

/** Who was reached by fields of each class, from one pass over the records of each question. */
async function peopleOfClasses(
  survey: Pick<Survey, 'peopleBy'>,
  queries: readonly AccessQuery[],
  sessions: Parameters<typeof sameExposures>[0],
  fields: Parameters<typeof classFields>[1],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, { readonly sure: PeopleSet; readonly may: PeopleSet }>> {
  const out = new Map<string, { sure: PeopleSet; may: PeopleSet }>()
  const groupOf = new Map<string, ReturnType<typeof fieldClasses>>()
  for (const group of sameExposures(sessions)) {
    const classes = fieldClasses(classFields(group.exposure, fields))
    for (const session of group.sessions) groupOf.set(session, classes)
    for (const { dataClass } of classFields(group.exposure, fields)) out.set(dataClass, { sure: NOBODY, may: NOBODY })
  }
  // The groups that are told apart are as few as there are ways to mix classes, whatever the number of sessions.
  const keyOf = ({ session, fields: read }: SurveyParts): string | null => {
    const classes = groupOf.get(session)
    return classes === undefined ? null : classes(read)
  }
  for (const query of queries) {
    signal.throwIfAborted()
    for (const [key, people] of await survey.peopleBy(query, keyOf)) {
      const { sure, unsure } = JSON.parse(key) as { sure: string[]; unsure: string[] }
      for (const dataClass of new Set([...sure, ...unsure])) {
        const before = out.get(dataClass)!
        const known = sure.includes(dataClass) ? before.sure.union(people) : before.sure
        out.set(dataClass, { sure: known, may: before.may.union(people) })
      }
    }
  }
  return new Map([...out].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** From the fields of a record to the classes that they surely, and perhaps, showed; as text, so that it can be a key. Null: none. */
function fieldClasses(classes: ReturnType<typeof classFields>): (read: readonly string[]) => string | null {
  const known = new WeakMap<readonly string[], string | null>()
  const shown = classes.map(({ dataClass, sure, unsure }) => ({ dataClass, sure: new Set<string>(sure), unsure: new Set<string>(unsure) }))
  return (read) => {
    let key = known.get(read)
    if (key !== undefined) return key
    const sure = shown.filter((one) => read.some((field) => one.sure.has(field))).map((one) => one.dataClass)
    const unsure = shown.filter((one) => read.some((field) => one.unsure.has(field))).map((one) => one.dataClass)
    key = sure.length === 0 && unsure.length === 0 ? null : JSON.stringify({ sure, unsure })
    known.set(read, key)
    return key
  }
}

function excludedBy(facts: Facts, among: PeopleSet): { readonly without: PeopleSet; readonly excluded: ComputedScope['excluded'] } {
  const lists = (facts['exclude']?.value ?? []) as Json[]
  let without = NOBODY
  const excluded: { reason: string; people: number }[] = []
  for (const list of lists) {
    const people = peopleOf(peopleIn(list) ?? []).intersect(among)
    without = without.union(people)
    const reason = isObject(list) ? list['reason'] : null
    excluded.push({ reason: typeof reason === 'string' ? reason.slice(0, 1000) : '', people: people.size })
  }
  return { without, excluded }
}

/** What is known to have left: nothing by itself says so, a person does; until then it is between nobody and all who were accessed. */
function exfiltratedBy(facts: Facts, accessed: PeopleBounds, notes: string[]): PeopleBounds {
  const value = facts['exfiltrated']?.value
  if (value === 'accessed') return accessed
  if (value === 'none') return { sure: NOBODY, may: NOBODY, unnamed: 0 }
  const named = peopleIn(value)
  if (named !== null) {
    const people = peopleOf(named)
    const sure = people.intersect(accessed.may)
    if (sure.size < people.size)
      notes.push(
        `${people.size - sure.size} of the people named as taken are not among those who may have been accessed, or are excluded: they are not counted; look again at the actors and their intervals`,
      )
    return { ...accessed, sure }
  }
  notes.push('nobody has said yet whether data left: taken is between nobody and all who were accessed (fact `exfiltrated`)')
  return { ...accessed, sure: NOBODY }
}

function noteDoubts(
  notes: string[],
  found: { unnamed: number; unresolved: number; blind: number; gaps: number; withoutKeys: number; unfinished: number; count: number },
): void {
  if (found.count === 0)
    notes.push('no access record answers the questions: nobody is known to have been reached, and gaps decide the upper bounds')
  if (found.unresolved > 0)
    notes.push(`${found.unresolved} references belong to nobody in the subject directory: each counts as one more person`)
  if (found.withoutKeys > 0) notes.push(`${found.withoutKeys} records carry no key of a person: their rows count as people`)
  if (found.unfinished > 0) notes.push(`${found.unfinished} accesses have no recorded end: their lease counts as people`)
  if (found.unnamed > 0)
    notes.push(
      `${found.unnamed} more people may be reached whom nobody can name: they count in every upper bound, whatever the jurisdiction`,
    )
  if (found.blind > 0)
    notes.push(`${found.blind} gaps in the records have no bound: everybody whom the actors could read there counts in the upper bounds`)
}

function noteJurisdictions(notes: string[], jurisdictions: ReadonlyMap<string, PeopleSet>): void {
  const unknown = jurisdictions.get('unknown')?.size ?? 0
  if (unknown === 0) return
  const plausible = [...withRegions(jurisdictions).keys()].filter((name) => name !== 'unknown')
  notes.push(
    plausible.length === 0
      ? `the jurisdiction of ${unknown} people is unknown, and no other is known in these stores: every law has to be weighed`
      : `the jurisdiction of ${unknown} people is unknown: the worst case counts them in the upper bound of each of ${plausible.length}: ${plausible.join(', ').slice(0, 500)}`,
  )
}

/** The facts that change a scope; others may come and go. */
function questionJson(question: ScopeQuestion, facts: Facts): Json {
  const used = Object.fromEntries(
    ['clock-skew-seconds', 'exfiltrated', 'exclude', 'actors'].map((name) => [name, facts[name]?.value ?? null]),
  )
  return { actors: question.actors as unknown as Json, stores: [...question.stores].toSorted(), facts: used }
}

const boundsOf = (bounds: PeopleBounds): Bounds => ({ lower: bounds.sure.size, upper: bounds.may.size + bounds.unnamed })
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)
const shaOf = (value: Json): string => createHash('sha256').update(canonicalJson(value)).digest('hex')
const shaOfBytes = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
