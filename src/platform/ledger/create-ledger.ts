// The ledger on the store: puts append, checkpoints, pages, bundles and erasing together. The parts are in files of their own.
import type { Clock } from '../../core/clock.ts'
import type { Result } from '../../core/result.ts'
import { toAppError } from '../../core/errors.ts'
import type { Actor } from '../../core/contract/roles.ts'
import type { Keys } from '../keys/keys.ts'
import type { Log } from '../log/log.ts'
import type { Store, Tx } from '../store/store.ts'
import { appendLeaf } from './append-leaf.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { ledgerError } from './errors.ts'
import type { Ledger } from './ledger.ts'
import { loadLedgerKey, type LedgerKey } from './ledger-key.ts'
import { readBodies, readHashes, readLeaves, readPage, type LedgerPage, type PageQuery } from './ledger-rows.ts'
import { createTree, rootOf } from './merkle-tree.ts'
import { signCheckpoint } from './sign-checkpoint.ts'
import { openNote } from './signed-note.ts'
import { verifyStored, type StoredLedger } from './verify-stored.ts'
import { writeBundle } from './write-bundle.ts'

export interface LedgerOptions {
  readonly store: Store
  readonly keys: Keys
  readonly clock: Clock
  readonly log: Log
  /** the ledger's name, decided once; by default from the key's fingerprint */
  readonly origin?: string
}

export interface LedgerBundle {
  readonly size: number
  /** the zip */
  readonly bytes: AsyncGenerator<Buffer>
}

export interface FullLedger extends Ledger {
  /** Signs the present state; the note. Throws `ledger/not-consistent` when history was changed, and then signs nothing. */
  checkpoint(): Promise<string>
  /** Signs again whenever the ledger has grown, a last time when stopped; trouble goes to the log, loudly, each time, and never throws. */
  keepCheckpoints(everyMs: number): { stop(): Promise<void> }
  /** The public key as one line, to be kept outside and given to `holdfast verify --key`. */
  vkey(): Promise<string>
  /** Newest first. */
  page(query: PageQuery): Promise<LedgerPage>
  /** Everything up to a checkpoint signed now. Holds no transaction while it streams. */
  bundle(): Promise<LedgerBundle>
  verifyStored(): Promise<Result<StoredLedger, string>>
  /** Deletes body and salt of a leaf and appends `ledger.erased`; the leaf stays and holds. False when there was no body. */
  erase(tx: Tx, seq: number, why: { readonly actor: Actor; readonly reason: string }): Promise<boolean>
}

export function createLedger(options: LedgerOptions): FullLedger {
  const { store, keys, clock, log } = options
  let loaded: Promise<LedgerKey> | undefined
  const key = (): Promise<LedgerKey> => {
    loaded ??= loadLedgerKey({ db: store.db, keys, clock, ...(options.origin === undefined ? {} : { origin: options.origin }) })
    loaded.catch(() => {
      loaded = undefined // the next call tries again
    })
    return loaded
  }
  const append: Ledger['append'] = (tx, entry) => appendLeaf(tx, entry, keys, clock)
  const checkpoint = async (): Promise<string> => signCheckpoint(store.db, await key(), clock)

  return {
    append,
    checkpoint,
    keepCheckpoints: (everyMs) =>
      keepRunning(everyMs, async () => {
        try {
          await checkpoint()
        } catch (thrown) {
          const error = toAppError(thrown)
          log.error('ledger.no-checkpoint', { code: error.code, why: error.message })
        }
      }),
    vkey: async () => (await key()).vkey,
    page: (query) => readPage(store.db, keys, query),
    bundle: async () => {
      const note = await checkpoint()
      const { verifier, vkey } = await key()
      const text = openNote(note, verifier)
      const signed = text.ok ? parseCheckpoint(text.value) : null
      if (signed === null) throw ledgerError('not-consistent', { why: 'its last checkpoint is not signed with its key' })
      const tree = createTree(await readHashes(store.db, signed.size))
      if (!rootOf(tree.node, signed.size).equals(signed.root)) {
        throw ledgerError('not-consistent', { why: 'its leaves have another root than the checkpoint signs' })
      }
      const bytes = writeBundle({
        checkpoint: signed,
        note,
        vkey,
        tree,
        leaves: async (from, to) => (await readLeaves(store.db, from, to)).map((row) => row.leaf),
        bodies: (from, to) => readBodies(store.db, keys, from, to),
      })
      return { size: signed.size, bytes }
    },
    verifyStored: async () => verifyStored(store.db, await key(), keys),
    erase: async (tx, seq, { actor, reason }) => {
      const deleted = await tx.deleteFrom('ledger_body').where('seq', '=', String(seq)).executeTakeFirst()
      if (deleted.numDeletedRows === 0n) return false
      await append(tx, { actor, kind: 'ledger.erased', entity: `leaf:${seq}`, body: { reason } })
      return true
    },
  }
}

/** Runs `work` again and again with a pause between, and once more when stopped. Keeps no process alive. */
function keepRunning(everyMs: number, work: () => Promise<void>): { stop(): Promise<void> } {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let running = Promise.resolve()
  const plan = (): void => {
    if (stopped) return
    timer = setTimeout(() => {
      running = work().finally(plan)
    }, everyMs)
    timer.unref()
  }
  plan()
  return {
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await running
      await work()
    },
  }
}
