// Notices from draft to proof, and containment, over a real database and a real SMTP server.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { createServer } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import pg from 'pg'
import { startMailSink, type MailSink } from '../../../test/harness/mail-sink.ts'
import { range, testResponse, type TestResponse } from '../../../test/harness/test-response.ts'
import { waitFor } from '../../../test/harness/wait.ts'
import type { EventWriter } from '../../platform/events/events.ts'

let it: TestResponse
let sink: MailSink
let writer: EventWriter
let work: { stop(): Promise<void> }
before(async () => {
  it = await testResponse({
    sending: { againMs: 20, times: { connectMs: 1000, answerMs: 1500, messageMs: 4000 } },
    rows: [
      // hostile and unusual contact data: header injection, no address, letters of other scripts, an address that is none
      `update customers set name = E'Eve\\r\\nBcc: all@example.org', email = E'eve@mail-of-the-shop.example\\r\\nBcc: all@example.org' where id = 101`,
      `update customers set email = null where id = 102`,
      `update customers set name = 'Zoë 李 ‮evil', email = 'zoë@mail-of-the-shop.example' where id = 103`,
      `update customers set name = E'Bob\\r\\nBcc: all@example.org' where id = 104`,
    ],
  })
  sink = await startMailSink()
  writer = await it.platform.events.writer('gateway')
  work = await it.respond.start(new Set(['schedule']))
})
after(async () => {
  await work?.stop()
  await sink?.close()
  await it?.close()
})

const mailTo = async (port: number, change: object = {}): Promise<void> => {
  const body = {
    host: '127.0.0.1',
    port,
    security: 'none',
    from: 'Shop <privacy@shop.example>',
    allowPrivate: true,
    perMinute: 60_000,
    ...change,
  }
  const set = await it.call('PUT', '/api/mail', body)
  assert.equal(set.status, 200, set.text)
}
const fact = async (incident: string, name: string, value: unknown) => {
  const said = await it.post(`/api/incidents/${incident}/facts`, { name, value, why: 'the test says so' })
  assert.equal(said.status, 200, said.text)
}

/** An incident about these customers with a scope and the facts that a notice needs. */
async function told(session: string, ids: readonly number[], change?: { readonly drill?: boolean }): Promise<string> {
  await writer.append([it.shows(ids, { session })])
  const incident = await it.incident({ sessions: [session] }, change)
  await fact(incident, 'organisation', 'Shop of the Test Ltd')
  await fact(incident, 'contact', 'Data protection, privacy@shop.example, +49 30 1234')
  await fact(incident, 'measures', { en: 'We closed the account.', de: 'Wir haben das Konto gesperrt.' })
  await it.scope(incident)
  return incident
}
async function approved(incident: string, law = 'eu-gdpr-34'): Promise<string> {
  const draft = await it.post(`/api/incidents/${incident}/notices`, { law, languages: ['en', 'de'] }, 'analyst')
  assert.equal(draft.status, 200, draft.text)
  assert.deepEqual(draft.body.missing, [])
  const yes = await it.post(`/api/notices/${draft.body.id}/approve`, {}, 'owner')
  assert.equal(yes.status, 200, yes.text)
  return draft.body.id as string
}
const notice = async (id: string) => (await it.get(`/api/notices/${id}`, 'auditor')).body
async function sent(id: string, ms = 20_000) {
  const started = await it.post(`/api/notices/${id}/send`, {})
  assert.equal(started.status, 200, started.text)
  await waitFor('the end of sending', async () => (await notice(id)).state === 'sent', ms)
  return await notice(id)
}
/** ids that live in the EU or nowhere known, out of a range */
const inEurope = (ids: readonly number[]): number[] => ids.filter((id) => id % 4 !== 2)

