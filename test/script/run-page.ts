// Runs one script page in a folder of its own: writes its files, runs its commands one after the other, compares. Owns the built-in
// commands of pages. Must not change expectations unless asked to (UPDATE=1).
import { spawn } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runInNewContext } from 'node:vm'
import { matchesLines, parsePage, rewriteStep, type Actual, type Step } from './script-page.ts'

const PROGRAM = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const STEP_SECONDS = 120

export interface PageRun {
  /** null: everything as expected */
  readonly problem: string | null
  /** the page with what really came out, when updating */
  readonly text: string
}

/** `program`: the words that start Holdfast; by default this checkout's source. */
export async function runPage(text: string, options: { readonly update: boolean; readonly program?: readonly string[] }): Promise<PageRun> {
  const page = parsePage(text)
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'holdfast-page-')))
  let written = text
  try {
    const home = join(folder, '.home')
    // A folder for temporary files of its own: what other tests leave in the machine's is none of a page's business.
    await mkdir(join(home, 'tmp'), { recursive: true })
    for (const file of page.files) {
      await mkdir(dirname(join(folder, file.name)), { recursive: true })
      await writeFile(join(folder, file.name), file.content)
    }
    const actuals: { step: Step; actual: Actual; raw: string }[] = []
    for (const step of page.steps) {
      const { code, stdout, stderr } = await runStep(step, folder, home, options.program ?? [process.execPath, PROGRAM])
      if (step.redirect.stdout !== null) await writeFile(join(folder, step.redirect.stdout), stdout)
      const shown = step.redirect.stdout === null ? toLines(stdout, folder) : []
      const actual = { stdout: shown, stderr: toLines(stderr, folder), exit: code }
      actuals.push({ step, actual, raw: stdout })
      const problem = compare(step, actual, stdout)
      if (problem !== null && !options.update) return { problem, text }
    }
    // from the last to the first, so that the line numbers of steps stay right while the text is rewritten
    for (const { step, actual } of actuals.toReversed()) written = rewriteStep(written, page, step, actual)
    const failedCheck = actuals.map(({ step, raw }) => checkFailure(step, raw)).find((problem) => problem !== null)
    return { problem: failedCheck ?? null, text: written }
  } finally {
    await chmodTree(folder)
    await rm(folder, { recursive: true, force: true })
  }
}

function compare(step: Step, actual: Actual, raw: string): string | null {
  const parts: string[] = []
  const onlyChecks = step.stdout.length === 0 && step.checks.length > 0
  if (!onlyChecks && !matchesLines(step.stdout, actual.stdout)) parts.push(difference('stdout', step.stdout, actual.stdout))
  if (!matchesLines(step.stderr, actual.stderr)) parts.push(difference('stderr', step.stderr, actual.stderr))
  if (step.exit !== actual.exit) parts.push(`exit code ${step.exit} expected, ${actual.exit} came`)
  const failedCheck = checkFailure(step, raw)
  if (failedCheck !== null) parts.push(failedCheck)
  return parts.length === 0 ? null : `line ${step.line}: $ ${step.command}\n${parts.join('\n')}`
}

function checkFailure(step: Step, stdout: string): string | null {
  for (const check of step.checks) {
    let outcome: unknown
    try {
      outcome = runInNewContext(check, /\bjson\b/.test(check) ? { stdout, json: JSON.parse(stdout) as unknown } : { stdout })
    } catch (error) {
      outcome = error
    }
    if (outcome !== true) return `line ${step.line}: not true: ${check} (${String(outcome)})\nstdout: ${stdout.slice(0, 2000)}`
  }
  return null
}

function difference(name: string, expected: readonly string[], actual: readonly string[]): string {
  const show = (lines: readonly string[]): string => (lines.length === 0 ? '  (nothing)' : lines.map((line) => `  ${line}`).join('\n'))
  return `${name} expected:\n${show(expected)}\n${name} came:\n${show(actual)}`
}

/** The page's folder is written `$WORK`, because it has another name each time. */
function toLines(text: string, folder: string): string[] {
  if (text === '') return []
  const lines = text.replaceAll(folder, '$WORK').split('\n')
  if (lines.at(-1) === '') lines.pop()
  else lines.push('(no line feed at the end)')
  return lines
}

interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

async function runStep(step: Step, folder: string, home: string, program: readonly string[]): Promise<Ran> {
  const words = step.words.map((word) => word.replaceAll('$WORK', folder))
  const [name, ...args] = words
  if (name === 'holdfast') return runProgram([...program, ...args], step, folder, home)
  const builtIn = BUILT_INS[name!]
  if (builtIn === undefined) throw new Error(`line ${step.line}: no such command in a page: ${name}`)
  return {
    code: 0,
    stdout: await builtIn(
      args.map((arg) => (arg.startsWith('/') ? arg : join(folder, arg))),
      args,
    ),
    stderr: '',
  }
}

// Few on purpose: a page shows Holdfast, not a shell.
const BUILT_INS: Readonly<Record<string, (paths: readonly string[], args: readonly string[]) => Promise<string>>> = {
  cat: ([path]) => readFile(path!, 'utf8'),
  mkdir: async ([path]) => {
    await mkdir(path!, { recursive: true })
    return ''
  },
  rm: async ([path]) => {
    await rm(path!, { recursive: true })
    return ''
  },
  cp: async ([from, to]) => {
    await cp(from!, to!, { recursive: true })
    return ''
  },
  /** chmod 000 FILE */
  chmod: async (paths, args) => {
    await chmod(paths[1]!, Number.parseInt(args[0]!, 8))
    return ''
  },
  /** link TARGET NAME: a symbolic link */
  link: async (paths, args) => {
    await symlink(args[0]!, paths[1]!)
    return ''
  },
}

async function runProgram(words: readonly string[], step: Step, folder: string, home: string): Promise<Ran> {
  const stdin = step.redirect.stdin === null ? '' : await readFile(join(folder, step.redirect.stdin))
  const { promise, resolve, reject } = Promise.withResolvers<Ran>()
  const child = spawn(words[0]!, words.slice(1), {
    cwd: folder,
    stdio: 'pipe',
    // nothing of the tester's own environment reaches a page, except where programs are found
    env: { PATH: process.env['PATH'], HOME: home, TMPDIR: join(home, 'tmp'), LANG: 'C.UTF-8', TZ: 'UTC', ...step.environment },
  })
  const out: Buffer[] = []
  const err: Buffer[] = []
  const timer = setTimeout(() => {
    child.kill('SIGKILL')
    reject(new Error(`line ${step.line}: $ ${step.command}: not done after ${STEP_SECONDS} s`))
  }, STEP_SECONDS * 1000)
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  child.stdin.on('error', () => {}) // it may end without reading what it was given
  child.stdin.end(stdin)
  child.on('error', reject)
  child.on('close', (code) => {
    clearTimeout(timer)
    resolve({ code: code ?? 255, stdout: Buffer.concat(out).toString('utf8'), stderr: Buffer.concat(err).toString('utf8') })
  })
  return promise
}

// a page may have taken rights away from its own folder
async function chmodTree(folder: string): Promise<void> {
  const child = spawn('chmod', ['-R', 'u+rwX', folder], { stdio: 'ignore' })
  await new Promise((resolve) => {
    child.on('close', resolve)
    child.on('error', resolve)
  })
}
