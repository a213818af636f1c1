// `holdfast inspect`: lines of JSON in, spans out, in the same order, one line at a time in bounded memory. A line that cannot be read gets an
// error with its number on stderr; the others are still answered, and the exit code is 1.
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { createEngine } from '../discover/engine/create-engine.ts'
import { selectTypes } from '../discover/engine/select-types.ts'
import { errorTable } from '../core/errors.ts'
import type { RunCommand } from './command.ts'
import { usage } from './flags.ts'

export const inspectError = errorTable('inspect', {
  'file-unreadable': {
    status: 400,
    message: '`{file}` could not be read: {why}',
    help: 'give a file of JSON lines, or - to read them from a pipe',
  },
})

/** A line longer than this is refused instead of held in memory. */
const LONGEST_LINE = 64 * 1024 * 1024

export const inspect: RunCommand = async ({ args, flags, terminal, signal }) => {
  if (flags.jsonl !== true) throw usage('inspect reads and writes JSON lines: say so with --jsonl', 'inspect')
  const engine = createEngine()
  const only = selectTypes(engine, typeof flags.only === 'string' ? flags.only : undefined)
  const options = only === undefined ? {} : { only }
  const file = args[0] ?? '-'
  const input: Readable = file === '-' ? terminal.input : createReadStream(file)
  let number = 0
  let bad = 0
  const out: string[] = []
  let size = 0
  const flush = async (): Promise<void> => {
    if (size === 0) return
    const text = out.join('')
    out.length = 0
    size = 0
    await terminal.out(text)
  }
  try {
    for await (const block of linesOf(input)) {
      for (const line of block) {
        if (signal.aborted) return 3
        number++
        if (line !== null && line.trim() === '') continue
        const request = line === null ? `longer than ${LONGEST_LINE / 1024 / 1024} MiB` : readRequest(line)
        if (typeof request === 'string') {
          bad++
          terminal.err(`error: line ${number}: ${request}\n`)
          continue
        }
        const answer = `${JSON.stringify({ id: request.id, spans: engine.inspect(request.text, options) })}\n`
        out.push(answer)
        size += answer.length
        if (size > 1 << 16) await flush()
      }
      await flush()
    }
  } catch (error) {
    const code = (error as { code?: unknown }).code
    if (typeof code === 'string' && /^E[A-Z]+$/.test(code) && code !== 'EPIPE')
      throw inspectError('file-unreadable', { file, why: reasonOf(code) }, error)
    throw error
  }
  await flush()
  if (bad > 0) terminal.err(`help: each line is {"id": …, "text": "…"}; ${bad} of ${number} could not be read, the others are answered\n`)
  return bad > 0 ? 1 : 0
}

function reasonOf(code: string): string {
  return code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : code === 'EACCES' ? 'no permission' : code
}

/** What is asked for, or what is wrong with the line; never its content. */
function readRequest(line: string): { readonly id: unknown; readonly text: string } | string {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch {
    return 'not JSON'
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return 'not an object'
  const { id, text } = json as { id?: unknown; text?: unknown }
  if (typeof text !== 'string') return '`text` is not a string'
  if (id !== undefined && typeof id !== 'string' && typeof id !== 'number') return '`id` is neither a string nor a number'
  return { id: id ?? null, text }
}

/** Lines as they come, a block at a time; null for one that is too long. */
async function* linesOf(input: Readable): AsyncGenerator<(string | null)[]> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: false })
  let parts: string[] = []
  let held = 0
  let tooLong = false
  const close = (rest: string): string | null => {
    const line = tooLong ? null : parts.length === 0 ? rest : parts.join('') + rest
    parts = []
    held = 0
    tooLong = false
    return line
  }
  for await (const chunk of input as AsyncIterable<Buffer | string>) {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
    const lines: (string | null)[] = []
    let from = 0
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      lines.push(close(text.slice(from, at)))
      from = at + 1
    }
    const rest = text.slice(from)
    held += rest.length
    if (held > LONGEST_LINE) {
      parts = []
      tooLong = true
    } else if (rest !== '') parts.push(rest)
    yield lines
  }
  const last = decoder.decode()
  if (parts.length > 0 || last !== '' || tooLong) yield [close(last)]
}
