// What every page has: a title that takes focus on arrival, states for loading, failure and emptiness. Owns no data.
import { useEffect, useRef, type ReactNode } from 'react'
import { problemOf } from '../api/client.ts'
import { Said } from './said.tsx'
import './page.css'

/** The path whose title last had its turn at focus; null before the first page. */
let focusedPath: string | null = null

/**
 * Focus goes to the title after a change of page, so that a screen reader says where one is; not on the first load. When the title of
 * loading gives way to that of the full page, focus that stood on it goes along.
 */
function focusOnArrival(heading: HTMLElement | null): void {
  const first = focusedPath === null
  const moved = focusedPath !== location.pathname
  const lost = document.activeElement === document.body && arrived
  focusedPath = location.pathname
  if (moved) arrived = !first
  if (first || (!moved && !lost)) return
  if (document.querySelector('[role="dialog"], [role="alertdialog"]') === null) heading?.focus({ preventScroll: true })
}
let arrived = false

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} - Holdfast`
  }, [title])
}

export function PageHead({
  title,
  tab,
  sub,
  children,
}: {
  readonly title: string
  /** the document's title, when it is not the page's */
  readonly tab?: string
  readonly sub?: ReactNode
  readonly children?: ReactNode
}) {
  useTitle(tab ?? title)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => focusOnArrival(heading.current), [])
  return (
    <header className="head">
      <div>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {sub !== undefined && <p className="sub">{sub}</p>}
      </div>
      {children !== undefined && <div className="acts">{children}</div>}
    </header>
  )
}

/** What happened, what it means, what to do; with a way to try again. */
export function Failure({ error, what, retry }: { readonly error: unknown; readonly what: string; readonly retry?: () => void }) {
  const problem = problemOf(error)
  return (
    <div className="failed" role="alert">
      <p className="b error">{what}</p>
      <p>
        <Said text={problem.message} />
      </p>
      {problem.help !== undefined && (
        <p className="q">
          <Said text={problem.help} />
        </p>
      )}
      {retry !== undefined && (
        <div className="acts">
          <button type="button" className="btn" onClick={retry}>
            Try again
          </button>
        </div>
      )}
    </div>
  )
}

/** Rows of the right height, so that nothing jumps when the answer is there. */
export function BoneRows({ rows, columns }: { readonly rows: number; readonly columns: number }) {
  return (
    <>
      {Array.from({ length: rows }, (_, row) => (
        <tr key={row} aria-hidden="true">
          {Array.from({ length: columns }, (_, column) => (
            <td key={column}>
              <span
                className="bone"
                style={{ width: `${column === 0 ? 70 - ((row * 17) % 40) : 40 + ((row * 13 + column * 29) % 30)}%` }}
              />
            </td>
          ))}
        </tr>
      ))}
    </>
  )
}

export function Loading({ rows = 6, columns = 4, what }: { readonly rows?: number; readonly columns?: number; readonly what: string }) {
  return (
    <div role="status">
      <span className="sr">Loading {what}</span>
      <table className="t" aria-hidden="true">
        <tbody>
          <BoneRows rows={rows} columns={columns} />
        </tbody>
      </table>
    </div>
  )
}

export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="b">{title}</p>
      {children}
    </div>
  )
}
