// Builds the kernels in dist/kernel (scan, sift, names, cells) from kernel/*.ts. `npm run build:kernel`; part of `prepare`. Without them the engine
// does the same in JavaScript, slower.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
// pages of 64 KiB, by what each file says lies where
const KERNELS = {
  // triggers and text below 640 KiB, then one anchor of four bytes for each unit at most
  scan: 24,
  // tables and text below 2.25 MiB, then a place of 16 bytes for each byte, and two phrases of 32 bytes for each three bytes at most (`tC `)
  sift: 206,
  // the lexicon, tables and text below 2.5 MiB, then two numbers for each window
  names: 48,
  // text, what quotes were taken out of, and 1 MiB of cells
  cells: 52,
} as const

for (const [name, pages] of Object.entries(KERNELS)) {
  const { error, output, binary } = await compile(name, pages)
  if (error !== null || binary === undefined) {
    process.stderr.write(output === '' ? String(error) : output)
    process.exitCode = 1
  } else {
    mkdirSync(`${ROOT}dist/kernel`, { recursive: true })
    // Written whole and then renamed, so that nobody loads half a kernel.
    writeFileSync(`${ROOT}dist/kernel/${name}.wasm.part`, binary)
    renameSync(`${ROOT}dist/kernel/${name}.wasm.part`, `${ROOT}dist/kernel/${name}.wasm`)
  }
}

async function compile(kernel: string, pages: number): Promise<{ error: Error | null; output: string; binary: Uint8Array | undefined }> {
  let binary: Uint8Array | undefined
  const output: string[] = []
  const stream = {
    write: (chunk: string | Uint8Array) => void output.push(typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk)),
  }
  const result = await asc.main(
    [
      `kernel/${kernel}.ts`,
      '--outFile',
      `${kernel}.wasm`,
      '-O3',
      '--runtime',
      'stub',
      '--enable',
      'simd',
      '--initialMemory',
      String(pages),
      '--maximumMemory',
      String(pages),
    ],
    {
      writeFile: (name, contents) => {
        if (name === `${kernel}.wasm` && typeof contents !== 'string') binary = contents
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
