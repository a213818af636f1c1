// How numbers, sizes, times and kinds are written, the same on every page. Owns words only, no markup.
import { LEVEL_WORDS, REGIME_WORDS } from '../api/generated.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const
const two = (number: number): string => String(number).padStart(2, '0')

/** 17 Nov 2026, 09:40, in the zone of the person who looks */
export function dateTime(instant: string): string {
  const at = new Date(instant)
  return Number.isNaN(at.getTime()) ? instant : `${dateOf(at)}, ${two(at.getHours())}:${two(at.getMinutes())}`
}

const dateOf = (at: Date): string => `${at.getDate()} ${MONTHS[at.getMonth()]} ${at.getFullYear()}`

/** 09:40:12 */
export function clockTime(instant: string): string {
  const at = new Date(instant)
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}

/** What a pointer over a time shows: the instant itself, and the zone in which it is written. */
export function zoneOf(instant: string): string {
  const at = new Date(instant)
  if (Number.isNaN(at.getTime())) return instant
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const offset = -at.getTimezoneOffset()
  const sign = offset < 0 ? '-' : '+'
  const size = Math.abs(offset)
  return `${dateTime(instant)}:${two(at.getSeconds())} ${zone} (UTC${sign}${two(Math.floor(size / 60))}:${two(size % 60)}), ${at.toISOString()}`
}

export function count(value: number): string {
  return value.toLocaleString('en-US')
}

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** seconds in words: 45 s, 4 min 10 s, 2 h 5 min, 3 days */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return whole % 60 === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${whole % 60} s`
  if (whole < 86_400) {
    const minutes = Math.floor((whole % 3600) / 60)
    return minutes === 0 ? `${Math.floor(whole / 3600)} h` : `${Math.floor(whole / 3600)} h ${minutes} min`
  }
  return plural(Math.floor(whole / 86_400), 'day')
}

export function secondsBetween(from: string, to: string): number {
  return (new Date(to).getTime() - new Date(from).getTime()) / 1000
}

export function bytes(value: number): string {
  if (value < 1000) return `${value} B`
  const units = ['kB', 'MB', 'GB', 'TB', 'PB']
  let size = value
  let unit = -1
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000
    unit += 1
  }
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`
}

export function percent(share: number): string {
  const value = share * 100
  if (value > 0 && value < 1) return '< 1 %'
  if (value > 99 && value < 100) return '> 99 %'
  return `${Math.round(value)} %`
}

export const KINDS: Readonly<Record<string, { word: string; objects: [string, string] }>> = {
  postgres: { word: 'PostgreSQL', objects: ['table', 'tables'] },
  mysql: { word: 'MySQL', objects: ['table', 'tables'] },
  sqlite: { word: 'SQLite', objects: ['table', 'tables'] },
  folder: { word: 'folder', objects: ['file', 'files'] },
  file: { word: 'file', objects: ['part', 'parts'] },
}

export const kindWord = (kind: string): string => KINDS[kind]?.word ?? kind
export const objectsOf = (kind: string, amount: number): string => {
  const words = KINDS[kind]?.objects ?? (['object', 'objects'] as const)
  return plural(amount, words[0], words[1])
}

export const levelWord = (level: number): string => LEVEL_WORDS[level] ?? `level ${level}`
export const regimeWord = (regime: string): string => REGIME_WORDS.find(([id]) => id === regime)?.[1] ?? regime

/** In the order in which a label is said everywhere. */
export const regimesWord = (regimes: readonly string[]): string =>
  [...REGIME_WORDS.filter(([id]) => regimes.includes(id)).map(([, word]) => word), ...regimes.filter((id) => regimeWord(id) === id)].join(
    ', ',
  )

export const VERDICTS: Readonly<Record<string, string>> = { personal: 'personal', 'not-personal': 'not personal', unsure: 'unsure' }

export function sentence(text: string): string {
  const trimmed = text.trim()
  const upper = trimmed.charAt(0).toUpperCase() + trimmed.slice(1)
  return /[.!?…”]$/.test(upper) ? upper : `${upper}.`
}

const BASES: Readonly<Record<string, string>> = {
  keys: 'counted by the key of each person',
  rows: 'at most: rows without a key of a person',
  table: 'at most: everybody in the table',
  mixed: 'counted by keys; at most where rows have none',
  none: 'nobody',
}

export const basisWord = (basis: string): string => BASES[basis] ?? basis

export function boundsWord(lower: number, upper: number): string {
  if (upper <= lower) return count(lower)
  return lower === 0 ? `≤ ${count(upper)}` : `${count(lower)} – ${count(upper)}`
}
