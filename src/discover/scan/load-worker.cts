// The start of a worker thread in the built program: all its modules in one file, with what V8 has compiled of them when the build ran it once. V8
// compares version, flags and source, and compiles as ever when they are others. Without imports: nothing comes before it.
const { readFileSync } = process.getBuiltinModule('node:fs')
const { createRequire } = process.getBuiltinModule('node:module')
const { Script } = process.getBuiltinModule('node:vm')

type Body = (
  exports: object,
  require: NodeRequire,
  module: object,
  filename: string,
  dirname: string,
  importOf: (name: string) => Promise<unknown>,
) => void

const filename = `${__dirname}/scan-worker.bundle.cjs`
let cachedData: Buffer | undefined
try {
  cachedData = readFileSync(`${filename}.cache`)
} catch {
  // it is built without; then it only loads more slowly
}
const script = new Script(`(function (exports, require, module, __filename, __dirname, importOf) {${readFileSync(filename, 'utf8')}\n})`, {
  filename,
  ...(cachedData === undefined ? {} : { cachedData }),
})
const body = script.runInThisContext() as Body
// The parts that are loaded later, clients of databases, ask for this file by its name: they must get this one, and not run it a second time.
const load = createRequire(filename)
const loaded = { id: filename, filename, loaded: true, exports: {} }
load.cache[filename] = loaded as unknown as NodeModule
body(loaded.exports, load, loaded, filename, __dirname, (name) => import(name))
