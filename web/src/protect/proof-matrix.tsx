// The proof as a matrix: each attack, each class, and what became of it; those that got through first. Owns no run.
import { useState } from 'react'
import type { ProofView } from '../api/generated.ts'
import { State, type StateName } from '../parts/marks.tsx'
import { ScrollX } from '../parts/scroll-x.tsx'
import { Said } from '../parts/said.tsx'
import { Choice } from '../parts/form.tsx'
import { plural } from '../parts/words.ts'

const STATES: Readonly<Record<string, { state: StateName; word: string }>> = {
  held: { state: 'pass', word: 'held' },
  broken: { state: 'fail', word: 'got through' },
  'not-run': { state: 'unknown', word: 'not run' },
}
const RANK: Readonly<Record<string, number>> = { broken: 0, 'not-run': 1, held: 2 }

export function ProofMatrix({ proof }: { readonly proof: ProofView }) {
  const [all, setAll] = useState(proof.broken + proof.notRun === 0)
  const classes = [...new Set(proof.vectors.map((vector) => vector.class))].toSorted()
  const attacks = [...new Map(proof.vectors.map((vector) => [vector.id, vector.text]))]
  const cell = (id: string, name: string) => proof.vectors.find((vector) => vector.id === id && vector.class === name)
  const worst = (id: string) => Math.min(...proof.vectors.filter((vector) => vector.id === id).map((vector) => RANK[vector.state] ?? 1))
  const shown = attacks.filter(([id]) => all || worst(id) < 2).toSorted(([a], [b]) => worst(a) - worst(b))
  return (
    <>
      <ScrollX name="Proof">
        <table className="t top matrix" aria-label="Proof: attacks by class">
          <thead>
            <tr>
              <th scope="col" className="wide">
                A member of the class…
              </th>
              {classes.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(([id, text]) => (
              <tr key={id}>
                <td>
                  {text} <span className="qq s mono p2">{id}</span>
                  {classes.map((name) => {
                    const vector = cell(id, name)
                    return vector === undefined || vector.state === 'held' || vector.detail === '' ? null : (
                      <span key={name} className="two">
                        {classes.length > 1 && `${name}: `}
                        <Said text={vector.detail} />
                      </span>
                    )
                  })}
                </td>
                {classes.map((name) => {
                  const vector = cell(id, name)
                  const entry = (vector === undefined ? undefined : STATES[vector.state]) ?? STATES['not-run']!
                  return (
                    <td key={name} className={vector?.state === 'broken' ? 'cell leak' : 'cell'}>
                      <State state={entry.state}>{entry.word}</State>
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
      <Choice
        type="checkbox"
        name="all-attacks"
        checked={all}
        onPick={setAll}
        label={`Show all ${plural(attacks.length, 'attack')}, those that held as well`}
      />
    </>
  )
}
