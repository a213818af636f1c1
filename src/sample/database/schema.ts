// The sample shop's tables, roles and grants, as SQL. Owns what a shop of that size has grown into, its mistakes among them: a login for reports
// that reads everything, a table open to all, a login with a predefined role.
import { SERVICES, STAFF } from '../company/staff.ts'

export const DATABASE = 'shop'

/** Reads for Holdfast; nothing else. */
export const READER = 'holdfast_reader'

export const TABLES: Readonly<Record<string, string>> = {
  products: 'id int primary key, sku text not null unique, title text not null, price numeric(10,2) not null',
  customers: `id int primary key, first_name text not null, last_name text not null, email text, phone text, birth_date date not null,
    language text not null, country text, created_at timestamptz not null`,
  addresses: `id int primary key, customer_id int not null references customers, kind text not null, street text not null, postcode text not null,
    city text not null, state text, country text not null`,
  orders: 'id int primary key, customer_id int not null references customers, status text not null, ordered_at timestamptz not null',
  order_items: `order_id int not null references orders, line int not null, product_id int not null references products, quantity int not null,
    price numeric(10,2) not null, primary key (order_id, line)`,
  payments: `id int primary key, order_id int not null references orders, method text not null, card_number text, card_expires text, iban text,
    amount numeric(10,2) not null, paid_at timestamptz not null`,
  tickets: `id int primary key, customer_id int not null references customers, agent text not null, subject text not null, body text not null,
    state text not null, created_at timestamptz not null`,
  newsletter: 'id int primary key, email text not null unique, name text, language text not null, subscribed_at timestamptz not null',
  price_changes:
    'id int primary key, product_id int not null references products, old_price numeric(10,2), new_price numeric(10,2), changed_at timestamptz not null',
}

const support = STAFF.filter((each) => each.desk === 'support')
const others = STAFF.filter((each) => each.desk !== 'support')

/** Every role that the sample makes, in the order in which they can be dropped. */
export const ROLES: readonly string[] = [
  ...STAFF.map((each) => each.login),
  SERVICES.app,
  SERVICES.batch,
  SERVICES.reporting,
  READER,
  'support',
  'analytics',
  SERVICES.owner,
]

/** `secret`: the password of a role; made anew for every sample database. */
export function schemaSql(secret: (role: string) => string): string[] {
  const login = (role: string, more = ''): string => `create role ${role} login password '${secret(role)}'${more}`
  return [
    `create role ${SERVICES.owner} nologin`,
    'create role support nologin',
    'create role analytics nologin',
    login(SERVICES.app),
    login(SERVICES.batch),
    login(SERVICES.reporting),
    login(READER),
    ...support.map((each) => login(each.login, ' in role support')),
    ...others.map((each) => login(each.login, each.desk === 'analytics' ? ' in role analytics' : ' in role pg_read_all_data')),
    ...Object.entries(TABLES).map(([table, columns]) => `create table public.${table} (${columns})`),
    `create view public.order_totals as select o.id, o.ordered_at, sum(i.price * i.quantity) as total
       from public.orders o join public.order_items i on i.order_id = o.id group by o.id, o.ordered_at`,
  ]
}

/** After the rows are in: loading is quicker without indexes, and nobody looks before. */
export function grantsSql(): string[] {
  return [
    'create index on public.addresses (customer_id)',
    'create index on public.orders (customer_id)',
    'create index on public.payments (order_id)',
    'create index on public.tickets (customer_id)',
    ...Object.keys(TABLES).map((table) => `alter table public.${table} owner to ${SERVICES.owner}`),
    `alter view public.order_totals owner to ${SERVICES.owner}`,
    `grant select, insert, update, delete on all tables in schema public to ${SERVICES.app}`,
    `grant select on public.orders, public.order_items, public.payments to ${SERVICES.batch}`,
    `grant update (status) on public.orders to ${SERVICES.batch}`,
    'grant select on public.customers, public.addresses, public.orders, public.order_items, public.products, public.tickets to support',
    'grant update (state) on public.tickets to support',
    'grant select on public.orders, public.order_items, public.products, public.order_totals, public.price_changes to analytics',
    'grant select (country, created_at) on public.customers to analytics',
    // Two mistakes: reports need orders, and got everything; the newsletter was opened to all for an export.
    `grant select on all tables in schema public to ${SERVICES.reporting}`,
    'grant select on public.newsletter to public',
    `grant select on all tables in schema public to ${READER}`,
  ]
}
