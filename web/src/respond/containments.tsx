// Containment: one proposes, another approves with the login that may change the store, and then the closed login is tried again.
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import type { ContainmentView, IncidentView } from '../api/generated.ts'
import { storesQuery } from '../api/queries.ts'
import { refreshIncidents } from '../api/respond-queries.ts'
import { useAccount } from '../app/account.ts'
import { ConfirmDialog, type Control } from '../parts/confirm-dialog.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { SelectRow, TextRow } from '../parts/form.tsx'
import { State } from '../parts/marks.tsx'
import { Failure } from '../parts/page.tsx'
import { Coded } from '../parts/said.tsx'
import { ScrollX } from '../parts/scroll-x.tsx'
import { Time } from '../parts/time.tsx'
import { CONTAINMENT_STATES } from './incident-words.ts'

export function Containments({ incident, stores }: { readonly incident: IncidentView; readonly stores: readonly string[] }) {
  const account = useAccount()
  const [proposing, setProposing] = useState(false)
  const [approving, setApproving] = useState<ContainmentView | null>(null)
  const approve = useMutation({
    mutationFn: ({ id, control }: { id: string; control: Control }) =>
      call<ContainmentView>(`/api/containments/${encodeURIComponent(id)}/approve`, { method: 'POST', body: { control } }),
    onSuccess: () => setApproving(null),
    onSettled: refreshIncidents,
  })
  const verify = useMutation({
    mutationFn: (id: string) => call<ContainmentView>(`/api/containments/${encodeURIComponent(id)}/verify`, { method: 'POST', body: {} }),
    onSettled: refreshIncidents,
  })
  return (
    <section className="sec" id="containment">
      <div className="sec-head">
        <h2>Containment</h2>
        <span className="q s">closes a login, ends its sessions, then tries it again</span>
        {account.may.act && (
          <span className="end">
            <button type="button" className="btn" onClick={() => setProposing(true)}>
              Propose…
            </button>
          </span>
        )}
      </div>
      {incident.containments.length === 0 && <p className="unknown">Nothing is contained: whoever did it can go on.</p>}
      {incident.containments.length > 0 && (
        <ScrollX name="Containment">
          <table className="t top" aria-label="Containment">
            <thead>
              <tr>
                <th scope="col">Login</th>
                <th scope="col">State</th>
                <th scope="col" className="wide">
                  What was done and tried
                </th>
                <th scope="col">By</th>
                <th scope="col">
                  <span className="sr">Do</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {incident.containments.map((each) => {
                const [state, word] = CONTAINMENT_STATES[each.state] ?? (['unknown', each.state] as const)
                return (
                  <tr key={each.id}>
                    <td className="nw">
                      <span className="m">{each.principal}</span>
                      <span className="two">{each.storeName}</span>
                    </td>
                    <td>
                      <State state={state}>{word}</State>
                      {each.verifiedAt !== null && (
                        <span className="two">
                          <Time at={each.verifiedAt} />
                        </span>
                      )}
                    </td>
                    <td>
                      {each.detail.length === 0 ? (
                        <span className="q">nothing yet</span>
                      ) : (
                        <ul>
                          {each.detail.map((line, at) => (
                            <li key={`${at}${line}`}>
                              <Coded text={line} />
                            </li>
                          ))}
                        </ul>
                      )}
                    </td>
                    <td className="q s nw">
                      {each.proposedBy} proposed
                      <br />
                      {each.approvedBy === null ? 'nobody approved yet' : `${each.approvedBy} approved`}
                    </td>
                    <td>
                      {account.may.act && (each.state === 'proposed' || each.state === 'failed') && (
                        <>
                          <button
                            type="button"
                            className="btn danger"
                            disabled={each.proposedBy === account.name}
                            onClick={() => setApproving(each)}
                          >
                            Approve…
                          </button>
                          {each.proposedBy === account.name && <span className="two">another person approves</span>}
                        </>
                      )}
                      {account.may.act && (each.state === 'done' || each.state === 'verified') && (
                        <button type="button" className="btn" disabled={verify.isPending} onClick={() => verify.mutate(each.id)}>
                          {verify.isPending && verify.variables === each.id ? 'Trying …' : 'Try again'}
                        </button>
                      )}
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </ScrollX>
      )}
      {verify.error !== null && <Failure error={verify.error} what="The login could not be tried" />}
      {proposing && <ProposeDialog incident={incident} stores={stores} onClose={() => setProposing(false)} />}
      {approving !== null && (
        <ConfirmDialog
          title={`Close the login of ${approving.principal} in ${approving.storeName}?`}
          text="Every login of this person in the store may not log in any more, its sessions and its gateway credentials end at once. Then the login is tried again, to see it refused. Records are kept first; nothing is deleted."
          name={approving.principal}
          action="Close the login"
          asksControl
          busy={approve.isPending}
          error={approve.error}
          onConfirm={(control) => approve.mutate({ id: approving.id, control })}
          onClose={() => setApproving(null)}
        />
      )}
    </section>
  )
}

function ProposeDialog({
  incident,
  stores,
  onClose,
}: {
  readonly incident: IncidentView
  readonly stores: readonly string[]
  readonly onClose: () => void
}) {
  const known = useQuery(storesQuery)
  const databases = (known.data?.stores ?? []).filter((store) => store.kind === 'postgres')
  const people = [...new Set(incident.actors.flatMap((actor) => (actor.principal === undefined ? [] : [actor.principal])))]
  const [store, setStore] = useState('')
  const [principal, setPrincipal] = useState(people[0] ?? '')
  const chosen = store === '' ? (databases.find((each) => stores.includes(each.id))?.id ?? databases[0]?.id ?? '') : store
  const propose = useMutation({
    mutationFn: () =>
      call<ContainmentView>(`/api/incidents/${encodeURIComponent(incident.id)}/containments`, {
        method: 'POST',
        body: { store: chosen, principal: principal.trim() },
      }),
    onSuccess: async () => {
      await refreshIncidents()
      onClose()
    },
  })
  return (
    <Dialog
      title="Propose to close a login"
      text="Nothing happens yet: another person approves it, with the login that may change the store."
      onClose={onClose}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          propose.mutate()
        }}
      >
        <div className="stack">
          <SelectRow label="Store" value={chosen} onValue={setStore} options={databases.map((each) => [each.id, each.name] as const)} />
          <TextRow
            label="Whose login"
            hint={people.length > 0 ? `In this incident: ${people.join(', ')}` : undefined}
            value={principal}
            mono
            required
            maxLength={200}
            spellCheck={false}
            onValue={setPrincipal}
          />
          {propose.error !== null && <Failure error={propose.error} what="It was not proposed" />}
        </div>
        <div className="acts">
          <button type="button" className="btn" onClick={onClose}>
            Cancel <kbd>Esc</kbd>
          </button>
          <button type="submit" className="btn main-act" disabled={chosen === '' || principal.trim() === '' || propose.isPending}>
            Propose it
          </button>
        </div>
      </form>
    </Dialog>
  )
}
