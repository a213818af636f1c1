// What the attack program wrote down about itself. Owns reading that file.
import { existsSync, readFileSync } from 'node:fs'

export interface AttackNotes {
  readonly logins: readonly Date[]
  readonly pages: readonly { readonly from: Date; readonly to: Date; readonly ids: readonly number[] }[]
  /** how it ended; null: it was killed */
  readonly end: { readonly how: 'done' | 'refused'; readonly code: string | null; readonly message: string | null } | null
}

export function readAttackNotes(file: string): AttackNotes {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
  const logins: Date[] = []
  const pages: { from: Date; to: Date; ids: number[] }[] = []
  let end: AttackNotes['end'] = null
  for (const text of lines) {
    const line = JSON.parse(text) as Record<string, unknown>
    if (typeof line['login'] === 'string') logins.push(new Date(line['login']))
    else if (typeof line['page'] === 'number') {
      pages.push({ from: new Date(line['from'] as string), to: new Date(line['to'] as string), ids: line['ids'] as number[] })
    } else if (line['end'] === 'done' || line['end'] === 'refused') {
      const { code, message } = line as { code?: string | null; message?: string | null }
      end = { how: line['end'], code: code ?? null, message: message ?? null }
    }
  }
  return { logins, pages, end }
}
