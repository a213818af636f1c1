// Builds dist/: the scan kernel with the rules worked out, the console, and the program compiled. `node scripts/build.ts [kernel] [web] [program]`; without words
// all three, into an empty dist/. Owns the order and the report; how the kernel is built is build-kernel.ts.
import { spawn } from 'node:child_process'
import { chmod, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

// each part: the folder it runs in, and the words behind `node`
const PARTS = {
  kernel: { folder: ROOT, words: ['scripts/build-kernel.ts'] },
  web: { folder: `${ROOT}web`, words: ['../node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'] },
  // these follow the others
  rules: { folder: ROOT, words: ['scripts/build-rules.ts'] },
  bundle: { folder: ROOT, words: ['scripts/bundle-worker.ts'] },
  program: { folder: ROOT, words: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'] },
} as const

export type Part = Exclude<keyof typeof PARTS, 'rules' | 'bundle'>

export async function build(parts: readonly Part[]): Promise<void> {
  const started = performance.now()
  await Promise.all(parts.map((part) => runNode(part)))
  const compiled = parts.includes('program')
  if (compiled || parts.includes('kernel')) await runNode('rules', compiled ? ['dist'] : [])
  if (compiled) await runNode('bundle')
  if (compiled) await chmod(`${ROOT}dist/main.js`, 0o755)
  process.stderr.write(`built ${parts.join(', ')} in ${((performance.now() - started) / 1000).toFixed(1)} s\n`)
}

async function runNode(part: keyof typeof PARTS, more: readonly string[] = []): Promise<void> {
  const { folder, words } = PARTS[part]
  const child = spawn(process.execPath, [...words, ...more], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  const output: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk))
  const { promise, resolve, reject } = Promise.withResolvers<number | null>()
  child.on('error', reject)
  child.on('close', resolve)
  const code = await promise
  const text = Buffer.concat(output).toString('utf8')
  if (code !== 0) throw new Error(`${part}: ${words.join(' ')} ended with ${code}\n${text}`)
  if (text.trim() !== '') process.stderr.write(text)
}

if (import.meta.main) {
  const known = (Object.keys(PARTS) as (keyof typeof PARTS)[]).filter((part) => part !== 'rules' && part !== 'bundle')
  const words = process.argv.slice(2)
  const unknown = words.find((word) => !known.includes(word as Part))
  if (unknown !== undefined) throw new Error(`no part ${unknown}; parts are ${known.join(', ')}`)
  if (words.length === 0) await rm(`${ROOT}dist`, { recursive: true, force: true })
  await build(words.length === 0 ? known : (words as Part[]))
}
