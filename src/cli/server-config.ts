// Settings of the commands that work on an installation: from flags, environment and defaults. Owns the way from flag to setting.
import { SETTINGS, readConfig, type Config, type Setting, type SettingName } from '../core/config.ts'
import type { Parsed } from './flags.ts'

export function serverConfig(flags: Parsed['flags']): Config {
  const given: Partial<Record<SettingName, string>> = {}
  for (const [name, setting] of Object.entries<Setting>(SETTINGS)) {
    const value = setting.flag === null ? undefined : flags[setting.flag as keyof Parsed['flags']]
    if (value !== undefined) given[name as SettingName] = String(value)
  }
  return readConfig(given)
}
