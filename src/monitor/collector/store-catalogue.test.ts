// Two tables of one name in two schemas: a member's bare name is the masked view that carries it, whatever the order of the catalogue.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testPhases, type TestPhases } from '../../../test/harness/test-phases.ts'
import { startPostgres, type PostgresServer } from '../../../test/harness/postgres-server.ts'
import type { Discover } from '../../discover/contract.ts'
import type { FieldId, ObjectId, StoreId } from '../../core/ids.ts'
import type { Protect } from '../../protect/contract.ts'
import { createNames } from '../statements/statement-catalogue.ts'
import { readStoreCatalogue } from './store-catalogue.ts'

let server: PostgresServer
let phases: TestPhases
let store: StoreId

before(async () => {
  server = await startPostgres()
  await server.run('postgres', 'create database clinic')
  await server.run(
    'clinic',
    'create schema crm',
    'create schema med',
    'create table crm.patient (id int primary key, name text, mail text)',
    'create table med.patient (id int primary key, allergy text)',
    `insert into crm.patient values (1, 'Anna Weber', 'anna@example.org')`,
    `insert into med.patient values (1, 'penicillin')`,
  )
  phases = await testPhases()
  const connected = await phases.post('/api/stores', { target: server.url('postgres', server.password, 'clinic') })
  assert.equal(connected.status, 200, connected.text)
  store = connected.body.id
  await phases.scan()
})
after(async () => {
  await phases?.close()
  await server?.stop()
})

test('a bare name of a member is the view of that name in the masked schema, not a table that is called so too', async () => {
  const { db } = phases.platform.store
  const rows = await db
    .selectFrom('object')
    .innerJoin('field', 'field.object', 'object.id')
    .select(['object.id as object', 'object.path as path', 'field.id as field'])
    .where('object.store', '=', store)
    .execute()
  const objectOf = (schema: string): ObjectId => rows.find((row) => row.path[0] === schema)!.object as ObjectId
  const columns = Object.fromEntries(rows.map((row) => [row.field as FieldId, 'clear'] as const))
  const views = { [objectOf('crm')]: 'patient', [objectOf('med')]: 'med_patient' }
  const policyClass = {
    id: 'support',
    role: 'r',
    schema: 'masked',
    columns,
    views,
    rows: null,
    budget: null,
    policySet: 'p',
    catalogHash: 'h',
  }
  const member = { principal: 'karl', store, class: 'support', login: 'karl_login', until: null, disabledAt: null }
  const none = async () => []
  const read = await readStoreCatalogue(db, { id: store, name: 'clinic', kind: 'postgres', drill: false } as never, {
    discover: {
      subjects: { keys: none, paths: none, inStore: async () => new Set(), refKey: new Uint8Array(32) },
    } as unknown as Discover,
    protect: { classes: async () => [policyClass], members: async () => [member] } as unknown as Protect,
  })
  const names = createNames(read.catalogue)
  const meant = (name: string): ObjectId[] => names.tables(null, name, 'karl_login', null).map((table) => table.object)
  assert.deepEqual(meant('patient'), [objectOf('crm')])
  assert.deepEqual(meant('med_patient'), [objectOf('med')])
  // nobody's class: both may be meant
  assert.deepEqual(
    new Set(names.tables(null, 'patient', 'somebody', null).map((table) => table.object)),
    new Set([objectOf('crm'), objectOf('med')]),
  )
})
