#!/usr/bin/env node
// The program's first file: checks the Node version, then hands argv to the command line. Reads nothing else, decides nothing.
// It has no static import, so that an old Node still gets as far as the message below.
const [major = 0] = process.versions.node.split('.').map(Number)
if (major < 24) {
  process.stderr.write(
    `error: holdfast needs Node 24 or newer, this is ${process.versions.node}\n` +
      'help: install Node 24, or run it through npm: `npm exec holdfast` uses the right one in a checkout\n',
  )
  process.exit(3)
}
// Its threads take longest to start: the first does so while the rest loads.
if (process.argv[2] === 'scan') (await import('./discover/scan/worker-thread.ts')).warmWorker()
const { run } = await import('./cli/run.ts')
process.exitCode = await run(process.argv.slice(2))
