import { join } from 'node:path'
import { coerceText } from './coerce.ts'
import { type ConfigFile, readConfigFile } from './config-file.ts'
import type { Config } from './config-types.ts'
import { type ConfigProblem, invalidConfig, kindOf, type Origin, showKey } from './problem.ts'
import { RULES } from './rules.ts'
import { SECTIONS, SETTINGS, type Setting, SETTINGS_BY_KEY } from './schema.ts'
import type { SettingKind } from './setting.ts'
import { suggest } from './suggest.ts'
import { type Candidate, type Reading, readVariables } from './variables.ts'

/** Everything that settings come from. */
export interface ConfigSources {
  /** Values of flags by setting key (`agent.concurrency`). Texts are read as in variables; undefined counts as not given. */
  readonly argv?: Readonly<Record<string, unknown>>
  readonly env: Readonly<Record<string, string | undefined>>
  /** A later file goes before an earlier one. */
  readonly files: readonly ConfigFile[]
  readonly defaults: { readonly stateDirectory: string }
}

export interface Resolution {
  readonly config: Config
  /** Where the value of each setting comes from; a setting that is not here has its default. */
  readonly origins: ReadonlyMap<string, Origin>
}

/** Precedence: flag > variable > file > default. Throws CCSP_CONFIG_INVALID with every problem. */
export function resolveConfig(sources: ConfigSources): Resolution {
  const readings = [
    ...sources.files.map(readConfigFile),
    readVariables(sources.env, (name) => ({ kind: 'env', name })),
    readFlags(sources.argv ?? {}),
  ]
  const candidates = mergeCandidates(readings)
  const invalid = new Map<string, ConfigProblem>()
  const config = assemble(sources, (setting) => parseSetting(setting, candidates.get(setting.key), invalid))
  const origins = new Map([...candidates].map(([key, { origin }]) => [key, origin]))
  const problems = [
    ...invalid.values(),
    ...breachedRules(config, origins, invalid),
    ...readings.flatMap((reading) => reading.problems),
  ]
  if (problems.length > 0) throw invalidConfig(problems)
  return { config: deepFreeze(config), origins }
}

function readFlags(argv: Readonly<Record<string, unknown>>): Reading {
  const candidates = new Map<string, Candidate>()
  const problems: ConfigProblem[] = []
  for (const [key, value] of Object.entries(argv)) {
    const setting = SETTINGS_BY_KEY.get(key)
    const origin: Origin = { kind: 'flag', name: showKey(key) }
    if (!setting) problems.push({ key: showKey(key), reason: `no such setting${suggest(key, SETTINGS_BY_KEY.keys())}`, origin })
    else if (value !== undefined)
      candidates.set(key, { value: typeof value === 'string' ? coerceText(setting.info, value) : value, origin })
  }
  return { candidates, problems }
}

function mergeCandidates(readings: readonly Reading[]): Map<string, Candidate> {
  const merged = new Map(readings.flatMap((reading) => [...reading.candidates]))
  const sentinels = merged.get('redis.sentinels')?.value
  const hasSentinels = Array.isArray(sentinels) && sentinels.length > 0
  // The older variables are often still there when a deployment moves to Sentinel.
  if (hasSentinels && merged.get('redis.url')?.isDerived) merged.delete('redis.url')
  return merged
}

/** The value of a setting, undefined when it has none or is invalid; then the problem is noted. */
function parseSetting(setting: Setting, candidate: Candidate | undefined, invalid: Map<string, ConfigProblem>): unknown {
  if (!candidate) return setting.schema.safeParse(undefined).data
  const result = setting.schema.safeParse(candidate.value)
  if (result.success) return result.data
  invalid.set(setting.key, describeMismatch(setting, candidate, result.error.issues[0]?.path[0]))
  return undefined
}

/** @param index of the wrong item of a list; undefined when the value as a whole is wrong */
function describeMismatch({ key, info }: Setting, { value, origin }: Candidate, index: PropertyKey | undefined): ConfigProblem {
  if (typeof index === 'number' && Array.isArray(value)) {
    return { key: `${key}[${index}]`, reason: `expected ${info.expected.en}, got ${kindBeside('text', value[index])}`, origin }
  }
  const expected = info.kind === 'list' ? `a list, each item ${info.expected.en}` : info.expected.en
  return { key, reason: `expected ${expected}, got ${kindBeside(info.kind, value)}`, origin }
}

/** The kind of a wrong value. Of the right kind but wrong, it is another one. */
function kindBeside(kind: SettingKind, value: unknown): string {
  if (typeof value === 'number' && (kind === 'integer' || kind === 'number')) return 'another number'
  if (typeof value === 'string' && value !== '' && (kind === 'text' || kind === 'choice')) return 'other text'
  return kindOf(value)
}

/** The sections with their values and computed defaults. Invalid settings are missing. */
function assemble(sources: ConfigSources, valueOf: (setting: Setting) => unknown): Config {
  const config: Record<string, Record<string, unknown>> = Object.fromEntries(
    Object.keys(SECTIONS).map((section) => [section, {}]),
  )
  for (const setting of SETTINGS) {
    const value = valueOf(setting)
    const section = config[setting.section]
    if (value !== undefined && section) section[setting.name] = value
  }
  return settleDefaults(config as unknown as Config, sources.defaults.stateDirectory)
}

function settleDefaults(config: Config, defaultDirectory: string): Config {
  const { redis, paths } = config
  const hasAddress = redis.url !== undefined || (redis.sentinels ?? []).length > 0
  const stateDirectory = paths.stateDirectory ?? defaultDirectory
  return {
    ...config,
    redis: { ...redis, mode: redis.mode ?? (hasAddress ? 'url' : 'embedded') },
    paths: { stateDirectory, runtimeFile: paths.runtimeFile ?? join(stateDirectory, 'run', 'ccspd.json') },
  }
}

function breachedRules(
  config: Config,
  origins: ReadonlyMap<string, Origin>,
  invalid: ReadonlyMap<string, unknown>,
): ConfigProblem[] {
  const breached = RULES.filter(({ keys, isMet }) => !keys.some((key) => invalid.has(key)) && !isMet(config))
  return breached.map(({ keys, reason }) => {
    const key = keys.find((name) => origins.has(name)) ?? keys[0]
    return { key: keys[0], reason, origin: origins.get(key) ?? { kind: 'default', name: '' } }
  })
}

function deepFreeze<T extends object>(value: T): T {
  for (const item of Object.values(value)) if (typeof item === 'object' && item !== null) deepFreeze(item)
  return Object.freeze(value)
}
