// Who made or approved a plan, in words. Names of others are known to those who may see the accounts; others read that it was somebody else.
import { useQuery } from '@tanstack/react-query'
import { accountsQuery } from '../api/queries.ts'
import { useAccount } from '../app/account.ts'

export function useActorName(): (id: string | null) => string {
  const account = useAccount()
  const accounts = useQuery({ ...accountsQuery, enabled: account.may.seeAccounts }).data?.accounts
  return (id) => {
    if (id === account.id) return account.name
    return accounts?.find((one) => one.id === id)?.name ?? (id?.startsWith('holdfast') === true ? 'Holdfast' : 'another person')
  }
}
