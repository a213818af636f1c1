// Attacks that read, as data: the tables themselves, around the masks, through errors, guesses, statistics and the catalogue. What a member of a class
// could type; how it is judged is attack.ts.
import { literal, quoted, quotedPath } from '../compile/names.ts'
import { base, columnsOf, each, first, views, type AttackGround, type Guess, type Vector } from './attack.ts'

/** A right guess beside a wrong one of the same length and kind. */
function guessing(ground: AttackGround, sql: (view: string, column: string, value: string) => string): Guess[] {
  return ground.targets.flatMap((target) => {
    if (target.view === null) return []
    const view = quotedPath(...target.view)
    return target.columns.flatMap((column): Guess[] => {
      if (column.secret === null || !target.shown.includes(column.name)) return []
      const wrong = Array.from(column.secret, (char) =>
        /\d/.test(char) ? String((Number(char) + 3) % 10) : char === 'q' ? 'x' : /\p{L}/u.test(char) ? 'q' : char,
      ).join('')
      return [{ right: sql(view, quoted(column.name), column.secret), wrong: sql(view, quoted(column.name), wrong) }]
    })
  })
}

export const READING_VECTORS: readonly Vector[] = [
  {
    id: 'base-select',
    text: 'reads the columns from the table itself',
    expect: 'refused',
    attempts: (g) => each(g.targets, (t) => [`select ${columnsOf(t)} from ${base(t)} limit 100000`, `table ${base(t)}`]),
  },
  {
    id: 'base-single-column',
    text: 'reads one hidden column at a time, and counts by it',
    expect: 'refused',
    attempts: (g) =>
      each(g.targets, (t) =>
        t.columns.flatMap((c) => [
          `select ${quoted(c.name)} from ${base(t)}`,
          `select count(*) from ${base(t)} where ${quoted(c.name)} is not null`,
        ]),
      ),
  },
  {
    id: 'search-path',
    text: 'turns the search path to the tables',
    expect: 'silent',
    attempts: (g) =>
      g.targets.map((t) => ({
        before: [`set local search_path = ${quoted(t.base[0])}, pg_catalog`],
        sql: `select * from ${quoted(t.base[1])}`,
      })),
  },
  {
    id: 'view-values',
    text: 'reads everything that the views show',
    expect: 'silent',
    attempts: (g) => each(views(g), (v) => [`select * from ${v}`]),
  },
  {
    id: 'whole-row',
    text: 'turns whole rows of the views into text and documents',
    expect: 'silent',
    attempts: (g) =>
      each(views(g), (v) => [
        `select v::text from ${v} v`,
        `select to_jsonb(v) from ${v} v`,
        `select json_agg(v) from ${v} v`,
        `select row_to_json(v) from ${v} v`,
        `select array_agg(v)::text from ${v} v`,
      ]),
  },
  {
    id: 'set-role',
    text: 'becomes another role',
    expect: 'silent',
    attempts: (g) =>
      g.roles.flatMap((role) =>
        g.targets.slice(0, 2).map((t) => ({ before: [`set local role ${quoted(role)}`], sql: `select ${columnsOf(t)} from ${base(t)}` })),
      ),
  },
  {
    id: 'session-authorization',
    text: 'becomes another login',
    expect: 'refused',
    attempts: (g) => each(g.roles, (role) => [`set local session authorization ${quoted(role)}`]),
  },
  {
    id: 'view-definition',
    text: 'looks for values or secrets in the texts of the views',
    expect: 'silent',
    attempts: (g) => [
      { sql: `select definition from pg_views where schemaname = ${literal(g.schema)}` },
      {
        sql: `select pg_get_viewdef(c.oid) from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = ${literal(g.schema)}`,
      },
      { sql: 'select pg_get_expr(adbin, adrelid) from pg_attrdef' },
    ],
  },
  {
    id: 'leaky-function',
    text: 'puts a cheap function of its own into a condition on the views, which tells what it is given',
    expect: 'silent',
    attempts: (g) =>
      views(g).map((v) => ({
        before: [
          `create function pg_temp.tell(t text) returns boolean language plpgsql cost 0.0000001 as $$ begin raise exception '%', t; end $$`,
        ],
        sql: `select count(*) from ${v} v where pg_temp.tell(v::text)`,
      })),
  },
  {
    id: 'leaky-cast',
    text: 'lets a failing cast say the value in its error',
    expect: 'silent',
    attempts: (g) =>
      g.targets.flatMap((t) =>
        t.columns.flatMap((c) => [
          ...(t.view === null || !t.shown.includes(c.name)
            ? []
            : [{ sql: `select ${quoted(c.name)}::text::uuid from ${quotedPath(...t.view)}` }]),
          { sql: `select ${quoted(c.name)}::text::uuid from ${base(t)}` },
        ]),
      ),
  },
  {
    id: 'guess-equal',
    text: 'asks the views whether a value is there',
    expect: 'alike',
    guesses: (g) => guessing(g, (v, c, value) => `select count(*) from ${v} where ${c}::text = ${literal(value)}`),
  },
  {
    id: 'guess-begin',
    text: 'asks the views for values that begin with a guess',
    expect: 'alike',
    guesses: (g) =>
      guessing(
        g,
        (v, c, value) => `select count(*) from ${v} where starts_with(${c}::text, ${literal(Array.from(value).slice(0, 5).join(''))})`,
      ),
  },
  {
    id: 'guess-error',
    text: 'asks the views by an error that comes only with the right guess',
    expect: 'alike',
    guesses: (g) => guessing(g, (v, c, value) => `select 1 / (case when ${c}::text = ${literal(value)} then 0 else 1 end) from ${v}`),
  },
  {
    id: 'guess-estimate',
    text: 'reads from EXPLAIN how many rows the planner expects for a guess',
    expect: 'alike',
    guesses: (g) => guessing(g, (v, c, value) => `explain (format json) select 1 from ${v} where ${c}::text = ${literal(value)}`),
  },
  {
    id: 'explain-base',
    text: 'lets EXPLAIN run on the table',
    expect: 'refused',
    attempts: (g) =>
      each(g.targets, (t) => [
        `explain select ${first(t)} from ${base(t)}`,
        `explain (analyze, verbose) select ${first(t)} from ${base(t)}`,
      ]),
  },
  {
    id: 'statistics',
    text: 'reads the most common values that the planner keeps',
    expect: 'silent',
    attempts: () => [
      { sql: 'select most_common_vals::text, histogram_bounds::text, attname from pg_stats' },
      { sql: 'select * from pg_stats_ext' },
      { sql: 'select stavalues1::text, stavalues2::text from pg_statistic' },
      { sql: 'select stxdmcv::text from pg_statistic_ext_data' },
    ],
  },
  {
    id: 'copy-out',
    text: 'copies the table to its own terminal',
    expect: 'refused',
    attempts: (g) => each(g.targets, (t) => [`copy (select ${columnsOf(t)} from ${base(t)}) to stdout`]),
  },
]
