// Our own SQL file holds all that the account library needs: it is asked itself.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { getMigrations } from 'better-auth/db/migration'
import { testStore, type TestStore } from '../../../test/harness/test-store.ts'
import { systemClock } from '../../core/clock.ts'
import { libraryOptions } from './auth-library.ts'

let fixture: TestStore
before(async () => {
  fixture = await testStore()
})
after(() => fixture.close())

test('the library finds nothing missing in the tables of sql/000002-accounts.sql', async () => {
  const options = libraryOptions({ db: fixture.store.db, keys: fixture.keys, clock: systemClock, secure: false })
  const plan = async () => getMigrations({ ...options, database: { db: fixture.store.db as never, type: 'postgres' } })
  const { toBeCreated, toBeAdded, toBeAddedIndexes, schemaProblems, unsafeChanges } = await plan()
  assert.deepEqual(
    { toBeCreated, toBeAdded, toBeAddedIndexes, schemaProblems, unsafeChanges },
    {
      toBeCreated: [],
      toBeAdded: [],
      toBeAddedIndexes: [],
      schemaProblems: [],
      unsafeChanges: [],
    },
  )
  // It would notice: without one column it asks for it.
  await fixture.store.db.schema.alterTable('account_second_factor').dropColumn('locked_until').execute()
  const missing = (await plan()).toBeAdded
  assert.deepEqual(
    missing.map(({ table, fields }) => [table, Object.keys(fields)]),
    [['account_second_factor', ['locked_until']]],
  )
})

test('it reports nothing to anybody and signs nobody up', () => {
  const options = libraryOptions({ db: fixture.store.db, keys: fixture.keys, clock: systemClock, secure: false })
  assert.equal(options.telemetry.enabled, false)
  assert.equal(options.emailAndPassword.disableSignUp, true)
  assert.equal(options.account.encryptOAuthTokens, true)
  assert.equal(options.secret, fixture.keys.derive('session').toString('base64url'))
})
