// The pages of Settings, those a role may open.
import { Link } from '@tanstack/react-router'
import { useAccount } from '../app/account.ts'

export function SettingsTabs() {
  const { may } = useAccount()
  return (
    <nav className="tabs" aria-label="Settings">
      <Link to="/settings" activeOptions={{ exact: true, includeSearch: false }}>
        Your account
      </Link>
      {may.seeAccounts && (
        <Link to="/settings/accounts" activeOptions={{ includeSearch: false }}>
          Accounts
        </Link>
      )}
      {may.ledger && (
        <Link to="/settings/ledger" activeOptions={{ includeSearch: false }}>
          Ledger
        </Link>
      )}
    </nav>
  )
}
