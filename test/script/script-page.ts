// The format of a script page (test/script/*.txt): reads it, compares a line with what was expected, writes it again with new
// expectations. Owns the text form only; running is run-page.ts. The format for people is described in CONTRIBUTING.md.

export interface Redirect {
  readonly stdin: string | null
  readonly stdout: string | null
}

export interface Step {
  /** line of the `$`, counted from 1 */
  readonly line: number
  readonly command: string
  readonly words: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly redirect: Redirect
  readonly stdout: readonly string[]
  readonly stderr: readonly string[]
  readonly exit: number
  /** JavaScript expressions over `json` (stdout parsed) and `stdout`; each must be true */
  readonly checks: readonly string[]
}

export interface PageFile {
  readonly name: string
  readonly content: Buffer
}

export interface Page {
  readonly steps: readonly Step[]
  readonly files: readonly PageFile[]
}

export class PageError extends Error {
  readonly line: number
  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`)
    this.name = 'PageError'
    this.line = line
  }
}

const SECTION = /^-- (\S+)(?: (base64|crlf))? --$/

interface Draft extends Omit<Step, 'stdout' | 'stderr' | 'checks'> {
  stdout: string[]
  stderr: string[]
  checks: string[]
  exit: number
  exitGiven: boolean
}

export function parsePage(text: string): Page {
  const lines = text.split('\n')
  const start = lines.findIndex((line) => SECTION.test(line))
  const script = start === -1 ? lines : lines.slice(0, start)
  const steps: Draft[] = []
  script.forEach((raw, index) => {
    const at = index + 1
    if (raw.trim() === '' || raw.startsWith('#')) return
    if (raw.startsWith('$ ')) {
      steps.push({ line: at, ...parseCommand(raw.slice(2), at), stdout: [], stderr: [], checks: [], exit: 0, exitGiven: false })
      return
    }
    const step = steps.at(-1)
    if (step === undefined) throw new PageError(at, 'an expectation before the first command')
    if (raw === '|' || raw.startsWith('| ')) step.stdout.push(raw.slice(2))
    else if (raw === '!' || raw.startsWith('! ')) step.stderr.push(raw.slice(2))
    else if (raw.startsWith('? ')) step.checks.push(raw.slice(2))
    else if (/^exit [0-9]{1,3}$/.test(raw)) {
      if (step.exitGiven) throw new PageError(at, 'the exit code is given twice')
      step.exit = Number(raw.slice(5))
      step.exitGiven = true
    } else throw new PageError(at, `neither a command, an expectation nor a comment: ${raw.slice(0, 60)}`)
  })
  return { steps, files: start === -1 ? [] : parseFiles(lines, start) }
}

function parseFiles(lines: readonly string[], start: number): PageFile[] {
  const files: PageFile[] = []
  let at = start
  while (at < lines.length) {
    const match = SECTION.exec(lines[at] ?? '')
    if (match === null) break
    const name = match[1]!
    if (name.startsWith('/') || name.split('/').includes('..')) throw new PageError(at + 1, `a file outside the page's folder: ${name}`)
    if (files.some((file) => file.name === name)) throw new PageError(at + 1, `the file is there twice: ${name}`)
    let end = at + 1
    while (end < lines.length && !SECTION.test(lines[end]!)) end++
    const body = lines.slice(at + 1, end)
    // the page's own last line feed ends the last line; it is no line of its own
    if (end === lines.length && body.at(-1) === '') body.pop()
    const text = body.map((line) => line + (match[2] === 'crlf' ? '\r\n' : '\n')).join('')
    files.push({ name, content: match[2] === 'base64' ? Buffer.from(text, 'base64') : Buffer.from(text, 'utf8') })
    at = end
  }
  return files
}

/** `NAME=value holdfast scan 'a b' < in > out`: quotes as in a shell, no variables, no pipes. */
function parseCommand(command: string, line: number): Pick<Step, 'command' | 'words' | 'environment' | 'redirect'> {
  const environment: Record<string, string> = {}
  const words: string[] = []
  let stdin: string | null = null
  let stdout: string | null = null
  const tokens = splitWords(command, line)
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!
    if (!token.quoted && (token.text === '<' || token.text === '>')) {
      const target = tokens[++index]
      if (target === undefined) throw new PageError(line, `no file after ${token.text}`)
      if (token.text === '<') stdin = target.text
      else stdout = target.text
      continue
    }
    const assignment = words.length === 0 && !token.quoted ? /^([A-Z_][A-Z0-9_]*)=(.*)$/s.exec(token.text) : null
    if (assignment) environment[assignment[1]!] = assignment[2]!
    else words.push(token.text)
  }
  if (words.length === 0) throw new PageError(line, 'no command after $')
  return { command, words, environment, redirect: { stdin, stdout } }
}