describe('mail settings', () => {
  test('keep the password sealed, refuse what would leak or lead inwards', async () => {
    const put = async (change: object) =>
      await it.call('PUT', '/api/mail', { host: 'localhost', port: 2525, security: 'tls', from: 'a@shop.example', ...change })
    assert.deepEqual([(await put({})).status, (await put({})).body.code], [422, 'respond/mail-private'])
    for (const host of ['10.1.2.3', '::ffff:127.0.0.1', '[::1]', '169.254.169.254', '0.0.0.0', 'fd00::1']) {
      assert.equal((await put({ host })).body.code, 'respond/mail-private', host)
    }
    assert.equal((await put({ host: 'no-such-host.invalid' })).body.code, 'respond/mail-host')
    for (const from of [
      'nobody',
      'a@shop.example\r\nBcc: b@shop.example',
      'A <a@shop.example>\r\nX: y',
      'a@b@c.example',
      'a b@shop.example',
    ]) {
      assert.equal((await put({ allowPrivate: true, from })).body.code ?? 'taken', 'respond/mail-invalid', from)
    }
    assert.equal((await put({ host: '198.51.100.7', security: 'none', user: 'u', password: 'p' })).body.code, 'respond/mail-invalid')
    assert.equal((await put({ allowPrivate: true, user: 'u' })).body.code, 'respond/mail-invalid')
    const kept = await put({ allowPrivate: true, user: 'u', password: 'very secret' })
    assert.deepEqual([kept.status, kept.body.hasPassword], [200, true])
    assert.ok(!kept.text.includes('secret'))
    const row = await it.platform.store.db.selectFrom('setting').select('value').where('name', '=', 'mail').executeTakeFirstOrThrow()
    assert.ok(!JSON.stringify(row.value).includes('very secret'))
    // the password goes to no other server
    assert.equal((await put({ allowPrivate: true, user: 'u', host: '127.0.0.1' })).body.code, 'respond/mail-invalid')
    assert.equal((await put({ allowPrivate: true, user: 'u' })).status, 200)
    assert.equal((await it.call('PUT', '/api/mail', {}, 'analyst')).status, 403)
    assert.equal((await it.get('/api/mail', 'viewer')).status, 403)
  })
})

