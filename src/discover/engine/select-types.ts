// `--only`: from the words of a person to the types meant. `structured` stands for all with a check digit or a fixed form.
import type { Engine } from './engine.ts'
import { ruleError } from './type-rule.ts'

/** Undefined: all. Throws `rule/type-unknown` and names what is near. */
export function selectTypes(engine: Engine, list: string | undefined): ReadonlySet<string> | undefined {
  if (list === undefined) return undefined
  const out = new Set<string>()
  for (const word of list
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')) {
    if (word === 'structured') {
      for (const type of engine.types) if (type.structured) out.add(type.id)
    } else if (engine.types.some((type) => type.id === word)) out.add(word)
    else throw ruleError('type-unknown', { type: word, near: nearest(engine, word) })
  }
  if (out.size === 0) throw ruleError('type-unknown', { type: list, near: '`holdfast types` lists them' })
  return out
}

function nearest(engine: Engine, word: string): string {
  const near = engine.types
    .map((type) => type.id)
    .filter((id) => id.includes(word) || word.includes(id) || id.split('_').some((part) => part.length > 2 && word.includes(part)))
  return near.length === 0 ? '`holdfast types` lists them' : `did you mean ${near.slice(0, 4).join(', ')}?`
}
