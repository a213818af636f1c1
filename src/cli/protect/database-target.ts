// A PostgreSQL named on the command line, for commands that ask or change more than its data: sessions in it, and the labels of its columns from a
// sampled scan. Keeps nothing.
import { coreError } from '../../core/errors.ts'
import type { StoreId } from '../../core/ids.ts'
import { defaultJobs, runScan } from '../../discover/scan/run-scan.ts'
import { openSession } from '../../discover/source/postgres/store-session.ts'
import { scanTarget, storeProbe } from '../../discover/store-probe.ts'
import type { Credentials, StoreSession } from '../../landscape/contract.ts'
import type { KnownField } from '../../protect/compile/labels.ts'
import type { CommandInput } from '../command.ts'
import { createProgress } from '../scan-report/progress.ts'

const SAMPLE_ROWS = 2000

export interface DatabaseTarget {
  readonly id: StoreId
  readonly name: string
  /** without its secret */
  readonly where: string
  /** null: as the target says */
  connect(as: Credentials | null): Promise<StoreSession>
  /** Reads a sample of every table and says what is in its columns; and what could not be read. */
  labels(input: CommandInput): Promise<{ readonly fields: readonly KnownField[]; readonly unread: readonly string[] }>
}

export async function databaseTarget(text: string, { environment, signal }: CommandInput): Promise<DatabaseTarget> {
  const parsed = await storeProbe.parse(text, null)
  if (parsed.kind !== 'postgres') {
    throw coreError('usage', { what: 'policies are compiled for PostgreSQL only', help: 'give postgres://user@host:5432/database' })
  }
  const target = { ...parsed, secret: parsed.secret ?? environment.pgPassword }
  return {
    id: target.id,
    name: target.suggestedName,
    where: target.where,
    connect: (as) => openSession(target, as === null ? target.secret : as.password, as?.user ?? null, signal),
    async labels({ terminal }) {
      const fields: KnownField[] = []
      const unread: string[] = []
      const progress = createProgress(terminal, 1)
      try {
        await runScan(
          { stores: [scanTarget(target)], mode: { kind: 'sample', rows: SAMPLE_ROWS } },
          { signal, jobs: defaultJobs() },
          {
            object(_, scan) {
              if (scan.outcome.status === 'failed' || scan.outcome.status === 'skipped') unread.push(scan.object.name)
              for (const { field, result } of scan.fields) {
                fields.push({
                  path: scan.object.path,
                  field: field.path,
                  level: result.label?.level ?? null,
                  regimes: result.label?.regimes ?? [],
                  types: result.types.map((type) => type.type),
                  verdict: result.verdict,
                })
              }
            },
            unlisted: (_, entry) => void unread.push(entry.name),
            step: (store, step) => progress.step(store, step),
            storeEnd(_, problem) {
              if (problem !== null) throw problem
            },
          },
        )
      } finally {
        progress.end()
      }
      return { fields, unread }
    },
  }
}
