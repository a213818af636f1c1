// Notices: drafted under one law from one scope, approved by a second person, handed to the job that sends. Owns the table `notice` but for
// what the job writes while it sends.
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { instant } from '../../core/clock.ts'
import type { Actor } from '../../core/contract/roles.ts'
import { newId } from '../../core/ids.ts'
import type { Subjects } from '../../discover/contract.ts'
import { peopleBuilder, peopleOf, readPeople, type PeopleSet } from '../../platform/events/people-set.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Containments } from '../containment/containments.ts'
import type { NoticeSummary } from '../contract.ts'
import { respondError } from '../errors.ts'
import { lockIncident, type IncidentRegistry } from '../incidents/incident-registry.ts'
import { lawKey, type LawRule } from '../law/law-rule.ts'
import { lawCovers } from '../law/regions.ts'
import { peopleIn, type KeptScope, type ScopeRegistry } from '../scope/scope-registry.ts'
import type { MailSettings } from './mail-settings.ts'
import { countsOf, readNotice, type NoticeBody, type NoticeRow } from './notice-body.ts'
import { writeNotice, type Blocks } from './notice-text.ts'

const PAGE = 50_000

export interface NoticeNeeds {
  readonly rules: () => readonly LawRule[]
  readonly blocks: () => ReadonlyMap<string, Blocks>
  readonly incidents: IncidentRegistry
  readonly scopes: ScopeRegistry
  readonly containments: Containments
  readonly subjects: Pick<Subjects, 'byJurisdiction'>
  readonly mail: MailSettings
}

export interface NoticeRegistry {
  draft(actor: Actor, incident: string, wish: { readonly law: string; readonly languages: readonly string[] }): Promise<NoticeRow>
  approve(actor: Actor, id: string): Promise<NoticeRow>
  send(actor: Actor, id: string): Promise<NoticeRow>
  list(incident: string): Promise<readonly NoticeSummary[]>
  /** Rules (ids) under which everybody of the last scope was told, with the moment of the last message. */
  told(incident: string): Promise<ReadonlyMap<string, Date>>
}

