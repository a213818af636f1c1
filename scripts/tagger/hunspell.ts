// Reads a spelling dictionary (.dic with its .aff) and gives its words with all endings that one rule makes. Prefixes and compounds are left out.
export function* formsOf(dictionary: string, affixes: string): Generator<string> {
  const long = /^FLAG long/m.test(affixes)
  interface Ending {
    readonly strip: string
    readonly add: string
    readonly fits: RegExp
  }
  const endings = new Map<string, Ending[]>()
  for (const line of affixes.split('\n')) {
    const [kind, flag, strip, add, condition] = line.split(/\s+/)
    if (kind !== 'SFX' || flag === undefined || strip === undefined || add === undefined || /^[YN]$/.test(strip)) continue
    let fits = /$/
    if (condition !== undefined && condition !== '.' && !condition.startsWith('#')) {
      try {
        fits = new RegExp(`${condition}$`, 'u')
      } catch {
        continue
      }
    }
    const list = endings.get(flag) ?? []
    list.push({ strip: strip === '0' ? '' : strip, add: add.replace(/\/.*$/, '').replace(/^0$/, ''), fits })
    endings.set(flag, list)
  }
  for (const line of dictionary.split('\n').slice(1)) {
    const [word, flags = ''] = line
      .trim()
      .split(/[\s\t]/)[0]!
      .split('/')
    if (word === undefined || word === '') continue
    yield word
    for (const flag of long ? (flags.match(/../g) ?? []) : flags)
      for (const { strip, add, fits } of endings.get(flag) ?? [])
        if (word.endsWith(strip) && fits.test(word)) yield word.slice(0, word.length - strip.length) + add
  }
}
