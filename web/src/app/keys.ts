// The keyboard. Owns the one listener and the table of what each key does now; `?` shows that table. Single keys can be switched off
// (WCAG 2.1.4) and never act while someone types or a dialog is open.
import { useEffect, useRef, useSyncExternalStore } from 'react'
import { remembered } from './remembered.ts'

export interface KeyAction {
  /** as KeyboardEvent.key, lower case; `Ctrl+k` for the one with a modifier */
  readonly key: string
  readonly does: string
  readonly run: () => void
  /** shown in `?` but handled by the focused part itself (arrows in a tree) */
  readonly local?: boolean
}

export interface KeyGroup {
  readonly name: string
  readonly actions: readonly KeyAction[]
}

const groups = new Map<symbol, KeyGroup>()
const listeners = new Set<() => void>()
let snapshot: readonly KeyGroup[] = []

function changed(): void {
  snapshot = [...groups.values()]
  for (const listener of listeners) listener()
}

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

const dialogOpen = (): boolean => document.querySelector('[role="dialog"]:not(.insp), [role="alertdialog"], [role="menu"]') !== null

export const singleKeys = (): boolean => remembered('single-keys', 'on') === 'on'

function handle(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey || event.isComposing) return
  const control = event.ctrlKey || event.metaKey
  const name = control ? `ctrl+${event.key.toLowerCase()}` : event.key.toLowerCase()
  if (!control && (typing(event.target) || dialogOpen() || (!singleKeys() && event.key.length === 1))) return
  for (const group of [...groups.values()].toReversed()) {
    const found = group.actions.find((action) => action.local !== true && action.key.toLowerCase() === name)
    if (found === undefined) continue
    event.preventDefault()
    found.run()
    return
  }
}

export function startKeys(): void {
  document.addEventListener('keydown', handle)
}

/** The group is known while the component is on the page. */
export function useKeys(name: string, actions: readonly KeyAction[]): void {
  const id = useRef(Symbol(name))
  useEffect(() => {
    const key = id.current
    groups.set(key, { name, actions })
    changed()
    return () => {
      groups.delete(key)
      changed()
    }
  }, [name, actions])
}

export function useKeyGroups(): readonly KeyGroup[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => snapshot,
  )
}
