import type { Config } from './config-types.ts'

/** A condition between settings. */
export interface Rule {
  /** The settings it speaks of, the one to correct first. It is looked at when all of them are valid by themselves. */
  readonly keys: readonly [string, ...string[]]
  /** True when the condition holds. */
  readonly isMet: (config: Config) => boolean
  readonly reason: string
}

export const RULES: readonly Rule[] = [
  {
    keys: ['redis.mode', 'redis.url', 'redis.sentinels'],
    isMet: ({ redis }) => redis.mode !== 'url' || redis.url !== undefined || redis.sentinels.length > 0,
    reason: 'url needs redis.url or redis.sentinels',
  },
  {
    keys: ['redis.url', 'redis.sentinels'],
    isMet: ({ redis }) => redis.url === undefined || redis.sentinels.length === 0,
    reason: 'give either redis.url or redis.sentinels',
  },
  {
    keys: ['redis.sentinelName', 'redis.sentinels'],
    isMet: ({ redis }) => redis.sentinels.length === 0 || redis.sentinelName !== undefined,
    reason: 'redis.sentinels needs redis.sentinelName',
  },
  {
    keys: ['redis.tlsKeyPath', 'redis.tlsCertPath'],
    isMet: ({ redis }) => (redis.tlsKeyPath === undefined) === (redis.tlsCertPath === undefined),
    reason: 'redis.tlsCertPath and redis.tlsKeyPath need each other',
  },
  {
    keys: ['intake.deadLetterEntryBytes', 'intake.deadLetterMaxBytes'],
    isMet: ({ intake }) => intake.deadLetterEntryBytes <= intake.deadLetterMaxBytes,
    reason: 'must not be above intake.deadLetterMaxBytes',
  },
  {
    keys: ['runner.permissionMode', 'runner.isBypassAllowed'],
    isMet: ({ runner }) => runner.permissionMode !== 'bypassPermissions' || runner.isBypassAllowed,
    reason: 'bypassPermissions needs runner.isBypassAllowed: true',
  },
  {
    keys: ['runner.timeoutMs', 'runner.maxTimeoutMs'],
    isMet: ({ runner }) => runner.timeoutMs <= runner.maxTimeoutMs,
    reason: 'must not be above runner.maxTimeoutMs',
  },
  {
    keys: ['simulator.failureRate', 'simulator.limitRate'],
    isMet: ({ simulator }) => simulator.failureRate + simulator.limitRate <= 1,
    reason: 'must not be above 1 together with simulator.limitRate',
  },
]
