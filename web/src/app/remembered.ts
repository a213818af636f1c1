// Small choices of this browser (theme, single keys on or off). Owns localStorage; nothing about customers or accounts goes there.
import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()

function read(name: string): string | null {
  try {
    return localStorage.getItem(`holdfast.${name}`)
  } catch {
    return null // storage is forbidden here: choices last as long as the page
  }
}

const held = new Map<string, string>()

export function remembered(name: string, otherwise: string): string {
  return held.get(name) ?? read(name) ?? otherwise
}

export function remember(name: string, value: string): void {
  held.set(name, value)
  try {
    localStorage.setItem(`holdfast.${name}`, value)
  } catch {
    // see above
  }
  for (const listener of listeners) listener()
}

export function useRemembered(name: string, otherwise: string): string {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => remembered(name, otherwise),
  )
}
