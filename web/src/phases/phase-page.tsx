// The four phases that do not exist yet: what will be here, when, and what it needs. Honest, short, no dead links.
import { Link, useLocation } from '@tanstack/react-router'
import { PageHead } from '../parts/page.tsx'

interface PhaseText {
  readonly name: string
  readonly asks: string
  readonly will: readonly string[]
  readonly needs: string
  readonly from: string
}

const PHASES: Readonly<Record<string, PhaseText>> = {
  protect: {
    name: 'Protect',
    asks: 'Who may see what, and why? Does anything leak?',
    will: [
      'policies in words, compiled to grants and masked views in the store itself',
      'a plan, a diff and an undo before anything changes',
      'proof that the masks hold: each attack tried, each class of people',
    ],
    needs: 'fields with a label. Decide what is unsure in Review, and plans will not have to guess.',
    from: 'labels, from Discover',
  },
  monitor: {
    name: 'Monitor',
    asks: 'Did somebody do what does not make sense?',
    will: [
      'who read which fields of how many people, through the gateway, database logs and files',
      'stories in order of harm, each with what is usual beside it',
      'a source that fell silent, shown as a gap and never as quiet',
    ],
    needs: 'a source of access records, and labels that say what was touched.',
    from: 'labels and controls, from Discover and Protect',
  },
  respond: {
    name: 'Respond',
    asks: 'What happened, to whom, and what must we do by when?',
    will: [
      'the people affected, computed from access records, with bounds and what they rest on',
      'clocks of each law that applies, with citation and source',
      'containment that is tried again and seen to be refused, notices, evidence',
    ],
    needs: 'access records, and the path from a row to a person.',
    from: 'stories, from Monitor',
  },
  improve: {
    name: 'Improve',
    asks: 'Are we better than last quarter, and can an outsider check it?',
    will: [
      'five numbers, each with its unknown part',
      'controls tested against the stores themselves, out of date ones never green',
      'a bundle that an outsider checks offline',
    ],
    needs: 'controls that have been tested once.',
    from: 'lessons, from Respond',
  },
}

export function PhasePage() {
  const path = useLocation({ select: (location) => location.pathname.slice(1) })
  const phase = PHASES[path]
  if (phase === undefined) return null
  return (
    <>
      <PageHead title={`${phase.name} is not built yet`} tab={phase.name} sub={phase.asks} />
      <div className="body">
        <section className="sec narrow-text">
          <h2>What will be here</h2>
          <ul className="plain-list">
            {phase.will.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </section>
        <section className="sec narrow-text">
          <h2>When</h2>
          <p className="read">
            In a later version; CHANGELOG says which. This version of Holdfast finds and labels customer data: the first of the five phases.
          </p>
        </section>
        <section className="sec narrow-text">
          <h2>What it needs</h2>
          <p className="read">
            It works from {phase.from}. It needs {phase.needs}
          </p>
          <p className="row-of gap-top">
            <Link className="btn" to="/map">
              Open the data map
            </Link>
            <Link className="btn" to="/review">
              Review
            </Link>
          </p>
        </section>
      </div>
    </>
  )
}
