// `holdfast drill`: plays the sample company's breach through all phases and says what it compared. Exit 0: every check of every step holds. 1: a check
// does not. 3: a step could not be shown: what could not be shown is not a pass. Owns the words on the terminal and the files of --out.
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { randomInt } from 'node:crypto'
import { instant, monotonicMs } from '../core/clock.ts'
import { drillError } from '../drill/errors.ts'
import type { StepResult } from '../drill/play.ts'
import type { Story } from '../drill/story.ts'
import type { CommandInput, RunCommand, Terminal } from './command.ts'
import { version } from './package-version.ts'
import { printable } from './terminal.ts'

export const drill: RunCommand = async (input) => {
  const { flags, terminal, environment, clock, signal } = input
  const { readUrl } = await import('../drill/shop-database.ts')
  const postgres = typeof flags.postgres === 'string' ? flags.postgres : null
  if (postgres !== null) readUrl(postgres)
  const { clearLeftovers, makeRunFolder } = await import('../drill/run-folder.ts')
  const cleared = await clearLeftovers()
  if (cleared > 0) terminal.err(`cleared what ${cleared === 1 ? 'a drill' : `${cleared} drills`} left that did not come to an end\n`)
  const [{ setStage }, { playStep, STEPS }, { startInProcess }] = await Promise.all([
    import('../drill/stage.ts'),
    import('../drill/play.ts'),
    import('../drill/holdfast-in-process.ts'),
  ])
  const seed = typeof flags.seed === 'number' ? flags.seed : randomInt(1_000_000)
  const began = clock.now()
  const from = monotonicMs()
  await terminal.out(`drill with seed ${seed}; everything in it is made up\n\n`)
  let stage: Awaited<ReturnType<typeof setStage>> | undefined
  const results: StepResult[] = []
  try {
    if (terminal.errIsTerminal) terminal.err(`1. ${STEPS[0]!.text} …`)
    stage = await setStage({
      seed,
      folder: makeRunFolder(),
      postgres,
      home: environment.home,
      clock,
      signal,
      startHoldfast: (folder) => startInProcess({ folder, environment, clock, version: version() }),
    })
    const setUp = monotonicMs() - from
    for (const [index, { text }] of STEPS.entries()) {
      if (index > 0 && terminal.errIsTerminal) terminal.err(`${index + 1}. ${text} …`)
      const result = await playStep(stage.story, index)
      // The first step is what was set up and the signing in.
      const shown = index === 0 ? { ...result, seconds: Math.round(setUp + result.seconds * 1000) / 1000 } : result
      results.push(shown)
      if (terminal.errIsTerminal) terminal.err('\r\u001b[2K')
      await terminal.out(stepText(text, shown))
    }
    const seconds = Math.round(monotonicMs() - from) / 1000
    if (typeof flags.out === 'string') writeOut(flags.out, stage.story, { seed, began: instant(began), seconds, results })
    await terminal.out(`\n${verdict(results)} in ${seconds.toFixed(1)} s\n`)
    if (flags.keep === true) await keep(input, stage.story)
  } catch (error) {
    if (signal.aborted) throw drillError('stopped', {}, error)
    throw error
  } finally {
    const forget = forceOnSecondSignal(terminal)
    await stage?.close().finally(forget)
  }
  const missing = results.filter((each) => each.state === 'not-shown')
  if (results.some((each) => each.state === 'failed')) return 1
  if (missing.length === 0) return 0
  throw drillError('not-shown', { shown: results.length - missing.length, steps: results.length, why: missing[0]!.why ?? '' })
}

const MARKS = { held: '✓', failed: '✗', 'not-shown': '–' } as const

function stepText(text: string, result: StepResult): string {
  const lines = [`${result.step}. ${text}`]
  const held = result.checks.filter((check) => check.ok).length
  const figures = [`${held} of ${result.checks.length} checks`, ...result.figures].join(', ')
  lines.push(`   ${MARKS[result.state]} ${result.seconds.toFixed(1).padStart(5)} s   ${figures}`)
  for (const check of result.checks) {
    if (check.ok) continue
    lines.push(`     ✗ ${check.name}`, `         expected ${shortly(check.expected)}`, `         got      ${shortly(check.got)}`)
  }
  if (result.why !== null) lines.push(`     ${result.state === 'not-shown' ? 'not shown' : 'broke off'}: ${result.why}`)
  return `${lines.map(printable).join('\n')}\n`
}

function shortly(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}

function verdict(results: readonly StepResult[]): string {
  const count = (state: StepResult['state']): number => results.filter((each) => each.state === state).length
  const checks = results.flatMap((each) => each.checks)
  if (count('held') === results.length) return `all ${results.length} steps hold, ${checks.length} checks`
  return `${count('held')} of ${results.length} steps hold, ${count('failed')} do not, ${count('not-shown')} could not be shown`
}

function writeOut(
  folder: string,
  story: Story,
  {
    results,
    ...about
  }: { readonly seed: number; readonly began: string; readonly seconds: number; readonly results: readonly StepResult[] },
): void {
  mkdirSync(folder, { recursive: true })
  const passed = results.every((each) => each.state === 'held')
  const result = { version: 1, program: version(), ...about, passed, steps: results }
  writeFileSync(path.join(folder, 'result.json'), `${JSON.stringify(result, null, 2)}\n`)
  const evidence = path.join(story.folder.work, 'evidence.zip')
  if (existsSync(evidence)) copyFileSync(evidence, path.join(folder, 'evidence.zip'))
}

/** Leaves everything running until the person stops it. */
async function keep({ terminal, signal }: CommandInput, { holdfast, accounts }: Story): Promise<void> {
  await terminal.out(
    `\nIt is left running:\n  console   ${holdfast.origin}\n  sign in   ${accounts.owner.email}, password ${accounts.owner.password}\n` +
      `  second    ${accounts.second.email}, password ${accounts.second.password}\n\nCtrl-C stops it and removes everything.\n`,
  )
  if (signal.aborted) return
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

function forceOnSecondSignal(terminal: Terminal): () => void {
  const force = (): void => {
    terminal.err('stopped at once; the next drill clears up\n')
    process.exit(130)
  }
  process.on('SIGINT', force)
  return () => process.off('SIGINT', force)
}
