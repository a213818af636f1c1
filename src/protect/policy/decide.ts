// What a policy set decides: how a class sees a field, and whether a person may log in. Pure, fails closed: anything that goes wrong in the
// evaluation is a refusal, with its reason.
import * as cedar from '@cedar-policy/cedar-wasm/nodejs'
import type { Show } from '../../core/contract/access.ts'
import type { Level, Regime, Verdict, Why } from '../../core/contract/label.ts'
import type { PolicySet } from './policy-set.ts'

export interface FieldFacts {
  readonly store: string
  readonly schema: string
  readonly table: string
  readonly column: string
  readonly declared: string
  /** null: unlabelled, enforced as 3 */
  readonly level: Level | null
  readonly regimes: readonly Regime[]
  readonly types: readonly string[]
  readonly verdict: Verdict | null
}

export interface FieldDecision {
  readonly show: Extract<Show, 'clear' | 'partial' | 'null' | 'denied'>
  readonly policies: readonly string[]
  readonly why: Why
}

export interface LoginFacts {
  readonly principal: { readonly id: string; readonly kind: string; readonly teams: readonly string[] }
  readonly class: string
  readonly store: { readonly id: string; readonly name: string }
  readonly country: string | null
  readonly ip: string | null
  readonly at: Date
}

export interface LoginDecision {
  readonly allowed: boolean
  readonly policies: readonly string[]
  readonly why: readonly Why[]
}

const ORDER = ['clear', 'partial', 'null', 'denied'] as const
const prepared = new Set<string>()
const PREPARED_MOST = 50

/** Parsed once a set: the authorizer keeps it by name. */
function prepare(set: PolicySet): boolean {
  if (prepared.has(set.id)) return true
  if (prepared.size >= PREPARED_MOST) return false
  const policies = Object.fromEntries([...set.policies].map(([id, policy]) => [id, policy.text]))
  if (cedar.preparsePolicySet(set.id, { staticPolicies: policies }).type !== 'success') return false
  prepared.add(set.id)
  return true
}

function ask(set: PolicySet, call: Omit<cedar.AuthorizationCall, 'policies'>): cedar.AuthorizationAnswer {
  if (prepare(set)) return cedar.statefulIsAuthorized({ ...call, preparsedPolicySetId: set.id })
  const policies = Object.fromEntries([...set.policies].map(([id, policy]) => [id, policy.text]))
  return cedar.isAuthorized({ ...call, policies: { staticPolicies: policies } })
}

const uid = (type: string, id: string): { type: string; id: string } => ({ type: `Holdfast::${type}`, id })

export function decideField(set: PolicySet, policyClass: string, field: FieldFacts): FieldDecision {
  const resource = uid('Field', 'field')
  const answer = ask(set, {
    principal: uid('Class', policyClass),
    action: uid('Action', 'see'),
    resource,
    context: {},
    entities: [
      {
        uid: resource,
        attrs: {
          store: field.store,
          schema: field.schema,
          table: field.table,
          column: field.column,
          declared: field.declared,
          level: field.level ?? 3,
          labelled: field.level !== null,
          regimes: [...field.regimes],
          types: [...field.types],
          verdict: field.verdict ?? 'unsure',
        },
        parents: [],
      },
    ],
  })
  const refused = (rule: string, text: string, policies: readonly string[] = []): FieldDecision => ({
    show: 'denied',
    policies,
    why: { rule, text },
  })
  if (answer.type === 'failure') return refused('policy-error', 'the policies could not be evaluated: denied')
  const { decision, diagnostics } = answer.response
  const reasons = diagnostics.reason.toSorted()
  // A policy that fails is skipped by Cedar: a forbid that fails would open what it should close.
  if (diagnostics.errors.length > 0) {
    return refused('policy-error', `the policy ${diagnostics.errors[0]?.policyId ?? ''} could not be evaluated: denied`)
  }
  if (decision === 'deny') {
    return reasons.length > 0
      ? refused('policy', `forbidden by ${reasons.join(', ')}`, reasons)
      : refused('policy', field.level === null ? 'no label, and no policy permits it' : 'no policy permits it')
  }
  const shows = reasons.map((id) => set.policies.get(id)?.show ?? 'null')
  const show = ORDER[Math.max(...shows.map((one) => ORDER.indexOf(one)))] ?? 'denied'
  const deciding = reasons.filter((_, i) => shows[i] === show)
  return { show, policies: reasons, why: { rule: 'policy', text: `${show} by ${deciding.join(', ')}` } }
}

export function decideLogin(set: PolicySet, facts: LoginFacts): LoginDecision {
  const countries = set.parameters.countries?.[facts.class]
  const person = uid('Person', facts.principal.id)
  const group = uid('Class', facts.class)
  const place = uid('Store', facts.store.id)
  const answer = ask(set, {
    principal: person,
    action: uid('Action', 'login'),
    resource: place,
    context: { country: facts.country ?? '', hour: facts.at.getUTCHours(), ip: facts.ip ?? '' },
    entities: [
      {
        uid: person,
        attrs: {
          kind: facts.principal.kind,
          teams: [...facts.principal.teams],
          anywhere: countries === undefined,
          countries: [...(countries ?? [])],
        },
        parents: [group],
      },
      { uid: group, attrs: {}, parents: [] },
      { uid: place, attrs: { name: facts.store.name }, parents: [] },
    ],
  })
  if (answer.type === 'failure' || answer.response.diagnostics.errors.length > 0) {
    return { allowed: false, policies: [], why: [{ rule: 'policy-error', text: 'the policies could not be evaluated: refused' }] }
  }
  const { decision, diagnostics } = answer.response
  const policies = diagnostics.reason.toSorted()
  // INVARIANT: a class that is bound to countries lets nobody in from elsewhere, whatever its text says.
  if (countries !== undefined && (facts.country === null || !countries.includes(facts.country))) {
    const from = facts.country === null ? 'an unknown country' : facts.country
    return {
      allowed: false,
      policies,
      why: [{ rule: 'country', text: `from ${from}; the class ${facts.class} works from ${countries.join(', ')}` }],
    }
  }
  if (decision === 'deny') {
    const text = policies.length > 0 ? `forbidden by ${policies.join(', ')}` : 'no policy permits it'
    return { allowed: false, policies, why: [{ rule: 'policy', text }] }
  }
  return { allowed: true, policies, why: [{ rule: 'policy', text: `permitted by ${policies.join(', ')}` }] }
}
