import { coerceText } from './coerce.ts'
import { type ConfigProblem, type Origin, showKey } from './problem.ts'
import { SETTINGS } from './schema.ts'
import { suggest } from './suggest.ts'

export interface Candidate {
  readonly value: unknown
  readonly origin: Origin
  /** True for a value put together from older variables. */
  readonly isDerived?: boolean
}

export interface Reading {
  /** By setting key. */
  readonly candidates: ReadonlyMap<string, Candidate>
  readonly problems: readonly ConfigProblem[]
}

type Variables = Readonly<Record<string, string | undefined>>

/** Variables that begin with CCSP_ and are no settings: they steer tests and the start, or are handed on by other programs. */
export const NON_SETTING_VARIABLES: readonly string[] = [
  'CCSP_BOOT_TIMES',
  'CCSP_CACHE_DIR',
  'CCSP_LANG',
  'CCSP_LONG',
  'CCSP_REDIS_SERVER',
  'CCSP_RUN_ID',
  'CCSP_TEST_GROUP',
  'CCSP_TEST_SEED',
]

const KNOWN: ReadonlySet<string> = new Set([
  ...NON_SETTING_VARIABLES,
  ...SETTINGS.flatMap(({ env, info }) => [env, ...info.aliases]),
])

/** The older pair of variables that together mean redis.url. */
export const REDIS_ADDRESS_VARIABLES = ['REDIS_HOST', 'REDIS_PORT'] as const

/** Settings in variables. An empty variable counts as not set. */
export function readVariables(variables: Variables, originOf: (name: string) => Origin): Reading {
  const candidates = new Map<string, Candidate>()
  for (const { key, env, info } of SETTINGS) {
    const name = [env, ...info.aliases].find((variable) => isSet(variables[variable]))
    if (name !== undefined) candidates.set(key, { value: coerceText(info, variables[name] ?? ''), origin: originOf(name) })
  }
  const address = candidates.has('redis.url') ? undefined : readRedisAddress(variables, originOf)
  if (address) candidates.set('redis.url', address)
  return { candidates, problems: findUnknown(variables, originOf) }
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== ''
}

function readRedisAddress(variables: Variables, originOf: (name: string) => Origin): Candidate | undefined {
  const names = REDIS_ADDRESS_VARIABLES.filter((name) => isSet(variables[name]))
  if (names.length === 0) return undefined
  const host = variables['REDIS_HOST'] || '127.0.0.1'
  const port = variables['REDIS_PORT'] || '6379'
  const isBareV6 = host.includes(':') && !host.startsWith('[')
  return { value: `redis://${isBareV6 ? `[${host}]` : host}:${port}`, origin: originOf(names.join(' and ')), isDerived: true }
}

function findUnknown(variables: Variables, originOf: (name: string) => Origin): ConfigProblem[] {
  const unknown = Object.keys(variables).filter((name) => name.startsWith('CCSP_') && isSet(variables[name]) && !KNOWN.has(name))
  return unknown.map((name) => ({
    key: showKey(name),
    reason: `no such setting${suggest(name, KNOWN)}`,
    origin: originOf(showKey(name)),
  }))
}
