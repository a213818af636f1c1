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

/** The name of a town in the genitive or locative: its last word by its ending, an adjective before it with it. */
export function polishPlace(name: string, which: 'gen' | 'loc'): string {
  const at = which === 'gen' ? 0 : 1
  const parts = name.split(' ')
  const head =
    parts.length === 2 && /[aey]$/.test(parts[1]!) && /(?:[aey])$/.test(parts[0]!) && !/(?:ce|owo)$/.test(parts[0]!) ? parts : undefined
  if (parts.length > 2 || (parts.length === 2 && head === undefined)) return name
  const noun = (word: string): string => {
    const end = (cut: number, forms: readonly [string, string]): string => word.slice(0, word.length - cut) + forms[at]!
    if (/(?:sk|ck)$/.test(word)) return end(0, ['a', 'u'])
    if (word.endsWith('sko') || word.endsWith('cko')) return end(1, ['a', 'u'])
    if (word.endsWith('owo') || word.endsWith('ewo') || word.endsWith('no')) return end(1, ['a', 'ie'])
    if (word === 'Łódź') return 'Łodzi'
    if (word.endsWith('dź')) return end(1, ['zi', 'zi'])
    if (word.endsWith('ce')) return end(1, ['', 'ach'])
    if (word.endsWith('czki') || word.endsWith('szki')) return end(2, ['ek', 'kach'])
    if (word.endsWith('ki') || word.endsWith('gi')) return end(1, ['', 'ach'])
    if (word.endsWith('y')) return end(1, ['', 'ach'])
    if (word.endsWith('sza') || word.endsWith('cza') || word.endsWith('ża')) return end(1, ['y', 'y'])
    if (word.endsWith('ca')) return end(1, ['y', 'y'])
    if (word.endsWith('ra')) return end(2, ['ry', 'rze'])
    if (word.endsWith('la')) return end(1, ['i', 'i'])
    if (/[lzc]e$/.test(word)) return end(1, ['a', 'u'])
    if (word.endsWith('awa')) return end(1, ['y', 'ie'])
    if (word.endsWith('nia')) return end(1, ['', ''])
    if (word.endsWith('ia')) return end(1, ['', ''])
    if (word.endsWith('ka')) return end(2, ['ki', 'ce'])
    if (word.endsWith('ła')) return end(2, ['ły', 'le'])
    if (word.endsWith('a')) return end(1, ['y', 'ie'])
    if (word.endsWith('ów') || word.endsWith('ew')) return word.endsWith('ów') ? end(2, ['owa', 'owie']) : end(0, ['a', 'ie'])
    if (word.endsWith('aw')) return end(2, ['awia', 'awiu'])
    if (word.endsWith('iec')) return end(3, ['ca', 'cu'])
    if (word.endsWith('ek')) return end(2, ['ku', 'ku'])
    if (word.endsWith('ec')) return end(2, ['ca', 'cu'])
    if (/(?:cz|sz|rz|dz|ż|l|c)$/.test(word)) return end(0, ['a', 'u'])
    if (word.endsWith('ń')) return end(1, ['nia', 'niu'])
    if (word.endsWith('ź')) return end(1, ['zia', 'ziu'])
    if (word.endsWith('ć')) return end(1, ['cia', 'ciu'])
    if (word.endsWith('om')) return end(0, ['ia', 'iu'])
    if (word.endsWith('g') || word.endsWith('k')) return end(0, ['a', 'u'])
    if (word.endsWith('st')) return end(0, ['u', 'cie'])
    if (word.endsWith('t')) return end(1, ['ta', 'cie'])
    if (word.endsWith('r')) return end(0, ['u', 'ze'])
    if (/[nmwbpsfz]$/.test(word)) return end(0, ['a', 'ie'])
    return word
  }
  if (head === undefined) return noun(name)
  const adjective = parts[0]!.endsWith('a')
    ? parts[0]!.slice(0, -1) + (/[kg]a$/.test(parts[0]!) ? 'iej' : 'ej')
    : parts[0]!.replace(/[ey]$/, '') + (which === 'gen' ? 'ego' : 'ym')
  return `${adjective} ${noun(parts[1]!)}`
}

/** Forms that are looked up: the instrumental too, and the genitive in -u that no rule foretells. */
export function polishPlaceForms(name: string): string[] {
  const out = [polishPlace(name, 'gen'), polishPlace(name, 'loc')]
  if (name.includes(' ')) return out
  if (name.endsWith('a')) out.push(`${name.slice(0, -1)}ą`)
  else if (/(?:ce|y|ki|gi)$/.test(name)) out.push(`${out[0]!}ami`)
  else if (/[eo]$/.test(name)) out.push(`${name.slice(0, -1)}em`)
  else out.push(out[0]!.replace(/[au]$/, /[kg]a$/.test(out[0]!) ? 'iem' : 'em'), `${name}u`)
  return out
}
