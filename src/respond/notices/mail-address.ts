// What of a person's contact data may enter a message. Addresses and names come from a customer's store and are hostile: nothing that
// could end a header line, add a recipient or a command passes.

/** One mailbox, as SMTP takes it: no lists, no comments, no quotes, no control characters. Letters of any script (SMTPUTF8). */
export function isUsableAddress(address: string): boolean {
  if (address.length > 254 || !address.isWellFormed()) return false
  const at = address.lastIndexOf('@')
  if (at < 1 || address.indexOf('@') !== at) return false
  const local = address.slice(0, at)
  const domain = address.slice(at + 1)
  // everything invisible counts as control: bidi marks and zero-width characters have no place in an address
  if (/[\p{C}\p{Z}\s<>()[\]\\,;:"]/u.test(address)) return false
  if (new TextEncoder().encode(local).length > 64 || local.startsWith('.') || local.endsWith('.') || local.includes('..')) return false
  return domain.split('.').every((label) => /^(?!-)[\p{L}\p{N}\p{M}-]{1,63}(?<!-)$/u.test(label)) && domain.includes('.')
}

/** A name for a greeting and the header `To`: one line, no control or formatting characters, at most 100; empty when nothing is left. */
export function cleanName(name: string | null): string {
  const clean = (name ?? '')
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/[<>"\\@]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  // by code points: a cut never leaves half of one
  return Array.from(clean).slice(0, 100).join('').trim()
}
