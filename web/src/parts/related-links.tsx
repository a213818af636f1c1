// The joins of a thing: what the other phases know about it, one line each, zeros grey. Owns no counting.
import type { ReactNode } from 'react'
import { AppLink } from './app-link.tsx'

export interface Related {
  /** an address of the console, with its search */
  readonly href: string
  readonly text: string
  /** what is there, beside the link */
  readonly note?: ReactNode
}

export function RelatedLinks({ links, title = 'Elsewhere' }: { readonly links: readonly Related[]; readonly title?: string }) {
  if (links.length === 0) return null
  return (
    <section className="sec">
      <div className="sec-head">
        <h2>{title}</h2>
      </div>
      <ul className="related">
        {links.map((link) => (
          <li key={`${link.href} ${link.text}`}>
            <AppLink href={link.href}>{link.text}</AppLink>
            {link.note !== undefined && <span className="q"> {link.note}</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}
