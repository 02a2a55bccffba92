import { createRedactor, MASK } from '@ccsp/foundation'
import type { Config } from './config-types.ts'
import { SETTINGS } from './schema.ts'
import type { SettingInfo } from './setting.ts'

const byShape = createRedactor()

/** A copy that may be shown: secrets are masked, also a password inside redis.url. */
export function maskConfig(config: Config): Config {
  const copy = structuredClone(config) as unknown as Record<string, Record<string, unknown>>
  for (const { section, name, info } of SETTINGS) {
    const values = copy[section]
    if (values && name in values) values[name] = maskSetting(info, values[name])
  }
  return copy as unknown as Config
}

/** The value of one setting as it may be shown. */
export function maskSetting(info: SettingInfo, value: unknown): unknown {
  if (value === undefined) return undefined
  if (info.isSecret) return MASK
  return typeof value === 'string' ? byShape.text(maskUserInfo(value)) : value
}

/** Every secret value, for a redactor: the settings marked so, and what redis.url carries. */
export function listSecrets(config: Config): string[] {
  const marked = SETTINGS.filter(({ info }) => info.isSecret).map(
    ({ section, name }) => (config[section] as Readonly<Record<string, unknown>>)[name],
  )
  const secrets = [...marked, ...secretsOfUrl(config.redis.url)].filter(
    (value): value is string => typeof value === 'string' && value !== '',
  )
  return [...new Set(secrets)]
}

function secretsOfUrl(text: string | undefined): (string | null)[] {
  if (text === undefined || !URL.canParse(text)) return []
  const url = new URL(text)
  return [url.password, decode(url.password), url.searchParams.get('password')]
}

function maskUserInfo(text: string): string {
  if (!URL.canParse(text)) return text
  const url = new URL(text)
  if (url.password === '') return text
  url.password = MASK
  return url.href
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    // A lone percent sign stands for itself.
    if (error instanceof URIError) return text
    throw error
  }
}
