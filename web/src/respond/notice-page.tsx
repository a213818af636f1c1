// One notice: its text in each language, what is missing, who approved it, and of each person whether it was sent, with proof.
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../api/client.ts'
import type { NoticeView } from '../api/generated.ts'
import { incidentQuery, noticeQuery, refreshIncidents } from '../api/respond-queries.ts'
import { useAccount } from '../app/account.ts'
import { Bar } from '../parts/bar.tsx'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'
import { DrillBand, DrillTag } from '../parts/drill-band.tsx'
import { State } from '../parts/marks.tsx'
import { Failure, Loading, PageHead } from '../parts/page.tsx'
import { ScrollX } from '../parts/scroll-x.tsx'
import { Time } from '../parts/time.tsx'
import { count, plural, sentence } from '../parts/words.ts'
import { NOTICE_STATES } from './incident-words.ts'
import { MailLine } from './mail-line.tsx'
import './respond.css'

const route = getRouteApi('/notices/$id')
const languages = new Intl.DisplayNames(['en'], { type: 'language' })

export function noticeTitle(notice: Pick<NoticeView, 'state' | 'people' | 'sent' | 'failed' | 'missing'>): string {
  const people = plural(notice.people, 'person', 'people')
  if (notice.state === 'draft' && notice.missing.length > 0)
    return `A notice to ${people} that lacks ${plural(notice.missing.length, 'thing')}`
  if (notice.state === 'draft') return `A notice to ${people} waits for a second person`
  if (notice.state === 'approved') return `A notice to ${people} is approved and not sent`
  if (notice.state === 'sending') return `A notice is being sent: ${count(notice.sent)} of ${people}`
  return notice.failed === 0
    ? `${people} ${notice.people === 1 ? 'was' : 'were'} sent a notice`
    : `${count(notice.sent)} of ${people} were sent a notice`
}

export function NoticePage() {
  const { id } = route.useParams()
  const notice = useQuery(noticeQuery(id))
  if (notice.data === undefined) {
    return (
      <>
        <PageHead title="Notice" />
        <div className="body tight">
          {notice.error === null ? (
            <Loading what="the notice" rows={8} columns={3} />
          ) : (
            <Failure error={notice.error} what="The notice could not be read" retry={() => void notice.refetch()} />
          )}
        </div>
      </>
    )
  }
  return <OneNotice notice={notice.data} />
}

