// Step 6, its last part: the notice under Art. 34 in two languages, approved by a second person and sent by real SMTP. Compares each message in the sink with
// whom the oracle says is to be told.
import type { Addressee } from '../../sample/oracle/oracle.ts'
import { waitUntil } from '../holdfast-client.ts'
import { needed, type StepRun, type Story } from '../story.ts'

/** Member states in which the sample has customers. */
const UNION = ['DE', 'FR', 'AT']
const FROM = 'privacy@shop.example'

export function livesInUnion(each: Addressee): boolean {
  return each.jurisdictions.some((place) => UNION.includes(place))
}

/** Those of the EU, and those whose country nobody knows: they are told with the first notice. */
export async function notify(story: Story, run: StepRun, incident: string): Promise<void> {
  const { owner, second, mail, oracle, facts, signal } = story
  const truth = oracle.attack(needed(facts, 'attack'))
  await owner.put('/api/mail', { host: '127.0.0.1', port: mail.port, security: 'none', from: FROM, allowPrivate: true, perMinute: 60_000 })
  const { notices } = await owner.get(`/api/incidents/${incident}`)
  const known = (notices as { id: string }[])[0]
  const notice =
    known === undefined
      ? await owner.post(`/api/incidents/${incident}/notices`, { law: 'eu-gdpr-34', languages: ['en', 'de'] })
      : await owner.get(`/api/notices/${known.id}`)
  facts.notice = notice.id
  run.checks.same('what the notice lacks', [], notice.missing)
  if (notice.state === 'draft') {
    const own = await owner.try('POST', `/api/notices/${notice.id}/approve`, {})
    run.checks.holds('who drafts a notice cannot approve it', own.status >= 400, own.status)
    await second.post(`/api/notices/${notice.id}/approve`)
  }
  if (['draft', 'approved'].includes(notice.state)) await owner.post(`/api/notices/${notice.id}/send`)
  const sent = await waitUntil(
    'the sending of the notice',
    () => owner.get(`/api/notices/${notice.id}`),
    (view) => view.state === 'sent',
    signal,
  )
  const told = truth.addressees.filter((each) => livesInUnion(each) || each.jurisdictions.includes('unknown'))
  const reachable = told.filter((each) => each.emails.length > 0)
  run.checks.same('people to be told', told.length, sent.people)
  run.checks.same('people told', reachable.length, sent.sent)
  run.checks.same('people who cannot be told by mail', told.length - reachable.length, sent.failed)
  const { proofs } = await owner.get(`/api/notices/${notice.id}/proofs?limit=1000`)
  run.checks.same('people with a proof of sending', reachable.length, new Set((proofs as { n: number }[]).map((each) => each.n)).size)
  const subjects = new Map((sent.previews as { lang: string; subject: string }[]).map((each) => [each.lang, each.subject]))
  run.checks.same('messages that are wrong', [], await wrongMessages(story, reachable, subjects))
  run.figure(`${reachable.length} messages in ${subjects.size} languages`)
}

async function wrongMessages({ mail }: Story, told: readonly Addressee[], subjects: ReadonlyMap<string, string>): Promise<string[]> {
  const messages = await mail.messages()
  const wrong: string[] = []
  for (const each of told) {
    const got = messages.filter((message) => message.to.some((to) => each.emails.includes(to)))
    const [message] = got
    if (message === undefined || got.length > 1) {
      wrong.push(`${got.length} messages to somebody instead of one`)
      continue
    }
    if (!each.names.some((name) => message.text.includes(name))) wrong.push('a message without the name of whom it is for')
    // Who speaks neither of the two gets the first.
    const languages = each.languages.map((language) => (subjects.has(language) ? language : 'en'))
    if (!languages.some((language) => subjects.get(language) === message.subject))
      wrong.push(`a message in a language other than ${languages.join(', ')}`)
  }
  const known = new Set(told.flatMap((each) => each.emails))
  for (const message of messages) {
    if (message.to.length !== 1 || !known.has(message.to[0]!)) wrong.push('a message to somebody who is not to be told')
    if (/\d{12,}|\b[A-Z]{2}\d{2}[A-Z0-9]{10,}/.test(message.text)) wrong.push('a message with the number of a card or an account')
  }
  return [...new Set(wrong)]
}
