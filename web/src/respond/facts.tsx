// What people know and the records cannot say: the risk, the moment of awareness. A fact is replaced, never lost: the ledger keeps the one before.
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import type { IncidentView } from '../api/generated.ts'
import { refreshIncidents } from '../api/respond-queries.ts'
import { useAccount } from '../app/account.ts'
import { Dialog } from '../parts/dialog.tsx'
import { TextRow } from '../parts/form.tsx'
import { Failure } from '../parts/page.tsx'
import { ScrollX } from '../parts/scroll-x.tsx'
import { Time } from '../parts/time.tsx'

const isTime = (value: unknown): value is string => typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)

/** true, false, a number and null as such; everything else is text */
export function factValue(text: string): unknown {
  const trimmed = text.trim()
  return /^(true|false|null|-?\d+(\.\d+)?|[[{].*[\]}])$/.test(trimmed) ? safely(trimmed) : trimmed
}

function safely(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

export function Facts({ incident }: { readonly incident: IncidentView }) {
  const { may } = useAccount()
  const [adding, setAdding] = useState(false)
  return (
    <section className="sec" id="facts">
      <div className="sec-head">
        <h2>Facts</h2>
        <span className="q s">what people know; the clocks and the text of notices follow them</span>
        {may.act && (
          <span className="end">
            <button type="button" className="btn" onClick={() => setAdding(true)}>
              Add a fact…
            </button>
          </span>
        )}
      </div>
      {incident.facts.length === 0 && <p className="q">No fact was added.</p>}
      {incident.facts.length > 0 && (
        <ScrollX name="Facts">
          <table className="t" aria-label="Facts">
            <thead>
              <tr>
                <th scope="col">Fact</th>
                <th scope="col">Value</th>
                <th scope="col" className="wide">
                  Why
                </th>
                <th scope="col" className="p2">
                  By
                </th>
              </tr>
            </thead>
            <tbody>
              {incident.facts.map((fact) => (
                <tr key={fact.name}>
                  <td className="mono">{fact.name}</td>
                  <td className="m">
                    {isTime(fact.value) ? (
                      <Time at={fact.value} />
                    ) : typeof fact.value === 'string' ? (
                      fact.value
                    ) : (
                      JSON.stringify(fact.value)
                    )}
                  </td>
                  <td className="q">{fact.why}</td>
                  <td className="q p2 nw">
                    {fact.by}, <Time at={fact.at} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollX>
      )}
      {adding && <FactDialog incident={incident} onClose={() => setAdding(false)} />}
    </section>
  )
}

function FactDialog({ incident, onClose }: { readonly incident: IncidentView; readonly onClose: () => void }) {
  const [name, setName] = useState('')
  const [value, setValue] = useState('')
  const [why, setWhy] = useState('')
  const add = useMutation({
    mutationFn: () =>
      call(`/api/incidents/${encodeURIComponent(incident.id)}/facts`, {
        method: 'POST',
        body: { name: name.trim(), value: factValue(value), why: why.trim() },
      }),
    onSuccess: async () => {
      await refreshIncidents()
      onClose()
    },
  })
  const known = /^[a-z][a-z0-9.-]{0,59}$/.test(name.trim())
  return (
    <Dialog
      title="Add a fact"
      text="A fact of the same name is replaced; the ledger keeps the one before, with who changed it and why."
      onClose={onClose}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          add.mutate()
        }}
      >
        <div className="stack">
          <TextRow
            label="Name"
            hint="For example awareness, discovery, risk, contact."
            value={name}
            mono
            required
            maxLength={60}
            error={name === '' || known ? undefined : 'small letters, digits, points and hyphens, a letter first'}
            onValue={setName}
          />
          <TextRow
            label="Value"
            hint="A time as 2026-11-17T09:40:00Z; true, false or a number; or text."
            value={value}
            required
            maxLength={4000}
            onValue={setValue}
          />
          <TextRow label="Why" value={why} required maxLength={1000} onValue={setWhy} />
          {add.error !== null && <Failure error={add.error} what="The fact was not added" />}
        </div>
        <div className="acts">
          <button type="button" className="btn" onClick={onClose}>
            Cancel <kbd>Esc</kbd>
          </button>
          <button type="submit" className="btn main-act" disabled={!known || value.trim() === '' || why.trim() === '' || add.isPending}>
            Add it
          </button>
        </div>
      </form>
    </Dialog>
  )
}
