// Row types of sql/000002-accounts.sql. The library writes the first five tables; we read them and set what its own calls do not.
import type { ColumnType } from 'kysely'
import type { Role } from '../../core/contract/roles.ts'

type AtOrNull = ColumnType<Date | null, Date | null | undefined, Date | null>

export interface AccountUserTable {
  id: string
  name: string
  email: string
  email_verified: boolean
  image: ColumnType<string | null, string | null | undefined, string | null>
  second_factor: ColumnType<boolean | null, boolean | null | undefined, boolean | null>
  role: Role
  off_at: AtOrNull
  last_seen_at: AtOrNull
  created_at: Date
  updated_at: Date
}

export interface AccountSessionTable {
  id: string
  account: string
  token: string
  ip: string | null
  agent: string | null
  expires_at: Date
  created_at: Date
  updated_at: Date
}

export interface AccountCredentialTable {
  id: string
  account: string
  provider: string
  provider_account: string
  password: string | null
  access_token_enc: ColumnType<string | null, string | null | undefined, string | null>
  refresh_token_enc: ColumnType<string | null, string | null | undefined, string | null>
  id_token_enc: ColumnType<string | null, string | null | undefined, string | null>
  access_token_expires_at: AtOrNull
  refresh_token_expires_at: AtOrNull
  scope: ColumnType<string | null, string | null | undefined, string | null>
  created_at: Date
  updated_at: Date
}

export interface AccountChallengeTable {
  id: string
  identifier: string
  value: string
  expires_at: Date
  created_at: Date
  updated_at: Date
}

export interface AccountSecondFactorTable {
  id: string
  account: string
  secret_enc: string
  recovery_codes_enc: string
  verified: boolean | null
  failures: number | null
  locked_until: Date | null
  last_step: ColumnType<string | null, number | null | undefined, number | null>
}

export type LinkPurpose = 'first-owner' | 'invite' | 'recover'

export interface AccountLinkTable {
  id: string
  token_hash: Buffer
  purpose: LinkPurpose
  account: string | null
  made_by: string
  made_at: Date
  until: Date
  used_at: AtOrNull
}

export interface AccountAttemptTable {
  key: Buffer
  tries: number
  since: Date
  until: Date
}

export interface AccountTables {
  account_user: AccountUserTable
  account_session: AccountSessionTable
  account_credential: AccountCredentialTable
  account_challenge: AccountChallengeTable
  account_second_factor: AccountSecondFactorTable
  account_link: AccountLinkTable
  account_attempt: AccountAttemptTable
}
