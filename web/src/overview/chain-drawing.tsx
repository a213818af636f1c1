// The chain drawn: what each phase hands to the next. Phases that are not built are drawn broken, as unknown things are.
import { ScrollX } from '../parts/scroll-x.tsx'
export function ChainDrawing({ newLabels }: { readonly newLabels: number }) {
  const labels = newLabels === 0 ? 'no new labels' : `${newLabels.toLocaleString('en-US')} new ${newLabels === 1 ? 'label' : 'labels'}`
  const xs = [8, 276, 548, 820, 1096] as const
  return (
    <section className="sec">
      <div className="sec-head">
        <h2>The chain, last 24 hours</h2>
        <span className="q s">What each phase hands to the next. Broken: not built yet</span>
      </div>
      <ScrollX name="The chain">
        <svg
          className="chain-draw"
          viewBox="0 0 1120 64"
          role="img"
          aria-label={`Discover found ${labels}. Protect, Monitor, Respond and Improve are not built yet.`}
        >
          <g className="ax" strokeDasharray="3 3">
            <path d="M276 20H1096M1096 20v30c0 6-4 10-10 10H286c-6 0-10-4-10-10V26" />
            <path d="M272 30l4-6 4 6" strokeDasharray="none" />
          </g>
          <path className="ax" d="M8 20H276" />
          <g fill="var(--bg)" strokeWidth="1.5">
            {xs.map((x, at) => (
              <circle
                key={x}
                cx={x}
                cy="20"
                r="5"
                stroke={at === 0 ? 'var(--accent)' : 'var(--line-control)'}
                fill={at === 0 ? 'var(--accent)' : 'var(--bg)'}
                {...(at === 0 ? {} : { strokeDasharray: '2.5 2' })}
              />
            ))}
          </g>
          <g>
            <text className="strong" x="0" y="42">
              Discover
            </text>
            <text x="288" y="42">
              Protect
            </text>
            <text x="540" y="42">
              Monitor
            </text>
            <text x="812" y="42">
              Respond
            </text>
            <text x="1084" y="42" textAnchor="end">
              Improve
            </text>
          </g>
          <text x="142" y="13" textAnchor="middle">
            {labels}
          </text>
        </svg>
      </ScrollX>
    </section>
  )
}