describe('a notice', () => {
  test('that lacks facts, links somewhere or reassures cannot be approved', async () => {
    await writer.append([it.shows([1], { session: 'bare' })])
    const incident = await it.incident({ sessions: ['bare'] })
    const draft = async () => await it.post(`/api/incidents/${incident}/notices`, { law: 'eu-gdpr-34', languages: ['de', 'en'] }, 'analyst')
    assert.equal((await draft()).body.code, 'respond/scope-missing')
    await it.scope(incident)
    const bare = (await draft()).body
    assert.deepEqual(
      bare.missing.map((line: string) => line.slice(0, 20)).toSorted(),
      ['fact `contact`: the d', 'fact `measures`, or a', 'fact `organisation`: '].map((line) => line.slice(0, 20)),
    )
    const no = await it.post(`/api/notices/${bare.id}/approve`, {}, 'owner')
    assert.deepEqual([no.status, no.body.code], [409, 'respond/notice-incomplete'])
    await fact(incident, 'organisation', 'Shop')
    await fact(incident, 'contact', 'privacy@shop.example')
    await fact(incident, 'measures', { de: 'Das Konto ist zu.' })
    await fact(incident, 'what-happened', {
      en: 'There is no evidence of misuse. See https://shop.example/x',
      de: 'Bitte geben Sie Ihr Passwort ein.',
    })
    const bad = (await draft()).body.missing.join('\n')
    for (const words of ['`measures` has no text in `en`', 'holds a link', 'reassures without proof', 'asks for a secret'])
      assert.ok(bad.includes(words), bad)
    assert.equal(
      (await it.post(`/api/incidents/${incident}/notices`, { law: 'eu-gdpr-33', languages: ['en'] })).body.code,
      'respond/law-not-people',
    )
    assert.equal((await it.post(`/api/incidents/${incident}/notices`, { law: 'zz', languages: ['en'] })).body.code, 'respond/law-unknown')
    assert.equal(
      (await it.post(`/api/incidents/${incident}/notices`, { law: 'eu-gdpr-34', languages: ['xx'] })).body.code,
      'respond/language-unknown',
    )
  })

  test('goes to each person once, in their language, with a proof that holds', async () => {
    await mailTo(sink.port)
    const ids = range(1, 40)
    const incident = await told('plain', ids)
    const id = await approved(incident)
    assert.equal((await it.post(`/api/notices/${id}/send`, {}, 'analyst')).status, 403)
    const done = await sent(id)
    const europe = inEurope(ids)
    assert.deepEqual([done.people, done.sent, done.failed], [europe.length, europe.length, 0])
    assert.deepEqual(sink.taken.map(({ to }) => to).toSorted(), europe.map((n) => `customer${n}@mail-of-the-shop.example`).toSorted())
    const german = await sink.parsed('customer4@mail-of-the-shop.example')
    assert.equal(german.subject, 'Mitteilung zu Ihren persönlichen Daten')
    assert.match(german.text, /^Guten Tag Eva Meyer,/)
    assert.match(german.text, /Ihr Name und Ihre E-Mail-Adresse|Ihre E-Mail-Adresse und Ihr Name/)
    assert.equal(german.to, '"Eva Meyer" <customer4@mail-of-the-shop.example>')
    // French is not among the languages: the first of the notice
    assert.match((await sink.parsed('customer1@mail-of-the-shop.example')).text, /^Dear Bernd Weber,/)
    const { proofs } = (await it.get(`/api/notices/${id}/proofs`, 'auditor')).body as {
      proofs: { n: number; message: string; mta: string; messageId: string }[]
    }
    assert.deepEqual(proofs.map(({ message }) => message).toSorted(), sink.taken.map(({ sha256 }) => sha256).toSorted())
    assert.ok(proofs.every(({ mta }) => /queued as Q\d+/.test(mta)))
    assert.equal(new Set(proofs.map(({ messageId }) => messageId)).size, proofs.length)
    assert.ok(!JSON.stringify(proofs).includes('customer'))
    assert.match(done.proofs, /^[0-9a-f]{64}$/)
    assert.deepEqual((await it.leaves()).filter((kind) => kind.startsWith('notice.')).slice(-4), [
      'notice.drafted',
      'notice.approved',
      'notice.sending',
      'notice.sent',
    ])
    // asked to send again: nobody gets a second one
    const before = sink.asked.length
    await sent(id)
    assert.equal(sink.asked.length, before)
    await fact(incident, 'risk', 'high')
    const duty = (await it.get(`/api/incidents/${incident}/duties`)).body.duties.find((one: { law: string }) => one.law === 'eu-gdpr-34@1')
    assert.equal(duty.state, 'met')
  })

  test('whoever may live anywhere is told once, under the first notice', async () => {
    const incident = await told('two-laws', range(41, 60))
    const europe = await sent(await approved(incident))
    const california = await sent(await approved(incident, 'us-ca-1798.82-a'))
    assert.deepEqual([europe.people, california.people], [15, 5])
    const shown = await sink.parsed('customer42@mail-of-the-shop.example')
    assert.equal(shown.subject, 'Notice of Data Breach')
    for (const heading of [
      'What Happened',
      'What Information Was Involved',
      'What We Are Doing',
      'What You Can Do',
      'For More Information',
    ]) {
      assert.ok(shown.text.includes(`${heading}\n`), heading)
    }
    assert.equal(sink.taken.filter(({ to }) => to === 'customer43@mail-of-the-shop.example').length, 1)
  })

  test('the one who drafted cannot approve, an old scope neither', async () => {
    const incident = await told('old', [61])
    const draft = (await it.post(`/api/incidents/${incident}/notices`, { law: 'eu-gdpr-34', languages: ['en'] }, 'owner')).body
    assert.equal((await it.post(`/api/notices/${draft.id}/approve`, {}, 'owner')).body.code, 'respond/same-person')
    assert.equal((await it.post(`/api/notices/${draft.id}/send`, {}, 'owner')).body.code, 'respond/notice-state')
    await it.scope(incident)
    const stale = await it.post(`/api/notices/${draft.id}/approve`, {}, 'analyst')
    assert.match(stale.body.message, /newer version/)
  })

  test('hostile names and addresses add no header and no recipient; who cannot be reached is listed', async () => {
    const incident = await told('hostile', [101, 102, 103, 104])
    // 102 lives in California; the others in Europe or nowhere known
    const done = await sent(await approved(incident))
    assert.deepEqual([done.people, done.sent, done.failed], [3, 2, 1])
    const n = await it.numberOf(101)
    assert.deepEqual(
      done.failures.map((one: { n: number; reason: string; nextAt: unknown }) => [one.n, one.reason, one.nextAt]),
      [[n, 'the mail address in the stores is not usable', null]],
    )
    assert.ok(!sink.asked.some((to) => to.startsWith('all@') || to.startsWith('eve@')))
    for (const mail of sink.taken) {
      const head = mail.raw.toString('utf8').split('\r\n\r\n')[0]!
      assert.ok(!/^bcc:/im.test(head), head)
      assert.ok(!/[^\r]\n/.test(head))
    }
    const other = sink.taken.find(({ to }) => to.startsWith('zo'))
    assert.equal(other?.to, 'zoë@mail-of-the-shop.example')
    const shown = await sink.parsed(other!.to)
    assert.match(shown.text, /^Dear Zoë 李 evil,/)
    const california = await sent(await approved(incident, 'us-ca-1798.82-a'))
    assert.deepEqual([california.sent, california.failures[0].reason], [0, 'no mail address in the stores'])
    const duty = (await it.get(`/api/incidents/${incident}/duties`)).body.duties.find(
      (one: { law: string }) => one.law === 'us-ca-1798.82-a@2',
    )
    assert.notEqual(duty.state, 'met', 'a notice that reached nobody fulfils nothing')
  })
})

