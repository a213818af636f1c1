// Joins the rules of rules/controls to the code that tests them. A rule without a test, or a test without a rule, stops the start.
import { improveError } from '../errors.ts'
import { loadControlRules, type KnownRule } from './control-rule.ts'
import type { ControlTest } from './control-test.ts'
import type { Probe } from './run-control.ts'
import { auditLog } from './tests/audit-log.ts'
import { clearReaders } from './tests/clear-readers.ts'
import { containedLogins } from './tests/contained-logins.ts'
import { gatewayRefuses } from './tests/gateway-refuses.ts'
import { ledgerWhole } from './tests/ledger-whole.ts'
import { masksHold } from './tests/masks-hold.ts'
import { publicGrants } from './tests/public-grants.ts'
import { safeSignIn } from './tests/safe-sign-in.ts'
import { scansFresh } from './tests/scans-fresh.ts'
import { weakLogins } from './tests/weak-logins.ts'

export const CONTROL_TESTS: Readonly<Record<string, ControlTest>> = {
  'audit-log': auditLog,
  'clear-readers': clearReaders,
  'contained-logins': containedLogins,
  'gateway-refuses': gatewayRefuses,
  'ledger-whole': ledgerWhole,
  'masks-hold': masksHold,
  'public-grants': publicGrants,
  'safe-sign-in': safeSignIn,
  'scans-fresh': scansFresh,
  'weak-logins': weakLogins,
}

export function loadProbes(rules: readonly KnownRule[] = loadControlRules()): ReadonlyMap<string, Probe> {
  const probes = new Map<string, Probe>()
  for (const rule of rules) {
    const test = Object.hasOwn(CONTROL_TESTS, rule.test) ? CONTROL_TESTS[rule.test] : undefined
    if (test === undefined) throw improveError('rule-invalid', { file: `${rule.id}.json`, fault: `no test is called \`${rule.test}\`` })
    probes.set(rule.id, { rule, test })
  }
  const unused = Object.keys(CONTROL_TESTS).find((name) => !rules.some((rule) => rule.test === name))
  if (unused !== undefined) throw improveError('rules-unreadable', { why: `no rule uses the test \`${unused}\`` })
  return probes
}
