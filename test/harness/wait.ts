// Waiting in tests: for a condition, never for a time. Fails with the condition's name when it does not come.
import { monotonicMs } from '../../src/core/clock.ts'

export async function waitFor(what: string, condition: () => boolean | Promise<boolean>, ms = 20_000): Promise<void> {
  const end = monotonicMs() + ms
  while (!(await condition())) {
    if (monotonicMs() > end) throw new Error(`waited ${ms} ms in vain: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
}