function splitWords(text: string, line: number): { text: string; quoted: boolean }[] {
  const words: { text: string; quoted: boolean }[] = []
  let word: { text: string; quoted: boolean } | null = null
  let quote: string | null = null
  for (const char of text) {
    if (quote !== null) {
      if (char === quote) quote = null
      else word!.text += char
    } else if (char === "'" || char === '"') {
      word ??= { text: '', quoted: true }
      if (word.text === '') word.quoted = true
      quote = char
    } else if (char === ' ') {
      if (word !== null) words.push(word)
      word = null
    } else {
      word ??= { text: '', quoted: false }
      word.text += char
    }
  }
  if (quote !== null) throw new PageError(line, `the quote ${quote} does not end`)
  if (word !== null) words.push(word)
  return words
}

// What may differ from run to run, and nothing looser than needed.
const WILDCARDS: Readonly<Record<string, string>> = {
  any: '.*',
  number: '\\d+(?:[.,]\\d+)*',
  seconds: '\\d+(?:\\.\\d+)?',
  time: '\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}:\\d{2}(?:\\.\\d+)?(?:Z| UTC)?',
  uuid: '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}',
  id: '(?:st|ob|fi)_[a-z2-7]{20}',
  version: '\\d+\\.\\d+\\.\\d+(?:[-+][\\w.+-]+)?',
}

/** `[[number]]` and the like in an expected line stand for what differs; everything else is taken word for word. */
export function matchesLine(expected: string, actual: string): boolean {
  const pattern = expected
    .split(/(\[\[[a-z]+\]\])/)
    .map((part) => {
      const name = /^\[\[([a-z]+)\]\]$/.exec(part)?.[1]
      if (name === undefined) return RegExp.escape(part)
      const wildcard = WILDCARDS[name]
      if (wildcard === undefined) throw new PageError(0, `no such wildcard: ${part}`)
      return wildcard
    })
    .join('')
  return new RegExp(`^${pattern}$`, 'su').test(actual)
}

/** A line `[[lines]]` stands for any number of lines, none too. */
export function matchesLines(expected: readonly string[], actual: readonly string[]): boolean {
  const at = expected.indexOf('[[lines]]')
  if (at === -1) return expected.length === actual.length && expected.every((line, index) => matchesLine(line, actual[index]!))
  const head = expected.slice(0, at)
  const rest = expected.slice(at + 1)
  if (!head.every((line, index) => index < actual.length && matchesLine(line, actual[index]!))) return false
  for (let from = head.length; from <= actual.length; from++) if (matchesLines(rest, actual.slice(from))) return true
  return false
}

export interface Actual {
  readonly stdout: readonly string[]
  readonly stderr: readonly string[]
  readonly exit: number
}

/** The same page with the expectations of step `line` replaced; expected lines that still match, with their wildcards, are kept. */
export function rewriteStep(text: string, page: Page, step: Step, actual: Actual): string {
  const lines = text.split('\n')
  const next = page.steps[page.steps.indexOf(step) + 1]?.line
  const section = lines.findIndex((line) => SECTION.test(line))
  const limit = (next ?? (section === -1 ? lines.length + 1 : section + 1)) - 1
  const block = lines.slice(step.line, limit)
  const kept = block.filter((line) => line.startsWith('#') || line.trim() === '' || line.startsWith('? '))
  const jsonOnly = step.stdout.length === 0 && step.checks.length > 0
  const out = jsonOnly ? [] : keepMatching(step.stdout, actual.stdout).map((line) => (line === '' ? '|' : `| ${line}`))
  const err = keepMatching(step.stderr, actual.stderr).map((line) => (line === '' ? '!' : `! ${line}`))
  const exit = actual.exit === 0 ? [] : [`exit ${actual.exit}`]
  return [...lines.slice(0, step.line), ...out, ...err, ...exit, ...kept, ...lines.slice(limit)].join('\n')
}

function keepMatching(expected: readonly string[], actual: readonly string[]): readonly string[] {
  if (matchesLines(expected, actual)) return expected
  return actual.map((line) => expected.find((old) => old !== '[[lines]]' && old.includes('[[') && matchesLine(old, line)) ?? line)
}
