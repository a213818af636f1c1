// Puts the sample company's rows into an empty PostgreSQL database. Owns the way from the plan to rows, and the refusal of a database that
// holds anything; the server is sample-server.ts or the user's own.
import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import type { Company } from '../company/company.ts'
import { sampleError } from '../errors.ts'
import { grantsSql, ROLES, schemaSql, TABLES } from './schema.ts'

export interface FilledDatabase {
  /** passwords of the roles it made, by role */
  readonly secrets: ReadonlyMap<string, string>
}

type Row = Readonly<Record<string, unknown>>

/** `end`: the moment at which the company's past ends. Throws `sample/not-empty`, `sample/roles-exist`. */
export async function fillDatabase(client: pg.Client, company: Company, end: Date): Promise<FilledDatabase> {
  await refuseFull(client)
  const secrets = new Map<string, string>(ROLES.map((role) => [role, randomBytes(18).toString('base64url')]))
  // The server's own log is what the collector reads: the loading is no part of the story, and would write every row into it.
  await client.query('set log_statement = none').catch(() => {})
  await client.query('begin')
  try {
    for (const statement of schemaSql((role) => secrets.get(role)!)) await client.query(statement)
    for (const [table, rows] of Object.entries(rowsOf(company, end))) {
      await client.query(`insert into public.${table} select * from json_populate_recordset(null::public.${table}, $1::json)`, [
        JSON.stringify(rows),
      ])
    }
    for (const statement of grantsSql()) await client.query(statement)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
  await client.query('analyze')
  return { secrets }
}

/** Throws `sample/not-empty`, `sample/roles-exist`. */
export async function refuseFull(client: pg.Client): Promise<void> {
  const objects = await client.query(
    `select count(*)::int as n from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`,
  )
  if ((objects.rows[0] as { n: number }).n > 0) throw sampleError('not-empty')
  const roles = await client.query('select rolname from pg_roles where rolname = any($1) order by rolname', [[...ROLES]])
  const [first] = roles.rows as { rolname: string }[]
  if (first !== undefined) throw sampleError('roles-exist', { role: first.rolname })
}

/** What stands in a database and its server before anything is put in. */
export interface Before {
  readonly roles: readonly string[]
  readonly schemas: readonly string[]
}

export async function lookBefore(client: pg.Client): Promise<Before> {
  const names = async (sql: string): Promise<string[]> => (await client.query<{ name: string }>(sql)).rows.map((row) => row.name)
  return {
    roles: await names('select rolname as name from pg_roles'),
    schemas: await names('select nspname as name from pg_namespace'),
  }
}

/** Takes out of somebody's own database what `fillDatabase` put in, and what was made upon it since: schemas, and roles that hold something here. */
export async function emptyDatabase(client: pg.Client, before: Before): Promise<void> {
  const now = await lookBefore(client)
  for (const schema of now.schemas.filter((name) => !before.schemas.includes(name) && !name.startsWith('pg_'))) {
    await client.query(`drop schema if exists ${quoted(schema)} cascade`)
  }
  for (const table of Object.keys(TABLES)) await client.query(`drop table if exists public.${table} cascade`)
  const made = now.roles.filter((name) => !before.roles.includes(name) && (ROLES.includes(name) || MADE_UPON.test(name)))
  for (const role of made) await client.query(`drop owned by ${quoted(role)} cascade`)
  for (const role of made) await client.query(`drop role ${quoted(role)}`)
}

/** Names of roles that a policy makes. */
const MADE_UPON = /^(holdfast|hf)_/

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function rowsOf({ people, trade }: Company, end: Date): Record<keyof typeof TABLES, Row[]> {
  const ago = (days: number, salt = 0): string =>
    new Date(end.getTime() - days * 86_400_000 - ((salt * 7919) % 80_000) * 1000).toISOString()
  return {
    products: trade.products.map((each) => ({ ...each })),
    customers: people.customers.map((each) => ({
      id: each.id,
      first_name: each.firstName,
      last_name: each.lastName,
      email: each.email,
      phone: each.phone,
      birth_date: each.birthDate,
      language: each.language,
      country: each.country,
      created_at: ago(each.sinceDays, each.id),
    })),
    addresses: people.addresses.map(({ customer, ...each }) => ({ ...each, customer_id: customer })),
    orders: trade.orders.map((each) => ({
      id: each.id,
      customer_id: each.customer,
      status: each.status,
      ordered_at: ago(each.daysAgo, each.id),
    })),
    order_items: trade.orders.flatMap((order) =>
      order.items.map((item, index) => ({
        order_id: order.id,
        line: index + 1,
        product_id: item.product,
        quantity: item.quantity,
        price: item.price,
      })),
    ),
    payments: trade.payments.map((each) => ({
      id: each.id,
      order_id: each.order,
      method: each.method,
      card_number: each.card,
      card_expires: each.expires,
      iban: each.iban,
      amount: each.amount,
      paid_at: ago(trade.orders[each.order - 50_001]?.daysAgo ?? 0, each.id),
    })),
    tickets: trade.tickets.map((each) => ({
      id: each.id,
      customer_id: each.customer,
      agent: each.agent,
      subject: each.subject,
      body: each.body,
      state: each.state,
      created_at: ago(each.daysAgo, each.id),
    })),
    newsletter: trade.newsletter.map((each) => ({
      id: each.id,
      email: each.email,
      name: each.name,
      language: each.language,
      subscribed_at: ago(each.daysAgo, each.id),
    })),
    price_changes: trade.products.map((each, index) => ({
      id: index + 1,
      product_id: each.id,
      old_price: (Number(each.price) * 0.9).toFixed(2),
      new_price: each.price,
      changed_at: ago(60 + index, index),
    })),
  }
}
