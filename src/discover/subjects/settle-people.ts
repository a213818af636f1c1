// From the stage to the directory, in one transaction: each person gets the number it had, or a new one; references begin and end; who is in
// which object. Owns that SQL. Numbers are never used again: records of years refer to them.
//
// INVARIANT: a build that dies before the commit leaves the directory as it was.
import { createHash } from 'node:crypto'
import type pg from 'pg'
import type { SubjectProblem } from '../../platform/store/tables.ts'
import type { ObjectId, StoreId } from '../../core/ids.ts'
import { peopleOf } from '../../platform/events/people-set.ts'
import type { ReadObject, ReadPath } from './postgres-people.ts'
import { PHONE_NO, type Stage } from './stage.ts'
import type { PlannedKey } from './subject-plan.ts'

export interface SettleInput {
  readonly build: string
  readonly at: Date
  /** stores that were read; what the directory said of their paths, keys and objects is replaced */
  readonly stores: readonly StoreId[]
  /** every connected store was read: what was not seen anywhere has ended, where somebody lives is only what was read now */
  readonly whole: boolean
  readonly paths: readonly ReadPath[]
  readonly keys: readonly PlannedKey[]
  readonly objects: readonly ReadObject[]
  /** spaces of tables in between, those nearer to people first */
  readonly keyed: readonly number[]
  readonly problems: readonly SubjectProblem[]
}

export interface Settled {
  readonly people: number
  readonly refs: number
  readonly digest: string
}

const NO_SUBJECT_ROWS = 'select from subject_ref'