describe('a server that', () => {
  const to = (n: number): string => `customer${n}@mail-of-the-shop.example`
  after(() => {
    sink.answer = () => null
  })

  test('says later, no, or breaks off: the person is tried again or listed with the reason', async () => {
    sink.answer = (address, times) =>
      address === to(71) && times < 3
        ? 451
        : address === to(72)
          ? 550
          : address === to(73) && times < 2
            ? 'drop'
            : address === to(75)
              ? 452
              : null
    const incident = await told('answers', [71, 72, 73, 75, 76])
    const done = await sent(await approved(incident))
    assert.deepEqual([done.people, done.sent, done.failed], [5, 3, 2])
    const reasons = new Map(done.failures.map((one: { n: number; reason: string; tries: number }) => [one.n, [one.reason, one.tries]]))
    assert.deepEqual(reasons.get(await it.numberOf(72)), ['the server answered 550 to RCPT TO', 1])
    assert.deepEqual(reasons.get(await it.numberOf(75)), ['the server answered 452 to RCPT TO', 6])
    for (const n of [71, 73, 76]) assert.equal(sink.taken.filter((mail) => mail.to === to(n)).length, 1, to(n))
    // a person asks again, and now it is taken
    sink.answer = () => null
    const again = await sent(done.id)
    assert.deepEqual([again.sent, again.failed], [5, 0])
  })

  test('takes a message and dies before saying so: the person gets it again with the same Message-ID', async () => {
    sink.answer = (address, times) => (address === to(80) && times === 1 ? 'drop-after' : null)
    const done = await sent(await approved(await told('window', [79, 80])))
    assert.deepEqual([done.sent, done.failed], [2, 0])
    const twice = sink.taken.filter((mail) => mail.to === to(80)).map((mail) => /^Message-ID: (.*)$/im.exec(mail.raw.toString())![1])
    assert.equal(twice.length, 2)
    assert.equal(new Set(twice).size, 1)
    sink.answer = () => null
  })

  test('greets with garbage, does not answer, or is not there: nothing counts as sent, and it goes on when one answers', async () => {
    const speaking = (words: string | null) =>
      new Promise<{ port: number; close(): void }>((resolve) => {
        const server = createServer((socket) => {
          socket.on('error', () => {})
          if (words !== null) socket.write(words)
        })
        server.listen(0, '127.0.0.1', () => resolve({ port: (server.address() as { port: number }).port, close: () => server.close() }))
      })
    const garbage = await speaking('HTTP/1.1 400 no\r\n\r\n<html>\0\xff')
    const silent = await speaking(null)
    const id = await approved(await told('away', [83, 84, 85]))
    for (const port of [garbage.port, silent.port, 1]) {
      await mailTo(port)
      await it.post(`/api/notices/${id}/send`, {})
      await waitFor('the problem', async () => /mail server does not take/.test((await notice(id)).problem ?? ''), 30_000)
      assert.deepEqual([(await notice(id)).state, (await notice(id)).sent], ['sending', 0])
    }
    garbage.close()
    silent.close()
    await mailTo(sink.port)
    assert.equal((await sent(id, 60_000)).sent, 3)
  })
})

