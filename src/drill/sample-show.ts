// The sample company in an installation of one's own: its database and files lie beside the data folder, its story is played up to the alert, and it is there
// again at the next start. Owns that folder, the sample's server as long as Holdfast runs, and how far the opening is.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Clock } from '../core/clock.ts'
import type { Accounts } from './story.ts'

export interface SampleState {
  readonly state: 'none' | 'opening' | 'open' | 'failed'
  readonly doing: string | null
  readonly problem: string | null
}

export interface SampleShow {
  state(): SampleState
  /** In the background, as the owner whose cookie it is. */
  begin(cookie: string): void
  /** In an installation that nobody has claimed: makes an owner and a second person. Throws `drill/sample-failed`. */
  open(told: (step: string) => void, signal: AbortSignal): Promise<Accounts>
  /** Its server again, when there is one. `gateway`: this process has the gateway already. */
  start(gateway: boolean): Promise<{ stop(): Promise<void> }>
}

export interface SampleShowNeeds {
  readonly clock: Clock
  readonly origin: () => string
  readonly dataFolder: string
  readonly firstLink: () => Promise<string | null>
  /** the gateway believes PROXY headers: the thief can come from another country */
  readonly proxied: boolean
  readonly startGateway: () => Promise<{ stop(): Promise<void> }>
}

const SEED = 1

export function createSampleShow(needs: SampleShowNeeds): SampleShow {
  const at = `${needs.dataFolder.replace(/\/+$/, '')}-sample`
  const ready = path.join(at, 'ready')
  const running: { stop(): Promise<void> }[] = []
  const ending = new AbortController()
  let state: SampleState = { state: existsSync(ready) ? 'open' : 'none', doing: null, problem: null }
  let hasGateway = false
  let playing: Promise<unknown> = Promise.resolve()

  const play = async (cookie: string, told: (step: string) => void, signal: AbortSignal): Promise<Accounts> => {
    const [stage, { createHoldfastClient }, { layRunFolder }, { ownShopDatabase }, { startMailSink }] = await Promise.all([
      import('./stage.ts'),
      import('./holdfast-client.ts'),
      import('./run-folder.ts'),
      import('./shop-database.ts'),
      import('./mail-sink.ts'),
    ])
    const { STEPS, playStep } = await import('./play.ts')
    const { newAccounts } = await import('./steps/start.ts')
    const now = needs.clock.now()
    const folder = layRunFolder(at)
    const { company, history } = stage.writeParts(SEED, now, folder.share)
    const shop = await ownShopDatabase(folder.company, null, company, now)
    running.push({ stop: () => shop.close() })
    stage.writePast(history, shop)
    if (!hasGateway) running.push(await needs.startGateway())
    hasGateway = true
    const mail = await startMailSink()
    running.push(mail)
    const origin = needs.origin()
    const accounts = newAccounts()
    const whole = stage.tellStory({
      clock: needs.clock,
      company,
      history,
      folder,
      signal,
      shop,
      mail,
      accounts,
      holdfast: { origin, firstLink: needs.firstLink, stop: async () => {} },
      owner: createHoldfastClient(origin, signal, cookie),
      second: createHoldfastClient(origin, signal),
    })
    const story = needs.proxied ? whole : { ...whole, thief: { ...whole.thief, ip: null } }
    for (const [index, { name, text }] of STEPS.entries()) {
      told(text)
      const result = await playStep(story, index)
      if (result.why !== null) throw new Error(result.why)
      if (name === 'monitor') break
    }
    writeFileSync(ready, `${SEED}\n`)
    return accounts
  }

  const opening = async (cookie: string, told: (step: string) => void, signal: AbortSignal): Promise<Accounts> => {
    state = { state: 'opening', doing: null, problem: null }
    try {
      const accounts = await play(
        cookie,
        (step) => {
          state = { ...state, doing: step.slice(0, 200) }
          told(step)
        },
        AbortSignal.any([signal, ending.signal]),
      )
      state = { state: 'open', doing: null, problem: null }
      return accounts
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown)
      state = { state: 'failed', doing: null, problem: why.slice(0, 1000) }
      throw thrown
    }
  }

  return {
    state: () => state,
    begin(cookie) {
      playing = opening(cookie, () => {}, ending.signal).catch(() => {})
    },
    async open(told, signal) {
      const { drillError } = await import('./errors.ts')
      if (existsSync(at)) throw drillError('sample-failed', { why: `there is a folder ${at} already` })
      const opened = opening('', told, signal)
      playing = opened.catch(() => {})
      try {
        return await opened
      } catch (thrown) {
        throw drillError('sample-failed', { why: thrown instanceof Error ? thrown.message : String(thrown) }, thrown)
      }
    },
    async start(gateway) {
      hasGateway = gateway
      if (existsSync(ready) && Number(readFileSync(ready, 'utf8')) >= 0) {
        const { startSampleServer } = await import('../sample/database/sample-server.ts')
        running.push(await startSampleServer(path.join(at, 'company'), null))
      }
      return {
        async stop() {
          ending.abort()
          await playing
          for (const part of running.splice(0).toReversed()) await part.stop()
        },
      }
    },
  }
}
