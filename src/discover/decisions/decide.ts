// A person's decision about a field: pinned, so that rescans and new rules leave it alone, until a person takes it back. What Holdfast
// itself says is kept beside it. Owns `pinned` and `said` of a field; every decision is a leaf in the ledger.
import { sql } from 'kysely'
import { instant } from '../../core/clock.ts'
import type { Actor } from '../../core/contract/roles.ts'
import type { Level, Regime, Verdict } from '../../core/contract/label.ts'
import type { FieldId, ObjectId } from '../../core/ids.ts'
import type { Catalogue } from '../../landscape/contract.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Pinned, Said } from '../../platform/store/tables.ts'
import type { Tx } from '../../platform/store/store.ts'
import type { Announce } from '../announce-label.ts'
import { idOf } from '../scans/record-object.ts'
import { scanError } from '../scans/scan-errors.ts'

export interface DecisionWish {
  readonly verdict: Verdict
  readonly level: Level
  readonly reason: string
}

export interface Decisions {
  pin(actor: Actor, field: FieldId, wish: DecisionWish): Promise<void>
  unpin(actor: Actor, field: FieldId): Promise<void>
}

export function createDecisions(
  platform: Pick<Platform, 'store' | 'ledger' | 'clock'>,
  catalogue: Catalogue,
  announce: Announce,
): Decisions {
  const { store, ledger, clock } = platform

  const write = async (tx: Tx, row: Row, next: Said, pinned: Pinned | null): Promise<void> => {
    const at = clock.now()
    const was = idOf(row.label_level, row.regimes)
    const now = idOf(next.level, next.regimes)
    await tx
      .updateTable('field')
      .set({
        verdict: next.verdict,
        label_level: next.level,
        regimes: [...next.regimes],
        pinned: pinned === null ? null : JSON.stringify(pinned),
        said: pinned === null ? null : JSON.stringify(own(row)),
        ...(was === now ? {} : { labelled_at: at }),
      })
      .where('id', '=', row.id)
      .execute()
    await catalogue.labelObject(tx, row.object)
    if (was !== now) await announce(tx, [{ field: row.id, labelId: now, was }])
  }

  return {
    async pin(actor, field, wish) {
      const reason = wish.reason.toWellFormed().replaceAll('\0', '').trim()
      if (reason === '') throw scanError('reason-empty')
      await store.transaction(async (tx) => {
        const row = await lockField(tx, field)
        const said = own(row)
        // Regimes come from the types found; what is public or not about a person falls under none of those about persons.
        const regimes = wish.level === 0 ? [] : keptRegimes(said.regimes, wish.verdict)
        const pinned: Pinned = {
          verdict: wish.verdict,
          level: wish.level,
          regimes,
          reason,
          by: actor.id,
          at: instant(clock.now()),
        }
        await write(tx, row, { verdict: wish.verdict, level: wish.level, regimes }, pinned)
        await ledger.append(tx, {
          actor,
          kind: 'field.decided',
          entity: field,
          body: {
            verdict: wish.verdict,
            level: wish.level,
            regimes,
            reason,
            was: { verdict: row.verdict, level: row.label_level },
            said: { ...said, regimes: [...said.regimes] },
          },
        })
      })
    },

    async unpin(actor, field) {
      await store.transaction(async (tx) => {
        const row = await lockField(tx, field)
        if (row.pinned === null) throw scanError('not-pinned')
        const { verdict, level, reason, by, at } = row.pinned
        await write(tx, row, own(row), null)
        await ledger.append(tx, { actor, kind: 'field.undecided', entity: field, body: { was: { verdict, level, reason, by, at } } })
      })
    },
  }
}

interface Row {
  readonly id: FieldId
  readonly object: ObjectId
  readonly verdict: Verdict | null
  readonly label_level: Level | null
  readonly regimes: Regime[]
  readonly pinned: Pinned | null
  readonly said: Said | null
}

// What Holdfast itself says.
function own(row: Row): Said {
  return row.pinned !== null && row.said !== null ? row.said : { verdict: row.verdict, level: row.label_level, regimes: row.regimes }
}

const PERSONAL_REGIMES: ReadonlySet<Regime> = new Set(['gdpr', 'gdpr-art9', 'gdpr-art10', 'hipaa', 'ccpa', 'glba'])

function keptRegimes(regimes: readonly Regime[], verdict: Verdict): Regime[] {
  return verdict === 'not-personal' ? regimes.filter((regime) => !PERSONAL_REGIMES.has(regime)) : [...regimes]
}

// INVARIANT: first the object, then the field, as a scan does, or the two could wait for each other.
async function lockField(tx: Tx, field: FieldId): Promise<Row> {
  await sql`select 1 from object where id = (select object from field where id = ${field}) for update`.execute(tx)
  const found = await sql<Row>`
    select f.id, f.object, f.verdict, f.label_level, f.regimes, f.pinned, f.said
    from field f join object o on o.id = f.object join store s on s.id = o.store
    where f.id = ${field} and f.gone_at is null and o.gone_at is null and s.removed_at is null
    for update of f`.execute(tx)
  const row = found.rows[0]
  if (row === undefined) throw scanError('field-unknown')
  return row
}
