// Takes PostgreSQL's own notation apart: arrays, rows, hstore. Pure; null when the text is not in that notation (it was cut).

/** `{a,"b, c",NULL,{d}}`: nested arrays flattened; bounds before `=` left out. */
export function parseArray(text: string): (string | null)[] | null {
  const start = text.startsWith('[') ? text.indexOf('=') + 1 : 0
  if (text[start] !== '{') return null
  const out: (string | null)[] = []
  let depth = 0
  let i = start
  while (i < text.length) {
    const char = text[i]!
    if (char === '{') {
      depth++
      i++
    } else if (char === '}') {
      depth--
      i++
      if (depth === 0) return i === text.length ? out : null
    } else if (char === ',' || char === ';') i++
    else if (char === '"') {
      const end = quotedEnd(text, i)
      if (end === -1) return null
      out.push(unescaped(text.slice(i + 1, end)))
      i = end + 1
    } else {
      let end = i
      while (end < text.length && !'{},;'.includes(text[end]!)) end += text[end] === '\\' ? 2 : 1
      const bare = text.slice(i, end)
      out.push(bare === 'NULL' ? null : unescaped(bare))
      i = end
    }
  }
  return null
}

/** `(a,"b, ""c""",,d)`: an empty place is NULL. */
export function parseComposite(text: string): (string | null)[] | null {
  if (!text.startsWith('(') || !text.endsWith(')')) return null
  const out: (string | null)[] = []
  let cell = ''
  let some = false
  let i = 1
  for (;;) {
    const char = text[i]
    if (char === undefined) return null
    if (char === ',' || char === ')') {
      out.push(some ? cell : null)
      cell = ''
      some = false
      i++
      if (char === ')') return i === text.length ? out : null
    } else if (char === '"') {
      some = true
      i++
      for (;;) {
        const inner = text[i]
        if (inner === undefined) return null
        if (inner === '"' && text[i + 1] === '"') {
          cell += '"'
          i += 2
        } else if (inner === '"') {
          i++
          break
        } else if (inner === '\\') {
          cell += text[i + 1] ?? ''
          i += 2
        } else {
          cell += inner
          i++
        }
      }
    } else if (char === '\\') {
      some = true
      cell += text[i + 1] ?? ''
      i += 2
    } else {
      some = true
      cell += char
      i++
    }
  }
}

/** `"a"=>"1", "b"=>NULL` */
export function parseHstore(text: string): [string, string | null][] | null {
  const out: [string, string | null][] = []
  let i = 0
  while (i < text.length) {
    const keyEnd = text[i] === '"' ? quotedEnd(text, i) : -1
    if (keyEnd === -1 || text.slice(keyEnd + 1, keyEnd + 3) !== '=>') return null
    const key = unescaped(text.slice(i + 1, keyEnd))
    i = keyEnd + 3
    if (text.startsWith('NULL', i)) {
      out.push([key, null])
      i += 4
    } else {
      const end = text[i] === '"' ? quotedEnd(text, i) : -1
      if (end === -1) return null
      out.push([key, unescaped(text.slice(i + 1, end))])
      i = end + 1
    }
    if (i === text.length) return out
    if (text.slice(i, i + 2) !== ', ') return null
    i += 2
  }
  return out
}

function quotedEnd(text: string, open: number): number {
  for (let i = open + 1; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === '"') return i
  }
  return -1
}

function unescaped(text: string): string {
  return text.includes('\\') ? text.replace(/\\([\s\S])/g, '$1') : text
}
