// The forms of Polish given and family names in the singular cases, by their endings: as regular as school grammar has them, without the rare
// ones. Used to know inflected names and to write templates with them.

/** Genitive, dative, accusative, instrumental, locative, vocative where they differ; by gender as the ending suggests. */
export function polishCase(name: string, which: 'gen' | 'dat' | 'acc' | 'ins' | 'loc'): string {
  const at = { gen: 0, dat: 1, acc: 2, ins: 3, loc: 4 }[which]
  const end = (cut: number, forms: readonly string[]): string => name.slice(0, name.length - cut) + forms[at]!
  if (/[sc]ki$|dzki$/.test(name)) return end(0, ['ego', 'emu', 'ego', 'm', 'm'])
  if (/[sc]ka$|dzka$/.test(name) && name.length > 4) return end(1, ['iej', 'iej', 'ą', 'ą', 'iej'])
  if (name.endsWith('ia')) return end(1, ['i', 'i', 'ę', 'ą', 'i'])
  if (/(?:l|j)a$/.test(name)) return end(1, ['i', 'i', 'ę', 'ą', 'i'])
  if (name.endsWith('ka')) return end(2, ['ki', 'ce', 'kę', 'ką', 'ce'])
  if (name.endsWith('ga')) return end(2, ['gi', 'dze', 'gę', 'gą', 'dze'])
  if (name.endsWith('ra')) return end(2, ['ry', 'rze', 'rę', 'rą', 'rze'])
  if (name.endsWith('ta')) return end(2, ['ty', 'cie', 'tę', 'tą', 'cie'])
  if (name.endsWith('da')) return end(2, ['dy', 'dzie', 'dę', 'dą', 'dzie'])
  if (name.endsWith('a')) return end(1, ['y', 'ie', 'ę', 'ą', 'ie'])
  if (name.endsWith('ek') && name.length > 4) return end(2, ['ka', 'kowi', 'ka', 'kiem', 'ku'])
  if (/[kg]$/.test(name)) return end(0, ['a', 'owi', 'a', 'iem', 'u'])
  if (name.endsWith('ń')) return end(1, ['nia', 'niowi', 'nia', 'niem', 'niu'])
  if (name.endsWith('ś')) return end(1, ['sia', 'siowi', 'sia', 'siem', 'siu'])
  if (name.endsWith('ć')) return end(1, ['cia', 'ciowi', 'cia', 'ciem', 'ciu'])
  if (name.endsWith('eł')) return end(2, ['ła', 'łowi', 'ła', 'łem', 'le'])
  if (name.endsWith('ł')) return end(1, ['ła', 'łowi', 'ła', 'łem', 'le'])
  if (name.endsWith('r')) return end(0, ['a', 'owi', 'a', 'em', 'ze'])
  if (/[nmwbpsfz]$/.test(name)) return end(0, ['a', 'owi', 'a', 'em', 'ie'])
  if (name.endsWith('d')) return end(0, ['a', 'owi', 'a', 'em', 'zie'])
  if (name.endsWith('t')) return end(1, ['ta', 'towi', 'ta', 'tem', 'cie'])
  if (/[lj]$|(?:sz|cz|rz|dz|ż)$|c$/.test(name)) return end(0, ['a', 'owi', 'a', 'em', 'u'])
  if (/[iy]$/.test(name)) return end(0, ['ego', 'emu', 'ego', 'm', 'm'])
  if (name.endsWith('o')) return end(1, ['y', 'ie', 'ę', 'ą', 'ie'])
  return name
}

export function polishForms(name: string): string[] {
  return (['gen', 'dat', 'acc', 'ins', 'loc'] as const).map((which) => polishCase(name, which))
}
