// Attacks that change, reach out or gain rights, as data: files and programs of the server, other sessions and logins, the views themselves. What a member
// of a class could type; how it is judged is attack.ts.
import { literal, quoted, quotedPath } from '../compile/names.ts'
import { base, each, first, views, type Vector } from './attack.ts'

export const CHANGING_VECTORS: readonly Vector[] = [
  {
    id: 'copy-file',
    text: 'copies to and from files of the server',
    expect: 'refused',
    attempts: (g) => [
      ...each(views(g), (v) => [`copy (select * from ${v}) to '/dev/null'`]),
      { before: ['create temporary table took (line text)'], sql: `copy took from '/etc/hostname'` },
    ],
  },
  {
    id: 'copy-program',
    text: 'runs a program of the server by COPY',
    expect: 'refused',
    attempts: () => [
      { sql: `copy (select 1) to program 'true'` },
      { before: ['create temporary table took (line text)'], sql: `copy took from program 'true'` },
    ],
  },
  {
    id: 'large-objects',
    text: 'moves files in and out by large objects, reads those of others',
    expect: 'refused',
    attempts: () => [
      { sql: `select lo_import('/etc/hostname')` },
      { before: ['create temporary table l as select lo_create(0) as o'], sql: `select lo_export(o, '/dev/null') from l` },
      { sql: 'select data from pg_largeobject limit 1' },
    ],
  },
  {
    id: 'server-files',
    text: 'reads files and folders of the server',
    expect: 'refused',
    attempts: () =>
      [
        `select pg_read_file('postgresql.conf')`,
        `select pg_read_binary_file('PG_VERSION')`,
        `select pg_ls_dir('.')`,
        'select * from pg_hba_file_rules',
        'select rolpassword from pg_authid',
      ].map((sql) => ({ sql })),
  },
  {
    id: 'other-servers',
    text: 'opens a way to other servers and back',
    expect: 'refused',
    attempts: () =>
      [
        `create extension dblink`,
        `create extension postgres_fdw`,
        `create server holdfast_prove foreign data wrapper postgres_fdw`,
        `select * from dblink('dbname=' || current_database(), 'select 1') as t(a int)`,
      ].map((sql) => ({ sql })),
  },
  {
    id: 'temporary-shadows',
    text: 'puts functions and tables of its own before those that the views use',
    expect: 'silent',
    attempts: (g) =>
      g.targets.flatMap((t) =>
        t.view === null
          ? []
          : [
              {
                before: [
                  `create temporary table ${quoted(t.base[1])} (x int)`,
                  `create function pg_temp.left(text, int) returns text language sql as 'select $1'`,
                  `create function pg_temp.right(text, int) returns text language sql as 'select $1'`,
                  `create function pg_temp.length(text) returns int language sql as 'select 0'`,
                  'set local search_path = pg_temp, pg_catalog',
                ],
                sql: `select * from ${quotedPath(...t.view)}`,
              },
            ],
      ),
  },
  {
    id: 'code-block',
    text: 'reads the table in a DO block and by EXECUTE',
    expect: 'refused',
    attempts: (g) =>
      each(g.targets, (t) => [
        `do $holdfast$ declare r record; begin for r in execute ${literal(`select ${first(t)} from ${base(t)}`)} loop end loop; end $holdfast$`,
      ]),
  },
  {
    id: 'make-objects',
    text: 'makes tables, functions and operators where others would use them',
    expect: 'refused',
    attempts: (g) => [
      ...each(g.schemas, (schema) => [
        `create table ${quoted(schema)}.holdfast_prove (x int)`,
        `create function ${quoted(schema)}.holdfast_prove() returns int language sql as 'select 1'`,
      ]),
      { sql: 'create schema holdfast_prove' },
    ],
  },
  {
    id: 'prepared',
    text: 'reads the table by a prepared statement',
    expect: 'refused',
    attempts: (g) =>
      each(g.targets, (t) => [`prepare holdfast_prove as select ${first(t)} from ${base(t)}`]).flatMap((attempt) => [
        { before: [attempt.sql], sql: 'execute holdfast_prove' },
      ]),
  },
  {
    id: 'row-lock',
    text: 'locks rows of the views, and so of the tables',
    expect: 'refused',
    attempts: (g) => each(views(g), (v) => [`select 1 from ${v} limit 1 for update`, `select 1 from ${v} limit 1 for share`]),
  },
  {
    id: 'cursor',
    text: 'reads the table by a cursor',
    expect: 'refused',
    attempts: (g) =>
      g.targets.map((t) => ({
        before: [`declare holdfast_prove cursor for select ${first(t)} from ${base(t)}`],
        sql: 'fetch all from holdfast_prove',
      })),
  },
  {
    id: 'catalogue-values',
    text: 'looks for values in the catalogue and its descriptions',
    expect: 'silent',
    attempts: () =>
      [
        `select * from information_schema.columns`,
        `select * from information_schema.view_column_usage`,
        `select description from pg_description`,
        `select conbin::text, pg_get_constraintdef(oid) from pg_constraint`,
        `select pg_get_indexdef(indexrelid) from pg_index`,
        `select pg_get_partkeydef(oid) from pg_class where relkind = 'p'`,
        'select prosrc from pg_proc where prosrc is not null and pronamespace > 16000',
      ].map((sql) => ({ sql })),
  },
  {
    id: 'write-views',
    text: 'writes through the views, and reads what it wrote over',
    expect: 'refused',
    attempts: (g) =>
      each(g.targets, (t) =>
        t.view === null
          ? []
          : [
              `update ${quotedPath(...t.view)} set ${quoted(t.shown[0]!)} = ${quoted(t.shown[0]!)} returning *`,
              `delete from ${quotedPath(...t.view)} returning *`,
              `insert into ${quotedPath(...t.view)} default values returning *`,
            ],
      ),
  },
  {
    id: 'write-base',
    text: 'changes or empties the tables',
    expect: 'refused',
    attempts: (g) =>
      each(g.targets, (t) => [
        `update ${base(t)} set ${first(t)} = ${first(t)}`,
        `delete from ${base(t)} where false`,
        `insert into ${base(t)} default values`,
        `truncate ${base(t)}`,
      ]),
  },
  {
    id: 'other-statements',
    text: 'reads what colleagues are asking right now',
    expect: 'silent',
    attempts: () => [{ sql: 'select query, application_name from pg_stat_activity' }, { sql: 'select * from pg_stat_statements' }],
  },
  {
    id: 'other-sessions',
    text: 'ends or cancels sessions of others',
    expect: 'refused',
    attempts: (g) => [
      { sql: `select 1 / pg_terminate_backend(${g.colleague.pid})::integer` },
      { sql: `select 1 / pg_cancel_backend(${g.colleague.pid})::integer` },
    ],
  },
  {
    id: 'own-rights',
    text: 'gives itself more rights or more time',
    expect: 'refused',
    attempts: (g) =>
      ['superuser', 'createrole', 'createdb', 'replication', 'bypassrls', `valid until 'infinity'`, 'connection limit -1'].map((what) => ({
        sql: `alter role ${quoted(g.me)} ${what}`,
      })),
  },
  {
    id: 'other-logins',
    text: 'changes a colleague’s password, or takes the login away',
    expect: 'refused',
    attempts: (g) => [
      { sql: `alter role ${quoted(g.colleague.login)} password 'holdfast-prove'` },
      { sql: `alter role ${quoted(g.colleague.login)} nologin` },
      { sql: `drop role ${quoted(g.colleague.login)}` },
    ],
  },
  {
    id: 'join-roles',
    text: 'makes itself a member of other roles, or others of its class',
    expect: 'refused',
    attempts: (g) => [
      ...each(g.roles, (role) => [`grant ${quoted(role)} to ${quoted(g.me)}`]),
      { sql: `grant ${quoted(g.role)} to public` },
    ],
  },
  {
    id: 'default-rights',
    text: 'has others give it rights on what they make later',
    expect: 'refused',
    attempts: (g) =>
      each(g.roles, (role) => [`alter default privileges for role ${quoted(role)} grant select on tables to ${quoted(g.me)}`]),
  },
  {
    id: 'triggers',
    text: 'puts triggers and rules on tables, views and the database',
    expect: 'refused',
    attempts: (g) => [
      {
        before: [`create function pg_temp.fire() returns event_trigger language plpgsql as 'begin end'`],
        sql: 'create event trigger holdfast_prove on ddl_command_start execute function pg_temp.fire()',
      },
      ...g.targets.map((t) => ({
        before: [`create function pg_temp.fire() returns trigger language plpgsql as 'begin return new; end'`],
        sql: `create trigger holdfast_prove before insert on ${base(t)} for each row execute function pg_temp.fire()`,
      })),
      ...each(views(g), (v) => [`create rule holdfast_prove as on insert to ${v} do instead nothing`]),
    ],
  },
  {
    id: 'locks',
    text: 'locks the tables, as a dump does and as a saboteur does',
    expect: 'refused',
    attempts: (g) =>
      each(g.targets, (t) => [`lock table ${base(t)} in access share mode`, `lock table ${base(t)} in access exclusive mode`]),
  },
  {
    id: 'documents',
    text: 'has the server write tables as XML, or read them for a search',
    expect: 'refused',
    attempts: (g) =>
      each(g.targets, (t) => [
        `select query_to_xml(${literal(`select ${first(t)} from ${base(t)}`)}, true, false, '')`,
        `select * from ts_stat(${literal(`select to_tsvector(${first(t)}::text) from ${base(t)}`)})`,
      ]),
  },
  {
    id: 'change-views',
    text: 'changes the views, their owner or their barrier',
    expect: 'refused',
    attempts: (g) =>
      each(g.targets, (t) =>
        t.view === null
          ? []
          : [
              `alter view ${quotedPath(...t.view)} set (security_barrier = false)`,
              `alter view ${quotedPath(...t.view)} owner to ${quoted(g.me)}`,
              `create or replace view ${quotedPath(...t.view)} as select 1 as x`,
              `drop view ${quotedPath(...t.view)}`,
            ],
      ),
  },
  {
    id: 'change-tables',
    text: 'changes the tables or switches their row security off',
    expect: 'refused',
    attempts: (g) =>
      each(g.targets, (t) => [
        `alter table ${base(t)} add column holdfast_prove int`,
        `alter table ${base(t)} disable row level security`,
        `alter table ${base(t)} owner to ${quoted(g.me)}`,
        `grant select on ${base(t)} to ${quoted(g.me)}`.concat(' with grant option'),
      ]),
  },
  {
    id: 'server-settings',
    text: 'changes the server, loads code, opens a replication',
    expect: 'refused',
    attempts: () =>
      [
        `set local session_replication_role = replica`,
        `set local log_statement = 'all'`,
        `load 'auto_explain'`,
        `create language plperlu`,
        `select pg_reload_conf()`,
        `select pg_create_physical_replication_slot('holdfast_prove', false, true)`,
        `select pg_switch_wal()`,
      ].map((sql) => ({ sql })),
  },
  {
    id: 'own-tables',
    text: 'reads or changes what Holdfast keeps in the database',
    expect: 'refused',
    attempts: () =>
      [
        'select * from holdfast.plan',
        'delete from holdfast.plan',
        `insert into holdfast.assignment values ('a', 'b', 'c')`,
        'drop schema holdfast cascade',
      ].map((sql) => ({ sql })),
  },
]
