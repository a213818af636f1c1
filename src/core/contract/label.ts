// Labels as people say them: a level and the regimes behind it. One table gives order and words; words may be edited, ordinals not.

export type Level = 0 | 1 | 2 | 3

export const LEVELS = [
  { level: 0, word: 'Public' },
  { level: 1, word: 'Internal Use Only' },
  { level: 2, word: 'Confidential' },
  { level: 3, word: 'Highly Confidential' },
] as const satisfies readonly { level: Level; word: string }[]

// Order here is the order in which regimes are named behind the level.
export const REGIMES = [
  { regime: 'gdpr', word: 'GDPR' },
  { regime: 'gdpr-art9', word: 'GDPR Art. 9' },
  { regime: 'gdpr-art10', word: 'GDPR Art. 10' },
  { regime: 'pci-chd', word: 'PCI DSS' },
  { regime: 'pci-sad', word: 'PCI DSS SAD' },
  { regime: 'hipaa', word: 'HIPAA' },
  { regime: 'ccpa', word: 'CCPA' },
  { regime: 'glba', word: 'GLBA' },
] as const

export type Regime = (typeof REGIMES)[number]['regime']

/** A reason. `at`: where it stood, [start, end) in UTF-16 code units. `weight`: what it added to or took from the confidence. */
export interface Why {
  readonly rule: string
  readonly text: string
  readonly at?: readonly [number, number]
  readonly weight?: number
}

export interface Label {
  readonly level: Level
  readonly regimes: readonly Regime[]
  readonly why: readonly Why[]
}

/** "Highly Confidential - GDPR, PCI DSS". A null label is unlabelled or unread, shown as such and enforced as level 3. */
export function formatLabel(label: Pick<Label, 'level' | 'regimes'>): string {
  const held = new Set<string>(label.regimes)
  const regimes = REGIMES.filter((entry) => held.has(entry.regime)).map((entry) => entry.word)
  const word = LEVELS[label.level].word
  return regimes.length === 0 ? word : `${word} - ${regimes.join(', ')}`
}

/** Short stable form for machines: "3:gdpr,pci-chd". */
export function labelId(label: Pick<Label, 'level' | 'regimes'>): string {
  const held = new Set<string>(label.regimes)
  return `${label.level}:${REGIMES.filter((entry) => held.has(entry.regime))
    .map((entry) => entry.regime)
    .join(',')}`
}

/** The label of a whole is the highest level of its parts and all their regimes. Null parts are left to the caller: they are not "Public". */
export function joinLabels(labels: readonly Label[]): Label | null {
  if (labels.length === 0) return null
  const level = Math.max(...labels.map((label) => label.level)) as Level
  const held = new Set<Regime>(labels.flatMap((label) => label.regimes))
  const top = labels.find((label) => label.level === level)
  return { level, regimes: REGIMES.map((r) => r.regime).filter((r) => held.has(r)), why: top?.why ?? [] }
}

export function enforcedLevel(label: Pick<Label, 'level'> | null): Level {
  return label === null ? 3 : label.level
}

/** About persons, whatever its sensitivity: an API key is not-personal and level 3. */
export type Verdict = 'personal' | 'not-personal' | 'unsure'
