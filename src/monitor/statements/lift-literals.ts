// Lifts the literals out of a plain statement, so that statements that differ only in them are parsed once: `id = 42` becomes `id = $1`. Pure.
// Null where that could change the meaning; a text that then does not parse is parsed as it stands.

export interface Lifted {
  readonly text: string
  readonly literals: readonly string[]
}

const NOT_PLAIN = /[$\\"]|--|\/\*|[A-Za-z0-9_&]'|'\s*'|\b(?:interval|timestamp|timestamptz|date|time|execute|prepare)\b/i
const LITERAL = /'((?:[^']|'')*)'|(?<![\w.])\d{1,18}(?![\w.])/g

export function liftLiterals(text: string): Lifted | null {
  if (NOT_PLAIN.test(text)) return null
  const literals: string[] = []
  const lifted = text.replace(LITERAL, (whole: string, quoted: string | undefined) => {
    literals.push(quoted === undefined ? whole : quoted.replaceAll("''", "'"))
    return `$${literals.length}`
  })
  return literals.length > 0 && literals.length <= 1000 && !lifted.includes("'") ? { text: lifted, literals } : null
}
