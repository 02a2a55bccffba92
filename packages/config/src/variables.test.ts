import { describe, expect, test } from 'vitest'
import { loadConfig } from './load-config.ts'
import type { Config } from './config-types.ts'
import { type SectionName, SETTINGS } from './schema.ts'
import { NON_SETTING_VARIABLES, readVariables } from './variables.ts'

function load(env: Record<string, string>): Config {
  return loadConfig({ env, files: [], defaults: { stateDirectory: '/state' } })
}

test('every setting has a variable of its own, named after it', () => {
  expect(new Set(SETTINGS.map(({ env }) => env)).size).toBe(SETTINGS.length)
  const names = Object.fromEntries(SETTINGS.map(({ key, env }) => [key, env]))
  expect(names).toMatchObject({
    'redis.url': 'CCSP_REDIS_URL',
    'agent.lockDurationMs': 'CCSP_AGENT_LOCK_DURATION_MS',
    'intake.isEnabled': 'CCSP_INTAKE_IS_ENABLED',
  })
})

test('no older variable means two settings or is the variable of another', () => {
  const names = [...SETTINGS.flatMap(({ env, info }) => [env, ...info.aliases]), ...NON_SETTING_VARIABLES]
  expect(new Set(names).size).toBe(names.length)
})

describe('an older variable', () => {
  test.each<[string, string, Partial<Record<SectionName, Record<string, unknown>>>]>([
    ['REDIS_PASSWORD', 'abc', { redis: { password: 'abc' } }],
    ['GITHUB_TOKEN', 'abc', { github: { token: 'abc' } }],
    ['CLAUDE_CLI_PATH', '/opt/claude', { runner: { claudePath: '/opt/claude' } }],
    ['CLAUDE_API_TIMEOUT', '1000', { runner: { timeoutMs: 1000 } }],
    ['LOG_LEVEL', 'debug', { log: { level: 'debug' } }],
    ['CCSP_PORT', '1234', { http: { port: 1234 } }],
    ['CCSP_PROMETHEUS_PORT', '1234', { http: { port: 1234 } }],
    ['CCSP_MAX_QUEUE_SIZE', '5', { intake: { maxQueuedRequests: 5 } }],
    ['CCSP_QUEUE_SIZE', '5', { intake: { maxQueuedRequests: 5 } }],
    ['CCSP_WORKER_COUNT', '5', { agent: { concurrency: 5 } }],
    ['CCSP_MAX_CONCURRENT', '5', { agent: { concurrency: 5 } }],
    ['REDIS_HOST', 'db.local', { redis: { url: 'redis://db.local:6379', mode: 'url' } }],
    ['REDIS_PORT', '6400', { redis: { url: 'redis://127.0.0.1:6400', mode: 'url' } }],
  ])('%s still works', (name, value, expected) => {
    expect(load({ [name]: value })).toMatchObject(expected)
  })

  test('is below the new one', () => {
    expect(load({ CCSP_LOG_LEVEL: 'warn', LOG_LEVEL: 'debug' }).log.level).toBe('warn')
    expect(load({ CCSP_HTTP_PORT: '1', CCSP_PORT: '2', CCSP_PROMETHEUS_PORT: '3' }).http.port).toBe(1)
    expect(load({ CCSP_REDIS_URL: 'redis://new', REDIS_HOST: 'old' }).redis.url).toBe('redis://new')
  })

  test('of the metrics port is above that of the service', () => {
    expect(load({ CCSP_PORT: '2', CCSP_PROMETHEUS_PORT: '3' }).http.port).toBe(3)
  })

  test('may use the level names of the older logger, in any case', () => {
    const levels = ['WARN', 'warning', 'verbose', 'silly', 'Error'].map((level) => load({ LOG_LEVEL: level }).log.level)
    expect(levels).toEqual(['warn', 'warn', 'debug', 'trace', 'error'])
  })

  test('pair REDIS_HOST and REDIS_PORT makes an address, also of IPv6', () => {
    expect(load({ REDIS_HOST: '::1', REDIS_PORT: '7000' }).redis.url).toBe('redis://[::1]:7000')
  })

  test('REDIS_HOST that is still there does not stand in the way of Sentinels', () => {
    const { redis } = load({ REDIS_HOST: 'old', CCSP_REDIS_SENTINELS: 'a:1', CCSP_REDIS_SENTINEL_NAME: 'm' })
    expect([redis.url, redis.sentinels]).toEqual([undefined, ['a:1']])
  })
})

describe('unknown variables', () => {
  const read = (env: Record<string, string>) => readVariables(env, (name) => ({ kind: 'env', name }))

  test('that begin with CCSP_ are problems, with the nearest setting', () => {
    expect(read({ CCSP_HTTP_PROT: '1' }).problems).toEqual([
      {
        key: 'CCSP_HTTP_PROT',
        reason: 'no such setting; did you mean CCSP_HTTP_PORT?',
        origin: { kind: 'env', name: 'CCSP_HTTP_PROT' },
      },
    ])
  })

  test('of other programs, empty ones and the listed ones are none', () => {
    const listed = Object.fromEntries(NON_SETTING_VARIABLES.map((name) => [name, 'x']))
    expect(read({ ...listed, PATH: '/bin', CCSPX: '1', CCSP_NONE: '' }).problems).toEqual([])
  })
})