describe('two senders at once', () => {
  test('one sends, nobody gets two', async () => {
    await mailTo(sink.port)
    const id = await approved(await told('two-senders', range(121, 160)))
    const other = await it.respond.start(new Set(['schedule']))
    const before = sink.taken.length
    const done = await sent(id)
    assert.equal(done.sent, 30)
    assert.equal(sink.taken.length - before, 30)
    await other.stop()
  })
})

describe('a drill', () => {
  test('sends to this machine only, and touches no real store', async () => {
    const incident = await told('drill', [161], { drill: true })
    const refused = await it.post(`/api/incidents/${incident}/containments`, { store: it.store, principal: 'dana.weber' })
    assert.equal(refused.body.code, 'respond/drill-object')
    const id = await approved(incident)
    await mailTo(25, { host: '198.51.100.7', allowPrivate: false })
    assert.equal((await it.post(`/api/notices/${id}/send`, {})).body.code, 'respond/mail-drill')
    await mailTo(sink.port)
    assert.equal((await sent(id)).sent, 1)
  })
})

describe('containment', () => {
  const control = () => ({ user: 'postgres', password: it.server.password })
  let logins: ReadonlyMap<string, string>
  before(async () => {
    logins = await it.guard(['dana.weber', 'opened.again'])
    await it.post('/api/principals', { id: 'lost.one', name: 'Lost One', kind: 'person', teams: [], aliases: [] })
  })
  const can = async (principal: string): Promise<boolean> => {
    const client = new pg.Client(it.server.url('postgres', it.server.password, 'shop'))
    await client.connect()
    const { rows } = await client.query<{ can: boolean }>('select rolcanlogin as can from pg_roles where rolname = $1', [
      logins.get(principal),
    ])
    await client.end()
    return rows[0]!.can
  }
  const propose = async (incident: string, principal: string) =>
    await it.post(`/api/incidents/${incident}/containments`, { store: it.store, principal }, 'analyst')

  test('is verified only when the same credential was refused, by a second person', async () => {
    const incident = await told('contained', [165])
    const unknown = await propose(incident, 'who.is')
    assert.equal(unknown.body.code, 'respond/principal-unknown')
    const again = (await propose(incident, 'opened.again')).body
    const same = await it.post(`/api/containments/${again.id}/approve`, { control: control() }, 'analyst')
    assert.equal(same.body.code, 'respond/same-person')
    const wrong = await it.post(`/api/containments/${again.id}/approve`, { control: { user: 'postgres', password: 'wrong' } }, 'owner')
    assert.deepEqual([wrong.status, wrong.body.code], [502, 'respond/containment-failed'])
    assert.ok(!wrong.text.includes('wrong"'))
    assert.equal(await can('opened.again'), true, 'the store says that nothing was done')
    const closed = await it.post(`/api/containments/${again.id}/approve`, { control: control() }, 'owner')
    assert.deepEqual([closed.status, closed.body.state], [200, 'verified'], closed.text)
    assert.equal(await can('opened.again'), false)
    // somebody opens it again in the store: tried once more, the same credential is accepted, and nothing is contained
    await it.server.run('shop', `alter role "${logins.get('opened.again')}" login`)
    const open = await it.post(`/api/containments/${again.id}/verify`, {}, 'analyst')
    assert.deepEqual([open.status, open.body.state, open.body.verifiedAt], [200, 'failed', null], open.text)
    assert.match(open.body.detail.at(-1), /still accepted it/)
    // nobody's login: nothing can be closed, and it does not count as done
    const stranger = (await propose(incident, 'lost.one')).body
    const none = await it.post(`/api/containments/${stranger.id}/approve`, { control: control() }, 'owner')
    assert.deepEqual([none.status, none.body.code], [502, 'respond/containment-failed'])
    // closed once more; then the store is away when it is tried: what was seen before is not said any more
    const closedAgain = await it.post(`/api/containments/${again.id}/approve`, { control: control() }, 'owner')
    assert.equal(closedAgain.body.state, 'verified', closedAgain.text)
    const { db } = it.platform.store
    const moved = async (port: number): Promise<void> => {
      await sql`update store set address = jsonb_set(address, '{port}', ${JSON.stringify(port)}::jsonb) where id = ${it.store}`.execute(db)
    }
    await moved(1)
    const dark = await it.post(`/api/containments/${again.id}/verify`, {}, 'analyst')
    await moved(it.server.port)
    assert.deepEqual([dark.status, dark.body.state, dark.body.verifiedAt], [200, 'done', null], dark.text)
    assert.match(dark.body.detail.at(-1), /did not answer/)
    const own = (await propose(incident, 'dana.weber')).body
    const [first, second] = await Promise.all([
      it.post(`/api/containments/${own.id}/approve`, { control: control() }, 'owner'),
      it.post(`/api/containments/${own.id}/approve`, { control: control() }, 'owner'),
    ])
    const [done, late] = first.status === 200 ? [first, second] : [second, first]
    assert.equal(done.body.state, 'verified')
    assert.ok([200, 409].includes(late.status))
    assert.match(done.body.detail.join('\n'), /the store refused it/)
    assert.equal(await can('dana.weber'), false)
    assert.equal(
      (await it.post(`/api/containments/${own.id}/approve`, { control: control() }, 'owner')).body.code,
      'respond/containment-state',
    )
    assert.equal((await it.post(`/api/containments/${own.id}/verify`, {}, 'analyst')).body.state, 'verified')
    const topics = await it.platform.store.db.selectFrom('outbox').select('payload').where('topic', '=', 'incident.contained').execute()
    assert.ok(topics.some(({ payload }) => payload['incident'] === incident))
    const kept = JSON.stringify(await it.platform.store.db.selectFrom('containment').selectAll().execute())
    assert.ok(!kept.includes(it.server.password))
    // what was done is in the notice of this incident, without anybody typing it
    await fact(incident, 'measures', { de: 'x' })
    const draft = (await it.post(`/api/incidents/${incident}/notices`, { law: 'eu-gdpr-34', languages: ['en'] })).body
    assert.match(draft.previews[0].text, /We closed the account on/)
    // greeted is somebody made up, said to be so; nobody's real name is in a preview
    const [{ text, example, withoutName }] = draft.previews
    assert.deepEqual([example, withoutName], ['Dear Alex Example,', 'Dear Sir or Madam,'])
    assert.ok(text.startsWith(`${example}\n\n`) && !text.includes('{'), text.slice(0, 80))
  })
})

test('the address in a proof can be checked by whoever has the salt, and by nobody else', async () => {
  const row = await it.platform.store.db
    .selectFrom('sent')
    .innerJoin('notice', 'notice.id', 'sent.notice')
    .select(['sent.proof', 'notice.body', 'notice.id', 'sent.n'])
    .limit(1)
    .executeTakeFirstOrThrow()
  const proof = row.proof as { address: string }
  const salt = it.platform.keys.open('mail-secret', Buffer.from((row.body as { saltEnc: string }).saltEnc, 'base64'), `notice:${row.id}`)
  const { contacts } = await it.discover.subjects.contacts(
    (await import('../../platform/events/people-set.ts')).peopleOf([row.n]),
    AbortSignal.timeout(10_000),
  )
  assert.equal(proof.address, createHash('sha256').update(salt).update(contacts[0]!.email!).digest('hex'))
})
