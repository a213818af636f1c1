// The one-time token of a sign-in link. It comes in the fragment (never sent to a server, never in a log) and leaves the address bar at
// once. Owns the token until it is used; it is kept in memory only.
import { useSyncExternalStore } from 'react'

let token: string | null = null
const listeners = new Set<() => void>()

function take(): void {
  const found = /^#claim=([A-Za-z0-9_-]{1,64})$/.exec(location.hash)
  if (found === null) return
  token = found[1] ?? null
  history.replaceState(null, '', location.pathname + location.search)
  for (const listener of listeners) listener()
}

/** Before anything else runs, the router too. */
export function startClaimToken(): void {
  take()
  addEventListener('hashchange', take)
}

export function dropClaimToken(): void {
  token = null
  for (const listener of listeners) listener()
}

export function useClaimToken(): string | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => token,
  )
}
