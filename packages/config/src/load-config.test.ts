import { CcspError, describeError } from '@ccsp/foundation'
import { describe, expect, test } from 'vitest'
import type { ConfigFile } from './config-file.ts'
import type { Config } from './config-types.ts'
import { explainConfig, loadConfig } from './load-config.ts'
import { type ConfigProblem, describeOrigin } from './problem.ts'
import type { ConfigSources } from './resolve.ts'

function sources(part: Partial<ConfigSources> = {}): ConfigSources {
  return { env: {}, files: [], defaults: { stateDirectory: '/state' }, ...part }
}

function load(part: Partial<ConfigSources> = {}): Config {
  return loadConfig(sources(part))
}

function yaml(text: string, path = '/etc/a.yaml'): ConfigFile {
  return { path, text, format: 'yaml' }
}

/** The error of a load that must fail. */
function failure(part: Partial<ConfigSources>): CcspError {
  try {
    load(part)
  } catch (error) {
    if (error instanceof CcspError) return error
    throw error
  }
  throw new Error('the configuration was accepted')
}

function problems(part: Partial<ConfigSources>): ConfigProblem[] {
  return failure(part).details['list'] as ConfigProblem[]
}

describe('precedence', () => {
  const env = { CCSP_AGENT_CONCURRENCY: '3' }
  const files = [yaml('agent: { concurrency: 4 }')]
  const argv = { 'agent.concurrency': '5' }

  test('is flag, variable, file, default', () => {
    const loads = [{ argv, env, files }, { env, files }, { files }, {}]
    expect(loads.map((part) => load(part).agent.concurrency)).toEqual([5, 3, 4, 2])
  })

  test('of a later file is above that of an earlier one', () => {
    const secrets: ConfigFile = { path: '/etc/ccsp.env', text: 'CCSP_AGENT_CONCURRENCY=7', format: 'env' }
    expect(load({ files: [...files, secrets] }).agent.concurrency).toBe(7)
    expect(load({ files: [secrets, ...files] }).agent.concurrency).toBe(4)
  })

  test('of an undefined flag and of an empty variable is none', () => {
    expect(load({ argv: { 'agent.concurrency': undefined }, env: { CCSP_AGENT_CONCURRENCY: '' }, files }).agent.concurrency).toBe(
      4,
    )
  })

  test('saves from a wrong value below it', () => {
    expect(load({ argv, env: { CCSP_AGENT_CONCURRENCY: 'many' } }).agent.concurrency).toBe(5)
  })
})

describe('defaults', () => {
  test('without any source are complete', () => {
    expect(load()).toMatchSnapshot()
  })

  test('of redis.mode follow the address', () => {
    expect(load().redis.mode).toBe('embedded')
    expect(load({ env: { CCSP_REDIS_URL: 'redis://h' } }).redis.mode).toBe('url')
    expect(load({ env: { CCSP_REDIS_SENTINELS: 'a:1,b:2', CCSP_REDIS_SENTINEL_NAME: 'm' } }).redis.mode).toBe('url')
    expect(load({ env: { CCSP_REDIS_URL: 'redis://h' }, argv: { 'redis.mode': 'embedded' } }).redis.mode).toBe('embedded')
  })

  test('of paths.runtimeFile follow the state directory', () => {
    expect(load().paths).toEqual({ stateDirectory: '/state', runtimeFile: '/state/run/ccspd.json' })
    expect(load({ argv: { 'paths.stateDirectory': '/other' } }).paths.runtimeFile).toBe('/other/run/ccspd.json')
  })
})

test('the configuration is frozen at every depth', () => {
  const config = load({ env: { CCSP_RUNNER_ALLOWED_TOOLS: 'Read' } })
  const parts: unknown[] = [config, ...Object.values(config), config.runner.allowedTools, load().redis.sentinels]
  expect(parts.every((part) => Object.isFrozen(part))).toBe(true)
})

test('loading changes none of its sources and shares nothing between two loads', () => {
  const argv = { 'runner.allowedTools': ['Read'] }
  const config = load({ argv })
  argv['runner.allowedTools'].push('Write')
  expect(config.runner.allowedTools).toEqual(['Read'])
})

