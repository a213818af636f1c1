// The start of a worker thread in the built program: all its modules in one file, with what V8 has compiled of them when the build ran it once. V8
// compares version, flags and source, and compiles as ever when they are others. Without imports: nothing comes before it.
const { readFileSync } = process.getBuiltinModule('node:fs')
const { Script, constants } = process.getBuiltinModule('node:vm')

type Body = (exports: object, require: (id: string) => unknown, module: object, filename: string, dirname: string) => void

const filename = `${__dirname}/scan-worker.bundle.cjs`
let cachedData: Buffer | undefined
try {
  cachedData = readFileSync(`${filename}.cache`)
} catch {
  // it is built without; then it only loads more slowly
}
const script = new Script(`(function (exports, require, module, __filename, __dirname) {${readFileSync(filename, 'utf8')}\n})`, {
  filename,
  ...(cachedData === undefined ? {} : { cachedData }),
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
})
const body = script.runInThisContext() as Body
body({}, require, {}, filename, __dirname)
