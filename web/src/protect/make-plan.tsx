// A plan is asked for: which policies, who is in which class, from where and how much. Making it reads the database and changes nothing.
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../api/client.ts'
import { principalsQuery } from '../api/protect-queries.ts'
import { queryClient } from '../api/queries.ts'
import type { PlanBody, PlanView, ProtectionView } from '../api/generated.ts'
import { Choice, TextRow } from '../parts/form.tsx'
import { Failure } from '../parts/page.tsx'
import { membersOffered } from './members-offered.ts'
import './protect.css'

interface Limits {
  readonly countries: string
  readonly people: string
  readonly hours: string
}
const NO_LIMITS: Limits = { countries: '', people: '', hours: '' }

/** Classes that the policies speak of. */
export function classesIn(policies: string): readonly string[] {
  return [...new Set([...policies.matchAll(/Class::"([a-z][a-z0-9_]{0,30})"/g)].map((match) => match[1]!))].toSorted()
}

export const countriesOf = (text: string): string[] =>
  text
    .toUpperCase()
    .split(/[\s,;]+/)
    .filter((part) => part !== '')

/** What is wrong with the limits of a class; empty when nothing is. */
export function limitsProblem({ countries, people, hours }: Limits): string | undefined {
  const strange = countriesOf(countries).filter((code) => !/^[A-Z]{2}$/.test(code))
  if (strange.length > 0) return `${strange[0]} is not a country code of two letters`
  if ((people === '') !== (hours === '')) return 'a budget needs people and hours'
  if (people !== '' && !(Number.isInteger(Number(people)) && Number(people) > 0)) return 'people is a whole number above 0'
  if (hours !== '' && !(Number(hours) > 0)) return 'hours is a number above 0'
  return undefined
}

