// A link to an address of the console that came as text (from the server, or put together). Owns only that no page is loaded anew.
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'

export function AppLink({
  href,
  className = 'link',
  children,
}: {
  readonly href: string
  readonly className?: string
  readonly children: ReactNode
}) {
  const navigate = useNavigate()
  return (
    <a
      className={className}
      href={href}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
        event.preventDefault()
        void navigate({ href })
      }}
    >
      {children}
    </a>
  )
}