export function createNoticeRegistry(
  platform: Pick<Platform, 'store' | 'ledger' | 'clock' | 'keys' | 'queue'>,
  needs: NoticeNeeds,
): NoticeRegistry {
  const { store, ledger, clock, keys, queue } = platform

  const ruleOf = (law: string): LawRule => {
    const found = needs.rules().filter((rule) => lawKey(rule) === law || rule.id === law)
    // the id alone: its newest version
    const rule = found.toSorted((a, b) => b.version - a.version)[0]
    if (rule === undefined) throw respondError('law-unknown', { law: law.slice(0, 100) })
    return rule
  }

  /**
   * Whom to tell under the rule: everybody known to be accessed who lives under it. Whoever may live anywhere is told too, once an incident:
   * under the first notice that reaches them. Nobody's knowledge of what left decides here: believed taken is enough.
   */
  const addressed = async (rule: LawRule, scope: KeptScope): Promise<{ readonly known: PeopleSet; readonly unknown: PeopleSet }> => {
    const accessed = peopleIn(scope, 'accessed')
    let known = peopleOf([])
    let unknown = peopleOf([])
    for (const [jurisdiction, people] of await needs.subjects.byJurisdiction(accessed)) {
      const country = rule.jurisdictions.some((law) => law.startsWith(`${jurisdiction}-`))
      if (rule.jurisdictions.some((law) => lawCovers(law, jurisdiction))) known = known.union(people)
      else if (jurisdiction === 'unknown' || country) unknown = unknown.union(people)
    }
    return { known: known.intersect(accessed), unknown: unknown.intersect(accessed).minus(known) }
  }

  const elsewhere = async (incident: string, but: string | null): Promise<PeopleSet> => {
    let query = store.db.selectFrom('notice').select(['id', 'body']).where('incident', '=', incident).where('state', '!=', 'draft')
    if (but !== null) query = query.where('id', '!=', but)
    const rows = await query.execute()
    return rows.reduce((set, row) => set.union(readPeople(Buffer.from((row.body as NoticeBody).people, 'base64'))), peopleOf([]))
  }

  const sentUnder = async (incident: string, law: string): Promise<PeopleSet> => {
    const builder = peopleBuilder()
    for (let after = 0; ;) {
      const { rows } = await sql<{ n: number }>`
        select distinct s.n from notice n join sent s on s.notice = n.id
        where n.incident = ${incident} and regexp_replace(n.law, '@[0-9]+$', '') = ${law} and s.n > ${after}::integer order by s.n limit ${PAGE}`.execute(
        store.db,
      )
      for (const { n } of rows) builder.add(n)
      if (rows.length < PAGE) return builder.build()
      after = rows.at(-1)!.n
    }
  }

  const change = async (
    id: string,
    from: readonly NoticeRow['state'][],
    work: (
      row: NoticeRow,
      tx: Parameters<Parameters<typeof store.transaction>[0]>[0],
    ) => Promise<{ state: NoticeRow['state']; body: NoticeBody }>,
  ): Promise<NoticeRow> => {
    await store.transaction(async (tx) => {
      const kept = await tx.selectFrom('notice').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
      if (kept === undefined) throw respondError('notice-unknown')
      if (!from.includes(kept.state)) {
        throw respondError('notice-state', { state: kept.state, help: `this is possible while it is ${from.join(' or ')}` })
      }
      const row: NoticeRow = {
        id,
        incident: kept.incident,
        scopeVersion: kept.scope_version,
        law: kept.law,
        state: kept.state,
        body: kept.body as NoticeBody,
      }
      const { state, body } = await work(row, tx)
      await tx
        .updateTable('notice')
        .set({ state, body: JSON.stringify(body) })
        .where('id', '=', id)
        .execute()
    })
    return await readNotice(store.db, id)
  }

  return {
    async draft(actor, incidentId, { law, languages }) {
      const incident = await needs.incidents.find(incidentId)
      if (incident === null) throw respondError('incident-unknown')
      const rule = ruleOf(law)
      if (rule.to !== 'people') throw respondError('law-not-people', { law: lawKey(rule) })
      const scope = await needs.scopes.read(incidentId, 'last')
      if (scope === null) throw respondError('scope-missing')
      const blocks = needs.blocks()
      const { known, unknown } = await addressed(rule, scope)
      const people = known.union(unknown.minus(await elsewhere(incidentId, null)))
      if (people.size === 0) throw respondError('notice-nobody', { law: lawKey(rule) })
      const contained = (await needs.containments.list(incidentId)).filter(({ state }) => state === 'verified')
      const times = scope.body.queries.flatMap(({ from, to }) => [Date.parse(from), Date.parse(to)])
      const given = {
        facts: incident.facts as Parameters<typeof writeNotice>[2]['facts'],
        from: new Date(Math.min(...times)),
        to: new Date(Math.max(...times)),
        containedAt: contained.map(({ verifiedAt }) => verifiedAt).findLast((at) => at !== null) ?? null,
        shown: scope.body.shown,
      }
      const written = [...new Set(languages)].map((lang) => {
        const words = blocks.get(lang)
        if (words === undefined) throw respondError('language-unknown', { lang, known: [...blocks.keys()].join(', ') })
        return writeNotice(rule, words, given)
      })
      const total = scope.body.totals.accessed
      const notes = [
        ...(total.upper > total.lower
          ? [
              `between ${total.lower} and ${total.upper} people may be concerned; this notice goes to those who are known by name of the directory`,
            ]
          : []),
        ...(unknown.size > 0
          ? [`the jurisdiction of ${unknown.size} of these people is unknown: they are told once, under the first notice`]
          : []),
        ...(rule.verified === 'none' ? ['nobody compared this rule with the text of the law yet: ask counsel before sending'] : []),
        ...(incident.drill ? ['a drill: it can be sent to a mail server on this machine only'] : []),
      ]
      const id = newId(clock)
      const body: NoticeBody = {
        languages: [...new Set(languages)],
        texts: written.map(({ text }) => text),
        people: Buffer.from(people.bytes()).toString('base64'),
        count: people.size,
        missing: [...new Set(written.flatMap(({ missing }) => missing))],
        notes,
        draftedBy: actor.id,
        approvedBy: null,
        saltEnc: keys.seal('mail-secret', randomBytes(32), `notice:${id}`).toString('base64'),
        drill: incident.drill,
        startedAt: null,
        endedAt: null,
        problem: null,
        proofs: null,
      }
      await store.transaction(async (tx) => {
        await lockIncident(tx, incidentId)
        await tx
          .insertInto('notice')
          .values({
            id,
            incident: incidentId,
            scope_version: scope.version,
            law: lawKey(rule),
            body: JSON.stringify(body),
            state: 'draft',
            drafted_at: clock.now(),
          })
          .execute()
        await ledger.append(tx, {
          actor,
          kind: 'notice.drafted',
          entity: id,
          body: {
            incident: incidentId,
            scope: scope.version,
            law: lawKey(rule),
            people: people.size,
            texts: body.texts.map(({ lang, subject, text }) => ({ lang, subject, text })),
            missing: [...body.missing],
          },
        })
      })
      return await readNotice(store.db, id)
    },

    async approve(actor, id) {
      const before = await readNotice(store.db, id)
      if (actor.kind !== 'account') throw respondError('not-a-person')
      if (actor.id === before.body.draftedBy) throw respondError('same-person')
      const last = await needs.scopes.read(before.incident, 'last')
      const missing = [...before.body.missing]
      if (last !== null && last.version !== before.scopeVersion)
        missing.push(`the scope has a newer version, ${last.version}: draft the notice again`)
      if (missing.length > 0) throw respondError('notice-incomplete', { missing: missing.join('; ').slice(0, 800) })
      // Another notice may have been approved since the draft: whoever may live anywhere is told once.
      const drafted = readPeople(Buffer.from(before.body.people, 'base64'))
      const { known } = await addressed(ruleOf(before.law), last ?? (await mustScope(before)))
      const people = drafted.minus(await elsewhere(before.incident, id)).union(drafted.intersect(known))
      return await change(id, ['draft'], async (row, tx) => {
        await ledger.append(tx, {
          actor,
          kind: 'notice.approved',
          entity: id,
          body: { incident: row.incident, law: row.law, people: people.size },
        })
        return {
          state: 'approved',
          body: { ...row.body, approvedBy: actor.id, people: Buffer.from(people.bytes()).toString('base64'), count: people.size },
        }
      })
    },

    async send(actor, id) {
      const before = await readNotice(store.db, id)
      const route = await needs.mail.route()
      if (before.body.drill && !route.local) throw respondError('mail-drill')
      return await change(id, ['approved', 'sending', 'sent'], async (row, tx) => {
        const now = clock.now()
        // Asked for by a person: those who failed are tried once more.
        await tx.updateTable('notice_failure').set({ next_at: now, tries: 0 }).where('notice', '=', id).execute()
        await queue.send(tx, 'respond.send-notice', { notice: id }, { key: id })
        await ledger.append(tx, {
          actor,
          kind: 'notice.sending',
          entity: id,
          body: { incident: row.incident, law: row.law, people: row.body.count },
        })
        return { state: 'sending', body: { ...row.body, startedAt: row.body.startedAt ?? instant(now), endedAt: null, problem: null } }
      })
    },

    async list(incident) {
      const rows = await store.db
        .selectFrom('notice')
        .select('id')
        .where('incident', '=', incident)
        .orderBy('drafted_at')
        .orderBy('id')
        .execute()
      return await Promise.all(rows.map(async ({ id }) => await summary(platform, await readNotice(store.db, id))))
    },

    async told(incident) {
      const out = new Map<string, Date>()
      const scope = await needs.scopes.read(incident, 'last')
      if (scope === null) return out
      // Counted in the database: each look at an incident asks this, and a notice may have gone to a million people.
      const { rows } = await sql<{ id: string; people: string; last: string }>`
        select regexp_replace(n.law, '@[0-9]+$', '') as id, count(distinct s.n) as people, max(s.proof->>'time') as last
        from notice n join sent s on s.notice = n.id where n.incident = ${incident} group by 1`.execute(store.db)
      for (const { id, people, last } of rows) {
        const rule = needs.rules().find((one) => one.id === id)
        if (rule === undefined) continue
        const { known } = await addressed(rule, scope)
        if (known.size === 0 || Number(people) < known.size) continue
        if (known.minus(await sentUnder(incident, id)).size === 0) out.set(id, new Date(last))
      }
      return out
    },
  }

  async function mustScope(row: NoticeRow): Promise<KeptScope> {
    const scope = await needs.scopes.read(row.incident, row.scopeVersion)
    if (scope === null) throw respondError('scope-missing')
    return scope
  }
}

export async function summary({ store }: Pick<Platform, 'store'>, row: NoticeRow): Promise<NoticeSummary> {
  const { sent, failed } = await countsOf(store.db, row.id)
  return {
    id: row.id,
    incident: row.incident,
    scopeVersion: row.scopeVersion,
    law: row.law,
    state: row.state,
    people: row.body.count,
    sent,
    failed,
  }
}
