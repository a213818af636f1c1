// Control: the store logs who reads what, as its settings say now, and the collector has read it to the recent end without a gap.
import { instant } from '../../../core/clock.ts'
import type { KnownStore, StoreSession } from '../../../landscape/contract.ts'
import type { CollectorState } from '../../../monitor/contract.ts'
import type { Gap } from '../../../platform/events/events.ts'
import { readColumns, scannedStores } from '../../catalogue-reads.ts'
import { judged, numberOf, type ControlTest, type Excluded, type Item, type TestContext } from '../control-test.ts'
import { targetOf } from '../stores-asked.ts'

const SETTINGS = `
select name, setting, reset_val, source from pg_settings
where name in ('logging_collector', 'log_destination', 'log_statement', 'log_min_duration_statement', 'log_connections', 'log_min_messages')`
const OVERRIDES = `
select coalesce(r.rolname, 'every role') as role, c.setting from pg_db_role_setting s left join pg_roles r on r.oid = s.setrole, unnest(s.setconfig) c(setting)
where s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
  and (c.setting ~ '^log_statement=' and c.setting <> 'log_statement=all' or c.setting ~ '^log_min_messages=(fatal|panic)$')
order by 1, 2 limit 100`

export const auditLog: ControlTest = {
  id: 'audit-log/1',
  query: [SETTINGS, OVERRIDES, 'state of the store’s collector, and gaps of the last hours, kept by Holdfast'].join(';\n'),
  file: import.meta.url,
  async run(context) {
    const stores = await context.stores.list()
    const scanned = await scannedStores(context.db)
    const collectors = await context.monitor.collectors()
    const now = context.clock.now()
    const gaps = await context.events.gaps(
      instant(new Date(now.getTime() - numberOf(context.params, 'gapHours') * 3_600_000)),
      instant(now),
    )
    const excluded: Excluded[] = []
    const early: Item[] = []
    const asked: KnownStore[] = []
    for (const store of stores) {
      if ((await readColumns(context.db, store.id, 'personal')).length > 0) asked.push(store)
      else if (scanned.has(store.id)) excluded.push({ id: store.id, reason: 'no personal data was found in it' })
      else early.push({ id: store.id, state: 'not-evaluated', why: ['it was never read to its end: nobody knows what is in it'] })
    }
    const answer = await context.stores.postgres(asked, async (store, session) => ({
      items: [
        judged(store.id, [
          ...(await silentSettings(session)),
          ...collected(
            context,
            collectors.filter((each) => each.store === store.id),
          ),
          ...gaps.filter((gap) => gap.store === store.id || gap.store === null).map(gapWords),
        ]),
      ],
    }))
    return { items: [...early, ...answer.items], excluded: [...excluded, ...answer.excluded], target: targetOf(stores) }
  },
}

async function silentSettings(session: StoreSession): Promise<string[]> {
  // what the server is configured to: this session's own value could have been set for this login alone
  const settings = new Map((await session.query(SETTINGS)).rows.map((row) => [row['name'] ?? '', row['reset_val'] ?? row['setting'] ?? '']))
  const against: string[] = []
  if (settings.get('logging_collector') !== 'on') against.push('logging_collector is off: no log files are written')
  const forms = (settings.get('log_destination') ?? '').split(',').map((form) => form.trim())
  if (!forms.includes('jsonlog') && !forms.includes('csvlog'))
    against.push(`log_destination is ${forms.join(',') || 'empty'}: the collector reads jsonlog or csvlog`)
  if (settings.get('log_statement') !== 'all' && settings.get('log_min_duration_statement') !== '0')
    against.push(`log_statement is ${settings.get('log_statement') ?? '?'}: reads are not logged`)
  if (['off', '', 'false'].includes(settings.get('log_connections') ?? ''))
    against.push('log_connections is off: who connects from where is not logged')
  if (['fatal', 'panic'].includes(settings.get('log_min_messages') ?? '')) against.push('log_min_messages keeps statements out of the log')
  for (const row of (await session.query(OVERRIDES)).rows) against.push(`${row['role'] ?? ''} has ${row['setting'] ?? ''}`)
  return against
}

function collected({ clock, params }: TestContext, collectors: readonly CollectorState[]): string[] {
  if (collectors.length === 0) return ['no collector reads its log']
  const minutes = numberOf(params, 'lookedMinutes')
  const now = clock.now().getTime()
  return collectors.flatMap((collector) => {
    const against: string[] = []
    if (collector.problem !== null) against.push(`its collector has a problem: ${collector.problem}`)
    if (collector.lastLookedAt === null) against.push('its collector never looked')
    else if (now - collector.lastLookedAt.getTime() > minutes * 60_000)
      against.push(`its collector last looked more than ${minutes} minutes ago`)
    else if (collector.lastLookedAt.getTime() - now > 60_000) against.push('its collector looked in the future: a clock jumped')
    if (collector.lastLookedAt !== null && collector.readTo === null) against.push('its collector found nothing to read')
    return against
  })
}

function gapWords(gap: Gap): string {
  return `records are missing from ${gap.from} to ${gap.to}: ${gap.reason}`.slice(0, 500)
}
