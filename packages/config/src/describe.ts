import type { z } from 'zod'
import { SETTINGS, type Setting } from './schema.ts'
import type { SettingKind, Texts } from './setting.ts'
import { REDIS_ADDRESS_VARIABLES } from './variables.ts'

/** What there is to say about a setting. */
export interface SettingDescription {
  readonly key: string
  readonly kind: SettingKind
  /** Its variable. */
  readonly env: string
  /** Older variables that mean the same, first match first. */
  readonly aliases: readonly string[]
  readonly description: Texts
  /** What a valid value is. */
  readonly expected: Texts
  readonly unit?: string
  /** Undefined when there is none, or when it is computed. */
  readonly default: unknown
  /** How the default comes about when it depends on something else. */
  readonly computedDefault?: Texts
  readonly isSecret: boolean
}

/** Every setting, in the order of the documentation. */
export function describeSettings(): SettingDescription[] {
  return SETTINGS.map(describeSetting)
}

function describeSetting({ key, env, schema, info }: Setting): SettingDescription {
  return {
    key,
    kind: info.kind,
    env,
    aliases: key === 'redis.url' ? [REDIS_ADDRESS_VARIABLES.join(' + ')] : info.aliases,
    description: { en: descriptionOf(schema), ja: info.ja },
    expected: info.expected,
    ...(info.unit === undefined ? {} : { unit: info.unit }),
    default: schema.safeParse(undefined).data,
    ...(info.computedDefault === undefined ? {} : { computedDefault: info.computedDefault }),
    isSecret: info.isSecret,
  }
}

function descriptionOf(schema: z.ZodType): string {
  return schema.meta()?.description ?? ''
}
