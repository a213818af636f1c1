// Light, dark, or what the system says. Owns `data-theme` on the root; tokens.css does the rest.
import { remember, remembered } from './remembered.ts'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const dark = matchMedia('(prefers-color-scheme: dark)')

export function theme(): Theme {
  const held = remembered('theme', 'system')
  return held === 'light' || held === 'dark' ? held : 'system'
}

function show(): void {
  const chosen = theme()
  document.documentElement.dataset['theme'] = chosen === 'system' ? (dark.matches ? 'dark' : 'light') : chosen
}

export function startTheme(): void {
  show()
  dark.addEventListener('change', show)
}

export function chooseTheme(next: Theme): void {
  remember('theme', next)
  show()
}
