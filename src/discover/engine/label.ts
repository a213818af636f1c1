// From types to a label, by the table in the rules: level and regimes of each type, joined. docs/decisions/0012-labels.md says what becomes of
// fields in which nothing was found.
import type { Label, Level, Regime, Verdict, Why } from '../../core/contract/label.ts'
import { REGIMES } from '../../core/contract/label.ts'
import type { RunRule } from './prepare.ts'

export interface LabelHints {
  /** two values only: it says nothing by itself */
  readonly flag: boolean
  /** what it may be, when the verdict abstains */
  readonly suspected?: RunRule
}

export function labelOf(verdict: Verdict, types: readonly RunRule[], hints: LabelHints): Label {
  if (types.length > 0) {
    const level = Math.max(...types.map((type) => type.level)) as Level
    const held = new Set<Regime>(types.flatMap((type) => type.regimes))
    return {
      level,
      regimes: REGIMES.map((entry) => entry.regime).filter((regime) => held.has(regime)),
      why: types.map((type): Why => ({ rule: `type:${type.id}`, text: `${type.name} is level ${type.level}` })),
    }
  }
  if (verdict === 'unsure') {
    const level = Math.max(1, hints.suspected?.level ?? 1) as Level
    return {
      level,
      regimes: [],
      why: [
        {
          rule: 'unsure',
          text: hints.suspected === undefined ? 'not decided' : `not decided; may be ${hints.suspected.name.toLowerCase()}`,
        },
      ],
    }
  }
  return hints.flag
    ? { level: 0, regimes: [], why: [{ rule: 'nothing-found', text: 'a flag says nothing by itself' }] }
    : { level: 1, regimes: [], why: [{ rule: 'nothing-found', text: 'read, and no type found' }] }
}
