// How much speaks for an address: the words in its street, what stands behind it, what is said before it. Owns the weights.
import type { Compiled } from '../../compile.ts'
import { findContext, type ScanText } from '../../scan-text.ts'
import { fold } from '../../words.ts'
import type { Core } from './address-core.ts'
import type { Part } from './address-tail.ts'
import type { AddressWords } from './address-words.ts'

const YEAR = /^(?:19|20)\d\d(?!\d)|(?<!\d)(?:19|20)\d\d$/

export interface AddressEvidence {
  readonly odds: number
  readonly what: string
  /** the words before it that speak for it */
  readonly context: string | undefined
}

/** Answers undefined: too little speaks for it. `unit`: a flat stands in front. */
export function createAddressScales(
  type: Compiled,
  words: AddressWords,
  prior: number,
): (scan: ScanText, core: Core, parts: readonly Part[], start: number, unit: boolean) => AddressEvidence | undefined {
  return (scan, core, parts, start, unit) => {
    let odds = core.strength === 'box' ? 2.8 : core.strength === 'strong' ? (core.number ? 3 : 0.6) : core.strength === 'weak' ? 0.8 : 0
    const said: string[] = [core.strength === 'box' ? 'a box at a post office' : core.number ? 'a number and a street' : 'a street']
    if (core.lead !== undefined && core.strength !== 'box') odds += core.strength === 'weak' ? 1.2 : 0.7
    // `2009 Acme Limited`, `via Rome 2023`: a year is the number of few houses
    const text = scan.text.slice(core.start, core.end)
    const year = YEAR.test(text)
    if (year && core.strength !== 'box') odds -= core.strength === 'strong' && !text.startsWith('via ') ? 0.3 : 1.6
    let town = 0
    let code = 0
    let land = false
    for (const part of parts) {
      if (part.kind === 'unit') odds += part.sure === 2 ? 1.8 : 0.6
      else if (part.kind === 'postcode')
        code = Math.max(code, core.strength === 'plain' && YEAR.test(scan.text.slice(part.start, part.end)) ? 0 : part.sure)
      else if (part.kind === 'country' || part.kind === 'region') land = true
      else town = Math.max(town, part.sure)
    }
    if (parts.some((one) => one.kind === 'unit') || unit) said.push('flat')
    if (unit) odds += 1.5
    if (code > 0) {
      odds += code === 2 ? 1.6 : 0.9
      said.push('postcode')
    }
    odds += town === 2 ? (code === 2 ? 4.2 : 1.2) : town * 0.4
    if (land) {
      odds += 1
      said.push('place')
    }
    let context = findContext(scan, type.phrases, start, core.end, 40)?.word
    if (context === undefined) {
      const near = scan.text.slice(Math.max(0, start - 48), start)
      const match = words.context.exec(fold(near))
      if (match !== null) context = match[0].trim().replace(/[\s:,("'-]+$/, '')
    }
    // `lives on Almeida Street`
    if (context !== undefined && core.strength === 'strong' && !core.number) odds += 2.2
    const total = odds + (context === undefined ? 0 : 1.5)
    if (prior + total < 0) return undefined
    return { odds, what: said.length === 1 ? said[0]! : `${said[0]!}, with ${said.slice(1).join(' and ')}`, context }
  }
}