export async function settlePeople(stage: Stage, input: SettleInput): Promise<Settled> {
  const { client } = stage
  const run = async (text: string, values?: unknown[]): Promise<void> => void (await client.query(text, values))
  await run('analyze s_via; analyze s_reach; analyze s_lives')
  await run('begin')
  try {
    await weakRows(client)
    await run(
      `create temp table s_root on commit drop as select r.id, coalesce(m.root, r.id) as root from s_row r left join s_merge m on m.id = r.id`,
    )
    await run('create unique index on s_root (id); analyze s_root')
    await claimNumbers(client)
    await run(`create temp table s_of on commit drop as select t.id, p.n from s_root t join s_person p on p.root = t.root`)
    await run('create unique index on s_of (id); analyze s_of')
    await references(client, input)
    await uniteNumbers(client, input.at)
    await writeReferences(client, input.at)
    await attributes(client, input.whole)
    await replaceStores(client, input)
    await memberships(client, input)
    const digest = await digestOf(client)
    const { rows } = await client.query<{ people: string; refs: string }>(
      `select (select count(*) from subject where erased_at is null and merged_into is null) as people, (select count(*) from subject_ref where to_at is null) as refs`,
    )
    const settled = { people: Number(rows[0]!.people), refs: Number(rows[0]!.refs), digest }
    await run(
      `update subject_build set state = 'done', ended_at = $2, doing = null, problems = $3, people = $4, refs = $5, digest = $6 where id = $1`,
      [input.build, input.at, JSON.stringify(input.problems), settled.people, settled.refs, digest],
    )
    await run('commit')
    return settled
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}

/** A row known by a telephone alone that somebody has: it is in the object, and no person of its own. */
async function weakRows(client: pg.Client): Promise<void> {
  const { rows } = await client.query('select from s_row where weak limit 1')
  if (rows.length === 0) return
  await client.query(`
    create temp table s_held on commit drop as
      select distinct i.id, r.object, i.ref from s_ident i join s_row r on r.id = i.id and r.weak
      where i.space = ${PHONE_NO} and exists (select from s_ident o join s_row p on p.id = o.id and not p.weak where o.space = ${PHONE_NO} and o.ref = i.ref)`)
  await client.query(`insert into s_reach select distinct object, ${PHONE_NO}, ref from s_held`)
  await client.query('delete from s_ident where id in (select id from s_held)')
  await client.query('delete from s_row where id in (select id from s_held)')
}

/** The numbers that the references of a person had before, the surest first; else new ones. */
async function claimNumbers(client: pg.Client): Promise<void> {
  await client.query(`
    create temp table s_claim on commit drop as
    select root, n, min(strength) as strength from (
      select t.root, r.n, 0 as strength from s_key k join s_root t on t.id = k.id join s_space p on p.no = k.space
        join subject_ref r on r.space = p.space and r.ref = k.ref and r.to_at is null
      union all
      select t.root, r.n, p.strength from s_ident k join s_root t on t.id = k.id join s_space p on p.no = k.space and p.strength < 3
        join subject_ref r on r.space = p.space and r.ref = k.ref and r.to_at is null
      union all
      select t.root, min(r.n), 3 from s_ident k join s_row w on w.id = k.id and w.weak join s_root t on t.id = k.id join s_space p on p.no = k.space
        join subject_ref r on r.space = p.space and r.ref = k.ref and r.to_at is null
        group by t.root, k.ref having min(r.n) = max(r.n)
    ) as found where n in (select n from subject where erased_at is null) group by root, n`)
  // An equal e-mail address does not make one person of two with different national numbers, whenever they were read.
  await client.query(`
    delete from s_claim c where strength = 2 and exists (
      select from s_root t join s_ident i on i.id = t.id join s_space p on p.no = i.space and p.strength = 1
        join subject_ref r on r.n = c.n and r.space = p.space and r.to_at is null
        where t.root = c.root and r.ref <> i.ref
          and not exists (select from subject_ref o where o.n = c.n and o.space = p.space and o.ref = i.ref and o.to_at is null))`)
  await client.query(`
    create temp table s_person on commit drop as
    select root, n from (
      select *, row_number() over (partition by n order by strength, root) as turn
      from (select distinct on (root) root, n, strength from s_claim order by root, strength, n) as best) as each
    where turn = 1`)
  await client.query('create unique index on s_person (root); analyze s_person')
  await client.query(`
    create temp table s_new on commit drop as
    select root, nextval(pg_get_serial_sequence('subject', 'n'))::int as n from (
      select distinct root from s_root t where not exists (select from s_person p where p.root = t.root) order by root) as fresh`)
  await client.query(`insert into subject (n, id) overriding system value select n, gen_random_uuid() from s_new order by n`)
  await client.query('insert into s_person select root, n from s_new')
  await client.query('analyze s_person')
}

async function references(client: pg.Client, { keyed }: SettleInput): Promise<void> {
  await client.query(`
    create temp table s_ref on commit drop as
    select distinct on (k.space, k.ref, o.n) k.space, k.ref, o.n, k.native from s_key k join s_of o on o.id = k.id`)
  await client.query(
    `insert into s_ref select distinct i.space, i.ref, o.n, null::bytea from s_ident i join s_of o on o.id = i.id where i.space > 0`,
  )
  await client.query('analyze s_ref')
  for (const space of keyed) {
    await client.query(
      `insert into s_ref select distinct v.space, v.ref, r.n, null::bytea from s_via v join s_ref r on r.space = v.to_space and r.ref = v.to_ref where v.space = $1`,
      [space],
    )
  }
  await client.query('analyze s_ref')
}

/** Numbers that turned out to be one person: the one that keeps its number gets the references of the other. */
async function uniteNumbers(client: pg.Client, at: Date): Promise<void> {
  const { rows } = await client.query<{ lost: number; kept: number }>(`
    select distinct on (c.n) c.n as lost, p.n as kept from s_claim c join s_person p on p.root = c.root
    where c.strength <= 2 and c.n <> p.n and not exists (select from s_person o where o.n = c.n) order by c.n, c.strength, p.n`)
  if (rows.length === 0) return
  const [lost, kept] = [rows.map((row) => row.lost), rows.map((row) => row.kept)]
  const pairs = 'unnest($1::int[], $2::int[]) as m(lost, kept)'
  await client.query(`update subject s set merged_into = m.kept from ${pairs} where s.n = m.lost or s.merged_into = m.lost`, [lost, kept])
  await client.query(
    `insert into subject_ref (space, ref, n, native_enc, from_at)
     select r.space, r.ref, m.kept, r.native_enc, $3 from ${pairs} join subject_ref r on r.n = m.lost and r.to_at is null
     where not exists (select from subject_ref o where o.space = r.space and o.ref = r.ref and o.n = m.kept and o.to_at is null)
     on conflict do nothing`,
    [lost, kept, at],
  )
  await client.query('update subject_ref set to_at = $2 where n = any($1::int[]) and to_at is null', [lost, at])
}

async function writeReferences(client: pg.Client, at: Date): Promise<void> {
  const { rows } = await client.query(`${NO_SUBJECT_ROWS} limit 1`)
  const fresh = rows.length === 0
  const known = 'exists (select from subject_ref o where o.space = p.space and o.ref = r.ref and o.n = r.n and o.to_at is null)'
  await client.query(
    `insert into subject_ref (space, ref, n, native_enc, from_at)
     select p.space, r.ref, r.n, r.native, $1 from (select distinct on (space, ref, n) * from s_ref order by space, ref, n, native nulls last) r
       join s_space p on p.no = r.space ${fresh ? '' : `where not ${known}`}
     order by p.space, r.ref on conflict do nothing`,
    [at],
  )
  if (fresh) return
  await client.query(
    `update subject_ref o set to_at = $1 from s_space p where p.complete and o.space = p.space and o.to_at is null
       and not exists (select from s_ref r where r.space = p.no and r.ref = o.ref and r.n = o.n)`,
    [at],
  )
}

async function attributes(client: pg.Client, whole: boolean): Promise<void> {
  await client.query(`
    create temp table s_attr on commit drop as
    select n, array_agg(distinct j order by j) filter (where j is not null) as jurisdictions, min(basis) as basis, min(lang) as lang, bool_or(minor) as minor
    from (
      select o.n, j, r.basis, r.lang, r.minor from s_row r join s_of o on o.id = r.id left join lateral unnest(string_to_array(r.jurisdictions, ',')) as j on true
      union all
      select f.n, j, l.basis, null, null from s_lives l join s_ref f on f.space = l.space and f.ref = l.ref
        cross join lateral unnest(string_to_array(l.jurisdictions, ',')) as j
    ) as said group by n`)
  await dropPlainUsa(client, 's_attr')
  await client.query(
    whole
      ? `update subject s set jurisdictions = coalesce(a.jurisdictions, '{unknown}'), residence_basis = a.basis, lang = a.lang, minor = a.minor
         from s_attr a where s.n = a.n and (s.jurisdictions, s.residence_basis, s.lang, s.minor)
           is distinct from (coalesce(a.jurisdictions, '{unknown}'), a.basis, a.lang, a.minor)`
      : `update subject s set
           jurisdictions = case when a.jurisdictions is null then s.jurisdictions
             else (select array_agg(distinct j order by j) from unnest(s.jurisdictions || a.jurisdictions) as j where j <> 'unknown') end,
           residence_basis = coalesce(a.basis, s.residence_basis), lang = coalesce(a.lang, s.lang), minor = coalesce(a.minor, s.minor)
         from s_attr a where s.n = a.n and (a.jurisdictions is not null or a.lang is not null or a.minor is not null)`,
  )
  if (!whole) await dropPlainUsa(client, 'subject')
}

/** One row says the country, another the state: the person lives in that state, and not in some other of the USA besides. */
async function dropPlainUsa(client: pg.Client, table: 's_attr' | 'subject'): Promise<void> {
  await client.query(
    `update ${table} set jurisdictions = array_remove(jurisdictions, 'US')
     where 'US' = any(jurisdictions) and exists (select from unnest(jurisdictions) as j where j like 'US-%')`,
  )
}

async function replaceStores(client: pg.Client, { stores, paths, keys }: SettleInput): Promise<void> {
  const theirs = 'object in (select id from object where store = any($1::text[]))'
  await client.query(`delete from subject_path where ${theirs} and pinned is null`, [stores])
  await client.query(`delete from subject_key where ${theirs}`, [stores])
  await client.query(`delete from subject_object where ${theirs}`, [stores])
  await client.query(
    `insert into subject_path (object, role, hops, anchor, basis, coverage)
     select p.object, p.role, p.hops, p.anchor, p.basis, p.coverage
     from jsonb_to_recordset($1::jsonb) as p(object text, role text, hops jsonb, anchor text, basis text, coverage real)
     join field f on f.id = p.anchor join object o on o.id = p.object on conflict do nothing`,
    [JSON.stringify(paths)],
  )
  await client.query(
    `insert into subject_key (field, object, space, form)
     select k.field, k.object, k.space, k.form from jsonb_to_recordset($1::jsonb) as k(field text, object text, space text, form text)
     join field f on f.id = k.field join object o on o.id = k.object on conflict do nothing`,
    [JSON.stringify(keys)],
  )
}

async function memberships(client: pg.Client, { objects, at }: SettleInput): Promise<void> {
  await client.query(`
    create temp table s_in on commit drop as
    select r.object, o.n from s_row r join s_of o on o.id = r.id
    union
    select x.object, f.n from s_reach x join s_ref f on f.space = x.space and f.ref = x.ref`)
  await client.query('create index on s_in (object); analyze s_in')
  for (const { object, place, rows, reached } of objects) {
    const people = peopleOf(await numbersIn(client, place)).bytes()
    await client.query(
      `insert into subject_object (object, people, rows, reached, built_at) select id, $2, $3, $4, $5 from object where id = $1
       on conflict (object) do update set people = excluded.people, rows = excluded.rows, reached = excluded.reached, built_at = excluded.built_at`,
      [object satisfies ObjectId, Buffer.from(people), rows, reached, at],
    )
  }
}

async function numbersIn(client: pg.Client, place: number): Promise<number[]> {
  const numbers: number[] = []
  await client.query(`declare holdfast_in no scroll cursor for select n from s_in where object = ${place} order by n`)
  for (;;) {
    const { rows } = await client.query<{ n: number }>('fetch forward 20000 from holdfast_in')
    for (const { n } of rows) numbers.push(n)
    if (rows.length < 20_000) break
  }
  await client.query('close holdfast_in')
  return numbers
}

/** SHA-256 over digests of parts, so that no more than a part stands in memory: references by their first byte, people by 65,536. */
async function digestOf(client: pg.Client): Promise<string> {
  const hash = createHash('sha256')
  for (const query of [
    `select sha256(string_agg(int4send(n) || ref || convert_to(space, 'UTF8'), ''::bytea order by ref, space collate "C", n)) as digest
     from subject_ref where to_at is null group by get_byte(ref, 0) order by get_byte(ref, 0)`,
    `select sha256(string_agg(int4send(n) || convert_to(concat_ws('|', array_to_string(jurisdictions, ','), coalesce(lang, ''), coalesce(minor::text, ''),
       coalesce(merged_into::text, '')), 'UTF8'), ''::bytea order by n)) as digest
     from subject where erased_at is null group by n / 65536 order by n / 65536`,
  ]) {
    const { rows } = await client.query<{ digest: Buffer }>(query)
    for (const { digest } of rows) hash.update(digest)
  }
  return hash.digest('hex')
}
