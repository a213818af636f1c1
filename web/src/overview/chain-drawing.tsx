// The chain drawn: what each phase handed to the next in the last 24 hours, each a link to where it was counted. A phase that handed nothing on
// is drawn hollow.
import { useNavigate } from '@tanstack/react-router'
import type { OverviewView } from '../api/generated.ts'
import { ScrollX } from '../parts/scroll-x.tsx'

type Step = OverviewView['chain']['steps'][number]
const XS = [8, 280, 552, 824, 1096] as const

export function ChainDrawing({ steps }: { readonly steps: readonly Step[] }) {
  const last = steps.at(-1)
  return (
    <section className="sec">
      <div className="sec-head">
        <h2>The chain, last 24 hours</h2>
        <span className="q s">What each phase hands to the next</span>
      </div>
      <ScrollX name="The chain">
        <svg className="chain-draw" viewBox="0 0 1120 76" role="group" aria-label="What each phase handed to the next">
          <g className="ax">
            <path d="M8 24H1096" />
            <path d="M1096 24v30c0 6-4 10-10 10H290c-6 0-10-4-10-10V32" />
            <path d="M276 37l4-6 4 6" />
          </g>
          {steps.map((step, at) => (
            <g key={step.phase}>
              <circle
                cx={XS[at]}
                cy="24"
                r="5"
                strokeWidth="1.5"
                stroke={step.works ? 'var(--accent)' : 'var(--line-control)'}
                fill={step.works ? 'var(--accent)' : 'var(--bg)'}
              />
              <text
                className={step.works ? 'strong' : ''}
                x={at === 0 ? 0 : at === steps.length - 1 ? 1112 : XS[at]! + (at === 1 ? 10 : 0)}
                y="46"
                textAnchor={at === 0 || at === 1 ? 'start' : at === steps.length - 1 ? 'end' : 'middle'}
              >
                {step.phase}
              </text>
              {step !== last && <Hands step={step} x={(XS[at]! + XS[at + 1]!) / 2} y={15} />}
            </g>
          ))}
          {last !== undefined && <Hands step={last} x={688} y={75} />}
        </svg>
      </ScrollX>
    </section>
  )
}

function Hands({ step, x, y }: { readonly step: Step; readonly x: number; readonly y: number }) {
  const navigate = useNavigate()
  return (
    <a
      href={step.link}
      className="chain-link"
      aria-label={`${step.phase}: ${step.hands}`}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return
        event.preventDefault()
        void navigate({ href: step.link })
      }}
    >
      <text x={x} y={y} textAnchor="middle">
        {step.hands}
      </text>
    </a>
  )
}
