// The job that sends a notice: one message a person, in that person's language, contact data fetched from the stores at this moment and kept
// nowhere. Owns the tables `sent` and `notice_failure`. Killed anywhere it can run again: whoever has a proof gets nothing more.
//
// The one window that cannot be closed: the server has said 250 and this process dies before the proof is written. That person gets the
// message again, with the same Message-ID, by which mail programs and servers recognise it.
import { createHash, createHmac } from 'node:crypto'
import pg from 'pg'
import { canonicalJson, type Json } from '../../core/canonical-json.ts'
import { instant, monotonicMs } from '../../core/clock.ts'
import type { Actor } from '../../core/contract/roles.ts'
import type { Contact, Subjects } from '../../discover/contract.ts'
import { peopleOf, readPeople } from '../../platform/events/people-set.ts'
import type { Platform } from '../../platform/platform.ts'
import { respondError } from '../errors.ts'
import { cleanName, isUsableAddress } from './mail-address.ts'
import { addressIn, type MailRoute, type MailSettings } from './mail-settings.ts'
import { countsOf, readNotice, type NoticeRow, type Proof } from './notice-body.ts'
import { greet, type Blocks, type NoticeText } from './notice-text.ts'
import { createSmtpSender, type Delivery, type SmtpSender, type SmtpTimes } from './smtp-sender.ts'

export interface SendNeeds {
  readonly subjects: Pick<Subjects, 'contacts'>
  readonly mail: MailSettings
  readonly blocks: () => ReadonlyMap<string, Blocks>
  readonly times?: SmtpTimes
  /** pause after a server's "later", doubled each time; default one minute */
  readonly againMs?: number
  readonly onSent?: (n: number) => void
}

const SYSTEM: Actor = { kind: 'system', id: 'holdfast', role: 'owner' }
const BATCH = 500
const AT_ONCE = 4
/** "later" so often, then it waits for a person to ask again */
const TRIES = 6
/** a broken connection says less about the person: the server may have been away for a day */
const TRIES_AWAY = 30
const LONGEST_MS = 3_600_000
/** failures of the server in a row, after which the job gives up its turn */
const AWAY = 3

