// Sets everything up that the story is played with, and takes it down again. Owns the order of both; whatever ends the drill, `close` leaves no process and
// no folder. What happens between is play.ts.
import type { Clock } from '../core/clock.ts'
import { createCompany, type Company } from '../sample/company/company.ts'
import { ELSEWHERE, sleeper } from '../sample/company/staff.ts'
import { writeForgottenFolder } from '../sample/forgotten-folder.ts'
import { createHistory, type History } from '../sample/history/working-days.ts'
import { writeHistory } from '../sample/history/write-history.ts'
import { createOracle } from '../sample/oracle/oracle.ts'
import { createRandom } from '../sample/random.ts'
import { createHoldfastClient } from './holdfast-client.ts'
import { startMailSink } from './mail-sink.ts'
import { clearRunFolder, type RunFolder } from './run-folder.ts'
import { checkGiven, givenShopDatabase, ownShopDatabase } from './shop-database.ts'
import { newAccounts } from './steps/start.ts'
import type { RunningHoldfast, ShopDatabase, Story } from './story.ts'

export interface StageOptions {
  readonly seed: number
  readonly folder: RunFolder
  /** the user's own empty database; null: a server of the drill's */
  readonly postgres: string | null
  readonly home: string | null
  /** now is the end of the history, and the beginning of the story */
  readonly clock: Clock
  readonly signal: AbortSignal
  startHoldfast(folder: RunFolder): Promise<RunningHoldfast>
}

export interface Stage {
  readonly story: Story
  close(): Promise<void>
}

export async function setStage(options: StageOptions): Promise<Stage> {
  const { folder, signal, clock } = options
  const now = clock.now()
  const undo: (() => Promise<void>)[] = [() => clearRunFolder(folder.path)]
  const close = async (): Promise<void> => {
    const problems: unknown[] = []
    for (const step of undo.splice(0).toReversed()) await step().catch((problem: unknown) => problems.push(problem))
    if (problems.length > 0) throw problems[0]
  }
  try {
    if (options.postgres !== null) await checkGiven(options.postgres)
    const { company, history } = writeParts(options.seed, now, folder.share)
    // Both at once: each is mostly waiting for a PostgreSQL to be made.
    const parts = await Promise.allSettled([
      openShop(options, company, history, now).then((shop) => {
        undo.push(() => shop.close())
        return shop
      }),
      options.startHoldfast(folder).then((holdfast) => {
        undo.push(() => holdfast.stop())
        return holdfast
      }),
      startMailSink().then((mail) => {
        undo.push(() => mail.stop())
        return mail
      }),
    ])
    for (const part of parts) if (part.status === 'rejected') throw part.reason
    const [shop, holdfast, mail] = parts.map((part) => (part as PromiseFulfilledResult<unknown>).value) as [
      ShopDatabase,
      RunningHoldfast,
      Story['mail'],
    ]
    signal.throwIfAborted()
    const owner = createHoldfastClient(holdfast.origin, signal)
    const second = createHoldfastClient(holdfast.origin, signal)
    const story = tellStory({ clock, company, history, folder, signal, holdfast, shop, mail, accounts: newAccounts(), owner, second })
    return { story, close }
  } catch (error) {
    await close().catch(() => {})
    throw error
  }
}

/** What the company is made of, and the files that are not in its database. */
export function writeParts(seed: number, now: Date, share: string): { readonly company: Company; readonly history: History } {
  const company = createCompany(seed)
  writeForgottenFolder(company, share)
  return { company, history: createHistory(company, now) }
}

export function writePast(history: History, { logs, database }: Pick<ShopDatabase, 'logs' | 'database'>): void {
  writeHistory(history, logs, database)
}

export function tellStory(parts: Omit<Story, 'seed' | 'oracle' | 'victim' | 'thief' | 'facts'>): Story {
  const { seed } = parts.company
  return {
    ...parts,
    seed,
    oracle: createOracle(parts.company),
    victim: sleeper(parts.history.to),
    thief: createRandom(seed, 'thief').pick(ELSEWHERE),
    facts: {},
  }
}

async function openShop({ folder, postgres, home }: StageOptions, company: Company, history: History, now: Date): Promise<ShopDatabase> {
  const shop =
    postgres === null
      ? await ownShopDatabase(folder.company, home, company, now)
      : await givenShopDatabase(postgres, folder.company, company, now)
  writePast(history, shop)
  return shop
}
