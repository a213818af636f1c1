// What a notice keeps in notice.body, and how its rows are read. Owns the shape only.
import type { Db } from '../../platform/store/store.ts'
import { respondError } from '../errors.ts'
import type { NoticeText } from './notice-text.ts'

export interface NoticeBody {
  readonly languages: readonly string[]
  readonly texts: readonly NoticeText[]
  /** base64 of portable Roaring bytes */
  readonly people: string
  readonly count: number
  readonly missing: readonly string[]
  readonly notes: readonly string[]
  readonly draftedBy: string
  readonly approvedBy: string | null
  /** of the salt in proofs, sealed: whoever holds the proofs alone cannot try addresses */
  readonly saltEnc: string
  readonly drill: boolean
  readonly startedAt: string | null
  readonly endedAt: string | null
  readonly problem: string | null
  readonly proofs: string | null
}

export interface NoticeRow {
  readonly id: string
  readonly incident: string
  readonly scopeVersion: number
  readonly law: string
  readonly state: 'draft' | 'approved' | 'sending' | 'sent'
  readonly body: NoticeBody
}

export interface Proof {
  readonly n: number
  readonly message: string
  readonly address: string
  readonly mta: string
  readonly time: string
  readonly messageId: string
}

export async function readNotice(db: Db, id: string): Promise<NoticeRow> {
  const row = await db.selectFrom('notice').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw respondError('notice-unknown')
  return { id, incident: row.incident, scopeVersion: row.scope_version, law: row.law, state: row.state, body: row.body as NoticeBody }
}

export async function countsOf(db: Db, id: string): Promise<{ readonly sent: number; readonly failed: number }> {
  const row = await db
    .selectNoFrom((eb) => [
      eb
        .selectFrom('sent')
        .select((inner) => inner.fn.countAll<string>().as('n'))
        .where('notice', '=', id)
        .as('sent'),
      eb
        .selectFrom('notice_failure')
        .select((inner) => inner.fn.countAll<string>().as('n'))
        .where('notice', '=', id)
        .as('failed'),
    ])
    .executeTakeFirstOrThrow()
  return { sent: Number(row.sent), failed: Number(row.failed) }
}
