// The four roles of the people who use Holdfast itself, and what each may do. Owns the table; routes name roles, not screens.

export const ROLES = [
  { role: 'owner', word: 'owner', may: 'everything: accounts, stores, settings' },
  { role: 'analyst', word: 'analyst', may: 'scans, decides findings, sees masked samples' },
  { role: 'auditor', word: 'auditor', may: 'reads all, the ledger too; changes nothing' },
  { role: 'viewer', word: 'viewer', may: 'reads what is where; sees no samples' },
] as const

export type Role = (typeof ROLES)[number]['role']

/** Who did something: a person signed in to the console, someone at this machine's terminal, or Holdfast itself. */
export interface Actor {
  readonly kind: 'account' | 'terminal' | 'system'
  readonly id: string
  readonly role: Role
}