function OneNotice({ notice }: { readonly notice: NoticeView }) {
  const account = useAccount()
  const incident = useQuery(incidentQuery(notice.incident))
  const [sending, setSending] = useState(false)
  const step = useMutation({
    mutationFn: (to: 'approve' | 'send') =>
      call<NoticeView>(`/api/notices/${encodeURIComponent(notice.id)}/${to}`, { method: 'POST', body: {} }),
    onSuccess: () => setSending(false),
    onSettled: refreshIncidents,
  })
  const [state, word] = NOTICE_STATES[notice.state] ?? (['unknown', notice.state] as const)
  const own = notice.draftedBy === account.name
  const waiting = Math.max(0, notice.people - notice.sent - notice.failed)
  const drill = incident.data?.drill === true
  return (
    <>
      {drill && (
        <DrillBand>This notice belongs to a drill on the sample company. Messages go to a local sink; nobody real is told.</DrillBand>
      )}
      <PageHead
        title={noticeTitle(notice)}
        tab="Notice"
        sub={
          <>
            {drill && (
              <>
                <DrillTag />{' '}
              </>
            )}
            {notice.law}, from{' '}
            <Link className="link" to="/incidents/$id" params={{ id: notice.incident }}>
              {incident.data === undefined ? 'its incident' : `incident ${incident.data.number}`}
            </Link>
            , scope version {notice.scopeVersion}.{' '}
            <State state={notice.state === 'sent' && notice.failed > 0 ? 'partial' : state}>{word}</State>
          </>
        }
      >
        {account.may.act && notice.state === 'draft' && (
          <button
            type="button"
            className="btn main-act"
            disabled={own || notice.missing.length > 0 || step.isPending}
            onClick={() => step.mutate('approve')}
          >
            Approve the text
          </button>
        )}
        {account.may.own &&
          (notice.state === 'approved' || (notice.state === 'sent' && notice.failures.some((failure) => failure.nextAt !== null))) && (
            <button type="button" className="btn danger" onClick={() => setSending(true)}>
              {notice.state === 'sent' ? 'Send to those left…' : 'Send…'}
            </button>
          )}
      </PageHead>
      <div className="body tight">
        {own && notice.state === 'draft' && <p className="note gap-top">You drafted it: another person approves it.</p>}
        {step.error !== null && !sending && <Failure error={step.error} what="It did not happen" />}
        {notice.problem !== null && <p className="error gap-top">{sentence(notice.problem)}</p>}
        {notice.missing.length > 0 && (
          <section className="sec">
            <div className="sec-head">
              <h2>What is missing</h2>
              <span className="q s">it cannot be approved before</span>
            </div>
            <ul className="plain-list">
              {notice.missing.map((line) => (
                <li key={line} className="fail">
                  {line}
                </li>
              ))}
            </ul>
          </section>
        )}
        <section className="sec narrow-text">
          <div className="sec-head">
            <h2>Sent</h2>
            <span className="q s">a proof for each person: hash of the message, of the address, the server’s answer</span>
          </div>
          <Bar
            of={notice.people}
            parts={[
              { kind: 'read', value: notice.sent },
              { kind: 'failed', value: notice.failed },
              { kind: 'unread', value: waiting },
            ]}
          />
          <dl className="kv gap-top">
            <dt>Sent, with proof</dt>
            <dd className="tab">{count(notice.sent)}</dd>
            <dt>Failed</dt>
            <dd className={notice.failed === 0 ? 'qq tab' : 'fail b tab'}>{count(notice.failed)}</dd>
            <dt>Not yet</dt>
            <dd className={waiting === 0 ? 'qq tab' : 'tab'}>{count(waiting)}</dd>
            <dt>Drafted by</dt>
            <dd>{notice.draftedBy}</dd>
            <dt>Approved by</dt>
            <dd>{notice.approvedBy ?? <span className="unknown">nobody yet</span>}</dd>
            {notice.startedAt !== null && (
              <>
                <dt>Sending</dt>
                <dd>
                  from <Time at={notice.startedAt} />
                  {notice.endedAt !== null && (
                    <>
                      {' '}
                      to <Time at={notice.endedAt} />
                    </>
                  )}
                </dd>
              </>
            )}
            {notice.proofs !== null && (
              <>
                <dt>Digest of all proofs</dt>
                <dd className="hash">{notice.proofs}</dd>
              </>
            )}
          </dl>
        </section>
        {notice.failures.length > 0 && (
          <section className="sec">
            <div className="sec-head">
              <h2>Failures</h2>
              <span className="q s">people by number; the address is not shown</span>
            </div>
            <ScrollX name="Failures">
              <table className="t" aria-label="Failures">
                <thead>
                  <tr>
                    <th scope="col" className="num">
                      Person
                    </th>
                    <th scope="col" className="wide">
                      Why
                    </th>
                    <th scope="col" className="num">
                      Tries
                    </th>
                    <th scope="col">Next</th>
                  </tr>
                </thead>
                <tbody>
                  {notice.failures.map((failure) => (
                    <tr key={failure.n}>
                      <td className="num">{failure.n}</td>
                      <td>{failure.reason}</td>
                      <td className="num">{failure.tries}</td>
                      <td className="nw">
                        {failure.nextAt === null ? <span className="unknown">not again</span> : <Time at={failure.nextAt} />}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </ScrollX>
          </section>
        )}
        {notice.notes.length > 0 && (
          <section className="sec">
            <div className="sec-head">
              <h2>To know</h2>
            </div>
            <ul className="plain-list">
              {notice.notes.map((note) => (
                <li key={note}>{sentence(note)}</li>
              ))}
            </ul>
          </section>
        )}
        {notice.previews.map((preview) => (
          <section className="sec" key={preview.lang}>
            <div className="sec-head">
              <h2>In {languages.of(preview.lang) ?? preview.lang}</h2>
              <span className="q s">as it is sent, to somebody made up</span>
            </div>
            <p className="b" lang={preview.lang}>
              {preview.subject}
            </p>
            <pre className="notice-text gap-small" lang={preview.lang}>
              <mark className="example">{preview.example}</mark>
              {preview.text.slice(preview.example.length)}
            </pre>
            <p className="q s gap-small">
              The marked line is an example: each person is greeted by the name in your store
              {preview.withoutName !== '' && (
                <>
                  , and where there is none with “<span lang={preview.lang}>{preview.withoutName}</span>”
                </>
              )}
              .
            </p>
          </section>
        ))}
        <MailLine />
      </div>
      {sending && (
        <ConfirmDialog
          title={`Send it to ${plural(notice.people - notice.sent, 'person', 'people')}?`}
          text={`One message to each, by e-mail, from the mail server shown below. It cannot be taken back. ${drill ? 'This is a drill: the messages go to a local sink.' : 'These are real people.'}`}
          name={notice.law}
          action="Send"
          busy={step.isPending}
          error={step.error}
          onConfirm={() => step.mutate('send')}
          onClose={() => setSending(false)}
        />
      )}
    </>
  )
}
