import type { Config } from './config-types.ts'
import { maskSetting } from './mask-config.ts'
import type { Origin } from './problem.ts'
import { type ConfigSources, resolveConfig } from './resolve.ts'
import { SETTINGS } from './schema.ts'

/**
 * The configuration of the product. Pure: reads nothing but its argument. Precedence: flag > variable > file > default.
 * @returns every setting, valid and deeply frozen
 * @throws CcspError CCSP_CONFIG_INVALID; `details.list` holds every problem with its key, the kind of the value and its
 *   origin, never a value
 */
export function loadConfig(sources: ConfigSources): Config {
  return resolveConfig(sources).config
}

/** One setting as it is in force. */
export interface ConfigRow {
  readonly key: string
  /** Undefined when it is not set and has no default. Secrets are masked. */
  readonly value: unknown
  readonly origin: Origin
}

/** Every setting with its masked value and where that comes from. Throws as `loadConfig` does. */
export function explainConfig(sources: ConfigSources): ConfigRow[] {
  const { config, origins } = resolveConfig(sources)
  return SETTINGS.map(({ key, section, name, info }) => {
    const value = (config[section] as Readonly<Record<string, unknown>>)[name]
    return { key, value: maskSetting(info, value), origin: origins.get(key) ?? { kind: 'default', name: '' } }
  })
}
