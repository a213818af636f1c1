// Who is signed in, for the pages inside the shell. Owns the context and the one place that says what a role may do on screen; the
// server decides, this only keeps buttons away that would be refused.
import { createContext, useContext } from 'react'
import type { AccountView } from '../api/generated.ts'

export const AccountContext = createContext<AccountView | null>(null)

export interface May {
  /** owner or analyst: opens, decides, proposes, approves */
  readonly act: boolean
  /** owner only: applies, sends, switches off */
  readonly own: boolean
  readonly scan: boolean
  readonly decide: boolean
  readonly stores: boolean
  readonly accounts: boolean
  readonly seeAccounts: boolean
  readonly ledger: boolean
  readonly samples: boolean
  readonly export: boolean
}

export function mayOf(role: AccountView['role']): May {
  const owner = role === 'owner'
  const works = owner || role === 'analyst'
  const reads = owner || role === 'auditor'
  return {
    act: works,
    own: owner,
    scan: works,
    decide: works,
    stores: owner,
    accounts: owner,
    seeAccounts: reads,
    ledger: reads,
    samples: role !== 'viewer',
    export: role !== 'viewer',
  }
}

export function useAccount(): AccountView & { readonly may: May } {
  const account = useContext(AccountContext)
  if (account === null) throw new Error('no account: this part belongs inside the shell')
  return { ...account, may: mayOf(account.role) }
}