describe('a wrong configuration', () => {
  const wrong = {
    argv: { 'http.port': '70000', 'http.prot': 1 },
    env: { CCSP_LOG_LEVEL: 'loud', CCSP_AGENT_CONCURENCY: '4', REDIS_HOST: 'not a host' },
    files: [
      yaml('agent: { concurrency: 0 }\nqueue: { nmae: x }\nqueu: {}\nintake: 3'),
      { path: '/etc/ccsp.env', text: 'CCSP_RUNNER_TIMEOUT_MS=soon\nCCSP_OLD=1', format: 'env' },
    ] satisfies ConfigFile[],
  }

  test('is told with every problem at once, each with its key and origin', () => {
    expect(failure(wrong).message).toMatchInlineSnapshot(`
      "The configuration has 11 problem(s):
      - redis.url: expected a redis://, rediss:// or unix:// address, got other text (env REDIS_HOST)
      - agent.concurrency: expected an integer from 1 to 256, got another number (file /etc/a.yaml)
      - runner.timeoutMs: expected an integer from 10 to 2147483647, got text (file /etc/ccsp.env: CCSP_RUNNER_TIMEOUT_MS)
      - http.port: expected an integer from 0 to 65535, got another number (flag http.port)
      - log.level: expected one of silent, fatal, error, warn, info, debug, trace, got other text (env CCSP_LOG_LEVEL)
      - queue.nmae: no such setting; did you mean queue.name? (file /etc/a.yaml)
      - queu: no such section; did you mean queue? (file /etc/a.yaml)
      - intake: expected settings, got a number (file /etc/a.yaml)
      - CCSP_OLD: no such setting (file /etc/ccsp.env: CCSP_OLD)
      - CCSP_AGENT_CONCURENCY: no such setting; did you mean CCSP_AGENT_CONCURRENCY? (env CCSP_AGENT_CONCURENCY)
      - http.prot: no such setting; did you mean http.port? (flag http.prot)"
    `)
  })

  test('carries its problems as data too', () => {
    const error = failure(wrong)
    expect(error.details['count']).toBe(problems(wrong).length)
    expect(problems(wrong)).toContainEqual({
      key: 'agent.concurrency',
      reason: 'expected an integer from 1 to 256, got another number',
      origin: { kind: 'file', name: '/etc/a.yaml' },
    })
  })

  test('is told in Japanese with the same problems', () => {
    const { message } = describeError(failure(wrong), 'ja')
    expect(message).toContain(`設定に問題が ${problems(wrong).length} 件あります`)
    expect(message).toContain('agent.concurrency')
  })
})

describe('a secret is in no error text', () => {
  const SECRET = 'hunter2hunter2'
  test.each<[string, Partial<ConfigSources>]>([
    ['when its type is wrong', { files: [yaml(`redis: { password: [${SECRET}] }`)] }],
    ['when it is a number', { files: [yaml('redis: { password: 123456789 }')] }],
    ['when the URL around it is wrong', { env: { CCSP_REDIS_URL: `http://:${SECRET}@host` } }],
    [
      'when it was put into another setting',
      { env: { CCSP_HTTP_PORT: SECRET, CCSP_LOG_LEVEL: SECRET, CCSP_REDIS_SENTINELS: SECRET } },
    ],
    ['when the YAML around it is broken', { files: [yaml(`redis: { password: "${SECRET}\nfoo: }`)] }],
    ['when YAML takes it for an alias', { files: [yaml(`redis: { password: *${SECRET} }`)] }],
    ['when YAML takes it for a key', { files: [yaml(`redis: { "${SECRET}+/=!": }`)] }],
    ['when YAML takes it for the whole file', { files: [yaml(SECRET)] }],
    ['when it stands twice', { files: [yaml(`redis: { password: ${SECRET}, password: ${SECRET} }`)] }],
    ['when a flag carries it', { argv: { 'github.token': { value: SECRET } } }],
  ])('%s', (_, part) => {
    const error = failure(part)
    const everything = JSON.stringify([error.message, error.stack, error.details, error.hint, String(error.cause)])
    expect(everything).not.toContain(SECRET)
    expect(everything).not.toContain('123456789')
  })
})

describe('explainConfig', () => {
  test('gives every setting with its origin', () => {
    const rows = explainConfig(
      sources({
        argv: { 'http.port': 0 },
        env: { CCSP_WORKER_COUNT: '9' },
        files: [yaml('log: { level: warn }'), { path: '/etc/ccsp.env', text: 'REDIS_HOST=h', format: 'env' }],
      }),
    )
    const told = rows.map(({ key, value, origin }) => `${key} = ${String(value)} (${describeOrigin(origin)})`)
    expect(told).toEqual(
      expect.arrayContaining([
        'http.port = 0 (flag http.port)',
        'agent.concurrency = 9 (env CCSP_WORKER_COUNT)',
        'log.level = warn (file /etc/a.yaml)',
        'redis.url = redis://h:6379 (file /etc/ccsp.env: REDIS_HOST)',
        'http.host = 127.0.0.1 (default)',
        'github.token = undefined (default)',
      ]),
    )
  })

  test('shows no secret', () => {
    const rows = explainConfig(
      sources({ env: { GITHUB_TOKEN: 'secret-one', REDIS_PASSWORD: 'secret-two', CCSP_REDIS_URL: 'redis://:secret-three@h' } }),
    )
    expect(JSON.stringify(rows)).not.toContain('secret-')
  })
})
