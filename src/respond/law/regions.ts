// Which jurisdictions belong to which. Owns the member states of the EU and what is plausible for a person of whom only part is known.

/** ISO 3166-1, 27 member states (2020-02-01 on). The EEA and the United Kingdom are not among them: they have no rule here yet. */
export const EU_MEMBERS: ReadonlySet<string> = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '),
)

/** The region a jurisdiction's people are also counted in; null: none. `DE-BY` lies in the EU as `DE` does. */
export function regionOf(jurisdiction: string): string | null {
  return EU_MEMBERS.has(jurisdiction.slice(0, 2)) && /^[A-Z]{2}(-|$)/.test(jurisdiction) ? 'EU' : null
}

/** Buckets whose people may as well belong to this jurisdiction: everybody unknown, and those of a country without its state. */
export function plausibleFor(jurisdiction: string): readonly string[] {
  if (jurisdiction === 'unknown' || jurisdiction === 'all') return []
  const dash = jurisdiction.indexOf('-')
  return dash === -1 ? ['unknown'] : ['unknown', jurisdiction.slice(0, dash)]
}

/** Whether a rule made for `law` holds for people of `jurisdiction`. */
export function lawCovers(law: string, jurisdiction: string): boolean {
  return law === jurisdiction || jurisdiction.startsWith(`${law}-`) || (law === 'EU' && regionOf(jurisdiction) === 'EU')
}
