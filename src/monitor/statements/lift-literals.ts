// Lifts the literals out of a plain statement, so that statements that differ only in them are parsed once: `id = 42` becomes `id = $1`. Pure.
// Null where that could change the meaning; a text that then does not parse is parsed as it stands.

export interface Lifted {
  readonly text: string
  readonly literals: readonly string[]
}

const NOT_PLAIN = /[$\\"]|--|\/\*|\b(?:interval|timestamp|timestamptz|date|time|execute|prepare)\b/i
const LITERAL = /'((?:[^']|'')*)'|(?<![\w.])\d{1,18}(?![\w.])/g

export function liftLiterals(text: string): Lifted | null {
  if (NOT_PLAIN.test(text)) return null
  const literals: string[] = []
  let plain = true
  let quoteEnd = -1
  const lifted = text.replace(LITERAL, (whole: string, quoted: string | undefined, at: number) => {
    if (quoted !== undefined) {
      // E'…', U&'…', and 'two ' 'parts' are more than they look.
      if (/[\w&]/.test(text[at - 1] ?? '') || (quoteEnd >= 0 && text.slice(quoteEnd, at).trim() === '')) plain = false
      quoteEnd = at + whole.length
    }
    literals.push(quoted === undefined ? whole : quoted.replaceAll("''", "'"))
    return `$${literals.length}`
  })
  return plain && literals.length > 0 && literals.length <= 1000 && !lifted.includes("'") ? { text: lifted, literals } : null
}
