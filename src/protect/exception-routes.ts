// Routes of exceptions. Turns requests into calls and answers into views; decides nothing itself.
import { Type, type Static } from 'typebox'
import { StoreIdText, Uuid } from '../core/contract/api.ts'
import { instant } from '../core/clock.ts'
import type { FieldId, StoreId } from '../core/ids.ts'
import type { Landscape } from '../landscape/contract.ts'
import { EVERY_ROLE, type Routes } from '../platform/http/http.ts'
import { ExceptionBody, ExceptionsView, ExceptionView } from './api.ts'
import type { RoleException } from './contract.ts'
import type { Exceptions } from './exceptions.ts'
import { protectError } from './errors.ts'
import { shownInstant } from './plans.ts'

const CHANGING = ['owner', 'analyst'] as const

function exceptionView(one: RoleException): Static<typeof ExceptionView> {
  return {
    ...one,
    fields: [...one.fields],
    proposedAt: instant(one.proposedAt),
    approvedAt: shownInstant(one.approvedAt),
    until: instant(one.until),
    endedAt: shownInstant(one.endedAt),
  }
}

export function exceptionRoutes(exceptions: Exceptions, access: Pick<Landscape['access'], 'readAt'>): Routes {
  return (app) => {
    const params = Type.Object({ id: StoreIdText })
    const one = Type.Object({ id: Uuid })

    app.get(
      '/api/stores/:id/exceptions',
      { config: { allow: EVERY_ROLE }, schema: { params, response: { 200: ExceptionsView } } },
      async (request) => {
        const store = request.params.id as StoreId
        const [list, readers, readAt] = await Promise.all([exceptions.list(store), exceptions.readers(store), access.readAt(store)])
        return {
          exceptions: list.map(exceptionView),
          readAt: shownInstant(readAt),
          readers: readers.map((reader) => ({ ...reader, kinds: [...reader.kinds] })),
        }
      },
    )

    app.post(
      '/api/stores/:id/exceptions',
      {
        config: { allow: CHANGING, records: 'exception.proposed' },
        schema: { params, body: ExceptionBody, response: { 200: ExceptionView } },
      },
      async (request) => {
        const { role, fields, reason, until } = request.body
        const end = new Date(until)
        if (Number.isNaN(end.getTime())) throw protectError('exception-until', { days: 366 })
        const id = await exceptions.propose(request.actor(), request.params.id as StoreId, {
          role,
          reason: reason.trim(),
          until: end,
          ...(fields === undefined ? {} : { fields: fields as FieldId[] }),
        })
        return exceptionView(await exceptions.one(id))
      },
    )

    app.post(
      '/api/exceptions/:id/approve',
      {
        config: { allow: CHANGING, records: 'exception.approved' },
        schema: { params: one, body: Type.Object({}), response: { 200: ExceptionView } },
      },
      async (request) => {
        await exceptions.approve(request.actor(), request.params.id)
        return exceptionView(await exceptions.one(request.params.id))
      },
    )

    app.post(
      '/api/exceptions/:id/end',
      {
        config: { allow: CHANGING, records: 'exception.ended' },
        schema: { params: one, body: Type.Object({}), response: { 200: ExceptionView } },
      },
      async (request) => {
        await exceptions.end(request.actor(), request.params.id)
        return exceptionView(await exceptions.one(request.params.id))
      },
    )
  }
}
