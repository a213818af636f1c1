// Which staged rows are one person. Owns the rule: rows merge on an equal national number, an equal e-mail address, or telephone and name
// together, and on nothing else; where two national numbers of one type differ they stay two people. Order is fixed: the same rows give the
// same people, whichever came first.
import type pg from 'pg'
import { copyInto, PHONE_NO, type Stage } from './stage.ts'

export interface Merged {
  readonly rows: number
  /** groups that had to stay apart since their national numbers differ */
  readonly conflicts: number
  /** e-mail addresses that so many people share that they say nothing: a company's, a placeholder */
  readonly shared: number
}

/** More people of one store than this with one e-mail address: it is not theirs. */
const SHARED = 20
const FETCH = 5000

/** `national`, `email`: numbers of the spaces in this build. */
export async function mergePeople(stage: Stage, national: readonly number[], email: number | null): Promise<Merged> {
  const { client } = stage
  await stage.flush()
  await client.query('analyze s_ident; analyze s_key; analyze s_row')
  const parent = new Int32Array(stage.rows() + 1)
  const rootOf = (id: number): number => {
    let at = id
    while (parent[at] !== 0) at = parent[at]!
    for (let step = id; step !== at;) {
      const next = parent[step]!
      parent[step] = at
      step = next
    }
    return at
  }
  await client.query(
    `create temp table s_same as select space, ref from s_ident where space = any($1::int[]) group by space, ref having count(*) > 1`,
    [[0, ...national, ...(email === null ? [] : [email])]],
  )
  await client.query('analyze s_same')
  const numbers = await nationalNumbers(client, national)
  let conflicts = 0
  let shared = 0
  const union = (a: number, b: number): boolean => {
    const [low, high] = rootOf(a) < rootOf(b) ? [rootOf(a), rootOf(b)] : [rootOf(b), rootOf(a)]
    if (low === high) return true
    const mine = numbers.get(low)
    const theirs = numbers.get(high)
    if (mine !== undefined && theirs !== undefined) {
      for (const [space, ref] of theirs) if (mine.has(space) && mine.get(space) !== ref) return false
    }
    parent[high] = low
    if (theirs !== undefined) {
      numbers.delete(high)
      numbers.set(low, new Map([...(mine ?? []), ...theirs]))
    }
    return true
  }
  const keyed = await keyedRows(client, stage.rows())
  for (const space of [...national, ...(email === null ? [] : [email]), 0]) {
    for await (const ids of groups(client, space)) {
      const own = ids.filter((id) => keyed[id] === 1)
      const many = space === email && own.length > SHARED
      if (many) shared++
      // Each with the first it does not contradict: a conflict of two must not keep a third apart from both.
      const heads: number[] = []
      let apart = false
      for (const id of many ? ids.filter((each) => keyed[each] === 0) : ids) {
        if (heads.some((head) => union(head, id))) continue
        apart ||= heads.length > 0
        heads.push(id)
      }
      if (apart) conflicts++
    }
  }
  await uniteWeak(client, parent, rootOf)
  let lines: string[] = []
  let merged = 0
  for (let id = 1; id < parent.length; id++) {
    if (parent[id] === 0) continue
    merged++
    lines.push(`${id}\t${rootOf(id)}`)
    if (lines.length >= 20_000) {
      await copyInto(client, 's_merge', `${lines.join('\n')}\n`)
      lines = []
    }
  }
  if (lines.length > 0) await copyInto(client, 's_merge', `${lines.join('\n')}\n`)
  await client.query('analyze s_merge')
  return { rows: merged, conflicts, shared }
}

/** Rows known by a telephone alone: one number is one reference, whoever it is. */
async function uniteWeak(client: pg.Client, parent: Int32Array, rootOf: (id: number) => number): Promise<void> {
  const { rows } = await client.query<{ ids: string }>(`
    select string_agg(i.id::text, ',' order by i.id) as ids from s_ident i join s_row r on r.id = i.id
    where r.weak and i.space = ${PHONE_NO} group by i.ref having count(*) > 1`)
  for (const { ids } of rows) {
    const [first, ...rest] = ids.split(',').map(Number)
    for (const id of rest) {
      const [low, high] = [rootOf(first!), rootOf(id)].toSorted((a, b) => a - b)
      if (low !== high) parent[high!] = low!
    }
  }
}

/** Of the rows that share something: their national numbers, by row. */
async function nationalNumbers(client: pg.Client, national: readonly number[]): Promise<Map<number, Map<number, string>>> {
  const numbers = new Map<number, Map<number, string>>()
  if (national.length === 0) return numbers
  const { rows } = await client.query<{ id: number; space: number; ref: string }>(
    `select i.id, i.space, encode(i.ref, 'hex') as ref from s_ident i where i.space = any($1::int[])
       and i.id in (select x.id from s_ident x join s_same s on s.space = x.space and s.ref = x.ref)`,
    [national],
  )
  for (const { id, space, ref } of rows) {
    const held = numbers.get(id)
    if (held === undefined) numbers.set(id, new Map([[space, ref]]))
    else held.set(space, ref)
  }
  return numbers
}

async function keyedRows(client: pg.Client, rows: number): Promise<Uint8Array> {
  const keyed = new Uint8Array(rows + 1)
  await client.query('begin')
  await client.query(
    'declare holdfast_keyed no scroll cursor for select k.id from s_key k where exists (select from s_ident i join s_same s on s.space = i.space and s.ref = i.ref where i.id = k.id)',
  )
  for (;;) {
    const { rows: some } = await client.query<{ id: number }>(`fetch forward ${FETCH} from holdfast_keyed`)
    for (const { id } of some) keyed[id] = 1
    if (some.length < FETCH) break
  }
  await client.query('commit')
  return keyed
}

async function* groups(client: pg.Client, space: number): AsyncGenerator<number[]> {
  await client.query('begin')
  await client.query(`declare holdfast_groups no scroll cursor for
    select string_agg(i.id::text, ',' order by i.id) as ids from s_ident i join s_same s on s.space = i.space and s.ref = i.ref
    where i.space = ${space} group by i.ref order by i.ref`)
  for (;;) {
    const { rows } = await client.query<{ ids: string }>(`fetch forward 500 from holdfast_groups`)
    for (const { ids } of rows) yield ids.split(',').map(Number)
    if (rows.length < 500) break
  }
  await client.query('commit')
}
