import { isCcspError } from '@ccsp/foundation'
import { describe, expect, test } from 'vitest'
import { loadConfig } from './load-config.ts'
import type { ConfigProblem } from './problem.ts'
import { RULES } from './rules.ts'
import { SETTINGS_BY_KEY } from './schema.ts'

/** `key: reason` of every problem; none when the configuration is accepted. */
function problemsOf(argv: Record<string, unknown>): string[] {
  try {
    loadConfig({ argv, env: {}, files: [], defaults: { stateDirectory: '/state' } })
    return []
  } catch (error) {
    if (!isCcspError(error, 'CCSP_CONFIG_INVALID')) throw error
    return (error.details['list'] as ConfigProblem[]).map(({ key, reason }) => `${key}: ${reason}`)
  }
}

const BREACHES: [Record<string, unknown>, string][] = [
  [{ 'redis.mode': 'url' }, 'redis.mode: url needs redis.url or redis.sentinels'],
  [
    { 'redis.url': 'redis://h', 'redis.sentinels': 'a:1', 'redis.sentinelName': 'm' },
    'redis.url: give either redis.url or redis.sentinels',
  ],
  [{ 'redis.sentinels': 'a:1' }, 'redis.sentinelName: redis.sentinels needs redis.sentinelName'],
  [{ 'redis.tlsCertPath': '/a' }, 'redis.tlsKeyPath: redis.tlsCertPath and redis.tlsKeyPath need each other'],
  [{ 'intake.deadLetterMaxBytes': 1024 }, 'intake.deadLetterEntryBytes: must not be above intake.deadLetterMaxBytes'],
  [
    { 'runner.permissionMode': 'bypassPermissions' },
    'runner.permissionMode: bypassPermissions needs runner.isBypassAllowed: true',
  ],
  [{ 'runner.timeoutMs': 2000, 'runner.maxTimeoutMs': 1000 }, 'runner.timeoutMs: must not be above runner.maxTimeoutMs'],
  [
    { 'simulator.failureRate': 0.6, 'simulator.limitRate': 0.6 },
    'simulator.failureRate: must not be above 1 together with simulator.limitRate',
  ],
]

test.each(BREACHES)('%j is refused', (argv, problem) => {
  expect(problemsOf(argv)).toEqual([problem])
})

test('every rule has a breach above and speaks of settings that exist', () => {
  expect(BREACHES.length).toBe(RULES.length)
  expect(RULES.flatMap(({ keys }) => keys).filter((key) => !SETTINGS_BY_KEY.has(key))).toEqual([])
})

test('bypassing permissions is possible when it is allowed', () => {
  expect(problemsOf({ 'runner.permissionMode': 'bypassPermissions', 'runner.isBypassAllowed': true })).toEqual([])
})

test('a rule is silent while one of its settings is wrong by itself', () => {
  expect(problemsOf({ 'runner.timeoutMs': 'x', 'runner.maxTimeoutMs': 1000 })).toHaveLength(1)
})

describe('the value of', () => {
  test.each<[string, unknown[], unknown[]]>([
    [
      'redis.url',
      ['redis://h', 'rediss://u:p@h:1/2', 'unix:///run/redis.sock', 'redis://[::1]:1'],
      ['h:6379', 'http://h', 'redis://', '/run/redis.sock', 'unix://', 5, null, ''],
    ],
    ['redis.sentinels', ['a:1', 'a:1,[::1]:2'], ['a', 'a:0', 'a:70000', 'a:1,b', [1]]],
    ['queue.name', ['ccsp-queue', 'a.b_c'], ['a:b', 'a b', '']],
    ['queue.prefix', ['bull', '{bull}'], ['a:b', '']],
    ['http.port', [0, '65535'], [-1, 65_536, 1.5, true]],
    ['http.host', ['::1', 'localhost', '0.0.0.0'], ['http://h', 'a b']],
    ['runner.allowedRoots', ['/srv', '/a,/b'], ['srv', '/a,b', '~/x']],
    ['runner.environment', ['A,B_1'], ['A=1', '1A', 'A-B']],
    ['runner.claudePath', ['claude', '/opt/claude'], ['', 'a\0b', ['claude']]],
    ['paths.stateDirectory', ['/var/lib/poppo'], ['state', './state', '']],
    ['simulator.failureRate', [0, '1', 0.5], [-0.1, 1.1, 'NaN', Number.NaN, Number.POSITIVE_INFINITY]],
  ])('%s is taken or refused', (key, taken, refused) => {
    // Names the master too, so that Sentinels stand alone.
    const name = key === 'redis.sentinels' ? { 'redis.sentinelName': 'm' } : {}
    expect(taken.filter((value) => problemsOf({ [key]: value, ...name }).length > 0)).toEqual([])
    expect(refused.filter((value) => problemsOf({ [key]: value, ...name }).length === 0)).toEqual([])
  })
})
