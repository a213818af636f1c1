// A lesson is adopted: its incident, what let it happen, the plan that answers it, the control that watches, and how it will be tried again.
import { useMutation, useQueries, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../api/client.ts'
import { controlsQuery } from '../api/improve-queries.ts'
import { protectionQuery } from '../api/protect-queries.ts'
import { queryClient, storesQuery } from '../api/queries.ts'
import { incidentsQuery } from '../api/respond-queries.ts'
import type { LessonBody, LessonView } from '../api/generated.ts'
import { useAccount } from '../app/account.ts'
import { SelectRow, TextRow } from '../parts/form.tsx'
import { Failure } from '../parts/page.tsx'
import { dateTime } from '../parts/words.ts'

const DAY_MS = 86_400_000
const dayAfter = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10)

export function AdoptLesson({ incident: first, onClose }: { readonly incident: string | undefined; readonly onClose: () => void }) {
  const account = useAccount()
  const incidents = useQuery(incidentsQuery).data?.incidents ?? []
  const controls = useQuery(controlsQuery).data?.controls ?? []
  const databases = useQuery(storesQuery).data?.stores.filter((store) => store.kind === 'postgres') ?? []
  const plans = useQueries({ queries: databases.map((store) => protectionQuery(store.id)) }).flatMap((protection, at) => {
    const plan = protection.data?.lastPlan ?? null
    return plan === null ? [] : [{ plan, store: databases[at]!.name }]
  })
  const [incident, setIncident] = useState(first ?? '')
  const [cause, setCause] = useState('')
  const [owner, setOwner] = useState(account.name)
  const [due, setDue] = useState(dayAfter(14))
  const [plan, setPlan] = useState('')
  const [control, setControl] = useState('')
  const [attack, setAttack] = useState('')
  const [expect, setExpect] = useState<'blocked' | 'detected'>('blocked')
  const adopt = useMutation({
    mutationFn: (body: LessonBody) => call<LessonView>('/api/lessons', { method: 'POST', body }),
    onSuccess: async () => {
      await Promise.all(
        [['lessons'], ['overview']].map(async (queryKey) => {
          await queryClient.invalidateQueries({ queryKey })
        }),
      )
      onClose()
    },
  })
  const named = incident || (incidents[0]?.id ?? '')
  const answer = plan || (plans[0]?.plan.id ?? '')
  const watcher = control || (controls[0]?.id ?? '')
  const ready = [named, cause.trim(), owner.trim(), due, answer, watcher, attack.trim()].every((part) => part !== '') && !adopt.isPending
  return (
    <section className="sec narrow-text" aria-label="Adopt a lesson">
      <div className="sec-head">
        <h2>Adopt a lesson</h2>
      </div>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (!ready) return
          adopt.mutate({
            incident: named,
            cause: cause.trim(),
            owner: owner.trim(),
            due: new Date(`${due}T23:59:00`).toISOString(),
            change: { plan: answer },
            control: watcher,
            retest: { attack: attack.trim(), expect },
          })
        }}
      >
        {incidents.length === 0 ? (
          <p className="note">
            A lesson comes from an incident, and there is none.{' '}
            <Link className="link" to="/monitor">
              Open the alerts
            </Link>
          </p>
        ) : (
          <SelectRow
            label="Incident"
            value={named}
            onValue={setIncident}
            options={incidents.map((one) => [one.id, `${one.number}${one.drill ? ', drill' : ''}, ${dateTime(one.openedAt)}`] as const)}
          />
        )}
        <TextRow label="What let it happen" value={cause} maxLength={1000} onValue={setCause} />
        {plans.length === 0 ? (
          <p className="note">
            The change is a plan, and there is none yet.{' '}
            <Link className="link" to="/protect">
              Make one in Protect
            </Link>
          </p>
        ) : (
          <SelectRow
            label="Change: the plan"
            value={answer}
            onValue={setPlan}
            options={plans.map(({ plan: one, store }) => [one.id, `${store}, ${dateTime(one.madeAt)}, ${one.state}`] as const)}
            hint="The last plan of each store. Make it in Protect first."
          />
        )}
        <SelectRow
          label="Control that watches it"
          value={watcher}
          onValue={setControl}
          options={controls.map((one) => [one.id, one.name] as const)}
        />
        <TextRow
          label="The attack that is tried again"
          hint="The same one, byte for byte: its name and digest."
          value={attack}
          maxLength={500}
          onValue={setAttack}
        />
        <SelectRow
          label="Expected"
          value={expect}
          onValue={(value) => setExpect(value === 'detected' ? 'detected' : 'blocked')}
          options={[
            ['blocked', 'blocked: refused, and nobody reached'],
            ['detected', 'detected: an alert names it'],
          ]}
        />
        <TextRow label="Who sees to it" value={owner} maxLength={200} onValue={setOwner} />
        <TextRow label="Due" type="date" value={due} onValue={setDue} />
        {adopt.error !== null && <Failure error={adopt.error} what="It was not adopted" />}
        <p className="row-of">
          <button type="submit" className="btn main-act" disabled={!ready}>
            Adopt
          </button>
          <button type="button" className="btn" onClick={onClose}>
            Cancel
          </button>
        </p>
      </form>
    </section>
  )
}
