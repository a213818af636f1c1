// Makes one file of a scan's worker thread and all that it loads, dist/discover/scan/scan-worker.bundle.cjs, and beside it what V8 has compiled of it: a thread
// then starts without looking for a hundred files. Part of `npm run build`, after the compiler; without it the same thread loads file by file.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MessageChannel, Worker } from 'node:worker_threads'
import { build } from 'vite'
import { loadRules } from '../src/discover/engine/rule-set.ts'
import { parseTarget } from '../src/discover/source/target.ts'
import type { FromWorker, ToWorker } from '../src/discover/scan/worker-messages.ts'

const FOLDER = fileURLToPath(new URL('../dist/discover/scan', import.meta.url))
const BUNDLE = join(FOLDER, 'scan-worker.bundle.cjs')

await bundle()
writeFileSync(`${BUNDLE}.cache`, await compiledAfterUse())

async function bundle(): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: join(FOLDER, 'scan-worker.js'),
      outDir: FOLDER,
      emptyOutDir: false,
      copyPublicDir: false,
      minify: false,
      target: 'node24',
      rolldownOptions: {
        output: {
          format: 'cjs',
          entryFileNames: 'scan-worker.bundle.cjs',
          // clients of databases: loaded when one is read
          chunkFileNames: 'scan-worker.[name].bundle.cjs',
        },
      },
    },
    plugins: [
      {
        name: 'addresses',
        enforce: 'pre',
        // A file's own address stays what it was: others are found from there. A package that is loaded when it is needed is asked for through load-worker.cts: a
        // script compiled apart has no `import` of its own.
        transform: (code, id) =>
          code
            .replaceAll('import.meta.url', `new URL(${JSON.stringify(relative(FOLDER, id))}, import.meta.url).href`)
            .replaceAll(/\bimport\((?=['"][^./])/g, 'importOf('),
      },
    ],
  })
}

/** V8 compiles a function when it first runs: so a thread reads a little of everything before it is asked what it has compiled. */
async function compiledAfterUse(): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-build-'))
  try {
    writeExamples(folder)
    const { port1, port2 } = new MessageChannel()
    const worker = new Worker(new URL('./warm-worker.ts', import.meta.url), {
      workerData: { bundle: BUNDLE, port: port2 },
      transferList: [port2],
    })
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's port, not a window's: it has no origin
    const say = (message: ToWorker): void => worker.postMessage(message)
    say({
      do: 'start',
      start: { stores: [await parseTarget(folder)], mode: { kind: 'full' }, only: null, exclude: [], engine: null },
    })
    say({ do: 'list', store: 0 })
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>()
    const waiting: Extract<ToWorker, { do: 'read' }>[] = []
    worker.on('error', reject)
    worker.on('message', (message: FromWorker) => {
      if (message.said === 'listed')
        for (const entry of message.entries) if (!('unlisted' in entry)) waiting.push({ do: 'read', store: 0, object: entry })
      if (message.said !== 'done') return
      const next = waiting.pop()
      if (next === undefined) port1.postMessage('compiled?')
      else say(next)
    })
    port1.on('message', resolve)
    const bytes = await promise
    port1.close()
    await worker.terminate()
    return bytes
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The rules' own examples, as text, table and JSON. */
function writeExamples(folder: string): void {
  mkdirSync(folder, { recursive: true })
  const { rules } = loadRules()
  const texts = rules.flatMap((rule) =>
    [...rule.positives, ...rule.negatives].filter((one) => typeof one === 'string').map((one) => one.replace(/[⟦⟧]/g, '')),
  )
  const columns = rules
    .flatMap((rule) => rule.positives)
    .filter((one) => typeof one !== 'string')
    .slice(0, 40)
  const cell = (value: string | undefined): string => `"${(value ?? '').replaceAll('"', '""')}"`
  const rows = Array.from({ length: 20 }, (_, row) => columns.map((one) => one.values[row % one.values.length]))
  writeFileSync(join(folder, 'a.log'), texts.join('\n'))
  writeFileSync(
    join(folder, 'b.csv'),
    [columns.map((one) => one.name), ...rows].map((row) => row.map((one) => cell(one)).join(',')).join('\n'),
  )
  writeFileSync(join(folder, 'c.json'), JSON.stringify(rows.map((row) => Object.fromEntries(columns.map((one, i) => [one.name, row[i]])))))
}