export function createSendNotice(
  platform: Pick<Platform, 'store' | 'ledger' | 'clock' | 'keys' | 'log'>,
  needs: SendNeeds,
): (data: { readonly notice: string }, signal: AbortSignal) => Promise<void> {
  const { store, ledger, clock, keys, log } = platform

  return async ({ notice: id }, signal) => {
    const turn = await takeTurn(store.connection, id)
    // Another process is sending this notice: it goes on there.
    if (turn === null) return
    try {
      const notice = await readNotice(store.db, id)
      if (notice.state !== 'sending') return
      const route = await needs.mail.route()
      if (notice.body.drill && !route.local) throw respondError('mail-drill')
      const ending = AbortSignal.any([signal, turn.lost])
      const sender = createSmtpSender(route, AT_ONCE, needs.times)
      try {
        await sendAll(notice, route, sender, ending)
      } finally {
        sender.close()
      }
      if (ending.aborted) throw respondError('mail-away', { why: 'sending was interrupted' })
      await finish(id)
    } catch (thrown) {
      const { code } = thrown as { code?: unknown }
      await note(id, typeof code === 'string' && code.startsWith('respond/') ? (thrown as Error).message : 'sending was interrupted')
      throw thrown
    } finally {
      await turn.end()
    }
  }

  async function sendAll(notice: NoticeRow, route: MailRoute, sender: SmtpSender, signal: AbortSignal): Promise<void> {
    const salt = keys.open('mail-secret', Buffer.from(notice.body.saltEnc, 'base64'), `notice:${notice.id}`)
    const pace = createPace(route.perMinute)
    let away = 0
    const one = async (contact: Contact): Promise<void> => {
      if (signal.aborted || away >= AWAY) return
      const { email } = contact
      if (email === null) return await fail(notice.id, contact.n, 'no mail address in the stores', 0)
      const address = email.trim()
      if (!isUsableAddress(address)) return await fail(notice.id, contact.n, 'the mail address in the stores is not usable', 0)
      await pace(signal)
      if (signal.aborted) return
      const message = messageFor(notice, route, contact, address)
      const result = await sender.send(message, signal)
      if (result.kind === 'taken') {
        away = 0
        await taken(notice.id, contact.n, salt, address, message.messageId, result)
        needs.onSent?.(contact.n)
      } else if (result.kind === 'refused') {
        away = 0
        await fail(notice.id, contact.n, result.reason, result.again ? TRIES : 0)
      } else if (!signal.aborted) {
        away++
        await fail(notice.id, contact.n, `the connection to the mail server broke: ${result.code}`, TRIES_AWAY)
        log.warn('notice.server-away', { notice: notice.id, code: result.code })
        if (away >= AWAY) throw respondError('mail-away', { why: result.code })
      }
    }

    for (;;) {
      let moved = false
      for await (const batch of pending(notice)) {
        if (signal.aborted) return
        const { contacts, failed } = await needs.subjects.contacts(peopleOf(batch), signal)
        const gone = await goneAmong(failed)
        for (const n of failed) {
          if (gone.has(n)) await fail(notice.id, n, 'erased: nothing is known of this person any more', 0)
          else await fail(notice.id, n, 'the contact data could not be fetched from the stores', TRIES)
        }
        const found = new Set([...contacts.map(({ n }) => n), ...failed])
        for (const n of batch) if (!found.has(n)) await fail(notice.id, n, 'nothing is known of this person any more', 0)
        await inParallel(contacts, AT_ONCE, one)
        moved = true
        if (signal.aborted) return
      }
      if (moved) continue
      const next = await nextTry(notice.id)
      if (next === null) return
      await until(next, signal)
      if (signal.aborted) return
    }
  }

  async function goneAmong(people: readonly number[]): Promise<ReadonlySet<number>> {
    if (people.length === 0) return new Set()
    const rows = await store.db
      .selectFrom('subject')
      .select('n')
      .where('n', 'in', [...people])
      .where('erased_at', 'is not', null)
      .execute()
    return new Set(rows.map(({ n }) => n))
  }

  /** People without a proof whom nothing keeps waiting, in pages. */
  async function* pending(notice: NoticeRow): AsyncGenerator<number[]> {
    const done = new Set<number>()
    for (const row of await store.db.selectFrom('sent').select('n').where('notice', '=', notice.id).execute()) done.add(row.n)
    const now = clock.now()
    const waiting = await store.db.selectFrom('notice_failure').select(['n', 'next_at']).where('notice', '=', notice.id).execute()
    for (const row of waiting) if (row.next_at === null || row.next_at > now) done.add(row.n)
    let page: number[] = []
    for (const n of readPeople(Buffer.from(notice.body.people, 'base64'))) {
      if (done.has(n)) continue
      page.push(n)
      if (page.length < BATCH) continue
      yield page
      page = []
    }
    if (page.length > 0) yield page
  }

  function messageFor(notice: NoticeRow, route: MailRoute, contact: Contact, address: string) {
    const text = textFor(notice.body.texts, contact.lang)
    const blocks = needs.blocks().get(text.lang)
    const name = cleanName(contact.name)
    return {
      to: address,
      name,
      subject: text.subject,
      text: blocks === undefined ? text.text : greet(text.text, blocks, name),
      lang: text.lang,
      messageId: messageIdOf(notice.id, contact.n, route.from),
      date: clock.now(),
    }
  }

  /** The same for a notice and a person, whoever sends and however often. */
  function messageIdOf(notice: string, n: number, from: string): string {
    const id = createHmac('sha256', keys.derive('mail-secret')).update(`message-id\0${notice}\0${n}`).digest('hex').slice(0, 40)
    const domain = addressIn(from).split('@').at(-1)!
    return `<${id}@${/^[\x21-\x7e]+$/.test(domain) ? domain : 'holdfast.invalid'}>`
  }

  async function taken(
    id: string,
    n: number,
    salt: Buffer,
    address: string,
    messageId: string,
    result: Delivery & { kind: 'taken' },
  ): Promise<void> {
    const proof: Proof = {
      n,
      message: result.sha256,
      address: createHash('sha256').update(salt).update(address).digest('hex'),
      mta: result.mta,
      time: instant(clock.now()),
      messageId,
    }
    await store.transaction(async (tx) => {
      await tx
        .insertInto('sent')
        .values({ notice: id, n, proof: JSON.stringify(proof) })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      await tx.deleteFrom('notice_failure').where('notice', '=', id).where('n', '=', n).execute()
    })
  }

  /** Why a person was not reached. `tries`: how often it is tried again by itself; 0: it waits for a person to ask. */
  async function fail(id: string, n: number, reason: string, tries: number): Promise<void> {
    const at = clock.now()
    const row = await store.db.selectFrom('notice_failure').select('tries').where('notice', '=', id).where('n', '=', n).executeTakeFirst()
    const so = (row?.tries ?? 0) + 1
    const wait = Math.min((needs.againMs ?? 60_000) * 2 ** Math.min(so - 1, 20), LONGEST_MS)
    const values = { reason, tries: so, at, next_at: so < tries ? new Date(at.getTime() + wait) : null }
    await store.db
      .insertInto('notice_failure')
      .values({ notice: id, n, ...values })
      .onConflict((conflict) => conflict.columns(['notice', 'n']).doUpdateSet(values))
      .execute()
  }

  async function nextTry(id: string): Promise<Date | null> {
    const row = await store.db
      .selectFrom('notice_failure')
      .select((eb) => eb.fn.min('next_at').as('next'))
      .where('notice', '=', id)
      .where('next_at', 'is not', null)
      .executeTakeFirst()
    return row?.next ?? null
  }

  async function until(at: Date, signal: AbortSignal): Promise<void> {
    await pause(Math.max(10, at.getTime() - clock.now().getTime()), signal)
  }

  async function note(id: string, problem: string): Promise<void> {
    await store.transaction(async (tx) => {
      const row = await tx.selectFrom('notice').select(['body', 'state']).where('id', '=', id).forUpdate().executeTakeFirst()
      if (row === undefined || row.state !== 'sending') return
      const body = { ...(row.body as NoticeRow['body']), problem: problem.slice(0, 500) }
      await tx
        .updateTable('notice')
        .set({ body: JSON.stringify(body) })
        .where('id', '=', id)
        .execute()
    })
  }

  /** Everybody has a proof or a reason why not. */
  async function finish(id: string): Promise<void> {
    const counts = await countsOf(store.db, id)
    const proofs = await digestOfProofs(id)
    await store.transaction(async (tx) => {
      const row = await tx.selectFrom('notice').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow()
      if (row.state !== 'sending') return
      const body = { ...(row.body as NoticeRow['body']), endedAt: instant(clock.now()), problem: null, proofs }
      await tx
        .updateTable('notice')
        .set({ state: 'sent', body: JSON.stringify(body) })
        .where('id', '=', id)
        .execute()
      await ledger.append(tx, {
        actor: SYSTEM,
        kind: 'notice.sent',
        entity: id,
        body: { incident: row.incident, law: row.law, people: body.count, ...counts, proofs },
      })
    })
  }

  async function digestOfProofs(id: string): Promise<string> {
    const hash = createHash('sha256')
    for (let after = 0; ;) {
      const rows = await store.db
        .selectFrom('sent')
        .select(['n', 'proof'])
        .where('notice', '=', id)
        .where('n', '>', after)
        .orderBy('n')
        .limit(10_000)
        .execute()
      for (const row of rows) hash.update(`${canonicalJson(row.proof as Json)}\n`)
      const last = rows.at(-1)
      if (last === undefined) return hash.digest('hex')
      after = last.n
    }
  }
}

