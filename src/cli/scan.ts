// `holdfast scan`: reads targets and writes one report. Stateless: no folder, no key that outlives the run. Owns the flags' meaning and
// the exit code; what a report looks like is in scan-report/.
import { coreError, type AppError } from '../core/errors.ts'
import { storeId } from '../core/ids.ts'
import { monotonicMs } from '../core/clock.ts'
import type { DetectorType } from '../discover/engine/engine.ts'
import { discoverError } from '../discover/errors.ts'
import { defaultJobs, runScan } from '../discover/scan/run-scan.ts'
import type { ScanSpec } from '../discover/scan/scan-store.ts'
import { parseTarget, type ParsedTarget } from '../discover/source/target.ts'
import type { CommandInput, RunCommand } from './command.ts'
import { usage } from './flags.ts'
import { failsOn, parseFailOn, readBaseline } from './scan-report/fail-on.ts'
import { FORMATS, renderReport, type Format } from './scan-report/formats.ts'
import { ndjsonObject } from './scan-report/json.ts'
import { createProgress } from './scan-report/progress.ts'
import { gatherReport } from './scan-report/scan-report.ts'
import { printable } from './terminal.ts'

const SAMPLE_ROWS = 10_000

export const scan: RunCommand = async (input) => {
  const settings = await readSettings(input)
  const baseline = settings.baseline === null ? null : await readBaseline(settings.baseline)
  const targets = await parseTargets(input)
  const started = monotonicMs()
  const gatherer = gatherReport(targets, settings.reveal)
  const progress = createProgress(input.terminal, targets.length)
  const problems: AppError[] = []
  // Lines that stand on their own need not wait for the end.
  const streams = settings.format === 'ndjson' && settings.out === null
  const heads = new Map(
    targets.map((target) => [storeId(target.address), { id: storeId(target.address), kind: target.kind, name: target.name }]),
  )
  const spec: ScanSpec = { stores: targets, mode: settings.mode, ...(settings.only === null ? {} : { only: settings.only }) }
  try {
    await runScan(
      spec,
      { signal: input.signal, jobs: settings.jobs },
      {
        object: async (store, found) => {
          const report = gatherer.object(store, found)
          if (streams) await input.terminal.out(ndjsonObject(heads.get(store)!, report))
        },
        unlisted: (store, entry) => gatherer.unlisted(store, entry),
        step: (store, step) => progress.step(store, step),
        storeEnd: (store, problem) => {
          if (problem === null) return
          problems.push(problem)
          gatherer.problem(store, problem.message)
        },
      },
    )
  } finally {
    progress.end()
  }
  const gathered = gatherer.finish((monotonicMs() - started) / 1000)
  // One target that could not be opened is an error, not a report about nothing.
  const [first] = problems
  if (first !== undefined && problems.length === targets.length && gathered.report.stores.every((store) => store.objects.length === 0))
    throw first
  const pieces = await renderReport(
    settings.format,
    gathered,
    input.terminal,
    settings.out !== null,
    settings.format === 'sarif' ? await detectorTypes() : [],
  )
  if (settings.out === null) for (const piece of pieces) await input.terminal.out(piece)
  else {
    const { writeReport } = await import('./scan-report/write-report.ts')
    await writeReport(settings.out, pieces)
    input.terminal.err(`written to ${printable(settings.out)}\n`)
  }
  if (input.signal.aborted)
    throw coreError('usage', { what: 'stopped before everything was read', help: 'the report says what was not read' })
  if (first !== undefined) throw first
  return settings.failOn !== null && failsOn(settings.failOn, gathered, baseline) ? 1 : 0
}

interface Settings {
  readonly format: Format
  readonly out: string | null
  readonly mode: ScanSpec['mode']
  readonly jobs: number
  readonly only: ReadonlySet<string> | null
  readonly baseline: string | null
  readonly failOn: ReturnType<typeof parseFailOn> | null
  readonly reveal: boolean
}

// Only where it is asked for: the engine is half of what there is to load, and the workers have their own.
async function detectorTypes(): Promise<readonly DetectorType[]> {
  return (await import('../discover/engine/create-engine.ts')).loadTypes()
}

async function readSettings({ flags, terminal }: CommandInput): Promise<Settings> {
  if (flags.to !== undefined) throw usage('handing results to a server is not built yet: leave out --to', 'scan')
  const out = (flags.out as string | undefined) ?? null
  const format = (flags.format as string | undefined) ?? 'table'
  if (!isFormat(format)) throw usage(`no format \`${format}\`: ${FORMATS.join(', ')}`, 'scan')
  if (flags.full === true && flags.rows !== undefined) throw usage('--full and --rows exclude each other', 'scan')
  const reveal = flags.reveal === true
  if (reveal && (out !== null || !terminal.outIsTerminal)) {
    throw usage('--reveal shows values on a terminal only, never in a file or a pipe', 'scan')
  }
  return {
    format,
    out,
    mode: flags.full === true ? { kind: 'full' } : { kind: 'sample', rows: (flags.rows as number | undefined) ?? SAMPLE_ROWS },
    jobs: (flags.jobs as number | undefined) ?? defaultJobs(),
    only: flags.only === undefined ? null : parseOnly(flags.only as string, await detectorTypes()),
    baseline: (flags.baseline as string | undefined) ?? null,
    failOn: flags['fail-on'] === undefined ? null : parseFailOn(flags['fail-on'] as string),
    reveal,
  }
}

function isFormat(word: string): word is Format {
  return (FORMATS as readonly string[]).includes(word)
}

function parseOnly(text: string, types: readonly DetectorType[]): ReadonlySet<string> {
  const only = new Set<string>()
  for (const word of text.split(',').map((part) => part.trim())) {
    if (word === '') continue
    if (word === 'structured') for (const type of types) if (type.structured) only.add(type.id)
    if (word !== 'structured' && !types.some((type) => type.id === word))
      throw usage(`no type \`${word}\`; \`holdfast types\` lists them`, 'scan')
    if (word !== 'structured') only.add(word)
  }
  if (only.size === 0) throw usage('--only names no type', 'scan')
  return only
}

async function parseTargets({ args, environment }: CommandInput): Promise<ParsedTarget[]> {
  const targets: ParsedTarget[] = []
  for (const arg of args) {
    const target = await parseTarget(arg)
    const fallback = target.kind === 'postgres' ? environment.pgPassword : target.kind === 'mysql' ? environment.mysqlPassword : null
    targets.push(target.secret === null && fallback !== null ? { ...target, secret: fallback } : target)
  }
  const ids = targets.map((target) => storeId(target.address))
  const twice = targets.find((_, i) => ids.indexOf(ids[i]!) !== i)
  if (twice !== undefined)
    throw discoverError('target-invalid', { target: twice.shown, why: 'it is named twice', help: 'name each target once' })
  return targets
}
