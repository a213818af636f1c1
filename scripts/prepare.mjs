// Runs at the end of `npm ci`: builds the scan kernel and the console, so that `node src/main.ts` works from any folder. Plain
// JavaScript, because where development dependencies are left out there is no Node 24 to read anything else; then it does nothing.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const missing = ['assemblyscript', 'vite'].filter((name) => !existsSync(`${root}node_modules/${name}/package.json`))
if (missing.length > 0) {
  console.error(`note: without development dependencies (${missing.join(', ')}) the scan kernel and the console are not built`)
} else {
  const { build } = await import('./build.ts')
  await build(['kernel', 'web'])
}
