import { CcspError } from '@ccsp/foundation'

/** Where a value comes from. */
export interface Origin {
  readonly kind: 'flag' | 'env' | 'file' | 'default'
  /** The flag's key, the variable, the file's path (with the variable, in an environment file); empty for a default. */
  readonly name: string
}

/** One thing wrong with the configuration. Holds no value: any value may be a secret in the wrong place. */
export interface ConfigProblem {
  /** The setting, or the unknown key or variable. */
  readonly key: string
  /** What was expected and what kind of value was there. */
  readonly reason: string
  readonly origin: Origin
}

export function describeOrigin(origin: Origin): string {
  return origin.kind === 'default' ? 'default' : `${origin.kind} ${origin.name}`
}

/** CCSP_CONFIG_INVALID with one line per problem in the message and the problems themselves in `details.list`. */
export function invalidConfig(problems: readonly ConfigProblem[]): CcspError<'CCSP_CONFIG_INVALID'> {
  const lines = problems.map(({ key, reason, origin }) => `- ${key}: ${reason} (${describeOrigin(origin)})`)
  return new CcspError('CCSP_CONFIG_INVALID', { count: problems.length, problems: lines.join('\n'), list: problems })
}

/** The kind of a value in words, without the value. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (value === '') return 'empty text'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'boolean') return 'a truth value'
  if (typeof value === 'number') return 'a number'
  return { string: 'text', object: 'a group of settings' }[typeof value as string] ?? typeof value
}

/** A key as it may be shown: what does not look like a key may be a value in the wrong place. */
export function showKey(key: string): string {
  return /^[\w.-]{1,64}$/.test(key) ? key : `(a key of ${key.length} characters)`
}
