// Nothing is connected yet: the next steps, what will appear and when, and what is not set up on this machine.
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { systemQuery } from '../api/queries.ts'
import { useAccount } from '../app/account.ts'
import { useKeys } from '../app/keys.ts'
import { SampleStep } from './sample-step.tsx'
import { SystemChecks } from './system-checks.tsx'
import { PageHead } from '../parts/page.tsx'
import './needs.css'

const PHASES = [
  [
    'Discover',
    'Where is customer data, what is it, and what could not be read?',
    'the first scan has read something, usually within a minute',
  ],
  ['Protect', 'Who may see what, and why? Does anything leak?', 'a plan was made for a database with labels'],
  ['Monitor', 'Did somebody do what does not make sense?', 'somebody comes in through the gateway, or a log is read'],
  ['Respond', 'What happened, to whom, and what must we do by when?', 'an alert becomes an incident'],
  ['Improve', 'Are we better than last quarter, and can an outsider check it?', 'the controls were tested once'],
] as const

export function FirstRun() {
  const { may } = useAccount()
  const navigate = useNavigate()
  const system = useQuery(systemQuery)
  const keys = useMemo(
    () =>
      may.stores
        ? [
            { key: '1', does: 'connect a database', run: () => void navigate({ to: '/stores/connect', search: { kind: 'database' } }) },
            { key: '2', does: 'scan a folder', run: () => void navigate({ to: '/stores/connect', search: { kind: 'folder' } }) },
          ]
        : [],
    [may.stores, navigate],
  )
  useKeys('Start', keys)
  return (
    <>
      <PageHead
        title="Nothing is connected yet"
        tab="Start"
        sub={
          <span className="read">
            Holdfast looks first. It reads through read-only sessions, changes nothing, and sends nothing off this machine.
          </span>
        }
      />
      <div className="body">
        {may.stores ? (
          <section className="sec narrow-text">
            <ul className="need">
              <li>
                <span className="step-no">1</span>
                <span>
                  <Link className="what" to="/stores/connect" search={{ kind: 'database' }}>
                    Connect a database
                  </Link>
                  <br />
                  <span className="q">PostgreSQL. Needs an account that can read; Holdfast writes the grant for you to run.</span>
                  <br />
                  <code className="qq">holdfast scan postgres://reader@db.example/shop</code>
                </span>
                <span className="left" />
                <span className="go">
                  <Link className="btn main-act" to="/stores/connect" search={{ kind: 'database' }}>
                    Connect <kbd>1</kbd>
                  </Link>
                </span>
              </li>
              <li>
                <span className="step-no">2</span>
                <span>
                  <Link className="what" to="/stores/connect" search={{ kind: 'folder' }}>
                    Scan a folder
                  </Link>
                  <br />
                  <span className="q">
                    A share, an export, a laptop. CSV, JSON, NDJSON and text; what it cannot read is listed, not left out.
                  </span>
                  <br />
                  <code className="qq">holdfast scan /srv/exports</code>
                </span>
                <span className="left" />
                <span className="go">
                  <Link className="btn" to="/stores/connect" search={{ kind: 'folder' }}>
                    Choose <kbd>2</kbd>
                  </Link>
                </span>
              </li>
              <SampleStep />
            </ul>
          </section>
        ) : (
          <p className="read q">An owner connects the first store. Then this page says what needs you.</p>
        )}
        <section className="sec narrow-text">
          <div className="sec-head">
            <h2>What will appear here</h2>
            <span className="q s">Each phase works from what the one before it found.</span>
          </div>
          <table className="t top" aria-label="What will appear here">
            <thead>
              <tr>
                <th scope="col">Phase</th>
                <th scope="col">The question it answers</th>
                <th scope="col" className="p2">
                  Appears when
                </th>
              </tr>
            </thead>
            <tbody>
              {PHASES.map(([name, asks, when]) => (
                <tr key={name}>
                  <td className="b">{name}</td>
                  <td>{asks}</td>
                  <td className="q p2">{when}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
        <section className="sec narrow-text">
          <div className="sec-head">
            <h2>Before you start</h2>
          </div>
          <SystemChecks query={system} />
        </section>
      </div>
      <div className="keybar keys">
        {may.stores && (
          <span>
            <kbd>1</kbd>
            <kbd>2</kbd> choose
          </span>
        )}
        <span>
          <kbd>Ctrl K</kbd> find or do
        </span>
        <span>
          <kbd>?</kbd> all keys
        </span>
      </div>
    </>
  )
}
