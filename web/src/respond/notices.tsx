// The notices of an incident: per law, with how many of how many were sent; a draft is made here and worked on at its own address.
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../api/client.ts'
import type { IncidentView, NoticeView } from '../api/generated.ts'
import { dutiesQuery, refreshIncidents } from '../api/respond-queries.ts'
import { useAccount } from '../app/account.ts'
import { Dialog } from '../parts/dialog.tsx'
import { SelectRow, TextRow } from '../parts/form.tsx'
import { State } from '../parts/marks.tsx'
import { Failure } from '../parts/page.tsx'
import { ScrollX } from '../parts/scroll-x.tsx'
import { count } from '../parts/words.ts'
import { NOTICE_STATES } from './incident-words.ts'

export function Notices({ incident }: { readonly incident: IncidentView }) {
  const { may } = useAccount()
  const [drafting, setDrafting] = useState(false)
  return (
    <section className="sec" id="notices">
      <div className="sec-head">
        <h2>Notices to people</h2>
        <span className="q s">put together from blocks of text, checked for what the law asks for</span>
        {may.act && incident.scopeVersion !== null && (
          <span className="end">
            <button type="button" className="btn" onClick={() => setDrafting(true)}>
              Draft…
            </button>
          </span>
        )}
      </div>
      {incident.notices.length === 0 && <p className="q">No notice is drafted.</p>}
      {incident.notices.length > 0 && (
        <ScrollX name="Notices">
          <table className="t" aria-label="Notices">
            <thead>
              <tr>
                <th scope="col" className="wide">
                  Law
                </th>
                <th scope="col" className="p2">
                  Scope
                </th>
                <th scope="col" className="num">
                  People
                </th>
                <th scope="col" className="num">
                  Sent
                </th>
                <th scope="col" className="num">
                  Failed
                </th>
                <th scope="col">State</th>
              </tr>
            </thead>
            <tbody>
              {incident.notices.map((notice) => {
                const [state, word] = NOTICE_STATES[notice.state] ?? (['unknown', notice.state] as const)
                return (
                  <tr key={notice.id}>
                    <td>
                      <Link className="link" to="/notices/$id" params={{ id: notice.id }}>
                        {notice.law}
                      </Link>
                    </td>
                    <td className="q p2 nw">version {notice.scopeVersion}</td>
                    <td className="num">{count(notice.people)}</td>
                    <td className="num">{count(notice.sent)}</td>
                    <td className="num">
                      <span className={notice.failed === 0 ? 'qq' : 'fail b'}>{count(notice.failed)}</span>
                    </td>
                    <td>
                      <State state={notice.state === 'sent' && notice.failed > 0 ? 'partial' : state}>{word}</State>
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </ScrollX>
      )}
      {drafting && <DraftDialog incident={incident} onClose={() => setDrafting(false)} />}
    </section>
  )
}

function DraftDialog({ incident, onClose }: { readonly incident: IncidentView; readonly onClose: () => void }) {
  const navigate = useNavigate()
  const duties = useQuery(dutiesQuery(incident.id))
  const laws = (duties.data?.duties ?? []).flatMap((duty) =>
    duty.law !== null && duty.to === 'people' && duty.decision !== 'no' ? [[duty.law, duty.name] as const] : [],
  )
  const [law, setLaw] = useState('')
  const [languages, setLanguages] = useState('en, de')
  const list = languages.split(/[\s,]+/).filter((each) => each !== '')
  const chosen = law === '' ? (laws[0]?.[0] ?? '') : law
  const draft = useMutation({
    mutationFn: () =>
      call<NoticeView>(`/api/incidents/${encodeURIComponent(incident.id)}/notices`, {
        method: 'POST',
        body: { law: chosen, languages: list },
      }),
    onSuccess: async (made) => {
      await refreshIncidents()
      await navigate({ to: '/notices/$id', params: { id: made.id } })
    },
  })
  const wrong = list.find((each) => !/^[a-z]{2}$/.test(each))
  return (
    <Dialog
      title="Draft a notice to the people"
      text="Nothing is sent: another person approves the text, and an owner sends it."
      onClose={onClose}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (wrong === undefined) draft.mutate()
        }}
      >
        <div className="stack">
          {duties.data !== undefined && laws.length === 0 ? (
            <p className="unknown">No rule that Holdfast has asks for a notice to people here.</p>
          ) : (
            <SelectRow label="Law" value={chosen} onValue={setLaw} options={laws} />
          )}
          <TextRow
            label="Languages"
            hint="Two letters each, for example en, de. A person without a language gets all of them."
            value={languages}
            mono
            required
            error={wrong === undefined ? undefined : `${wrong} is not a language of two letters`}
            onValue={setLanguages}
          />
          {draft.error !== null && <Failure error={draft.error} what="No notice was drafted" />}
        </div>
        <div className="acts">
          <button type="button" className="btn" onClick={onClose}>
            Cancel <kbd>Esc</kbd>
          </button>
          <button type="submit" className="btn main-act" disabled={chosen === '' || list.length === 0 || draft.isPending}>
            Draft it
          </button>
        </div>
      </form>
    </Dialog>
  )
}
