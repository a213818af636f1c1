// The frame of the pages outside the console. Owns the mark and the title only.
import { useEffect, useRef, type ReactNode } from 'react'
import { useTitle } from '../parts/page.tsx'
import './lone.css'

export function LonePage({ title, text, children }: { readonly title: string; readonly text?: ReactNode; readonly children?: ReactNode }) {
  useTitle(title)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus()
  }, [title])
  return (
    <main className="lone">
      <p className="brand">
        <svg viewBox="0 0 18 18" aria-hidden="true">
          <path
            d="M9 1v6M9 7c0 3-6.5 2-6.5 8M9 7c0 3 6.5 2 6.5 8M9 7c0 3.5-2.5 4-2.5 9.5M9 7c0 3.5 2.5 4 2.5 9.5"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.6"
            strokeLinecap="round"
          />
        </svg>
        Holdfast
      </p>
      <div>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {text !== undefined && <div className="q read">{text}</div>}
      </div>
      {children}
    </main>
  )
}
