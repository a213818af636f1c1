// Routes of notices and of the mail server they go through. Turns requests into calls; decides nothing itself.
import { Type, type Static } from 'typebox'
import { instant } from '../../core/clock.ts'
import { Uuid } from '../../core/contract/api.ts'
import { EVERY_ROLE, type Routes } from '../../platform/http/http.ts'
import type { Platform } from '../../platform/platform.ts'
import { MailBody, MailView, NoticeNewBody, NoticeView, ProofsView } from '../api.ts'
import type { MailSettings } from './mail-settings.ts'
import { readNotice, type NoticeRow, type Proof } from './notice-body.ts'
import { summary, type NoticeRegistry } from './notice-registry.ts'
import { previewOf, type Blocks } from './notice-text.ts'

const Params = Type.Object({ id: Uuid })
const Empty = Type.Object({}, { additionalProperties: false })

export function noticeRoutes(
  platform: Platform,
  parts: {
    readonly notices: NoticeRegistry
    readonly mail: MailSettings
    readonly blocks: () => ReadonlyMap<string, Blocks>
    readonly actorNames: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>
  },
): Routes {
  const { store } = platform
  const { notices, mail } = parts

  const view = async (row: NoticeRow): Promise<Static<typeof NoticeView>> => {
    const { body } = row
    const names = await parts.actorNames(body.approvedBy === null ? [body.draftedBy] : [body.draftedBy, body.approvedBy])
    const failures = await store.db.selectFrom('notice_failure').selectAll().where('notice', '=', row.id).orderBy('n').limit(1000).execute()
    return {
      ...(await summary(platform, row)),
      languages: [...body.languages],
      previews: body.texts.map((text) => previewOf(text, parts.blocks().get(text.lang))),
      missing: [...body.missing],
      notes: [...body.notes],
      draftedBy: names.get(body.draftedBy) ?? body.draftedBy,
      approvedBy: body.approvedBy === null ? null : (names.get(body.approvedBy) ?? body.approvedBy),
      failures: failures.map((one) => ({
        n: one.n,
        reason: one.reason.slice(0, 500),
        tries: one.tries,
        nextAt: one.next_at === null ? null : instant(one.next_at),
      })),
      problem: body.problem,
      startedAt: body.startedAt,
      endedAt: body.endedAt,
      proofs: body.proofs,
    }
  }

  return (app) => {
    app.post(
      '/api/incidents/:id/notices',
      {
        config: { allow: ['owner', 'analyst'], records: 'notice.drafted' },
        schema: { params: Params, body: NoticeNewBody, response: { 200: NoticeView } },
      },
      async (request) => await view(await notices.draft(request.actor(), request.params.id, request.body)),
    )

    app.get(
      '/api/notices/:id',
      { config: { allow: EVERY_ROLE }, schema: { params: Params, response: { 200: NoticeView } } },
      async (request) => await view(await readNotice(store.db, request.params.id)),
    )

    app.post(
      '/api/notices/:id/approve',
      {
        config: { allow: ['owner', 'analyst'], records: 'notice.approved' },
        schema: { params: Params, body: Empty, response: { 200: NoticeView } },
      },
      async (request) => await view(await notices.approve(request.actor(), request.params.id)),
    )

    app.post(
      '/api/notices/:id/send',
      {
        config: { allow: ['owner'], records: 'notice.sending' },
        schema: { params: Params, body: Empty, response: { 200: NoticeView } },
      },
      async (request) => await view(await notices.send(request.actor(), request.params.id)),
    )

    app.get(
      '/api/notices/:id/proofs',
      {
        config: { allow: ['owner', 'analyst', 'auditor'] },
        schema: {
          params: Params,
          querystring: Type.Object({
            after: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 })),
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
          }),
          response: { 200: ProofsView },
        },
      },
      async (request) => {
        const { after = 0, limit = 1000 } = request.query
        await readNotice(store.db, request.params.id)
        const rows = await store.db
          .selectFrom('sent')
          .selectAll()
          .where('notice', '=', request.params.id)
          .where('n', '>', after)
          .orderBy('n')
          .limit(limit)
          .execute()
        return { proofs: rows.map((row) => row.proof as Proof), next: rows.length === limit ? rows.at(-1)!.n : null }
      },
    )

    app.get(
      '/api/mail',
      { config: { allow: ['owner', 'analyst', 'auditor'] }, schema: { response: { 200: MailView } } },
      async () => await mail.view(),
    )

    app.put(
      '/api/mail',
      { config: { allow: ['owner'], records: 'mail.set' }, schema: { body: MailBody, response: { 200: MailView } } },
      async (request) => await mail.set(request.actor(), request.body),
    )
  }
}
