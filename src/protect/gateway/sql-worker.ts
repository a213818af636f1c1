// The thread that reads the texts of statements with PostgreSQL's own parser. Texts are a client's and may be hostile: they break the parser
// for good (DESIGN.md §3), so whoever runs this thread replaces it. Literals never leave it.
import { parentPort } from 'node:worker_threads'
import { fingerprintSync, hasSqlDetails, loadModule, parseSync } from 'libpg-query'
import { factsOf, type StatementFacts } from './statement-facts.ts'

export interface SqlQuestion {
  readonly id: number
  readonly text: string
}

/** `facts` null: PostgreSQL would not parse it either, or the parser failed. `broken`: this thread must not be asked again. */
export interface SqlReply {
  readonly id: number
  readonly facts: readonly StatementFacts[] | null
  readonly broken: boolean
}

await loadModule()
const port = parentPort!
port.postMessage('ready')
port.on('message', (question: SqlQuestion) => {
  const reply = (facts: readonly StatementFacts[] | null, broken: boolean): void =>
    port.postMessage({ id: question.id, facts, broken } satisfies SqlReply)
  try {
    reply(readText(question.text), false)
  } catch (error) {
    reply(null, !hasSqlDetails(error))
  }
})

function readText(text: string): readonly StatementFacts[] {
  const statements = parseSync(text).stmts ?? []
  if (statements.length === 1) return [factsOf((statements[0]!.stmt ?? {}) as Record<string, unknown>, mark(text))]
  const bytes = Buffer.from(text, 'utf8')
  return statements.map((one) => {
    const from = one.stmt_location ?? 0
    const length = one.stmt_len ?? 0
    const own = bytes.subarray(from, length === 0 ? bytes.length : from + length).toString('utf8')
    return factsOf((one.stmt ?? {}) as Record<string, unknown>, mark(own))
  })
}

// The same for statements that differ only in their literals.
function mark(text: string): string | null {
  try {
    return fingerprintSync(text)
  } catch {
    return null
  }
}
