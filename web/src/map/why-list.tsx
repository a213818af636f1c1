// Reasons with what each added to or took from the confidence.
import type { WhyView } from '../api/generated.ts'
import { Coded } from '../parts/said.tsx'

const heading = (rule: string): string => {
  const last = rule.split(/[/.:]/).at(-1) ?? rule
  const words = last.replaceAll(/[-_]/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const signed = (weight: number): string => `${weight < 0 ? '−' : '+'}${Math.abs(weight).toFixed(2)}`

export function WhyList({ why }: { readonly why: readonly WhyView[] }) {
  return (
    <dl className="why">
      {why.map((reason, at) => (
        <div key={`${at} ${reason.rule}`} className="pair">
          <dt title={reason.rule}>{heading(reason.rule)}</dt>
          <dd>
            <Coded text={reason.text} />
          </dd>
          <dd className={(reason.weight ?? 0) < 0 ? 'w neg' : 'w'}>{reason.weight === undefined ? '' : signed(reason.weight)}</dd>
        </div>
      ))}
    </dl>
  )
}
