// What an attack is: statements, and how they are judged. Types and the parts that both lists of attacks use.
import { quoted, quotedPath } from '../compile/names.ts'
import type { Target } from './targets.ts'

export interface AttackGround {
  readonly targets: readonly Target[]
  /** the login that attacks, one of its class, and that one's backend */
  readonly me: string
  readonly colleague: { readonly login: string; readonly pid: number; readonly said: string }
  readonly role: string
  readonly schema: string
  /** every other role of the server */
  readonly roles: readonly string[]
  readonly schemas: readonly string[]
  readonly database: string
}

export type Attempt = { readonly sql: string; readonly before?: readonly string[] }
export type Guess = { readonly right: string; readonly wrong: string }

export type Vector = { readonly id: string; readonly text: string } & (
  | { readonly expect: 'refused' | 'silent'; attempts(ground: AttackGround): readonly Attempt[] }
  | { readonly expect: 'alike'; guesses(ground: AttackGround): readonly Guess[] }
)

export const base = (target: Target): string => quotedPath(...target.base)
export const each = <T>(list: readonly T[], of: (one: T) => readonly string[]): Attempt[] => list.flatMap(of).map((sql) => ({ sql }))
export const columnsOf = (target: Target): string => target.columns.map((column) => quoted(column.name)).join(', ')
export const first = (target: Target): string => quoted(target.columns[0]!.name)
export const views = (ground: AttackGround): string[] =>
  ground.targets.flatMap((target) => (target.view === null ? [] : [quotedPath(...target.view)]))
