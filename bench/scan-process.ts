// The whole scan process against what could stand in its place: `node bench/scan-process.ts [--mib 256] [--rounds 3] [--long 8192]`, or `npm run
// bench:scan`. Every round runs, one after the other, so that a busy machine slows all of them: `rg -o` with six simple patterns joined, a loop
// of the same six as regular expressions of V8, `holdfast scan --full --only structured`, `holdfast scan --full`. The corpus is made first
// (scan-corpus.ts) and removed at the end. Prints CSV as bench/README.md has it: wall seconds, processor seconds, megabytes a processor second,
// the most memory; then the time to the first finding; with --long the memory for so many MiB (the same files, linked many times).
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { corpusText, KINDS, writeCorpus } from './scan-corpus.ts'

const PATTERNS = [
  '[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}',
  '\\b(?:\\d[ -]?){13,16}\\b',
  '\\b\\d{3}-\\d{2}-\\d{4}\\b',
  '\\b[A-Z]{2}\\d{2}(?: ?[A-Z0-9]{4}){3,7}',
  '\\+\\d{1,3}[ -]?\\d[\\d ()-]{6,14}',
  '\\b\\d{1,3}(?:\\.\\d{1,3}){3}\\b',
]
const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const BUILT = fileURLToPath(new URL('../dist/main.js', import.meta.url))
const option = (name: string, otherwise: number): number => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? otherwise : Number(process.argv[at + 1])
}

if (process.argv.includes('--naive')) naive(process.argv.at(-1)!)
else await main()

/** What one writes first: each file as text, each pattern over it. In a process of its own. */
function naive(folder: string): void {
  const patterns = PATTERNS.map((one) => new RegExp(one, 'g'))
  let found = 0
  for (const kind of KINDS)
    for (const file of readdirSync(join(folder, kind))) {
      const text = readFileSync(join(folder, kind, file), 'utf8')
      for (const pattern of patterns) for (const _ of text.matchAll(pattern)) found++
    }
  process.stdout.write(`${found}\n`)
}

interface Used {
  readonly wall: number
  readonly cpu: number
  readonly memory: number
}

async function run(command: readonly string[]): Promise<Used> {
  // The shell's `time` counts the processor time of all threads; its own is left out by `exec`.
  const child = spawn('bash', ['-c', `TIMEFORMAT='%R %U %S'; time "$@" 1>/dev/null`, 'bash', ...command], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  let memory = 0
  const watch = setInterval(() => (memory = Math.max(memory, mostMemory(child.pid!))), 20)
  const code = await new Promise<number | null>((done) => child.on('close', done))
  clearInterval(watch)
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}: ${said}`)
  const [wall, user, system] = said.trim().split('\n').at(-1)!.split(' ').map(Number)
  return { wall: wall!, cpu: user! + system!, memory }
}

/** MiB that the shell's child has had at most. */
function mostMemory(shell: number): number {
  try {
    const child = readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8').trim().split(' ')[0]!
    const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child}/status`, 'utf8'))
    return Math.round(Number(line?.[1] ?? 0) / 1024)
  } catch {
    return 0
  }
}

/** Milliseconds from the start of the process to the first line that names a finding. */
async function firstFinding(command: readonly string[]): Promise<number> {
  const began = performance.now()
  const child = spawn(command[0]!, command.slice(1), { stdio: ['ignore', 'pipe', 'ignore'] })
  let said = ''
  let at = 0
  child.stdout.on('data', (chunk: Buffer) => {
    if (at > 0) return
    said += chunk.toString()
    if (said.includes('"type":"')) at = performance.now() - began
  })
  await new Promise((done) => child.on('close', done))
  if (at === 0) throw new Error('nothing was found')
  return at
}

async function main(): Promise<void> {
  const mib = option('mib', 256)
  const rounds = option('rounds', 3)
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'))
  const print = (what: string, unit: string, value: number, repeat: number): void =>
    void process.stdout.write(`scan-process,${what},${unit},${value},${repeat}\n`)
  process.stdout.write('benchmark,case,unit,value,repeat\n')
  try {
    const corpus = join(folder, 'corpus')
    const bytes = writeCorpus(corpus, mib)
    const program = [process.execPath, existsSync(BUILT) ? BUILT : MAIN, 'scan']
    process.stderr.write(`${bytes} bytes, ${availableParallelism()} cores, ${process.version}, ${program[1]}\n`)
    const cases: Record<string, readonly string[]> = {
      ...(spawnSync('rg', ['--version']).status === 0
        ? { rg: ['rg', '-o', '--no-filename', '-N', ...PATTERNS.flatMap((one) => ['-e', one]), corpus] }
        : {}),
      naive: [process.execPath, fileURLToPath(import.meta.url), '--naive', corpus],
      structured: [...program, corpus, '--full', '--only', 'structured', '--format', 'json'],
      everything: [...program, corpus, '--full', '--format', 'json'],
    }
    for (let round = 1; round <= rounds; round++)
      for (const [what, command] of Object.entries(cases)) {
        const used = await run(command)
        print(what, 'wall s', used.wall, round)
        print(what, 'cpu s', round3(used.cpu), round)
        print(what, 'MB/cpu s', Math.round(bytes / 1e6 / used.cpu), round)
        print(what, 'MiB at most', used.memory, round)
      }
    for (const kib of [2, 64]) {
      const small = join(folder, `small-${kib}`)
      mkdirSync(small)
      // in a few lines there may be nothing by chance
      writeFileSync(join(small, 'a.log'), `${corpusText('logs', kib << 10)}login of mara.lind@example.org\n`)
      for (let round = 1; round <= rounds * 3; round++) {
        print(`first finding, ${kib} KiB`, 'ms', Math.round(await firstFinding([...program, small, '--full', '--format', 'ndjson'])), round)
        print('node starts', 'ms', Math.round((await run([process.execPath, '-e', '0'])).wall * 1000), round)
      }
    }
    for (let round = 1; round <= rounds; round++)
      print(`first finding, ${mib} MiB`, 'ms', Math.round(await firstFinding([...program, corpus, '--full', '--format', 'ndjson'])), round)
    const longMib = option('long', 0)
    if (longMib > 0) {
      const long = join(folder, 'long')
      mkdirSync(long)
      const times = Math.ceil(longMib / mib)
      for (let i = 0; i < times; i++)
        for (const kind of KINDS) {
          mkdirSync(join(long, `${i}`, kind), { recursive: true })
          for (const file of readdirSync(join(corpus, kind))) linkSync(join(corpus, kind, file), join(long, `${i}`, kind, file))
        }
      const used = await run([...program, long, '--full', '--only', 'structured', '--format', 'json'])
      print(`structured, ${times * mib} MiB`, 'wall s', used.wall, 1)
      print(`structured, ${times * mib} MiB`, 'MiB at most', used.memory, 1)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function round3(value: number): number {
  return Math.round(value * 1000) / 1000
}
