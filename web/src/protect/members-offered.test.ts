import assert from 'node:assert/strict'
import { test } from 'node:test'
import { membersOffered } from './members-offered.ts'

const login = (name: string) => ({ kind: 'pg-role', value: `st_aaaaaaaaaaaaaaaaaaaa/${name}` })
const PROOF = login('holdfast_prove_0a1b2c3d4e5f')

test('logins of a proof are not offered as members; everybody else is', () => {
  const somebody = [
    { kind: 'unknown' as const, aliases: [login('warehouse')] },
    { kind: 'unknown' as const, aliases: [login('holdfast_prove_of_concept')] },
    { kind: 'unknown' as const, aliases: [PROOF, login('warehouse')] },
    { kind: 'unknown' as const, aliases: [] },
    { kind: 'person' as const, aliases: [PROOF] },
  ]
  assert.deepEqual(membersOffered([...somebody, { kind: 'unknown' as const, aliases: [PROOF] }]), somebody)
})