/** The person's language when the notice has it, else the first of the notice. */
function textFor(texts: readonly NoticeText[], lang: string | null): NoticeText {
  const short = (lang ?? '').slice(0, 2).toLowerCase()
  return texts.find((text) => text.lang === short) ?? texts[0]!
}

/** At most so many a minute, evenly. */
function createPace(perMinute: number): (signal: AbortSignal) => Promise<void> {
  const gap = 60_000 / perMinute
  let next = 0
  return async (signal) => {
    const now = monotonicMs()
    const at = Math.max(now, next)
    next = at + gap
    if (at - now >= 1) await pause(at - now, signal)
  }
}

async function inParallel<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values()
  const run = async (): Promise<void> => {
    for (const item of queue) await work(item)
  }
  const ends = await Promise.allSettled(Array.from({ length: atOnce }, run))
  const broken = ends.find((end) => end.status === 'rejected')
  if (broken !== undefined) throw broken.reason
}

/** One process at a time sends a notice: a lock that dies with its connection, so that a killed process never blocks the next. Null: taken. */
async function takeTurn(
  connection: Readonly<Record<string, unknown>>,
  notice: string,
): Promise<{ readonly lost: AbortSignal; end(): Promise<void> } | null> {
  const client = new pg.Client({ ...connection, application_name: 'holdfast notice' })
  const gone = new AbortController()
  const drop = (): void => gone.abort(new Error('the turn was lost'))
  client.on('error', drop)
  client.on('end', drop)
  await client.connect()
  const end = async (): Promise<void> => {
    await client.end().catch(() => {})
  }
  try {
    const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock(hashtextextended($1, 0)) as got', [
      `holdfast.notice.${notice}`,
    ])
    if (rows[0]?.got === true) return { lost: gone.signal, end }
  } catch (error) {
    await end()
    throw error
  }
  await end()
  return null
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, Math.min(ms, 2 ** 31 - 1))
    signal.addEventListener('abort', done, { once: true })
  })
}