export function MakePlan({
  store,
  name,
  protection,
  onClose,
}: {
  readonly store: string
  readonly name: string
  readonly protection: ProtectionView
  readonly onClose: () => void
}) {
  const navigate = useNavigate()
  const principals = useQuery(principalsQuery)
  const [own, setOwn] = useState(false)
  const [text, setText] = useState(protection.policies ?? '')
  const classes = own ? classesIn(text) : ['support']
  const [member, setMember] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(protection.members.filter((one) => one.disabledAt === null).map((one) => [one.principal, one.class])),
  )
  const [limits, setLimits] = useState<Readonly<Record<string, Limits>>>(() =>
    Object.fromEntries(
      protection.classes.map((one) => [
        one.id,
        {
          countries: one.countries?.join(', ') ?? '',
          people: one.budget === null ? '' : String(one.budget.people),
          hours: one.budget === null ? '' : String(one.budget.hours),
        },
      ]),
    ),
  )
  const [revoke, setRevoke] = useState('')
  const [reopen, setReopen] = useState(false)
  const [find, setFind] = useState('')
  const [control, setControl] = useState({ user: '', password: '' })
  const problems = new Map(classes.map((one) => [one, limitsProblem(limits[one] ?? NO_LIMITS)]))
  const make = useMutation({
    mutationFn: (body: PlanBody) => call<PlanView>(`/api/stores/${encodeURIComponent(store)}/plans`, { method: 'POST', body }),
    gcTime: 0,
    onSuccess: async (plan) => {
      queryClient.setQueryData(['plan', plan.id], plan)
      void queryClient.invalidateQueries({ queryKey: ['protection', store] })
      void queryClient.invalidateQueries({ queryKey: ['overview'] })
      await navigate({ to: '/protect/plans/$id', params: { id: plan.id } })
    },
  })
  const ready =
    control.user !== '' &&
    (!own || classes.length > 0) &&
    [...problems.values()].every((problem) => problem === undefined) &&
    !make.isPending
  const limit = (one: string, change: Partial<Limits>) => setLimits({ ...limits, [one]: { ...NO_LIMITS, ...limits[one], ...change } })
  const listed = membersOffered(principals.data?.principals ?? [])
    .filter((one) => `${one.id} ${one.name} ${one.teams.join(' ')}`.toLowerCase().includes(find.toLowerCase()))
    .toSorted((a, b) => a.id.localeCompare(b.id))
  const chosen = Object.entries(member).filter(([, of]) => classes.includes(of))
  const closed = protection.members.filter((one) => one.disabledAt !== null && chosen.some(([principal]) => principal === one.principal))
  return (
    <section className="sec narrow-text" aria-label="Make a plan">
      <div className="sec-head">
        <h2>Make a plan for {name}</h2>
        <span className="q s">it reads the database and changes nothing</span>
      </div>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (!ready) return
          const budgets = classes.flatMap((one) => {
            const { people, hours } = limits[one] ?? NO_LIMITS
            return people === '' ? [] : [[one, { people: Number(people), hours: Number(hours) }] as const]
          })
          const countries = classes.flatMap((one) => {
            const codes = countriesOf((limits[one] ?? NO_LIMITS).countries)
            return codes.length === 0 ? [] : [[one, codes] as const]
          })
          const roles = revoke.split(/[\s,]+/).filter((role) => role !== '')
          make.mutate({
            policies: own ? text : 'starter',
            members: chosen.map(([principal, of]) => ({ principal, class: of })),
            ...(countries.length === 0 ? {} : { countries: Object.fromEntries(countries) }),
            ...(budgets.length === 0 ? {} : { budgets: Object.fromEntries(budgets) }),
            ...(roles.length === 0 ? {} : { revoke: roles }),
            ...(reopen && closed.length > 0 ? { reopen: closed.map((one) => one.principal) } : {}),
            control,
          })
        }}
      >
        <fieldset>
          <legend className="m">Policies</legend>
          <Choice
            name="policies"
            checked={!own}
            onPick={() => setOwn(false)}
            label="Starter: support sees names and places, contacts in part, no numbers that identify"
          />
          <Choice name="policies" checked={own} onPick={() => setOwn(true)} label="Policies of your own, in Cedar" />
          {own && (
            <textarea
              className="field policy-text"
              aria-label="Policies in Cedar"
              spellCheck={false}
              value={text}
              maxLength={200_000}
              onChange={(event) => setText(event.target.value)}
            />
          )}
          {own && text !== '' && classes.length === 0 && (
            <p className="fail s" role="alert">
              No class is named; write Holdfast::Class::"support" or another.
            </p>
          )}
        </fieldset>
        {classes.map((one) => (
          <fieldset key={one} className="stack">
            <legend className="m">Class {one}</legend>
            <TextRow
              label="Countries it may come from"
              hint="Two letters each: DE, AT. Empty: from anywhere."
              value={limits[one]?.countries ?? ''}
              onValue={(countries) => limit(one, { countries })}
            />
            <div className="row-of">
              <TextRow
                label="People at most"
                inputMode="numeric"
                value={limits[one]?.people ?? ''}
                onValue={(people) => limit(one, { people })}
              />
              <TextRow label="in hours" inputMode="decimal" value={limits[one]?.hours ?? ''} onValue={(hours) => limit(one, { hours })} />
            </div>
            <p className="q s">How many different people one member may see in that time. Empty: no budget.</p>
            {problems.get(one) !== undefined && (
              <p className="fail s" role="alert">
                {problems.get(one)}
              </p>
            )}
          </fieldset>
        ))}
        <fieldset>
          <legend className="m">Members ({chosen.length})</legend>
          {principals.error !== null && <Failure error={principals.error} what="The list of people could not be read" />}
          {principals.data !== undefined && membersOffered(principals.data.principals).length === 0 ? (
            <p className="q">
              Nobody is known yet. Add people with <code>POST /api/principals</code>, or read the access map: every login of the database
              becomes one.
            </p>
          ) : (
            <>
              <TextRow label="Filter" value={find} onValue={setFind} />
              <div className="member-rows gap-small" tabIndex={0} role="region" aria-label="People and logins">
                <table className="t edge-none" aria-label="Members">
                  <tbody>
                    {listed.map((one) => (
                      <tr key={one.id}>
                        <td className="wide">
                          {one.name} <span className="qq mono">{one.id}</span>
                          {one.teams.length > 0 && <span className="q p2"> {one.teams.join(', ')}</span>}
                        </td>
                        <td className="q p2">{one.kind}</td>
                        <td className="nw">
                          <select
                            className="field"
                            aria-label={`Class of ${one.id}`}
                            value={classes.includes(member[one.id] ?? '') ? member[one.id] : ''}
                            onChange={(event) => {
                              const { [one.id]: _, ...rest } = member
                              setMember(event.target.value === '' ? rest : { ...rest, [one.id]: event.target.value })
                            }}
                          >
                            <option value="">no class</option>
                            {classes.map((name) => (
                              <option key={name} value={name}>
                                {name}
                              </option>
                            ))}
                          </select>
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
              <p className="q s gap-small">Those who are members now stay members.</p>
            </>
          )}
          {closed.length > 0 && (
            <p className="note gap-small">
              {closed.map((one) => one.principal).join(', ')}: cut off. A plan does not open a login by naming its person.{' '}
              <label className="row-of">
                <input type="checkbox" checked={reopen} onChange={(event) => setReopen(event.target.checked)} />
                Open it again; who approves the plan decides that too
              </label>
            </p>
          )}
        </fieldset>
        <TextRow
          label="Roles that lose their direct way"
          hint="Names of database roles, with commas. The plan lists every role that reads more than a class shows."
          mono
          spellCheck={false}
          value={revoke}
          onValue={setRevoke}
        />
        <TextRow
          label="Login that may change the store"
          hint="Used for this one call, to read grants and views. It is not kept and not logged."
          mono
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={control.user}
          onValue={(user) => setControl({ ...control, user })}
        />
        <TextRow
          label="Its password"
          type="password"
          autoComplete="off"
          maxLength={1000}
          value={control.password}
          onValue={(password) => setControl({ ...control, password })}
        />
        {make.error !== null && <Failure error={make.error} what="No plan was made" />}
        <p className="row-of">
          <button type="submit" className="btn main-act" disabled={!ready}>
            {make.isPending ? 'Making the plan …' : 'Make the plan'}
          </button>
          <button type="button" className="btn" onClick={onClose}>
            Cancel
          </button>
        </p>
      </form>
    </section>
  )
}
