// `--fail-on` and `--baseline`: when a scan ends with exit code 1. A finding is a type in a field; one that a former report has too does
// not count.
import { readFile } from 'node:fs/promises'
import type { Level } from '../../core/contract/label.ts'
import { coreError } from '../../core/errors.ts'
import { usage } from '../flags.ts'
import type { GatheredScan } from './scan-report.ts'

const LEVEL_WORDS: Readonly<Record<string, Level>> = { public: 0, internal: 1, confidential: 2, high: 3 }

export interface FailOn {
  readonly level: Level | null
  readonly unread: boolean
}

/** A level, `unread`, or both with a comma between. */
export function parseFailOn(text: string): FailOn {
  let level: Level | null = null
  let unread = false
  for (const word of text.split(',').map((part) => part.trim().toLowerCase())) {
    const named = Object.hasOwn(LEVEL_WORDS, word) ? LEVEL_WORDS[word]! : null
    if (word === 'unread') unread = true
    else if (named !== null) level = level === null ? named : (Math.min(level, named) as Level)
    else throw usage(`--fail-on takes public, internal, confidential, high or unread, not \`${word}\``, 'scan')
  }
  return { level, unread }
}

/** Field and type of every finding of a former `--format json`. */
export async function readBaseline(file: string): Promise<ReadonlySet<string>> {
  const bad = (why: string, cause?: unknown): Error =>
    coreError(
      'usage',
      { what: `the baseline \`${file}\` cannot be used: ${why}`, help: 'give the output of a former `holdfast scan … --format json`' },
      cause,
    )
  let parsed: unknown
  try {
    parsed = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw bad(error instanceof SyntaxError ? 'it is not JSON' : 'it cannot be read', error)
  }
  const known = new Set<string>()
  const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
  const part = (value: unknown, name: string): unknown => (value as Record<string, unknown> | null)?.[name]
  if (part(parsed, 'version') !== 1) throw bad('it is no report of version 1')
  for (const store of list(part(parsed, 'stores'))) {
    for (const object of list(part(store, 'objects'))) {
      for (const field of list(part(object, 'fields'))) {
        const id = String(part(field, 'id'))
        known.add(id)
        for (const type of list(part(field, 'types'))) known.add(`${id} ${String(part(type, 'type'))}`)
      }
    }
  }
  return known
}

export function failsOn(failOn: FailOn, { report, levels, sampled }: GatheredScan, baseline: ReadonlySet<string> | null): boolean {
  const { partial, skipped, failed } = report.coverage
  if (failOn.unread && skipped.length + failed.length + partial.filter((entry) => !sampled.has(entry.object)).length > 0) return true
  const least = failOn.level
  if (least === null) return false
  return report.stores.some((store) =>
    store.objects.some((object) =>
      object.fields.some((field) => {
        const level = levels.get(field.id)
        if (level === undefined || level < least) return false
        if (baseline === null) return true
        return field.types.length === 0 ? !baseline.has(field.id) : field.types.some((type) => !baseline.has(`${field.id} ${type.type}`))
      }),
    ),
  )
}
