// Builds dist/kernel/scan.wasm from kernel/scan.ts. `npm run build:kernel`; part of `prepare`. Without it the engine does the same in JavaScript,
// slower.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
// triggers and text below 640 KiB, then one anchor of four bytes for each unit at most
const PAGES = 24

const { error, output, binary } = await compile()
if (error !== null || binary === undefined) {
  process.stderr.write(output === '' ? String(error) : output)
  process.exitCode = 1
} else {
  mkdirSync(`${ROOT}dist/kernel`, { recursive: true })
  // Written whole and then renamed, so that nobody loads half a kernel.
  writeFileSync(`${ROOT}dist/kernel/scan.wasm.part`, binary)
  renameSync(`${ROOT}dist/kernel/scan.wasm.part`, `${ROOT}dist/kernel/scan.wasm`)
}

async function compile(): Promise<{ error: Error | null; output: string; binary: Uint8Array | undefined }> {
  let binary: Uint8Array | undefined
  const output: string[] = []
  const stream = {
    write: (chunk: string | Uint8Array) => void output.push(typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk)),
  }
  const result = await asc.main(
    [
      'kernel/scan.ts',
      '--outFile',
      'scan.wasm',
      '-O3',
      '--runtime',
      'stub',
      '--enable',
      'simd',
      '--initialMemory',
      String(PAGES),
      '--maximumMemory',
      String(PAGES),
    ],
    {
      writeFile: (name, contents) => {
        if (name === 'scan.wasm' && typeof contents !== 'string') binary = contents
      },
      readFile: (name) => {
        if (name.startsWith('..') || name.includes('node_modules')) return null
        try {
          return readText(`${ROOT}${name}`)
        } catch {
          return null
        }
      },
      listFiles: () => [],
      stdout: stream,
      stderr: stream,
    },
  )
  return { error: result.error, output: output.join(''), binary }
}

function readText(path: string): string {
  return readFileSync(path, 'utf8')
}
