// Control: every class held against all attacks of a young proof, and what stands in the store is what was applied and proven.
import type { KnownStore } from '../../../landscape/contract.ts'
import type { PolicyClass } from '../../../core/contract/access.ts'
import type { Proof } from '../../../protect/contract.ts'
import { judged, numberOf, type ControlTest, type Item, type TestContext } from '../control-test.ts'
import { reasonOf, targetOf } from '../stores-asked.ts'

export const masksHold: ControlTest = {
  id: 'masks-hold/1',
  query:
    'the last proof of the store, kept by Holdfast; the catalogue of each class read from the store again and its digest compared with the one kept when the plan was applied',
  file: import.meta.url,
  async run(context) {
    const items: Item[] = []
    const guarded: KnownStore[] = []
    for (const store of await context.stores.list()) {
      const classes = await context.protect.classes(store.id)
      if (classes.length === 0) continue
      guarded.push(store)
      const proof = (await context.protect.proofs(store.id))[0] ?? null
      const stands = await standing(context, store)
      for (const each of classes) {
        const against = [...proofFaults(context, each, proof), ...(typeof stands === 'string' ? [] : standFaults(each, stands))]
        const notRun = notRunOf(each, proof)
        const id = `${store.id}/${each.id}`
        if (against.length > 0) items.push({ id, state: 'fail', why: typeof stands === 'string' ? [...against, stands] : against })
        else if (typeof stands === 'string') items.push({ id, state: 'error', why: [stands] })
        else if (notRun > 0) items.push({ id, state: 'not-evaluated', why: [`${notRun} attacks of the proof were not run`] })
        else items.push(judged(id, [], [`proven ${proof!.at.toISOString()}, and nothing of it changed in the store since`]))
      }
    }
    return { items, excluded: [], target: targetOf(guarded) }
  },
}

type Standing = Awaited<ReturnType<TestContext['protect']['standing']>>

async function standing(context: TestContext, store: KnownStore): Promise<Standing | string> {
  try {
    return await context.protect.standing(store.id, AbortSignal.any([context.signal, AbortSignal.timeout(60_000)]))
  } catch (error) {
    context.signal.throwIfAborted()
    return `the store cannot be asked: ${reasonOf(error)}`
  }
}

function standFaults(each: PolicyClass, stands: Standing): string[] {
  const mine = stands.find((entry) => entry.class === each.id)
  if (mine === undefined || mine.now === null) return ['the class is not in the store any more']
  return mine.now === mine.applied ? [] : ['what stands in the store is not what was applied', ...mine.differs.slice(0, 10)]
}

function proofFaults({ clock, params }: TestContext, each: PolicyClass, proof: Proof | null): string[] {
  if (proof === null) return ['it was never proven']
  const against: string[] = []
  const days = numberOf(params, 'proofDays')
  const age = clock.now().getTime() - proof.at.getTime()
  if (age > days * 86_400_000) against.push(`its last proof is older than ${days} days`)
  if (age < -60_000) against.push('its last proof lies ahead: a clock jumped')
  if (proof.policySet !== each.policySet) against.push('its last proof was made for other policies')
  const mine = proof.vectors.filter((vector) => vector.class === each.id)
  if (mine.length === 0) against.push('its last proof tried nothing on it')
  for (const vector of mine.filter((entry) => entry.state === 'broken').slice(0, 10)) against.push(`attack ${vector.id} was not held`)
  return against
}

function notRunOf(each: PolicyClass, proof: Proof | null): number {
  return proof?.vectors.filter((vector) => vector.class === each.id && vector.state === 'not-run').length ?? 0
}
